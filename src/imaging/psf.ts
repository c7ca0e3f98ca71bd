/**
 * Blur of the instrument: a Gaussian, with a wide weak Gaussian for light scattered in the scintillator. The wide part is what
 * lets a bright collector shine into the first layers of lithium.
 */
import type { Effect, Switch } from './effect.js';

export const psf: Effect = {
  id: 'psf',
  title: 'Point spread with a wide tail',
  params: [
    { id: 'sigma', title: 'Standard deviation of the core', unit: 'voxel' },
    { id: 'tailWeight', title: 'Weight of the tail', unit: '1' },
    { id: 'tailSigma', title: 'Standard deviation of the tail', unit: 'voxel' },
  ],
  references: [],
};

export interface Psf extends Switch {
  readonly sigma: number;
  readonly tailWeight: number;
  readonly tailSigma: number;
}

/** One-dimensional factors of the transfer function for the frequencies pi k / n. */
export function gaussianTransfer(n: number, sigma: number): Float64Array {
  return Float64Array.from({ length: n }, (_, k) => Math.exp(-0.5 * (sigma * ((Math.PI * k) / n)) ** 2));
}
