/** Random field of short correlation, mean 0 and variance 1: white noise blurred inside the slices, each slice following the one before. */
import type { Rng } from '../../base/index.js';
import type { Shape3 } from '../../volume/index.js';
import { fillNormal } from './fast-normal.js';
import { blurGain, blurSlices } from './slice-blur.js';

/** `sigma` of the blur in pixels, `thickness` of a slice in pixels: the correlation from slice to slice is that inside them. */
export function fineField(shape: Shape3, sigma: number, thickness: number, rng: Rng): Float32Array {
  const [nz, ny, nx] = shape;
  const field = new Float32Array(nz * ny * nx);
  fillNormal(field, rng);
  blurSlices(field, shape, sigma, sigma);
  const gain = 1 / blurGain(sigma);
  const rho = Math.exp(-(thickness * thickness) / (4 * sigma * sigma));
  const fresh = Math.sqrt(1 - rho * rho) * gain;
  const size = ny * nx;
  for (let i = 0; i < size; i++) field[i] = (field[i] ?? 0) * gain;
  for (let i = size; i < field.length; i++) field[i] = rho * (field[i - size] ?? 0) + fresh * (field[i] ?? 0);
  return field;
}
