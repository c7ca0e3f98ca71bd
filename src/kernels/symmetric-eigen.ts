/** Eigenvalues of a symmetric 3 x 3 matrix, largest first, by the trigonometric form (Smith, Commun. ACM 4, 168 (1961)). */

const THIRD = (2 * Math.PI) / 3;

/** Writes three values at `at`, `at + 1`, `at + 2`. */
export function eigenvalues3(
  xx: number,
  yy: number,
  zz: number,
  xy: number,
  xz: number,
  yz: number,
  out: Float32Array | Float64Array,
  at: number,
): void {
  const mean = (xx + yy + zz) / 3;
  const a = xx - mean;
  const b = yy - mean;
  const c = zz - mean;
  const spread = (a * a + b * b + c * c + 2 * (xy * xy + xz * xz + yz * yz)) / 6;
  if (!(spread > 1e-30)) {
    out[at] = mean;
    out[at + 1] = mean;
    out[at + 2] = mean;
    return;
  }
  const p = Math.sqrt(spread);
  const half = (a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz)) / (2 * p * p * p);
  const angle = Math.acos(half > 1 ? 1 : half < -1 ? -1 : half) / 3;
  const first = mean + 2 * p * Math.cos(angle);
  const last = mean + 2 * p * Math.cos(angle + THIRD);
  out[at] = first;
  out[at + 1] = 3 * mean - first - last;
  out[at + 2] = last;
}
