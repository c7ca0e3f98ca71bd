/** Voxels of a phase per cell in a slab. */
import type { SlabCells } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

export interface CellCountsArgs {
  /** whole planes, from plane `first` of the image on */
  readonly labels: Uint8Array;
  readonly value: number;
  readonly first: number;
  /** of the whole image */
  readonly shape: Shape3;
  /** voxels per edge of a cell */
  readonly cell: Shape3;
}

export const cellCountsRequest = task<CellCountsArgs, SlabCells>('cell-counts');
