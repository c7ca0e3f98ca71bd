/** Moving boxes of voxels between flat z,y,x arrays, row by row. */
import { allocateVoxels, dtypeOf } from '../volume/index.js';
import type { Shape3, VoxelArray } from '../volume/index.js';

/** The box of `size` at `start` of an array of `shape`, as an array of its own. */
export function cropBox(data: VoxelArray, shape: Shape3, start: Shape3, size: Shape3): VoxelArray {
  const [, ny, nx] = shape;
  const [mz, my, mx] = size;
  const out = allocateVoxels(dtypeOf(data), mz * my * mx);
  for (let z = 0, o = 0; z < mz; z++)
    for (let y = 0; y < my; y++, o += mx) {
      const i = ((start[0] + z) * ny + start[1] + y) * nx + start[2];
      out.set(data.subarray(i, i + mx), o);
    }
  return out;
}

/** A plane given by two strides, gathered into an array of its own. */
export function gatherPlane(
  data: VoxelArray,
  plane: { first: number; rows: number; rowStride: number; columns: number; columnStride: number },
): VoxelArray {
  const { first, rows, rowStride, columns, columnStride } = plane;
  const out = allocateVoxels(dtypeOf(data), rows * columns);
  if (columnStride === 1) {
    for (let r = 0; r < rows; r++) out.set(data.subarray(first + r * rowStride, first + r * rowStride + columns), r * columns);
    return out;
  }
  for (let r = 0, o = 0; r < rows; r++)
    for (let c = 0, i = first + r * rowStride; c < columns; c++, o++, i += columnStride) out[o] = data[i];
  return out;
}

/**
 * `count` neighbouring planes along x at once, as [x][z][y]. Each lies scattered over the whole volume, but neighbours
 * share their cache lines: sixteen cost little more than one.
 */
export function gatherStrip(data: Uint8Array, shape: Shape3, x0: number, count: number): Uint8Array {
  const [nz, ny, nx] = shape;
  const plane = nz * ny;
  const out = new Uint8Array(count * plane);
  for (let p = 0, i = x0; p < plane; p++, i += nx) for (let k = 0, o = p; k < count; k++, o += plane) out[o] = data[i + k];
  return out;
}

/** A slab of planes reordered so that y (or x) is slowest: [y][z][x] or [x][z][y]. Cross-sections become contiguous. */
export function sectionOrder(data: VoxelArray, shape: Shape3, axis: 'y' | 'x'): VoxelArray {
  const [nz, ny, nx] = shape;
  const out = allocateVoxels(dtypeOf(data), data.length);
  if (axis === 'y') {
    for (let y = 0, o = 0; y < ny; y++)
      for (let z = 0; z < nz; z++, o += nx) out.set(data.subarray((z * ny + y) * nx, (z * ny + y) * nx + nx), o);
    return out;
  }
  for (let x = 0, o = 0; x < nx; x++)
    for (let z = 0; z < nz; z++) for (let y = 0, i = z * ny * nx + x; y < ny; y++, o++, i += nx) out[o] = data[i];
  return out;
}
