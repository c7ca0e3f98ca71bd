/** What a slab tells about the height map and about profiles along an axis. */
import { task } from '../ports/index.js';
import type { Face, Shape3 } from '../volume/index.js';

export interface HeightSlabArgs {
  readonly labels: Uint8Array;
  /** of the slab */
  readonly shape: Shape3;
  readonly phase: number;
  readonly face: Face;
}

export const heightSlabRequest = task<HeightSlabArgs, Uint32Array>('height-slab');
export const layerSlabRequest = task<HeightSlabArgs, Uint32Array>('layer-slab');
