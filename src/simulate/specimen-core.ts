/** What stripping leaves inside a skin: lithium that has drawn back by an uneven depth, here and there to nothing. */
import { param } from '../base/index.js';
import type { ParamValues, Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import type { Body, Field } from './specimen-body.js';

/** Metres by which the lithium has drawn back from the skin, per pixel. */
export function strippedCore({ half }: Body, params: ParamValues, { ny, nx, pixel, extent }: Field, rng: Rng): Float32Array {
  const radius = medianPositive(half);
  const scale = Math.min(Math.max(2, (radius * rng.logUniform(0.5, 3)) / pixel), 0.4 * nx);
  const wave = gaussianRandomField([1, ny, nx], [0, scale, scale], rng);
  const [gap, uneven] = [param(params, 'gap'), param(params, 'gapUneven')];
  // in a close-up the gap must still be seen
  const most = Math.min(radius, extent);
  return wave.map((w) => Math.max(0, gap * most * (1 + uneven * w)));
}

function medianPositive(values: Float32Array): number {
  const some = values.filter((v, i) => i % 17 === 0 && v > 0).sort();
  return some[Math.floor(some.length / 2)] ?? 0;
}
