/** From attenuation to the stored grey values: a window, a gamma, 8 or 16 bits, sometimes inverted. */
import type { Effect } from './effect.js';

export const intensity: Effect = {
  id: 'intensity',
  title: 'Stored grey values',
  params: [
    { id: 'low', title: 'Attenuation stored as 0', unit: '1/cm' },
    { id: 'high', title: 'Attenuation stored as the largest value', unit: '1/cm' },
    { id: 'gamma', title: 'Exponent', unit: '1' },
    { id: 'bits', title: 'Steps, 8 or 16 bits, on the scale of 16', unit: '1' },
  ],
  references: [],
};

export interface Intensity {
  readonly low: number;
  readonly high: number;
  readonly gamma: number;
  readonly bits: 8 | 16;
  /** bright = transparent */
  readonly inverted: boolean;
}

const CURVE_STEPS = 8192;

/** uint16; with 8 bits the 256 steps are multiples of 257. */
export function storeGrey(image: Float32Array, params: Intensity): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(image.length);
  const range = params.high - params.low || 1;
  const steps = params.bits === 8 ? 255 : 65535;
  const stretch = 65535 / steps;
  const curve = params.gamma === 1 ? undefined : gammaCurve(params.gamma);
  for (let i = 0; i < image.length; i++) {
    let v = ((image[i] ?? 0) - params.low) / range;
    v = v < 0 ? 0 : v > 1 ? 1 : v;
    if (curve !== undefined) {
      const at = Math.floor(v * CURVE_STEPS);
      const below = curve[at] ?? 0;
      v = below + ((curve[at + 1] ?? below) - below) * (v * CURVE_STEPS - at);
    }
    if (params.inverted) v = 1 - v;
    out[i] = Math.floor(v * steps + 0.5) * stretch;
  }
  return out;
}

function gammaCurve(gamma: number): Float64Array {
  return Float64Array.from({ length: CURVE_STEPS + 2 }, (_, i) => Math.min(1, i / CURVE_STEPS) ** gamma);
}

const SAMPLES = 50_000;

/** Values below which the given shares of the voxels lie, from about fifty thousand voxels. */
export function imageQuantiles(image: Float32Array, shares: readonly number[]): number[] {
  // an odd step, so that it does not fall into step with rows
  const step = 2 * Math.floor(image.length / SAMPLES / 2) + 1;
  const sample = new Float32Array(Math.ceil(image.length / step));
  for (let i = 0; i < sample.length; i++) sample[i] = image[step * i] ?? 0;
  sample.sort();
  return shares.map((share) => sample[Math.min(sample.length - 1, Math.floor(share * sample.length))] ?? 0);
}
