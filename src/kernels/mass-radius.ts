/** Mass of a phase within balls around a centre. Exact for voxel centres; time linear in the voxels, no memory. */
import type { Shape3, Vec3 } from '../volume/index.js';

/** Physical coordinates z y x, voxel centres at (i + 1/2) times the spacing. */
export function centroidOf(data: Uint8Array, value: number, [nz, ny, nx]: Shape3, spacing: Vec3): Vec3 {
  let [count, sz, sy, sx] = [0, 0, 0, 0];
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++)
        if (data[i] === value) {
          count++;
          sz += z;
          sy += y;
          sx += x;
        }
  return [(sz / count + 0.5) * spacing[0], (sy / count + 0.5) * spacing[1], (sx / count + 0.5) * spacing[2]];
}

/** Distance of the farthest voxel of the phase from a centre. */
export function farthest(data: Uint8Array, value: number, [nz, ny, nx]: Shape3, spacing: Vec3, centre: Vec3): number {
  let most = 0;
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const across = ((z + 0.5) * spacing[0] - centre[0]) ** 2 + ((y + 0.5) * spacing[1] - centre[1]) ** 2;
      for (let x = 0; x < nx; x++, i++) {
        if (data[i] !== value) continue;
        const d2 = across + ((x + 0.5) * spacing[2] - centre[2]) ** 2;
        if (d2 > most) most = d2;
      }
    }
  return Math.sqrt(most);
}

/** Voxels of the phase whose centres lie within each radius; radii ascend. */
export function massWithin(
  data: Uint8Array,
  value: number,
  [nz, ny, nx]: Shape3,
  spacing: Vec3,
  centre: Vec3,
  radii: readonly number[],
): number[] {
  const rings = new Float64Array(radii.length);
  const limits = Float64Array.from(radii, (r) => r * r);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const across = ((z + 0.5) * spacing[0] - centre[0]) ** 2 + ((y + 0.5) * spacing[1] - centre[1]) ** 2;
      for (let x = 0; x < nx; x++, i++) {
        if (data[i] !== value) continue;
        const d2 = across + ((x + 0.5) * spacing[2] - centre[2]) ** 2;
        let k = limits.length;
        while (k > 0 && d2 <= limits[k - 1]) k--;
        if (k < limits.length) rings[k]++;
      }
    }
  let sum = 0;
  return Array.from(rings, (count) => (sum += count));
}
