/** Smoothed noise cut at a level: a bicontinuous structure with as much foreground as asked for. Three box blurs are nearly a Gaussian. */
import { createRng } from '../../../src/base/index.js';

const RADIUS = 2;

export function blobs(edge: number, foreground: number, seed: number): Uint8Array {
  const rng = createRng(seed);
  let field: Float32Array = new Float32Array(edge ** 3);
  for (let i = 0; i < field.length; i++) field[i] = rng.next();
  for (const stride of [1, edge, edge * edge]) for (let pass = 0; pass < 3; pass++) field = blurred(field, edge, stride);
  const level = quantile(field, 1 - foreground);
  const out = new Uint8Array(field.length);
  for (let i = 0; i < field.length; i++) out[i] = field[i]! > level ? 1 : 0;
  return out;
}

/** Running mean over 2 RADIUS + 1 voxels of each periodic line. */
function blurred(field: Float32Array, edge: number, stride: number): Float32Array {
  const out = new Float32Array(field.length);
  const block = stride * edge;
  for (let outer = 0; outer < field.length; outer += block)
    for (let start = outer; start < outer + stride; start++) {
      const at = (k: number): number => field[start + ((k + edge) % edge) * stride]!;
      let sum = 0;
      for (let k = -RADIUS; k <= RADIUS; k++) sum += at(k);
      for (let k = 0; k < edge; k++) {
        out[start + k * stride] = sum / (2 * RADIUS + 1);
        sum += at(k + RADIUS + 1) - at(k - RADIUS);
      }
    }
  return out;
}

function quantile(field: Float32Array, share: number): number {
  const counts = new Uint32Array(65536);
  for (let i = 0; i < field.length; i++) counts[Math.floor(field[i]! * 65535)]!++;
  let below = 0;
  let bin = 0;
  while (below < share * field.length) below += counts[bin++]!;
  return bin / 65535;
}
