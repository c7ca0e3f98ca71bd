/** The local thickness in a slab of planes, written to its place in shared memory. */
import type { DistanceField } from '../kernels/index.js';
import { task } from '../ports/index.js';

export interface ThicknessSlabArgs {
  readonly field: DistanceField;
  /** planes */
  readonly range: readonly [first: number, end: number];
  readonly out: Float32Array;
}

export const thicknessSlabRequest = task<ThicknessSlabArgs, void>('thickness-slab');
