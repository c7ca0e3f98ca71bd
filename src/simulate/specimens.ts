/** Kinds of thin specimens. A new one is one record and one line here. */
import { beads, branching, faceted, spheres, tangle, whisker } from './specimen-families.js';
import { flake, husk, lump, partial, pile, plates } from './specimen-families-flat.js';
import type { SpecimenFamily } from './specimen.js';

export const SPECIMENS: readonly SpecimenFamily[] = [
  whisker,
  faceted,
  spheres,
  branching,
  tangle,
  lump,
  flake,
  husk,
  partial,
  pile,
  beads,
  plates,
];
