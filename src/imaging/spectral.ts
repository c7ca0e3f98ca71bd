/**
 * Everything that is a product in frequency space, in one pass: retrieval filter and point spread on the image, and noise
 * with its spectrum. One cosine transform forth and one back.
 */
import type { Rng } from '../base/index.js';
import { cosineTransform3, inverseCosineTransform3, squaredFrequencies } from '../kernels/cosine-transform.js';
import type { Shape3 } from '../volume/index.js';
import { inPlaneAmplitude } from './noise.js';
import type { Noise } from './noise.js';
import { retrievalGain } from './propagation.js';
import type { Propagation } from './propagation.js';
import { gaussianTransfer } from './psf.js';
import type { Psf } from './psf.js';

export interface SpectralPass {
  readonly propagation: Propagation;
  readonly psf: Psf;
  readonly noise: Noise;
  /** standard deviation of the noise in the units of the image */
  readonly noiseSigma: number;
}

export function applySpectral(image: Float32Array, shape: Shape3, pass: SpectralPass, rng: Rng): void {
  cosineTransform3(image, shape);
  const gains = gainTables(shape, pass);
  const amplitude = pass.noise.on ? pass.noiseSigma / rootMeanSquare(shape, gains) : 0;
  eachCoefficient(shape, gains, (i, signal, spectrum) => {
    const noise = amplitude > 0 ? amplitude * spectrum * rng.normal() : 0;
    image[i] = (image[i] ?? 0) * signal + noise;
  });
  inverseCosineTransform3(image, shape);
}

interface GainTables {
  readonly retrieval: (kappaSquared: number) => number;
  readonly squared: readonly Float64Array[];
  readonly core: readonly Float64Array[];
  readonly tail: readonly Float64Array[];
  readonly tailWeight: number;
  readonly blur: readonly Float64Array[];
  readonly plane: Float32Array;
}

function gainTables(shape: Shape3, { propagation, psf, noise }: SpectralPass): GainTables {
  const each = (sigma: number): Float64Array[] => shape.map((n) => gaussianTransfer(n, sigma));
  return {
    retrieval: (k2) => retrievalGain(propagation, k2),
    squared: shape.map((n) => squaredFrequencies(n, true)),
    core: each(psf.on ? psf.sigma : 0),
    tail: each(psf.on ? psf.tailSigma : 0),
    tailWeight: psf.on ? psf.tailWeight : 0,
    blur: each(noise.on ? noise.blur : 0),
    plane: inPlaneAmplitude(shape[1], shape[2], noise.exponent),
  };
}

/** Mean power of the noise spectrum: the transform is orthonormal, so this is the variance it leaves per voxel. */
function rootMeanSquare(shape: Shape3, gains: GainTables): number {
  let sum = 0;
  eachCoefficient(shape, gains, (_, __, spectrum) => {
    sum += spectrum * spectrum;
  });
  return Math.sqrt(sum / (shape[0] * shape[1] * shape[2]));
}

function eachCoefficient(shape: Shape3, gains: GainTables, visit: (index: number, signal: number, spectrum: number) => void): void {
  const [nz, ny, nx] = shape;
  const { squared, core, tail, blur, plane, tailWeight: w } = gains;
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0, p = 0; y < ny; y++) {
      const k2 = (squared[0]?.[z] ?? 0) + (squared[1]?.[y] ?? 0);
      const coreZY = (core[0]?.[z] ?? 0) * (core[1]?.[y] ?? 0);
      const tailZY = (tail[0]?.[z] ?? 0) * (tail[1]?.[y] ?? 0);
      const blurZY = (blur[0]?.[z] ?? 0) * (blur[1]?.[y] ?? 0);
      for (let x = 0; x < nx; x++, i++, p++) {
        const retrieval = gains.retrieval(k2 + (squared[2]?.[x] ?? 0));
        const spread = (1 - w) * coreZY * (core[2]?.[x] ?? 0) + w * tailZY * (tail[2]?.[x] ?? 0);
        visit(i, retrieval * spread, retrieval * blurZY * (blur[2]?.[x] ?? 0) * (plane[p] ?? 0));
      }
    }
  }
}
