/** A regular grid of voxels laid over points that have coordinates of their own. */
import type { Shape3, Vec3 } from '../volume/index.js';

export interface SamplingGrid {
  readonly shape: Shape3;
  /** centre of voxel (0, 0, 0), in the unit of the points: z, y, x */
  readonly origin: Vec3;
  /** edges of a voxel, in the unit of the points: z, y, x */
  readonly step: Vec3;
}

/** The grid of one axis: voxels of an edge that cover [from, to], centred on that range. */
export function coverRange(from: number, to: number, step: number): { readonly count: number; readonly first: number } {
  // a range of a whole number of edges keeps that number in spite of rounding
  const count = Math.max(1, Math.ceil((to - from) / step - 1e-6));
  return { count, first: (from + to) / 2 - ((count - 1) * step) / 2 };
}
