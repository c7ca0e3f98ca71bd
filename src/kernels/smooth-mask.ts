/**
 * A body smoothed by a Gaussian, in exact arithmetic: weights are whole 256ths, so that the result (whole 2^-24ths) depends neither on the
 * order of the axes nor on where a volume is cut. Truncated at 3.5 sigma or where a weight falls below half a 256th; mirror images
 * at the faces. Time linear in voxels times sigma; memory 8 bytes per voxel.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { checkVoxels } from './planes.js';

const UNIT = 256;

/** Whole weights for offsets 0, 1, ...; their two-sided sum is 256. */
function wholeWeights(sigma: number): Int32Array {
  const radius = Math.ceil(3.5 * sigma);
  const raw = Float64Array.from({ length: radius + 1 }, (_, k) => Math.exp(-0.5 * (k / sigma) ** 2));
  const sum = raw.reduce((total, w, k) => total + (k === 0 ? w : 2 * w), 0);
  const whole = Array.from(raw, (w) => Math.round((UNIT * w) / sum));
  while (whole.length > 1 && whole.at(-1) === 0) whole.pop();
  whole[0] = UNIT - 2 * whole.slice(1).reduce((total, w) => total + w, 0);
  return Int32Array.from(whole);
}

/** Planes beyond which smoothing has no effect. */
export const smoothingReach = (sigma: number): number => wholeWeights(sigma).length - 1;

/** Share of the body around each voxel, 0 to 1; sigma in voxels along z, y, x. */
export function smoothMask(data: Uint8Array, value: number, shape: Shape3, sigma: Vec3): Float32Array {
  checkVoxels(data, shape);
  const [nz, ny, nx] = shape;
  let from = new Int32Array(data.length);
  for (let i = 0; i < data.length; i++) from[i] = data[i] === value ? 1 : 0;
  let to = new Int32Array(data.length);
  const strides = [ny * nx, nx, 1];
  for (let axis = 0; axis < 3; axis++) {
    smoothAxis(from, to, shape[axis], strides[axis], sigma[axis] > 0 ? wholeWeights(sigma[axis]) : Int32Array.of(UNIT));
    [from, to] = [to, from];
  }
  const field = new Float32Array(nz * ny * nx);
  for (let i = 0; i < field.length; i++) field[i] = from[i] / UNIT ** 3;
  return field;
}

/** Lines along an axis, whole runs of `stride` neighbours at a time. */
function smoothAxis(from: Int32Array, to: Int32Array, n: number, stride: number, weights: Int32Array): void {
  const mirrored = (i: number): number => {
    const k = ((i % (2 * n)) + 2 * n) % (2 * n);
    return k < n ? k : 2 * n - 1 - k;
  };
  for (let block = 0; block < from.length; block += n * stride)
    for (let i = 0; i < n; i++) {
      const out = block + i * stride;
      for (let s = 0; s < stride; s++) to[out + s] = weights[0] * from[out + s];
      for (let k = 1; k < weights.length; k++) {
        const low = block + mirrored(i - k) * stride;
        const high = block + mirrored(i + k) * stride;
        const w = weights[k];
        for (let s = 0; s < stride; s++) to[out + s] += w * (from[low + s] + from[high + s]);
      }
    }
}
