/**
 * Distances to the nearest points of a jittered lattice (Worley 1996, doi 10.1145/237170.237267): the faces of Voronoi cells are where the
 * two nearest are equally far, the edges where the three nearest are.
 *
 * One point per lattice cell, so only the 27 cells around are searched; a nearer point two cells away is possible but rare, and
 * only roughens the texture. Far fields are computed on a coarser grid and interpolated.
 */
import type { Rng } from '../base/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';

export interface VoronoiCells {
  readonly size: Vec3;
  readonly counts: Shape3;
  /** places inside the lattice cells, in cells, z y x */
  readonly points: Float32Array;
}

/** Cells of the given mean size in voxels; two spare cells on every side. */
export function voronoiCells(shape: Shape3, size: Vec3, rng: Rng): VoronoiCells {
  const counts = shape.map((n, axis) => Math.ceil(n / (size[axis] ?? 1)) + 4) as unknown as Shape3;
  const points = new Float32Array(3 * counts[0] * counts[1] * counts[2]);
  for (let i = 0; i < points.length; i++) points[i] = rng.next();
  return { size, counts, points };
}

/** Index of the cell that a voxel belongs to. */
export function nearestCell({ size, counts, points }: VoronoiCells, z: number, y: number, x: number): number {
  const [pz, py, px] = [z / size[0] + 2, y / size[1] + 2, x / size[2] + 2];
  const [iz, iy, ix] = [Math.floor(pz), Math.floor(py), Math.floor(px)];
  let best = Infinity;
  let cell = 0;
  for (let a = iz - 1; a <= iz + 1; a++)
    for (let b = iy - 1; b <= iy + 1; b++)
      for (let c = ix - 1; c <= ix + 1; c++) {
        const at = (a * counts[1] + b) * counts[2] + c;
        const dz = a + (points[3 * at] ?? 0) - pz;
        const dy = b + (points[3 * at + 1] ?? 0) - py;
        const dx = c + (points[3 * at + 2] ?? 0) - px;
        const d = dz * dz + dy * dy + dx * dx;
        if (d < best) {
          best = d;
          cell = at;
        }
      }
  return cell;
}

/** Per voxel: how much farther the n-th nearest point is than the nearest, in cells. n = 2: 0 on faces; n = 3: 0 on edges. */
export function voronoiGap(shape: Shape3, cells: VoronoiCells, n: 2 | 3): Float32Array {
  const step = Math.max(1, Math.floor(Math.min(...cells.size) / 5));
  const coarse = shape.map((length) => Math.ceil((length - 1) / step) + 1) as unknown as Shape3;
  const field = new Float32Array(coarse[0] * coarse[1] * coarse[2]);
  for (let z = 0, i = 0; z < coarse[0]; z++)
    for (let y = 0; y < coarse[1]; y++) for (let x = 0; x < coarse[2]; x++, i++) field[i] = gapAt(cells, z * step, y * step, x * step, n);
  return step === 1 ? field : interpolate(field, coarse, shape, step);
}

function gapAt({ size, counts, points }: VoronoiCells, z: number, y: number, x: number, n: 2 | 3): number {
  const [pz, py, px] = [z / size[0] + 2, y / size[1] + 2, x / size[2] + 2];
  const [iz, iy, ix] = [Math.floor(pz), Math.floor(py), Math.floor(px)];
  let first = Infinity;
  let second = Infinity;
  let third = Infinity;
  for (let a = iz - 1; a <= iz + 1; a++)
    for (let b = iy - 1; b <= iy + 1; b++)
      for (let c = ix - 1; c <= ix + 1; c++) {
        const at = 3 * ((a * counts[1] + b) * counts[2] + c);
        const dz = a + (points[at] ?? 0) - pz;
        const dy = b + (points[at + 1] ?? 0) - py;
        const dx = c + (points[at + 2] ?? 0) - px;
        const d = dz * dz + dy * dy + dx * dx;
        if (d < first) {
          third = second;
          second = first;
          first = d;
        } else if (d < second) {
          third = second;
          second = d;
        } else if (d < third) third = d;
      }
  return Math.sqrt(n === 2 ? second : third) - Math.sqrt(first);
}

function interpolate(from: Float32Array, coarse: Shape3, shape: Shape3, step: number): Float32Array {
  const [nz, ny, nx] = shape;
  const out = new Float32Array(nz * ny * nx);
  const [sz, sy] = [coarse[1] * coarse[2], coarse[2]];
  const line = new Float32Array(sy + 1);
  for (let z = 0, i = 0; z < nz; z++) {
    const z0 = Math.floor(z / step);
    const wz = z / step - z0;
    const dz = wz > 0 ? sz : 0;
    for (let y = 0; y < ny; y++) {
      const y0 = Math.floor(y / step);
      const wy = y / step - y0;
      const dy = wy > 0 ? sy : 0;
      const base = z0 * sz + y0 * sy;
      for (let k = 0; k < sy; k++) {
        const b = base + k;
        const near = (from[b] ?? 0) * (1 - wy) + (from[b + dy] ?? 0) * wy;
        const far = (from[b + dz] ?? 0) * (1 - wy) + (from[b + dz + dy] ?? 0) * wy;
        line[k] = near * (1 - wz) + far * wz;
      }
      for (let x = 0; x < nx; x++, i++) {
        const x0 = Math.floor(x / step);
        const wx = x / step - x0;
        out[i] = (line[x0] ?? 0) * (1 - wx) + (line[x0 + 1] ?? 0) * wx;
      }
    }
  }
  return out;
}
