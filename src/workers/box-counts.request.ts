/** Occupied boxes of every size in a slab. */
import type { SlabBoxes } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

export interface BoxCountsArgs {
  /** whole planes, from plane `first` of the image on */
  readonly labels: Uint8Array;
  readonly value: number;
  readonly first: number;
  /** of the whole image */
  readonly shape: Shape3;
  readonly sizes: readonly number[];
}

export const boxCountsRequest = task<BoxCountsArgs, SlabBoxes>('box-counts');
