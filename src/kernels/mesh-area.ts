/**
 * Area of the surface where a smoothed body is one half, as a mesh of triangles: each cell of eight voxel centres is split into 24 tetrahedra
 * about its centre and the centres of its faces, which treats all axes and senses alike, and the surface is flat in each
 * (marching tetrahedra, Doi & Koide 1991, IEICE Trans. E74, 214; this split: Carr, Theussl & Möller 2003, 10.2312/VisSym/VisSym03/091-100).
 *
 * Bias: the Gaussian of one mean voxel edge takes off what is sharp: balls of radius 5 voxels -9 %, 10 voxels -2 %, 20 voxels -0.2 %;
 * planes along the grid exact, edges rounded (a cube of 20 voxels -9 %); plates and rods thinner than 2 voxels vanish. Memory 12 bytes
 * per voxel of the slab.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import type { Planes } from './planes.js';
import { smoothingReach, smoothMask } from './smooth-mask.js';

/** Standard deviation of the smoothing in mean voxel edges. */
export const MESH_SIGMA = 1;

/** Sigma in voxels along each axis, for one that is so many mean voxel edges long. */
export function voxelSigma(spacing: Vec3, sigma: number): Vec3 {
  const edge = Math.cbrt(spacing[0] * spacing[1] * spacing[2]);
  return [(sigma * edge) / spacing[0], (sigma * edge) / spacing[1], (sigma * edge) / spacing[2]];
}

/** Planes of halo that a slab needs to be smoothed as in the whole, and one more on each side for differences. */
export const smoothingHalo = (spacing: Vec3, sigma: number): number => smoothingReach(voxelSigma(spacing, sigma)[0]) + 2;

export interface SmoothSlab {
  readonly planes: Planes;
  readonly value: number;
  /** of the full volume */
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly first: number;
  readonly end: number;
}

// faces of a cell as rings of corners; corner = x + 2 y + 4 z
const FACES = [[0, 1, 3, 2], [4, 5, 7, 6], [0, 1, 5, 4], [2, 3, 7, 6], [0, 2, 6, 4], [1, 3, 7, 5]]; // prettier-ignore

/** Area within the cells that begin in the planes [first, end) of the volume; beyond the box the outermost voxels repeat. */
export function meshArea({ planes, value, shape, spacing, first, end }: SmoothSlab): number {
  const [nz, ny, nx] = shape;
  const given: Shape3 = [planes.data.length / Math.max(1, ny * nx), ny, nx];
  const field = smoothMask(planes.data, value, given, voxelSigma(spacing, MESH_SIGMA));
  const row = (z: number, y: number): number =>
    ((Math.min(nz - 1, Math.max(0, z)) - planes.first) * ny + Math.min(ny - 1, Math.max(0, y))) * nx;
  const corners = new Float64Array(8);
  let area = 0;
  // a cell beyond the box has half its extent along that axis
  for (let z = first === 0 ? -1 : first; z < end; z++)
    for (let y = -1; y < ny; y++) {
      const edge = (z < 0 || z === nz - 1 ? 0.5 : 1) * (y < 0 || y === ny - 1 ? 0.5 : 1);
      const rows = [row(z, y), row(z, y + 1), row(z + 1, y), row(z + 1, y + 1)];
      for (let x = -1; x < nx; x++) {
        const left = x < 0 ? 0 : x;
        const right = x + 1 < nx ? x + 1 : x;
        let inside = 0;
        for (let k = 0; k < 4; k++) {
          corners[2 * k] = field[rows[k] + left];
          corners[2 * k + 1] = field[rows[k] + right];
          inside += Number(corners[2 * k] > 0.5) + Number(corners[2 * k + 1] > 0.5);
        }
        if (inside !== 0 && inside !== 8) area += edge * (x < 0 || x === nx - 1 ? 0.5 : 1) * cellArea(corners, spacing);
      }
    }
  return area;
}

const points = Array.from({ length: 4 }, () => new Float64Array(4));

/** Sum over the 24 tetrahedra. */
function cellArea(corners: Float64Array, spacing: Vec3): number {
  let middle = 0;
  for (let k = 0; k < 8; k++) middle += corners[k] / 8;
  place(points[0], 0.5, 0.5, 0.5, middle, spacing);
  let area = 0;
  for (let f = 0; f < 6; f++) {
    const ring = FACES[f];
    let value = 0;
    let [z, y, x] = [0, 0, 0];
    for (const k of ring) {
      value += corners[k] / 4;
      z += (k >> 2) / 4;
      y += ((k >> 1) & 1) / 4;
      x += (k & 1) / 4;
    }
    place(points[1], z, y, x, value, spacing);
    for (let e = 0; e < 4; e++) {
      const [a, b] = [ring[e], ring[(e + 1) % 4]];
      place(points[2], a >> 2, (a >> 1) & 1, a & 1, corners[a], spacing);
      place(points[3], b >> 2, (b >> 1) & 1, b & 1, corners[b], spacing);
      area += tetrahedronArea();
    }
  }
  return area;
}

function place(point: Float64Array, z: number, y: number, x: number, value: number, spacing: Vec3): void {
  point[0] = z * spacing[0];
  point[1] = y * spacing[1];
  point[2] = x * spacing[2];
  point[3] = value - 0.5;
}

const cuts = Array.from({ length: 4 }, () => new Float64Array(3));

/** Area of the plane of value 0 within the tetrahedron of `points`: a triangle or a quadrangle. */
function tetrahedronArea(): number {
  const high: Float64Array[] = [];
  const low: Float64Array[] = [];
  for (const point of points) (point[3] > 0 ? high : low).push(point);
  if (high.length === 0 || low.length === 0) return 0;
  const [few, many] = high.length <= low.length ? [high, low] : [low, high];
  if (few.length === 1) {
    for (let k = 0; k < 3; k++) cut(few[0], many[k], cuts[k]);
    return triangleArea(cuts[0], cuts[1], cuts[2]);
  }
  cut(few[0], many[0], cuts[0]);
  cut(few[0], many[1], cuts[1]);
  cut(few[1], many[1], cuts[2]);
  cut(few[1], many[0], cuts[3]);
  return triangleArea(cuts[0], cuts[1], cuts[2]) + triangleArea(cuts[0], cuts[2], cuts[3]);
}

function cut(a: Float64Array, b: Float64Array, out: Float64Array): void {
  const t = a[3] / (a[3] - b[3]);
  for (let k = 0; k < 3; k++) out[k] = a[k] + t * (b[k] - a[k]);
}

function triangleArea(a: Float64Array, b: Float64Array, c: Float64Array): number {
  const [p, q, r] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
  const [u, v, w] = [c[0] - a[0], c[1] - a[1], c[2] - a[2]];
  return Math.sqrt((q * w - r * v) ** 2 + (r * u - p * w) ** 2 + (p * v - q * u) ** 2) / 2;
}
