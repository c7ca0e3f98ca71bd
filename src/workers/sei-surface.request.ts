/** The walk over the lithium surface that SEI thickness and coverage come from, slab by slab. */
import type { Planes, SeiOptions, SeiPart } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';

export interface SeiSlabArgs {
  readonly planes: Planes;
  /** the planes whose faces are asked for */
  readonly range: readonly [first: number, end: number];
  /** of the volume */
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly options: SeiOptions;
}

export interface FollowRaysArgs {
  readonly rays: Float64Array;
  readonly planes: Planes;
  /** of the volume */
  readonly shape: Shape3;
  readonly sei: number;
}

export const seiSlabRequest = task<SeiSlabArgs, SeiPart>('sei-slab');
export const followRaysRequest = task<FollowRaysArgs, { readonly rays: Float64Array; readonly states: Uint8Array }>('follow-rays');
