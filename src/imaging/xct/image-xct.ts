/** A virtual X-ray scan of a label volume: reconstructed slices as an instrument would store them. */
import { checkAborted } from '../../base/index.js';
import type { Rng, RunOptions } from '../../base/index.js';
import { PHASE } from '../../volume/index.js';
import type { Shape3 } from '../../volume/index.js';
import { imageQuantiles, storeGrey } from '../intensity.js';
import type { Intensity } from '../intensity.js';
import { absorb } from './absorption.js';
import { addCupping } from './beam-hardening.js';
import { addCentreError } from './centre-error.js';
import { addDenseStreaks } from './dense-streaks.js';
import { addMotion } from './motion.js';
import type { XctParameters } from './parameters.js';
import { addEdges } from './propagation.js';
import { addRings } from './rings.js';
import { addShading } from './shading.js';
import { applySpectral } from './spectral.js';
import { addStreaks } from './streaks.js';
import { addTruncation } from './truncation.js';
import { addZingers } from './zingers.js';

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
  if (params.denseStreaks.on) addDenseStreaks(image, labels, shape, densePhases(params, contrast), params.denseStreaks, contrast);
  checkAborted(options.signal);
  const noiseSigma = lithiumContrast(params, params.noise.reference) / params.noise.cnr;
  const lithium = params.mu[PHASE.lithium] ?? 0;
  applySpectral(image, shape, { ...params, noiseSigma, lithium, contrast }, rng.fork('noise'));
  checkAborted(options.signal);
  if (params.centreError.on) addCentreError(image, shape, params.centreError);
  if (params.motion.on) addMotion(image, shape, params.motion);
  if (params.streaks.on) addStreaks(image, shape, params.streaks, contrast, rng.fork('streaks'));
  if (params.rings.on) addRings(image, shape, params.rings, contrast, rng.fork('rings'));
  if (params.zingers.on) addZingers(image, shape, params.zingers, contrast, rng.fork('zingers'));
  if (params.beamHardening.on) addCupping(image, shape, params.beamHardening);
  if (params.truncation.on) addTruncation(image, shape, params.truncation, contrast);
  if (params.shading.on) addShading(image, shape, params.shading, contrast, rng.fork('shading'));
  const intensity = chooseWindow(image, params, contrast, noiseSigma);
  return { attenuation: image, stored: storeGrey(image, intensity), intensity };
}

/** What starves or hardens a beam: bodies far brighter than the cell. */
function densePhases({ mu }: XctParameters, contrast: number): number[] {
  const limit = (mu[PHASE.electrolyte] ?? 0) + 3 * contrast;
  return [PHASE.collector, PHASE.other].filter((id) => (mu[id] ?? 0) > limit);
}

/** Contrasts in the window of an 8-bit picture: nobody stores lithium and electrolyte as the same grey. */
const WIDEST_8_BIT = 25;

function chooseWindow(image: Float32Array, params: XctParameters, contrast: number, noise: number): Intensity {
  const { lowShare, highShare, roomBelow, roomAbove, saturation, depth, ...rest } = params.window;
  const [lowest = 0, high = 1] = imageQuantiles(image, [lowShare, highShare]);
  const floor = Math.min(params.mu[PHASE.pore] ?? 0, params.mu[PHASE.lithium] ?? 0) - depth * contrast - 4 * noise;
  const low = Math.max(lowest, floor);
  const top = (params.mu[PHASE.electrolyte] ?? 0) + saturation * contrast + 3 * noise;
  const wanted = saturation > 0 ? Math.min(high, Math.max(top, low + contrast)) : high;
  const limit = params.window.bits === 8 ? Math.min(wanted, low + WIDEST_8_BIT * contrast) : wanted;
  const span = Math.max(limit - low, 0.1 * contrast);
  return { ...rest, low: low - roomBelow * span, high: low + (1 + roomAbove) * span };
}
