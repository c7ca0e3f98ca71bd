/**
 * Normal of a voxelised body at one of its voxel faces, from where the body lies around the centre of the face.
 *
 * The first moment of the body within a ball around the face points into the body; its opposite is the outward normal. The
 * weight (1 - r^2/R^2) falls to zero at the ball's surface, so that a plane of any tilt gives its normal with little lattice noise.
 * Beyond the box the outermost voxels are repeated, so a flat surface keeps its normal up to the box faces.
 */
import type { Shape3, Vec3 } from '../volume/index.js';

/** Weighted offsets around a face centre, one list per axis of the face normal. */
export interface NormalStencil {
  /** offsets from the voxel on the low side of the face */
  readonly dz: Int32Array;
  readonly dy: Int32Array;
  readonly dx: Int32Array;
  /** the same as a step in the flat array */
  readonly step: Int32Array;
  /** weight times physical offset from the face centre */
  readonly mz: Float64Array;
  readonly my: Float64Array;
  readonly mx: Float64Array;
  /** largest offset per axis, for the test whether the stencil lies inside the box */
  readonly reach: Vec3;
}

/** A voxel face: on the high side of voxel (z, y, x) along the axis; the sign is +1 when the body is on the low side. */
export interface FacePlace {
  z: number;
  y: number;
  x: number;
  axis: 0 | 1 | 2;
  sign: 1 | -1;
}

/** Stencil for faces with their normal along `axis` in a volume of `shape`; `radius` in the unit of the spacing. */
export function normalStencil(axis: 0 | 1 | 2, shape: Shape3, spacing: Vec3, radius: number): NormalStencil {
  const rows: number[][] = [];
  const reach = spacing.map((s, a) => Math.ceil(radius / s) + (a === axis ? 1 : 0)) as [number, number, number];
  for (let z = -reach[0]; z <= reach[0]; z++)
    for (let y = -reach[1]; y <= reach[1]; y++)
      for (let x = -reach[2]; x <= reach[2]; x++) {
        const pz = (z - (axis === 0 ? 0.5 : 0)) * spacing[0];
        const py = (y - (axis === 1 ? 0.5 : 0)) * spacing[1];
        const px = (x - (axis === 2 ? 0.5 : 0)) * spacing[2];
        const weight = 1 - (pz * pz + py * py + px * px) / (radius * radius);
        if (weight > 0) rows.push([z, y, x, weight * pz, weight * py, weight * px]);
      }
  const ints = (k: number): Int32Array => Int32Array.from(rows, (row) => row[k]);
  const floats = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]);
  const step = Int32Array.from(rows, ([z, y, x]) => (z * shape[1] + y) * shape[2] + x);
  return { step, dz: ints(0), dy: ints(1), dx: ints(2), mz: floats(3), my: floats(4), mx: floats(5), reach };
}

/** 3.5 times the mean voxel edge, and never less than 1.5 of the longest. An axis of length 1 has no say. */
export function normalRadius(shape: Shape3, spacing: Vec3): number {
  const edges = spacing.filter((_, axis) => shape[axis] > 1);
  if (edges.length === 0) edges.push(...spacing);
  const mean = edges.reduce((product, edge) => product * edge, 1) ** (1 / edges.length);
  return Math.max(3.5 * mean, 1.5 * Math.max(...edges));
}

/** Outward unit normal into `out` (z, y, x) of the voxels with `value`, at a voxel face. */
export function faceNormal(data: Uint8Array, value: number, shape: Shape3, stencil: NormalStencil, at: FacePlace, out: Float64Array): void {
  const [nz, ny, nx] = shape;
  const { step, dz, dy, dx, mz, my, mx, reach } = stencil;
  const { z, y, x } = at;
  let sumZ = 0;
  let sumY = 0;
  let sumX = 0;
  if (z >= reach[0] && y >= reach[1] && x >= reach[2] && z + reach[0] < nz && y + reach[1] < ny && x + reach[2] < nx) {
    const here = (z * ny + y) * nx + x;
    for (let k = 0; k < step.length; k++)
      if (data[here + step[k]] === value) {
        sumZ -= mz[k];
        sumY -= my[k];
        sumX -= mx[k];
      }
  } else {
    for (let k = 0; k < step.length; k++) {
      const zk = Math.min(nz - 1, Math.max(0, z + dz[k]));
      const yk = Math.min(ny - 1, Math.max(0, y + dy[k]));
      const xk = Math.min(nx - 1, Math.max(0, x + dx[k]));
      if (data[(zk * ny + yk) * nx + xk] === value) {
        sumZ -= mz[k];
        sumY -= my[k];
        sumX -= mx[k];
      }
    }
  }
  outwardNormal(sumZ, sumY, sumX, at, out);
}

/** The normal from minus the first moment of the body; that of the voxel face where the body is too ragged to have one. */
export function outwardNormal(sumZ: number, sumY: number, sumX: number, { axis, sign }: FacePlace, out: Float64Array): void {
  const length = Math.sqrt(sumZ * sumZ + sumY * sumY + sumX * sumX);
  const along = (axis === 0 ? sumZ : axis === 1 ? sumY : sumX) * sign;
  if (!(along > 1e-9 * length)) {
    out.fill(0);
    out[axis] = sign;
    return;
  }
  out[0] = sumZ / length;
  out[1] = sumY / length;
  out[2] = sumX / length;
}
