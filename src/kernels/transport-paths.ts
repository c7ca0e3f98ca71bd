/**
 * Mean length of the shortest paths through a phase from one face of the box to each voxel of the phase at the opposite face,
 * by fast marching (geodesic.ts; its bias holds: up to 1 % too long). A path starts and ends on the box faces.
 * Memory: 6 bytes per voxel and the front.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { geodesicDistance } from './geodesic.js';
import { checkVoxels } from './planes.js';
import type { Axis } from './transport-bits.js';

/** null when no path arrives */
export function meanPathLength(
  labels: Uint8Array,
  shape: Shape3,
  spacing: Vec3,
  phase: number,
  axis: Axis,
  end: 'first' | 'last',
): number | null {
  checkVoxels(labels, shape);
  const open = new Uint8Array(labels.length);
  for (let i = 0; i < labels.length; i++) open[i] = labels[i] === phase ? 1 : 0;
  const last = shape[axis] - 1;
  const sources = layerVoxels(shape, axis, end === 'first' ? 0 : last).filter((voxel) => open[voxel] === 1);
  const half = spacing[axis] / 2;
  const distance = geodesicDistance({ open, shape, spacing, sources, startAt: new Float64Array(sources.length).fill(half) });
  let sum = 0;
  let arrived = 0;
  for (const voxel of layerVoxels(shape, axis, end === 'first' ? last : 0))
    if (distance[voxel] < Infinity) {
      sum += distance[voxel] + half;
      arrived++;
    }
  return arrived === 0 ? null : sum / arrived;
}

/** Flat indices of one layer across an axis. */
function layerVoxels(shape: Shape3, axis: Axis, layer: number): Uint32Array {
  const strides = [shape[1] * shape[2], shape[2], 1];
  const [a, b] = ([0, 1, 2] as const).filter((other) => other !== axis) as [Axis, Axis];
  const out = new Uint32Array(shape[a] * shape[b]);
  for (let i = 0, k = 0; i < shape[a]; i++)
    for (let j = 0; j < shape[b]; j++) out[k++] = layer * strides[axis] + i * strides[a] + j * strides[b];
  return out;
}
