import type { SpectralPass } from '../../../src/imaging/xct/spectral.js';

/** A spectral pass that leaves everything as it is. */
export const OFF: SpectralPass = {
  propagation: { on: false, distance: 0, fresnelNumber: 1, ratio: 0, limit: 0 },
  psf: { on: false, core: 'gaussian', sigma: 0, alongZ: 1, tail: 'gaussian', tailWeight: 0, tailSigma: 1 },
  limitedAngle: { on: false, wedge: 0, axis: 0, residual: 0 },
  sparseView: { on: false, views: 10, strength: 0, diameter: 100 },
  noise: { on: false, cnr: 1, reference: 'electrolyte', exponent: 0.5, blur: 0, blurZ: 0, signal: 0 },
  noiseSigma: 0,
  lithium: 0,
  contrast: 1,
};

export function meanOf(data: Float32Array): number {
  return data.reduce((sum, v) => sum + v, 0) / data.length;
}

export function deviation(data: Float32Array): number {
  const mean = meanOf(data);
  return Math.sqrt(data.reduce((sum, v) => sum + (v - mean) ** 2, 0) / data.length);
}
