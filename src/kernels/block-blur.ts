/**
 * Gaussian blur of a small block, whole rows at a time so that the inner loops run along memory. Weights are sampled,
 * cut off at `radius` and normalised; beyond the block its outermost voxel counts again. O(voxels * radius).
 */
import type { Shape3 } from '../volume/index.js';

/** A new array; `radius` must reach at least three sigma, or two for the smallest. */
export function blurBlock(data: Float32Array, shape: Shape3, sigma: number, radius: number): Float32Array {
  const [nz, ny, nx] = shape;
  const weights = new Float64Array(radius + 1);
  let sum = 0;
  for (let k = 0; k <= radius; k++) {
    weights[k] = Math.exp(-0.5 * (k / sigma) ** 2);
    sum += k === 0 ? weights[k] : 2 * weights[k];
  }
  for (let k = 0; k <= radius; k++) weights[k] /= sum;
  let from = data;
  const out = new Float32Array(data.length);
  if (nz > 1) {
    blurRows(from, out, 1, nz, ny * nx, weights);
    from = out.slice();
  }
  if (ny > 1) {
    blurRows(from, out, nz, ny, nx, weights);
    from = from === data ? out.slice() : swap(from, out);
  }
  if (nx > 1) blurLines(from, out, nx, weights);
  else out.set(from);
  return out;
}

function swap(to: Float32Array, from: Float32Array): Float32Array {
  to.set(from);
  return to;
}

/** Along the middle axis of [outer, n, width]. */
function blurRows(from: Float32Array, to: Float32Array, outer: number, n: number, width: number, weights: Float64Array): void {
  const radius = weights.length - 1;
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < n; i++) {
      const at = (o * n + i) * width;
      const own = weights[0];
      for (let x = 0; x < width; x++) to[at + x] = own * from[at + x];
      for (let k = 1; k <= radius; k++) {
        const before = (o * n + (i - k < 0 ? 0 : i - k)) * width;
        const after = (o * n + (i + k >= n ? n - 1 : i + k)) * width;
        const weight = weights[k];
        for (let x = 0; x < width; x++) to[at + x] += weight * (from[before + x] + from[after + x]);
      }
    }
}

/** Along the last axis, through a padded copy of each line. */
function blurLines(from: Float32Array, to: Float32Array, n: number, weights: Float64Array): void {
  const radius = weights.length - 1;
  const line = new Float64Array(n + 2 * radius);
  for (let start = 0; start < from.length; start += n) {
    for (let i = 0; i < n; i++) line[i + radius] = from[start + i];
    for (let k = 0; k < radius; k++) {
      line[k] = from[start];
      line[n + radius + k] = from[start + n - 1];
    }
    for (let i = 0; i < n; i++) {
      const c = i + radius;
      let sum = weights[0] * line[c];
      for (let k = 1; k <= radius; k++) sum += weights[k] * (line[c - k] + line[c + k]);
      to[start + i] = sum;
    }
  }
}
