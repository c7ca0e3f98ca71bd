/**
 * Separable Gaussian filter, truncated at `truncate` sigma and normalised, mirror images at the faces (edge voxel repeated).
 * Time linear in voxels times sigma. A sigma of 0 leaves that axis alone.
 */
import type { Shape3, Vec3 } from '../volume/index.js';

/** Weights of the sampled Gaussian for offsets 0, 1, ..., their two-sided sum being 1. */
function gaussianWeights(sigma: number, truncate = 3.5): Float64Array {
  const radius = Math.max(1, Math.ceil(truncate * sigma));
  const weights = new Float64Array(radius + 1);
  let sum = 0;
  for (let i = 0; i <= radius; i++) {
    weights[i] = Math.exp(-0.5 * (i / sigma) ** 2);
    sum += i === 0 ? weights[i] : 2 * weights[i];
  }
  for (let i = 0; i <= radius; i++) weights[i] /= sum;
  return weights;
}

/** Filters in place; sigma in voxels along z, y, x. */
export function gaussianFilter3(data: Float32Array, shape: Shape3, sigma: Vec3): void {
  const strides = [shape[1] * shape[2], shape[2], 1];
  for (let axis = 0; axis < 3; axis++) {
    if (sigma[axis] > 0 && shape[axis] > 1) filterAxis(data, shape[axis], strides[axis], gaussianWeights(sigma[axis]));
  }
}

function filterAxis(data: Float32Array, n: number, stride: number, weights: Float64Array): void {
  const radius = weights.length - 1;
  const padded = new Float64Array(n + 2 * radius);
  const source = mirrorTable(n, radius);
  const block = n * stride;
  for (let outer = 0; outer < data.length; outer += block) {
    for (let first = outer; first < outer + stride; first++) {
      for (let i = 0; i < padded.length; i++) padded[i] = data[first + source[i] * stride];
      for (let i = 0, out = first; i < n; i++, out += stride) {
        const c = i + radius;
        let sum = weights[0] * padded[c];
        for (let k = 1; k <= radius; k++) sum += weights[k] * (padded[c - k] + padded[c + k]);
        data[out] = sum;
      }
    }
  }
}

/** Index of the voxel that stands at -radius .. n+radius-1 of the mirrored line. */
function mirrorTable(n: number, radius: number): Int32Array {
  const table = new Int32Array(n + 2 * radius);
  const period = 2 * n;
  for (let i = 0; i < table.length; i++) {
    const k = (((i - radius) % period) + period) % period;
    table[i] = k < n ? k : period - 1 - k;
  }
  return table;
}
