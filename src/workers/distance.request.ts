/** Parts of distance maps: in planes, then through them; and the distribution of a map. Outputs are written in place, in shared memory. */
import type { DistanceTask, Distribution } from '../kernels/index.js';
import { task } from '../ports/index.js';

export interface DistancePartArgs {
  readonly task: DistanceTask;
  /** planes, or columns of a plane */
  readonly range: readonly [first: number, end: number];
  readonly out: Float32Array;
}

export const distanceInPlanesRequest = task<DistancePartArgs, void>('distance-in-planes');

/** The largest square. */
export const distanceThroughPlanesRequest = task<DistancePartArgs, number>('distance-through-planes');

export interface DistributionArgs {
  readonly numbers: Float32Array;
  /** voxels */
  readonly range: readonly [first: number, end: number];
  /** only where the label is this one */
  readonly mask?: { readonly labels: Uint8Array; readonly label: number };
}

export const distributionRequest = task<DistributionArgs, Distribution>('distribution');
