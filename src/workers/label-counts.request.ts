/** Voxels per label value in a part of a volume. */
import { task } from '../ports/index.js';

export interface LabelCountsArgs {
  readonly labels: Uint8Array;
  /** voxels [first, end) */
  readonly first: number;
  readonly end: number;
}

export const labelCountsRequest = task<LabelCountsArgs, Float64Array>('label-counts');
