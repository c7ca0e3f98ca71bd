/** The lists. A new generator or family is one file and one line here. */
import { brownianDla } from './brownian-dla.js';
import { columns } from './family-columns.js';
import { dla } from './family-dla.js';
import { granular } from './family-granular.js';
import { mixed } from './family-mixed.js';
import { moss } from './family-moss.js';
import { whiskers } from './family-whiskers.js';
import type { Family, Generator } from './structure.js';

/** Growth models that an image can be compared with. */
export const GENERATORS: readonly Generator[] = [brownianDla];

/** Procedural deposits for training and testing segmentation. */
export const FAMILIES: readonly Family[] = [moss, columns, whiskers, mixed, granular, dla];

export * from './deposit.js';
export * from './deposit-params.js';
export * from './isolation-truth.js';
export * from './param-spec.js';
export * from './structure.js';
