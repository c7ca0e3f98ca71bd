/**
 * Crossings between two bodies that do not overlap, along the 13 directions: those of A plus those of B minus those of both together, halved.
 * Crossings are exact numbers, so bodies that never touch give exactly 0. Voxels that touch only across an edge or a corner do touch.
 */
import type { Shape3 } from '../volume/index.js';
import { countConfigurations } from './configurations.js';
import type { Outside } from './configurations.js';
import { directionCrossings } from './crofton.js';

/** Crossings between the voxels with label `a` and those with label `b`. */
export function interfaceCrossings(labels: Uint8Array, a: number, b: number, shape: Shape3, outside: Outside): Float64Array {
  const both = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) both[i] = labels[i] === a || labels[i] === b ? 1 : 0;
  const ofA = directionCrossings(countConfigurations({ data: labels, first: 0 }, a, shape, { outside }));
  const ofB = directionCrossings(countConfigurations({ data: labels, first: 0 }, b, shape, { outside }));
  const ofBoth = directionCrossings(countConfigurations({ data: both, first: 0 }, 1, shape, { outside }));
  return ofA.map((value, k) => (value + ofB[k] - ofBoth[k]) / 2);
}
