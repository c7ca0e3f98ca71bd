/**
 * Length of the line where three phases meet: edges of the voxel lattice of which the four voxels around hold all three, times 2/3, which is the
 * mean ratio of the length of a line to that of its staircase over all directions (1 / mean(|nz| + |ny| + |nx|)).
 *
 * Bias: straight lines in all directions none on average with a spread of 9 %; along the grid -33 %, along a face diagonal -6 %, along a space
 * diagonal +15 %. Edges on the box faces are left out. Exact count; time linear.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import type { Planes } from './planes.js';

/** Voxel edges along z, y, x where the three labels meet: in the planes [first, end), and between each of them and the next. */
export function tripleEdges(
  planes: Planes,
  labels: readonly [number, number, number],
  [nz, ny, nx]: Shape3,
  first: number,
  end: number,
): readonly [z: number, y: number, x: number] {
  const bit = new Uint8Array(256);
  labels.forEach((label, k) => (bit[label] = 1 << k));
  const { data } = planes;
  const plane = ny * nx;
  const edges: [number, number, number] = [0, 0, 0];
  for (let z = first; z < end; z++) {
    const above = z + 1 < nz;
    for (let y = 0; y < ny; y++) {
      const behind = y + 1 < ny;
      for (let x = 0, i = ((z - planes.first) * ny + y) * nx; x < nx; x++, i++) {
        const here = bit[data[i]];
        const right = x + 1 < nx ? bit[data[i + 1]] : -1;
        const next = behind ? bit[data[i + nx]] : -1;
        const up = above ? bit[data[i + plane]] : -1;
        if (right >= 0 && next >= 0 && (here | right | next | bit[data[i + nx + 1]]) === 7) edges[0]++;
        if (right >= 0 && up >= 0 && (here | right | up | bit[data[i + plane + 1]]) === 7) edges[1]++;
        if (next >= 0 && up >= 0 && (here | next | up | bit[data[i + plane + nx]]) === 7) edges[2]++;
      }
    }
  }
  return edges;
}

/** Length of the line from its edges. */
export function tripleLength([z, y, x]: readonly [number, number, number], spacing: Vec3): number {
  return (2 / 3) * (z * spacing[0] + y * spacing[1] + x * spacing[2]);
}
