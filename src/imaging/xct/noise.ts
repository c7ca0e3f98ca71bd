/**
 * Noise of a filtered back-projection: Gaussian, its amplitude growing as |k|^exponent in the plane of the slices (1/2 for a ramp
 * filter and white projections), lowered by a blur and by phase retrieval. Its strength is set by the contrast-to-noise ratio of
 * lithium against a reference phase, and may grow with the attenuation of what is seen.
 */
import type { Rng } from '../../base/index.js';
import type { Effect, Switch } from '../effect.js';

export const noise: Effect = {
  id: 'noise',
  title: 'Reconstruction noise',
  params: [
    { id: 'cnr', title: '|mu(lithium) - mu(reference)| over the standard deviation of the noise', unit: '1' },
    { id: 'exponent', title: 'Exponent of the amplitude over frequency in the slice', unit: '1' },
    { id: 'blur', title: 'Blur of the noise inside the slice', unit: 'voxel' },
    { id: 'blurZ', title: 'Blur of the noise across the slices', unit: 'voxel' },
    { id: 'signal', title: 'Growth of the variance per contrast above lithium', unit: '1' },
  ],
  references: ['Riederer, Pelc & Chesler 1978, doi 10.1088/0031-9155/23/3/008'],
};

export interface Noise extends Switch {
  readonly cnr: number;
  readonly reference: 'electrolyte' | 'gas';
  readonly exponent: number;
  readonly blur: number;
  readonly blurZ: number;
  /** 0: the same everywhere */
  readonly signal: number;
}

/** Amplitude at angular frequencies of a slice (per voxel) without the blur; 1 at the highest frequency of an axis. */
export function inPlaneAmplitude(ky: number, kx: number, exponent: number): number {
  return exponent === 0 ? 1 : (Math.hypot(ky, kx) / Math.PI) ** exponent;
}

/** Standard deviation of the noise of a filtered back-projection from first principles, in 1/cm. */
export function backProjectionSigma(voxelMetres: number, views: number, photons: number): number {
  return Math.PI / (voxelMetres * 100 * Math.sqrt(12 * views * photons));
}

/**
 * Independent values of mean 0 and variance 1 for the coefficients of a field. They are uniform, not normal: every voxel is a sum
 * over all coefficients, so the field comes out normal, in a fraction of the time.
 */
export function whiteCoefficients(length: number, rng: Rng): Float32Array {
  const out = new Float32Array(length);
  const scale = Math.sqrt(12) / 2 ** 32;
  let a = rng.int(2 ** 32) | 1;
  let b = rng.int(2 ** 32) | 1;
  for (let i = 0; i < length; i++) {
    // xorshift with two words, shifts 10, 13, 10 (Marsaglia 2003, doi 10.18637/jss.v008.i14), and a last multiplication
    const t = a ^ (a << 10);
    a = b;
    b = b ^ (b >>> 10) ^ t ^ (t >>> 13);
    out[i] = ((Math.imul(a + b, 0x9e3779b1) >>> 0) - 2 ** 31 + 0.5) * scale;
  }
  return out;
}

const WEAKEST = 0.5;
const STRONGEST = 4;

/** Noise over that in lithium, at an attenuation. */
export function signalGain(signal: number, attenuation: number, lithium: number, contrast: number): number {
  const variance = 1 + (signal * (attenuation - lithium)) / contrast;
  return Math.sqrt(Math.min(STRONGEST ** 2, Math.max(WEAKEST ** 2, variance)));
}
