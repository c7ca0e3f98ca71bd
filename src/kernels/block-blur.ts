/**
 * Gaussian blur of a small block, whole rows at a time so that the inner loops run along memory. Weights are sampled,
 * cut off at `radius` and normalised; beyond the block its outermost voxel counts again. O(voxels * radius).
 */
import type { Shape3 } from '../volume/index.js';

/**
 * A new array; `radius` must reach at least three sigma, or two for the smallest. The outermost `skip` voxels of every
 * axis that has more than one are not asked for, and what is there has no meaning.
 */
export function blurBlock(data: Float32Array, shape: Shape3, sigma: number, radius: number, skip = 0): Float32Array {
  const [nz, ny, nx] = shape;
  const weights = halfGaussian(sigma, radius);
  const z: Range = nz > 1 ? [skip, nz - skip] : [0, 1];
  const y: Range = ny > 1 ? [skip, ny - skip] : [0, 1];
  let from = data;
  if (nz > 1) {
    const out = new Float32Array(data.length);
    blurRows(from, out, [0, 1], nz, z, ny * nx, weights);
    from = out;
  }
  if (ny > 1) {
    const out = new Float32Array(data.length);
    blurRows(from, out, z, ny, y, nx, weights);
    from = out;
  }
  if (nx === 1) return from === data ? data.slice() : from;
  const out = from === data ? new Float32Array(data.length) : from;
  blurLines(from, out, z, y, ny, nx, weights);
  return out;
}

/** From, and one past the last. */
type Range = readonly [from: number, to: number];

/** Weights at distances 0 to `radius`; the whole sums to one. */
function halfGaussian(sigma: number, radius: number): Float64Array {
  const weights = new Float64Array(radius + 1);
  let sum = 0;
  for (let k = 0; k <= radius; k++) {
    weights[k] = Math.exp(-0.5 * (k / sigma) ** 2);
    sum += k === 0 ? weights[k] : 2 * weights[k];
  }
  for (let k = 0; k <= radius; k++) weights[k] /= sum;
  return weights;
}

/** Rows of the middle axis of [outer, n, width] that are wanted. */
function blurRows(from: Float32Array, to: Float32Array, outer: Range, n: number, rows: Range, width: number, weights: Float64Array): void {
  const radius = weights.length - 1;
  for (let o = outer[0]; o < outer[1]; o++)
    for (let i = rows[0]; i < rows[1]; i++) {
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

/** Along the last axis, through a padded copy of each line; `to` may be `from`. */
function blurLines(from: Float32Array, to: Float32Array, z: Range, y: Range, ny: number, nx: number, weights: Float64Array): void {
  const radius = weights.length - 1;
  const line = new Float64Array(nx + 2 * radius);
  for (let p = z[0]; p < z[1]; p++)
    for (let r = y[0]; r < y[1]; r++) {
      const start = (p * ny + r) * nx;
      for (let i = 0; i < nx; i++) line[i + radius] = from[start + i];
      for (let k = 0; k < radius; k++) {
        line[k] = from[start];
        line[nx + radius + k] = from[start + nx - 1];
      }
      for (let i = 0; i < nx; i++) {
        const c = i + radius;
        let sum = weights[0] * line[c];
        for (let k = 1; k <= radius; k++) sum += weights[k] * (line[c - k] + line[c + k]);
        to[start + i] = sum;
      }
    }
}
