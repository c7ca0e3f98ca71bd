/** A virtual X-ray scan of a label volume: reconstructed slices as an instrument would store them. */
import { checkAborted } from '../base/index.js';
import type { Rng, RunOptions } from '../base/index.js';
import { PHASE } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';
import { absorb } from './absorption.js';
import type { Unevenness } from './absorption.js';
import { imageQuantiles, storeGrey } from './intensity.js';
import type { Intensity } from './intensity.js';
import { addMotion } from './motion.js';
import type { Motion } from './motion.js';
import type { Noise } from './noise.js';
import { addEdges } from './propagation.js';
import type { Propagation } from './propagation.js';
import type { Psf } from './psf.js';
import { addRings } from './rings.js';
import type { Rings } from './rings.js';
import { addShading } from './shading.js';
import type { Shading } from './shading.js';
import { applySpectral } from './spectral.js';
import { addStreaks } from './streaks.js';
import type { Streaks } from './streaks.js';

export interface XctParameters {
  readonly regime: 'attenuation' | 'edge' | 'paganin';
  readonly energyKeV: number;
  /** material per phase id, for people */
  readonly materials: Readonly<Record<string, string>>;
  /** 1/cm per phase id */
  readonly mu: readonly number[];
  /** delta/lambda in 1/cm per phase id */
  readonly phase: readonly number[];
  readonly unevenness: Unevenness;
  readonly propagation: Propagation;
  readonly psf: Psf;
  readonly noise: Noise;
  readonly motion: Motion;
  readonly streaks: Streaks;
  readonly rings: Rings;
  readonly shading: Shading;
  /** window as quantiles of the image, turned into attenuations when it is known */
  readonly window: Omit<Intensity, 'low' | 'high'> & {
    readonly lowShare: number;
    readonly highShare: number;
    /** free room below and above, over the span between the quantiles */
    readonly room: number;
    /** highest stored value above the electrolyte, in contrasts; 0 for none */
    readonly saturation: number;
  };
}

export interface XctImage {
  /** reconstructed attenuation in 1/cm */
  readonly attenuation: Float32Array;
  readonly stored: Uint16Array<ArrayBuffer>;
  readonly intensity: Intensity;
}

/** |mu(lithium) - mu(electrolyte)| in 1/cm: the unit of most amplitudes. */
export function lithiumContrast(params: XctParameters, against: 'electrolyte' | 'gas' = 'electrolyte'): number {
  const other = against === 'gas' ? PHASE.pore : PHASE.electrolyte;
  return Math.abs((params.mu[PHASE.lithium] ?? 0) - (params.mu[other] ?? 0));
}

export function imageXct(labels: Uint8Array, shape: Shape3, params: XctParameters, rng: Rng, options: RunOptions = {}): XctImage {
  const contrast = lithiumContrast(params);
  const image = absorb(labels, shape, params.mu, contrast, params.unevenness, rng.fork('unevenness'));
  const { propagation } = params;
  if (propagation.on) addEdges(image, labels, shape, params.phase, propagation.fresnelNumber, propagation.limit * contrast);
  checkAborted(options.signal);
  const noiseSigma = lithiumContrast(params, params.noise.reference) / params.noise.cnr;
  applySpectral(image, shape, { propagation, psf: params.psf, noise: params.noise, noiseSigma }, rng.fork('noise'));
  checkAborted(options.signal);
  if (params.motion.on) addMotion(image, shape, params.motion);
  if (params.streaks.on) addStreaks(image, shape, params.streaks, contrast, rng.fork('streaks'));
  if (params.rings.on) addRings(image, shape, params.rings, contrast, rng.fork('rings'));
  if (params.shading.on) addShading(image, shape, params.shading, contrast);
  const intensity = chooseWindow(image, params, contrast);
  return { attenuation: image, stored: storeGrey(image, intensity), intensity };
}

function chooseWindow(image: Float32Array, params: XctParameters, contrast: number): Intensity {
  const { lowShare, highShare, room, saturation, ...rest } = params.window;
  const [low = 0, high = 1] = imageQuantiles(image, [lowShare, highShare]);
  const noise = contrast / params.noise.cnr;
  const top = (params.mu[PHASE.electrolyte] ?? 0) + saturation * contrast + 3 * noise;
  const limit = saturation > 0 ? Math.min(high, Math.max(top, low + contrast)) : high;
  const span = limit - low;
  return { ...rest, low: low - room * span, high: limit + room * span };
}
