/** What follows from the voxel edges. */
import type { Vec3 } from '../volume/index.js';

/** The shortest voxel edge as unit, and the voxel edges (z, y, x) in it: steps of cubic voxels and their squares are then integers, and comparisons exact. */
export function inVoxelEdges(spacing: Vec3): { readonly unit: number; readonly steps: Vec3 } {
  const unit = Math.min(...spacing);
  return { unit, steps: [spacing[0] / unit, spacing[1] / unit, spacing[2] / unit] };
}

/** Areas of the voxel faces across z, y, x. */
export const voxelFaceAreas = ([sz, sy, sx]: Vec3): Vec3 => [sy * sx, sz * sx, sz * sy];
