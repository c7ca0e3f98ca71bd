/** The SEI of a slab that lies close to lithium. */
import type { InnerOptions } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';

export interface InnerLayerArgs {
  readonly labels: Uint8Array;
  /** of the slab with its halo */
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly options: InnerOptions;
  /** the planes of the slab that count */
  readonly planes: readonly [first: number, end: number];
}

export const innerLayerRequest = task<InnerLayerArgs, readonly [inner: number, all: number]>('inner-layer');
