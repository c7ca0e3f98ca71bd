/** Size of the voxels of a run. */
import type { Vec3 } from '../volume/index.js';
import type { MetricContext } from './metric.js';

/** Voxel edges z, y, x in metres; 1 where they are unknown (only metrics that do not need them get here then). */
export const spacingOf = ({ stack }: Pick<MetricContext, 'stack'>): Vec3 => stack.calibration.spacing ?? [1, 1, 1];

/** Volume of a voxel in cubic metres; 1 where it is unknown. */
export function voxelVolumeOf(context: Pick<MetricContext, 'stack'>): number {
  const [sz, sy, sx] = spacingOf(context);
  return sz * sy * sx;
}
