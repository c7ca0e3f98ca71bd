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
  /** weight times physical offset from the face centre */
  readonly mz: Float64Array;
  readonly my: Float64Array;
  readonly mx: Float64Array;
  /** largest offset per axis, for the test whether the stencil lies inside the box */
  readonly reach: Vec3;
}

/** Stencil for faces with their normal along `axis`; `radius` in the unit of the spacing. */
export function normalStencil(axis: 0 | 1 | 2, spacing: Vec3, radius: number): NormalStencil {
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
  return { dz: ints(0), dy: ints(1), dx: ints(2), mz: floats(3), my: floats(4), mx: floats(5), reach };
}

/** A ball of 3.5 voxels of the same volume, and never less than 1.5 of the longest voxel edge. */
export function normalRadius(spacing: Vec3): number {
  return Math.max(3.5 * Math.cbrt(spacing[0] * spacing[1] * spacing[2]), 1.5 * Math.max(...spacing));
}

/**
 * Outward unit normal into `out` (z, y, x) of the voxels with `value`, at the face on the high side of voxel (z, y, x).
 * `sign` is +1 when the body is on the low side. Falls back to the normal of the voxel face where the body is too ragged to have one.
 */
export function faceNormal(
  data: Uint8Array,
  value: number,
  shape: Shape3,
  stencil: NormalStencil,
  at: { z: number; y: number; x: number; axis: 0 | 1 | 2; sign: 1 | -1 },
  out: Float64Array,
): void {
  const [nz, ny, nx] = shape;
  const { dz, dy, dx, mz, my, mx, reach } = stencil;
  const { z, y, x, axis, sign } = at;
  let sumZ = 0;
  let sumY = 0;
  let sumX = 0;
  const inside = z >= reach[0] && y >= reach[1] && x >= reach[2] && z + reach[0] < nz && y + reach[1] < ny && x + reach[2] < nx;
  for (let k = 0; k < dz.length; k++) {
    let zk = z + dz[k];
    let yk = y + dy[k];
    let xk = x + dx[k];
    if (!inside) {
      zk = zk < 0 ? 0 : zk >= nz ? nz - 1 : zk;
      yk = yk < 0 ? 0 : yk >= ny ? ny - 1 : yk;
      xk = xk < 0 ? 0 : xk >= nx ? nx - 1 : xk;
    }
    if (data[(zk * ny + yk) * nx + xk] === value) {
      sumZ -= mz[k];
      sumY -= my[k];
      sumX -= mx[k];
    }
  }
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
