/**
 * How blurred a flat body is at its edge: the mean grey profile across the boundary of a label, outward from a face of
 * the box, and the full width at half maximum of its slope.
 *
 *      grey  ____                 slope     /\
 *                \___        ->            /  \        FWHM in voxels
 *           inside | outside          ----/    \----
 *
 * Columns are lined up at the boundary of the labels, so roughness of the boundary does not widen the profile as long as
 * the labels follow it; errors of the labels do, so the width is an upper bound of the blur along this axis.
 */
import type { Face, Shape3 } from '../volume/index.js';
import { faceGeometry } from '../volume/index.js';
import { facePlane } from './face-voxels.js';

export interface EdgeProfile {
  /** mean grey value at -reach .. reach voxels from the boundary; index `reach` is the first voxel outside */
  readonly mean: Float64Array;
  /** columns that were averaged */
  readonly columns: number;
}

/** Mean profile over all columns whose label is `body` from the face up to a boundary, with `reach` voxels on both sides. */
export function edgeProfile(image: Float32Array, labels: Uint8Array, shape: Shape3, face: Face, body: number, reach: number): EdgeProfile {
  const { axis, atEnd } = faceGeometry(face);
  const n = shape[axis];
  const stride = (axis === 0 ? shape[1] * shape[2] : axis === 1 ? shape[2] : 1) * (atEnd ? -1 : 1);
  const { first, outer, outerStride, inner, innerStride } = facePlane(shape, face);
  const sum = new Float64Array(2 * reach + 1);
  let columns = 0;
  for (let a = 0; a < outer; a++)
    for (let b = 0, i = first + a * outerStride; b < inner; b++, i += innerStride) {
      let depth = 0;
      while (depth < n && labels[i + depth * stride] === body) depth++;
      // needs room on both sides, and no second body in what is averaged
      if (depth < reach || depth + reach >= n) continue;
      let clean = true;
      for (let k = 0; k <= reach && clean; k++) clean = labels[i + (depth + k) * stride] !== body;
      if (!clean) continue;
      for (let k = -reach; k <= reach; k++) sum[k + reach] += image[i + (depth + k) * stride];
      columns++;
    }
  for (let k = 0; k < sum.length; k++) sum[k] /= columns === 0 ? 1 : columns;
  return { mean: sum, columns };
}

/** Full width at half maximum of the slope of an edge, in voxels; null when there is no clear edge. */
export function edgeWidth(profile: EdgeProfile): number | null {
  const { mean, columns } = profile;
  if (columns < 16) return null;
  const slope = new Float64Array(mean.length - 1);
  const sign = mean[mean.length - 1] < mean[0] ? -1 : 1;
  let peak = 0;
  for (let k = 0; k < slope.length; k++) {
    slope[k] = sign * (mean[k + 1] - mean[k]);
    if (slope[k] > slope[peak]) peak = k;
  }
  const half = slope[peak] / 2;
  if (!(half > 0)) return null;
  let left = peak;
  while (left > 0 && slope[left - 1] > half) left--;
  let right = peak;
  while (right < slope.length - 1 && slope[right + 1] > half) right++;
  if (left === 0 || right === slope.length - 1) return null;
  const before = left - (slope[left] - half) / (slope[left] - slope[left - 1]);
  const after = right + (slope[right] - half) / (slope[right] - slope[right + 1]);
  return after - before;
}
