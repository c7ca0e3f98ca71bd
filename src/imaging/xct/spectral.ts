/**
 * Everything that is a product in frequency space, in one pass: retrieval filter, point spread, missing views, and noise with its
 * spectrum. One cosine transform forth and one back; noise that depends on the signal needs one more.
 */
import type { Rng } from '../../base/index.js';
import { cosineTransform3, inverseCosineTransform3, squaredFrequencies } from '../../kernels/cosine-transform.js';
import type { Shape3 } from '../../volume/index.js';
import { wedgeGain } from './limited-angle.js';
import type { LimitedAngle } from './limited-angle.js';
import { inPlaneAmplitude, signalGain, whiteCoefficients } from './noise.js';
import type { Noise } from './noise.js';
import type { Propagation } from './propagation.js';
import { boxTransfer, discTransfer, exponentialTransfer, gaussianTransfer } from './psf.js';
import type { Psf } from './psf.js';
import { sparseGain } from './sparse-view.js';
import type { SparseView } from './sparse-view.js';

export interface SpectralPass {
  readonly propagation: Propagation;
  readonly psf: Psf;
  readonly limitedAngle: LimitedAngle;
  readonly sparseView: SparseView;
  readonly noise: Noise;
  /** standard deviation of the noise in lithium, in the units of the image */
  readonly noiseSigma: number;
  /** attenuation of lithium and the contrast, for noise that depends on the signal */
  readonly lithium: number;
  readonly contrast: number;
}

export function applySpectral(image: Float32Array, shape: Shape3, pass: SpectralPass, rng: Rng): void {
  const apart = pass.noise.on && pass.noise.signal > 0;
  cosineTransform3(image, shape);
  const field = pass.noise.on ? whiteCoefficients(image.length, rng) : new Float32Array(0);
  const power = applyGains(image, field, shape, gainTables(shape, pass));
  const amplitude = power > 0 ? pass.noiseSigma / Math.sqrt(power / image.length) : 0;
  if (pass.noise.on && !apart) for (let i = 0; i < image.length; i++) image[i] = (image[i] ?? 0) + amplitude * (field[i] ?? 0);
  inverseCosineTransform3(image, shape);
  if (!apart) return;
  inverseCosineTransform3(field, shape);
  for (let i = 0; i < image.length; i++) {
    const value = image[i] ?? 0;
    image[i] = value + amplitude * signalGain(pass.noise.signal, value, pass.lithium, pass.contrast) * (field[i] ?? 0);
  }
}

interface GainTables {
  /** strength of the retrieval filter: its gain is 1 / (1 + retrieval k^2) */
  readonly retrieval: number;
  readonly squared: readonly Float64Array[];
  readonly core: readonly Float64Array[];
  readonly tail: readonly Float64Array[];
  readonly exponential: number;
  readonly tailWeight: number;
  readonly blur: readonly Float64Array[];
  /** gain of signal and noise over the frequencies of a slice, [ny x nx] */
  readonly plane: Float32Array;
  readonly noisePlane: Float32Array;
}

function gainTables(shape: Shape3, { propagation, psf, limitedAngle, sparseView, noise }: SpectralPass): GainTables {
  const [nz, ny, nx] = shape;
  const gaussian = (along: readonly number[]): Float64Array[] => shape.map((n, axis) => gaussianTransfer(n, along[axis] ?? 0));
  const sigma = psf.on ? psf.sigma : 0;
  const flat = psf.core === 'disc' ? [sigma * psf.alongZ, 0, 0] : [sigma * psf.alongZ, sigma, sigma];
  const core = psf.core === 'box' ? shape.map((n, axis) => boxTransfer(n, flat[axis] ?? 0)) : gaussian(flat);
  const tailSigma = psf.on && psf.tail === 'gaussian' ? psf.tailSigma : 0;
  const plane = new Float32Array(ny * nx);
  const noisePlane = new Float32Array(ny * nx);
  for (let y = 0, p = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, p++) {
      const [ky, kx] = [(Math.PI * y) / ny, (Math.PI * x) / nx];
      const views = wedgeGain(limitedAngle, ky, kx, Math.min(ny, nx)) * sparseGain(sparseView, ky, kx);
      plane[p] = views * (psf.on && psf.core === 'disc' ? discTransfer(Math.hypot(ky, kx), sigma) : 1);
      noisePlane[p] = noise.on ? views * inPlaneAmplitude(ky, kx, noise.exponent) : 0;
    }
  return {
    retrieval: propagation.on ? propagation.ratio / (4 * Math.PI * propagation.fresnelNumber) : 0,
    squared: [nz, ny, nx].map((n) => squaredFrequencies(n, true)),
    core,
    tail: gaussian([tailSigma, tailSigma, tailSigma]),
    exponential: psf.tail === 'exponential' ? psf.tailSigma : 0,
    tailWeight: psf.on ? psf.tailWeight : 0,
    blur: gaussian([noise.blurZ, noise.blur, noise.blur]),
    plane,
    noisePlane,
  };
}

/** Multiplies image and noise by their gains; answers the sum of squares of the noise gain: the transform is orthonormal. */
function applyGains(image: Float32Array, field: Float32Array, shape: Shape3, gains: GainTables): number {
  const [nz, ny, nx] = shape;
  const { retrieval, exponential, tailWeight, plane, noisePlane } = gains;
  const [squaredZ, squaredY, squaredX] = three(gains.squared);
  const [coreZ, coreY, coreX] = three(gains.core);
  const [tailZ, tailY, tailX] = three(gains.tail);
  const [blurZ, blurY, blurX] = three(gains.blur);
  const noisy = field.length > 0;
  let power = 0;
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0, p = 0; y < ny; y++) {
      const k2 = (squaredZ[z] ?? 0) + (squaredY[y] ?? 0);
      const coreZY = (1 - tailWeight) * (coreZ[z] ?? 0) * (coreY[y] ?? 0);
      const tailZY = tailWeight * (tailZ[z] ?? 0) * (tailY[y] ?? 0);
      const blurZY = (blurZ[z] ?? 0) * (blurY[y] ?? 0);
      for (let x = 0; x < nx; x++, i++, p++) {
        const all = k2 + (squaredX[x] ?? 0);
        const filter = 1 / (1 + retrieval * all);
        let wide = tailZY * (tailX[x] ?? 0);
        if (exponential > 0 && tailWeight > 0) wide *= exponentialTransfer(Math.sqrt(all), exponential);
        image[i] = (image[i] ?? 0) * filter * (plane[p] ?? 0) * (coreZY * (coreX[x] ?? 0) + wide);
        if (!noisy) continue;
        const gain = filter * blurZY * (blurX[x] ?? 0) * (noisePlane[p] ?? 0);
        power += gain * gain;
        field[i] = (field[i] ?? 0) * gain;
      }
    }
  }
  return power;
}

function three(tables: readonly Float64Array[]): readonly [Float64Array, Float64Array, Float64Array] {
  const none = new Float64Array(0);
  return [tables[0] ?? none, tables[1] ?? none, tables[2] ?? none];
}
