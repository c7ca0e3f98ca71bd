/**
 * Half size by the mean of 2 x 2 x 2 voxels. An axis of length 1 stays; the last plane of an odd axis is left out, so
 * that every new voxel covers the same amount of space. Linear time; one output array.
 */
import type { Shape3 } from '../volume/index.js';

/** Shape after halving. */
export function halfShape(shape: Shape3): Shape3 {
  return [Math.max(1, shape[0] >> 1), Math.max(1, shape[1] >> 1), Math.max(1, shape[2] >> 1)];
}

export function downsample2(data: Float32Array, shape: Shape3): Float32Array {
  const [nz, ny, nx] = shape;
  const [mz, my, mx] = halfShape(shape);
  const kz = nz > 1 ? 2 : 1;
  const ky = ny > 1 ? 2 : 1;
  const kx = nx > 1 ? 2 : 1;
  const weight = 1 / (kz * ky * kx);
  const out = new Float32Array(mz * my * mx);
  for (let z = 0, o = 0; z < mz; z++)
    for (let y = 0; y < my; y++)
      for (let x = 0; x < mx; x++, o++) {
        let sum = 0;
        for (let dz = 0; dz < kz; dz++)
          for (let dy = 0; dy < ky; dy++) {
            const row = (z * kz + dz) * ny * nx + (y * ky + dy) * nx + x * kx;
            for (let dx = 0; dx < kx; dx++) sum += data[row + dx];
          }
        out[o] = sum * weight;
      }
  return out;
}
