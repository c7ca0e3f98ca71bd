/** Pairs of voxels a step apart, one by one. */
import type { Shape3, Vec3 } from '../../../src/volume/index.js';

/** pairs with both voxels set, and set voxels of pairs, whose first voxel lies in the planes [first, end) */
export function countStep(mask: Uint8Array, [nz, ny, nx]: Shape3, step: Vec3, first: number, end: number): [number, number] {
  let [both, ends] = [0, 0];
  for (let z = first; z < end; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++) {
        const [z2, y2, x2] = [z + step[0], y + step[1], x + step[2]];
        if (z2 < 0 || y2 < 0 || x2 < 0 || z2 >= nz || y2 >= ny || x2 >= nx) continue;
        const a = mask[(z * ny + y) * nx + x]!;
        const b = mask[(z2 * ny + y2) * nx + x2]!;
        both += a * b;
        ends += a + b;
      }
  return [both, ends];
}
