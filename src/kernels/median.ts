/**
 * Median over a cube of side 2r+1 (a square when an axis has length 1). Beyond the border the nearest voxel counts again.
 *
 * Each voxel gathers its neighbourhood and selects the middle by Hoare's quickselect, in expected linear time:
 * (2r+1)^3 operations per voxel, no memory beyond one neighbourhood. Exact; NaN counts as the smallest value.
 * In parallel or slab-wise: give r more planes on both sides and cut them off.
 */
import { InvalidInputError } from '../base/index.js';
import { voxelCount } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';

export function medianFilter(data: Float32Array, shape: Shape3, radius: number): Float32Array {
  if (data.length !== voxelCount(shape))
    throw new InvalidInputError(`The image has ${data.length} voxels, its shape ${shape.join(' x ')} does not.`);
  if (!Number.isInteger(radius) || radius < 1 || radius > 3)
    throw new InvalidInputError(`A median radius of ${radius} voxels is not possible; use 1, 2 or 3.`, { subject: 'radius' });
  const [nz, ny, nx] = shape;
  const rz = nz === 1 ? 0 : radius;
  const ry = ny === 1 ? 0 : radius;
  const rx = nx === 1 ? 0 : radius;
  const out = new Float32Array(data.length);
  const near = new Float32Array((2 * rz + 1) * (2 * ry + 1) * (2 * rx + 1));
  const middle = (near.length - 1) >> 1;
  const sz = ny * nx;
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        let k = 0;
        for (let dz = -rz; dz <= rz; dz++) {
          const pz = z + dz < 0 ? 0 : z + dz >= nz ? nz - 1 : z + dz;
          for (let dy = -ry; dy <= ry; dy++) {
            const py = y + dy < 0 ? 0 : y + dy >= ny ? ny - 1 : y + dy;
            const row = pz * sz + py * nx;
            for (let dx = -rx; dx <= rx; dx++) {
              const value = data[row + (x + dx < 0 ? 0 : x + dx >= nx ? nx - 1 : x + dx)];
              near[k++] = value === value ? value : -Infinity;
            }
          }
        }
        out[i] = select(near, middle);
      }
  return out;
}

/** The value that would stand at `k` after sorting; reorders `a`. */
function select(a: Float32Array, k: number): number {
  let lo = 0;
  let hi = a.length - 1;
  while (lo < hi) {
    const pivot = a[(lo + hi) >> 1];
    let i = lo;
    let j = hi;
    while (i <= j) {
      while (a[i] < pivot) i++;
      while (a[j] > pivot) j--;
      if (i <= j) {
        const t = a[i];
        a[i++] = a[j];
        a[j--] = t;
      }
    }
    if (k <= j) hi = j;
    else if (k >= i) lo = i;
    else break;
  }
  return a[k];
}
