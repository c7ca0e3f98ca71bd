/**
 * Noise of a filtered back-projection: Gaussian, its amplitude growing as |k|^exponent in the plane of the slices (1/2 for a ramp
 * filter and white projections), lowered by the detector's blur and by phase retrieval. Its strength is set by the
 * contrast-to-noise ratio of lithium against a reference phase.
 */
import type { Effect, Switch } from './effect.js';

export const noise: Effect = {
  id: 'noise',
  title: 'Reconstruction noise',
  params: [
    { id: 'cnr', title: '|mu(lithium) - mu(reference)| over the standard deviation of the noise', unit: '1' },
    { id: 'exponent', title: 'Exponent of the amplitude over frequency in the slice', unit: '1' },
    { id: 'blur', title: 'Blur of the noise', unit: 'voxel' },
  ],
  references: ['Riederer, Pelc & Chesler 1978, doi 10.1088/0031-9155/23/3/008'],
};

export interface Noise extends Switch {
  readonly cnr: number;
  readonly reference: 'electrolyte' | 'gas';
  readonly exponent: number;
  readonly blur: number;
}

/** Amplitude over the frequencies of a slice, [ny x nx] cosine coefficients, without the blur. */
export function inPlaneAmplitude(ny: number, nx: number, exponent: number): Float32Array {
  const out = new Float32Array(ny * nx);
  for (let y = 0, i = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, i++) {
      const k = Math.hypot((Math.PI * y) / ny, (Math.PI * x) / nx);
      out[i] = exponent === 0 ? 1 : (k / Math.PI) ** exponent;
    }
  return out;
}

/** Standard deviation of the noise of a filtered back-projection from first principles, in 1/cm. */
export function backProjectionSigma(voxelMetres: number, views: number, photons: number): number {
  return Math.PI / (voxelMetres * 100 * Math.sqrt(12 * views * photons));
}
