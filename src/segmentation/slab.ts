/** Parts of a source as a view sees them: read once, addressed by strides. */
import { checkAborted } from '../base/index.js';
import { bytesPerVoxel, type Shape3, type SourceInfo, type VolumeSource, type VoxelArray } from '../volume/index.js';
import { boxInVolume, viewStrides, type Box, type View } from './view.js';

export interface Slab {
  readonly data: VoxelArray;
  /** planes [start, end) of the view's first axis */
  readonly start: number;
  readonly end: number;
  /** index of view voxel (z,y,x) = base + z * step[0] + y * step[1] + x * step[2] */
  readonly base: number;
  readonly step: readonly [number, number, number];
}

/** Reads a box of the first channel and time point. */
async function readBox(source: VolumeSource, box: Box, signal: AbortSignal | undefined): Promise<VoxelArray> {
  const axis = { z: 0, y: 1, x: 2 } as const;
  const start = source.info.axes.map(({ name }) => (name === 't' || name === 'c' ? 0 : box.start[axis[name]]));
  const size = source.info.axes.map(({ name }) => (name === 't' || name === 'c' ? 1 : box.end[axis[name]] - box.start[axis[name]]));
  return source.read({ start, size }, signal);
}

export async function readSlab(source: VolumeSource, view: View, start: number, end: number, signal?: AbortSignal): Promise<Slab> {
  const box = boxInVolume(view, { start: [start, 0, 0], end: [end, view.shape[1], view.shape[2]] });
  return { data: await readBox(source, box, signal), start, end, ...viewStrides(view, box) };
}

/** Whole planes of the volume, in the order they are stored, as many at a time as fit the budget. */
export async function* volumeSlabs(
  source: VolumeSource,
  shape: Shape3,
  budget: number,
  signal?: AbortSignal,
): AsyncGenerator<{ z0: number; z1: number; data: VoxelArray }> {
  const depth = slabDepth(source.info, shape, budget);
  for (let z0 = 0; z0 < shape[0]; z0 += depth) {
    const z1 = Math.min(shape[0], z0 + depth);
    checkAborted(signal);
    yield { z0, z1, data: await readBox(source, { start: [z0, 0, 0], end: [z1, shape[1], shape[2]] }, signal) };
  }
}

/** Planes of the first axis of `shape` that fit the budget in bytes, at least one. */
export function slabDepth(info: SourceInfo, shape: Shape3, budget: number): number {
  return Math.max(1, Math.min(shape[0], Math.floor(budget / (shape[1] * shape[2] * bytesPerVoxel(info.dtype)))));
}
