/**
 * Two-point cluster function C2: how often two places a distance apart along an axis lie in the same connected component (Torquato,
 * Beasley and Chiew, J. Chem. Phys. 88, 6540 (1988)). Direct count over voxel pairs, exact; time linear in the voxels per lag.
 */
import type { Shape3 } from '../volume/index.js';

/** C2 at each lag along an axis (0 z, 1 y, 2 x), from component labels with 0 outside; NaN where no pair fits into the box. */
export function clusterCurve(labels: Uint32Array, shape: Shape3, lags: readonly number[], axis: 0 | 1 | 2): number[] {
  const n = shape[axis];
  const stride = axis === 0 ? shape[1] * shape[2] : axis === 1 ? shape[2] : 1;
  const block = stride * n;
  return lags.map((lag) => {
    if (lag >= n || labels.length === 0) return NaN;
    const ahead = stride * lag;
    const inner = block - ahead;
    let count = 0;
    for (let outer = 0; outer < labels.length; outer += block)
      for (let i = outer; i < outer + inner; i++) if (labels[i] !== 0 && labels[i] === labels[i + ahead]) count++;
    return count / ((labels.length / n) * (n - lag));
  });
}

/**
 * Integral of the normalised covariance (S2(r) - f^2) / (f - f^2) from 0 to its first zero, by the trapezium rule with the zero
 * interpolated; undefined where it does not get there or the phase is empty or fills everything.
 */
export function covarianceLength(distance: ArrayLike<number>, probability: ArrayLike<number>): number | undefined {
  const fraction = probability[0] ?? 0;
  const variance = fraction * (1 - fraction);
  if (!(variance > 0)) return undefined;
  let length = 0;
  let before = 1;
  for (let k = 1; k < probability.length; k++) {
    const here = (probability[k] - fraction * fraction) / variance;
    const step = distance[k] - distance[k - 1];
    if (here <= 0) return length + (before * step * (before / (before - here))) / 2;
    length += ((before + here) / 2) * step;
    before = here;
  }
  return undefined;
}
