/**
 * Centroid, second moments and bounding box of a body in one pass. Voxels are points at their centres (index + 0.5).
 * Sums are taken about the centre of the box, in voxels, and are exact integers for boxes below 2^13 voxels per axis or so.
 */
import type { Shape3, Vec3 } from '../volume/index.js';

export interface BodyMoments {
  readonly voxels: number;
  /** z, y, x in voxels; the first voxel's centre is at 0.5 */
  readonly centroid: Vec3;
  /** zz, yy, xx, zy, zx, yx in voxels^2 */
  readonly covariance: readonly [number, number, number, number, number, number];
  /** first index and one past the last, per axis */
  readonly boxStart: Vec3;
  readonly boxEnd: Vec3;
}

/** Moments of the voxels with one value; undefined when there are none. */
export function bodyMoments(data: Uint8Array, value: number, shape: Shape3): BodyMoments | undefined {
  const [nz, ny, nx] = shape;
  const oz = nz >> 1;
  const oy = ny >> 1;
  const ox = nx >> 1;
  const start: [number, number, number] = [nz, ny, nx];
  const end: [number, number, number] = [0, 0, 0];
  let n = 0;
  let z1 = 0;
  let y1 = 0;
  let x1 = 0;
  let zz = 0;
  let yy = 0;
  let xx = 0;
  let zy = 0;
  let zx = 0;
  let yx = 0;
  let i = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      // sums along the row; the other coordinates are constant there
      let count = 0;
      let sum = 0;
      let squares = 0;
      for (let x = 0; x < nx; x++, i++) {
        if (data[i] !== value) continue;
        const dx = x - ox;
        count++;
        sum += dx;
        squares += dx * dx;
        if (x < start[2]) start[2] = x;
        if (x >= end[2]) end[2] = x + 1;
      }
      if (count === 0) continue;
      if (z < start[0]) start[0] = z;
      if (z >= end[0]) end[0] = z + 1;
      if (y < start[1]) start[1] = y;
      if (y >= end[1]) end[1] = y + 1;
      const dz = z - oz;
      const dy = y - oy;
      n += count;
      z1 += count * dz;
      y1 += count * dy;
      x1 += sum;
      zz += count * dz * dz;
      yy += count * dy * dy;
      xx += squares;
      zy += count * dz * dy;
      zx += dz * sum;
      yx += dy * sum;
    }
  if (n === 0) return undefined;
  const mz = z1 / n;
  const my = y1 / n;
  const mx = x1 / n;
  return {
    voxels: n,
    centroid: [mz + oz + 0.5, my + oy + 0.5, mx + ox + 0.5],
    covariance: [zz / n - mz * mz, yy / n - my * my, xx / n - mx * mx, zy / n - mz * my, zx / n - mz * mx, yx / n - my * mx],
    boxStart: start,
    boxEnd: end,
  };
}

/**
 * Semi-axes, longest first, of the ellipsoid with the same second moments: sqrt(5 x variance along a principal axis). Voxels count as
 * points at their centres, which leaves ellipsoids of 3 voxels and more without bias (below 0.2 %); a body that is one voxel thin somewhere
 * would have no thickness so, and its voxels count as boxes, which adds a twelfth of their edges squared.
 */
export function equivalentSemiAxes(moments: Pick<BodyMoments, 'covariance'>, spacing: Vec3): readonly [number, number, number] {
  const points = principalVariances(moments.covariance, spacing, 0);
  // an edge of 0 is that of the flat axis of an image
  const edges = spacing.filter((edge) => edge > 0);
  const least = points.toSorted((a, b) => a - b)[3 - edges.length];
  const thin = least < Math.min(...edges) ** 2 / 12;
  const axes = (thin ? principalVariances(moments.covariance, spacing, 1 / 12) : points).map((v) => Math.sqrt(5 * Math.max(0, v)));
  axes.sort((a, b) => b - a);
  return [axes[0], axes[1], axes[2]];
}

/** Variances along the principal axes; `voxel`: that of a voxel along its edge, in voxels squared. */
function principalVariances([zz, yy, xx, zy, zx, yx]: BodyMoments['covariance'], [sz, sy, sx]: Vec3, voxel: number): number[] {
  return symmetricEigenvalues([
    [(zz + voxel) * sz * sz, zy * sz * sy, zx * sz * sx],
    [zy * sz * sy, (yy + voxel) * sy * sy, yx * sy * sx],
    [zx * sz * sx, yx * sy * sx, (xx + voxel) * sx * sx],
  ]);
}

/** Eigenvalues of a symmetric 3x3 matrix by Jacobi rotations; `matrix` is overwritten. */
export function symmetricEigenvalues(matrix: number[][]): number[] {
  for (let sweep = 0; sweep < 50; sweep++) {
    const off = Math.abs(matrix[0][1]) + Math.abs(matrix[0][2]) + Math.abs(matrix[1][2]);
    const scale = Math.abs(matrix[0][0]) + Math.abs(matrix[1][1]) + Math.abs(matrix[2][2]);
    if (off <= 1e-15 * scale) break;
    for (let p = 0; p < 2; p++)
      for (let q = p + 1; q < 3; q++) {
        if (matrix[p][q] === 0) continue;
        // the rotation in the p-q plane that makes the element p,q zero
        const theta = (matrix[q][q] - matrix[p][p]) / (2 * matrix[p][q]);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        for (let k = 0; k < 3; k++) {
          const a = matrix[k][p];
          const b = matrix[k][q];
          matrix[k][p] = c * a - s * b;
          matrix[k][q] = s * a + c * b;
        }
        for (let k = 0; k < 3; k++) {
          const a = matrix[p][k];
          const b = matrix[q][k];
          matrix[p][k] = c * a - s * b;
          matrix[q][k] = s * a + c * b;
        }
      }
  }
  return [matrix[0][0], matrix[1][1], matrix[2][2]];
}
