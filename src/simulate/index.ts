/** The lists. A new generator or family is one file and one line here. */
import { brownianDla } from './brownian-dla.js';
import { columns } from './family-columns.js';
import { dla } from './family-dla.js';
import { facets } from './family-facets.js';
import { fibres } from './family-fibres.js';
import { filaments } from './family-filaments.js';
import { granular } from './family-granular.js';
import { mixed } from './family-mixed.js';
import { moss } from './family-moss.js';
import { porous } from './family-porous.js';
import { shapes } from './family-shapes.js';
import { whiskers } from './family-whiskers.js';
import { film } from './film-family.js';
import { ballistic, eden, rsos } from './film-models.js';
import { kmc } from './kmc-family.js';
import { kmcLattice } from './kmc-lattice.js';
import type { Family, Generator } from './structure.js';

/** Growth models that an image can be compared with. */
export const GENERATORS: readonly Generator[] = [brownianDla, kmcLattice, eden, ballistic, rsos];

/** Procedural deposits for training and testing segmentation. */
export const FAMILIES: readonly Family[] = [
  moss,
  columns,
  whiskers,
  mixed,
  facets,
  fibres,
  filaments,
  porous,
  shapes,
  granular,
  dla,
  kmc,
  film,
];

export * from './deposit.js';
export * from './deposit-params.js';
export * from './isolation-truth.js';
export { magnifyLabels, shapeBefore } from './magnify.js';
export * from './structure.js';
export { makeSpecimen, SPECIMEN_PARAMS } from './specimen.js';
export * from './specimens.js';
