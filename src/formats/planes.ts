/** What the writers take: a volume that can be read plane by plane, from memory or from a source. */
import { dtypeOf, slabRegion, spatialShape, voxelCount } from '../volume/index.js';
import type { DType, Shape3, VolumeSource, VoxelArray } from '../volume/index.js';

export interface Planes {
  readonly shape: Shape3;
  readonly dtype: DType;
  /** planes [z0, z1), C order */
  read(z0: number, z1: number, signal?: AbortSignal): Promise<VoxelArray>;
}

/** Planes of an array that is in memory. */
export function planesOfArray(data: VoxelArray, shape: Shape3): Planes {
  if (data.length !== voxelCount(shape)) throw new RangeError(`${data.length} voxels do not fill the shape ${shape.join(' x ')}`);
  const plane = shape[1] * shape[2];
  return { shape, dtype: dtypeOf(data), read: (z0, z1) => Promise.resolve(data.subarray(z0 * plane, z1 * plane)) };
}

/** Planes of a source: its first channel and time point. */
export function planesOfSource(source: VolumeSource): Planes {
  const { info } = source;
  const shape = spatialShape(info);
  return { shape, dtype: info.dtype, read: (z0, z1, signal) => source.read(slabRegion(info, z0, z1), signal) };
}
