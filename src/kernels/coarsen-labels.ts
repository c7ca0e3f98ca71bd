/**
 * Labels at half the resolution: each new voxel takes the commonest of its 2 x 2 x 2 old ones. The last plane of an odd axis is
 * repeated, an axis of length 1 stays. Ties go by turns to the smallest and to the largest of the tied labels, like the squares of a
 * chessboard, so that a flat face between two voxel planes moves neither way on average. Linear time; one output array.
 */
import type { Shape3, Vec3 } from '../volume/index.js';

export interface CoarseLabels {
  readonly data: Uint8Array;
  readonly shape: Shape3;
  /** in the unit of the spacing given */
  readonly spacing: Vec3;
}

/** Labels (z, y, x) on voxels of twice the edge. */
export function coarsenLabels(data: Uint8Array, shape: Shape3, spacing: Vec3): CoarseLabels {
  const half = shape.map((n) => Math.ceil(n / 2)) as unknown as Shape3;
  const wide = shape.map((n, axis) => (n === 1 ? spacing[axis] : 2 * spacing[axis])) as unknown as Vec3;
  const [nz, ny, nx] = shape;
  const [mz, my, mx] = half;
  const out = new Uint8Array(mz * my * mx);
  const cell = new Uint8Array(8);
  for (let z = 0, o = 0; z < mz; z++) {
    const near = 2 * z * ny * nx;
    const far = Math.min(nz - 1, 2 * z + 1) * ny * nx;
    for (let y = 0; y < my; y++) {
      const low = 2 * y * nx;
      const high = Math.min(ny - 1, 2 * y + 1) * nx;
      for (let x = 0; x < mx; x++, o++) {
        const left = 2 * x;
        const right = Math.min(nx - 1, left + 1);
        cell[0] = data[near + low + left];
        cell[1] = data[near + low + right];
        cell[2] = data[near + high + left];
        cell[3] = data[near + high + right];
        cell[4] = data[far + low + left];
        cell[5] = data[far + low + right];
        cell[6] = data[far + high + left];
        cell[7] = data[far + high + right];
        out[o] = commonest(cell, ((z + y + x) & 1) === 1);
      }
    }
  }
  return { data: out, shape: half, spacing: wide };
}

function commonest(cell: Uint8Array, largest: boolean): number {
  const first = cell[0];
  let most = 0;
  let winner = first;
  for (let i = 0; i < 8; i++) {
    let count = 0;
    for (let j = 0; j < 8; j++) count += cell[j] === cell[i] ? 1 : 0;
    if (count === 8) return first;
    if (count > most || (count === most && (largest ? cell[i] > winner : cell[i] < winner))) {
      most = count;
      winner = cell[i];
    }
  }
  return winner;
}
