/** Skeletons out of the calling thread: the voxels of one, its measures, the tips of a deposit and how near it is to a short circuit. */
import type { DendriteTips, Gap, ShortCircuitOptions, SkeletonSummary } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Face, Shape3, Vec3 } from '../volume/index.js';

export interface ThinArgs {
  readonly labels: Uint8Array;
  readonly value: number;
  readonly shape: Shape3;
  readonly spacing: Vec3;
}

export const thinRequest = task<ThinArgs, Uint32Array>('thin');

export interface SkeletonArgs extends ThinArgs {
  /** voxels of the skeleton */
  readonly voxels: Uint32Array;
  readonly prune: boolean;
  /** where trees grow from, if it is known */
  readonly collector: Face | undefined;
  /** the radius is asked for */
  readonly radius: boolean;
}

export interface SkeletonMeasures extends SkeletonSummary {
  /** mean over the voxels of the skeleton; null when not asked for, Infinity without background */
  readonly meanRadius: number | null;
}

export const skeletonRequest = task<SkeletonArgs, SkeletonMeasures>('skeleton');

export interface DepositArgs {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly options: ShortCircuitOptions;
}

export const dendriteTipsRequest = task<DepositArgs, DendriteTips>('dendrite-tips');
export const shortCircuitRequest = task<DepositArgs, Gap>('short-circuit');
export const tipGapsRequest = task<DepositArgs & { readonly tips: DendriteTips }, Float64Array>('tip-gaps');
