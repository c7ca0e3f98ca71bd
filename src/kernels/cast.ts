/** Between stored types and the float32 that filters work in. Back to integers: rounded to nearest, clamped to the range. */
import { allocateVoxels } from '../volume/index.js';
import type { DType, VoxelArray } from '../volume/index.js';

const RANGES: Readonly<Partial<Record<DType, readonly [number, number]>>> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
  uint32: [0, 4294967295],
  int32: [-2147483648, 2147483647],
};

export function toFloat32(data: VoxelArray): Float32Array {
  return data instanceof Float32Array ? data : Float32Array.from(data);
}

export function fromFloat32(data: Float32Array, dtype: DType): VoxelArray {
  if (dtype === 'float32') return data;
  const out = allocateVoxels(dtype, data.length);
  const range = RANGES[dtype];
  if (range === undefined) {
    for (let i = 0; i < data.length; i++) out[i] = data[i];
    return out;
  }
  const [low, high] = range;
  for (let i = 0; i < data.length; i++) {
    const value = Math.floor(data[i] + 0.5);
    out[i] = value < low ? low : value > high ? high : value;
  }
  return out;
}
