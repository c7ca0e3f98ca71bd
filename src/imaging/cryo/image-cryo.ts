/** A virtual micrograph of a thin specimen. */
import { checkAborted } from '../../base/index.js';
import type { Rng, RunOptions } from '../../base/index.js';
import { PHASE } from '../../volume/index.js';
import type { ProjectedSpecimen } from '../../volume/index.js';
import { imageQuantiles, storeGrey } from '../intensity.js';
import type { Intensity } from '../intensity.js';
import { attenuationOf } from './absorption.js';
import { addCameraFaults } from './camera-faults.js';
import { createCanvas, cropCanvas } from './canvas.js';
import type { Canvas } from './canvas.js';
import { addBubbles, fringesLeft } from './damage.js';
import { darkFieldOf } from './dark-field.js';
import { applyDetector } from './detector.js';
import { addDiffraction } from './diffraction.js';
import { countElectrons } from './dose.js';
import { addDrift } from './drift.js';
import { electronWavelength } from './electrons.js';
import { addFrost } from './frost.js';
import { illuminate } from './illumination.js';
import { addFringes } from './lattice.js';
import type { CryoParameters } from './parameters.js';
import { phaseOf } from './potential.js';
import { scanImage } from './scan.js';
import { addTexture } from './texture.js';
import { imageWave } from './transfer.js';

export interface CryoImage {
  /** over the bare beam, or in units of 100 nm of lithium for dark field */
  readonly intensity: Float32Array;
  readonly stored: Uint16Array<ArrayBuffer>;
  readonly window: Intensity;
  readonly cnr: number | null;
  /** detected electrons per pixel, lowered or raised when a contrast to noise was asked for */
  readonly electrons: number;
}

/** `labels` tell where lithium and vacuum are, for the contrast to noise; `cnr` sets it by the dose. */
export function imageCryo(
  specimen: ProjectedSpecimen,
  labels: Uint8Array,
  params: CryoParameters,
  cnr: number | undefined,
  rng: Rng,
  options: RunOptions = {},
): CryoImage {
  const [, height, width] = specimen.shape;
  const canvas = createCanvas(specimen);
  if (params.frost.on) addFrost(canvas, params.frost, rng.fork('frost'));
  if (params.damage.on) addBubbles(canvas, params.damage, rng.fork('bubbles'));
  checkAborted(options.signal);
  const still = params.darkField.on ? darkField(canvas, params, rng) : transmitted(canvas, params, rng);
  const formed = params.scan.on ? scanImage(still, canvas.ny, canvas.nx, params.scan, rng.fork('scan')) : still;
  checkAborted(options.signal);
  const image = cropCanvas(formed, canvas, height, width);
  const contrast = meanDifference(image, labels);
  if (params.illumination.on) illuminate(image, height, width, params.illumination);
  const moved = params.drift.on ? addDrift(image, height, width, params.drift) : image;
  const { counted, noise, electrons } = detect(moved, labels, height, width, params, contrast, cnr, rng);
  if (params.cameraFaults.on) addCameraFaults(counted, width, params.cameraFaults, rng.fork('faults'));
  const window = chooseWindow(counted, params);
  return {
    intensity: counted,
    stored: storeGrey(counted, window),
    window,
    cnr: contrast === null || noise === 0 ? null : Math.abs(contrast) / noise,
    electrons,
  };
}

function transmitted(canvas: Canvas, params: CryoParameters, rng: Rng): Float32Array {
  const attenuation = attenuationOf(canvas, params.volts, params.absorption);
  if (params.diffraction.on) addDiffraction(attenuation, canvas, params.diffraction, rng.fork('diffraction'));
  const phase = phaseOf(canvas, params.volts, params.potential);
  if (params.texture.on) addTexture(phase, canvas, params.texture, rng.fork('texture'));
  if (params.lattice.on)
    addFringes(phase, canvas, params.lattice, ({ material }) => fringesLeft(material, params.damage), rng.fork('lattice'));
  return imageWave(attenuation, phase, canvas, electronWavelength(params.volts), params.transfer);
}

function darkField(canvas: Canvas, params: CryoParameters, rng: Rng): Float32Array {
  const draw = rng.fork('channelling');
  const gains = Float32Array.from({ length: 997 }, () => draw.normal());
  return darkFieldOf(canvas, params.darkField, gains);
}

interface Detected {
  readonly counted: Float32Array;
  /** standard deviation of the noise in lithium and vacuum */
  readonly noise: number;
  readonly electrons: number;
}

function detect(
  image: Float32Array,
  labels: Uint8Array,
  ny: number,
  nx: number,
  params: CryoParameters,
  contrast: number | null,
  cnr: number | undefined,
  rng: Rng,
): Detected {
  const { detector, dose } = params;
  const blurred = detector.on ? applyDetector(image, ny, nx, detector) : image;
  const count = (electrons: number): Detected => {
    if (!dose.on) return { counted: blurred.slice(), noise: 0, electrons };
    const spread = detector.on && detector.integrating;
    const raw = countElectrons(spread ? image : blurred, { ...dose, electrons }, rng.fork('dose'));
    const counted = spread ? applyDetector(raw, ny, nx, detector) : raw;
    return { counted, noise: deviationBetween(counted, blurred, labels), electrons };
  };
  const drawn = count(dose.electrons);
  if (contrast === null || drawn.noise === 0) return drawn;
  // nobody keeps an exposure that shows nothing
  const wanted = cnr ?? (Math.abs(contrast) / drawn.noise < dose.least ? dose.least : undefined);
  if (wanted === undefined) return drawn;
  return count(electronsFor((contrast / wanted) ** 2, drawn, meanSignal(blurred, labels), dose.readout));
}

/** Variance = gain (signal / n + readout^2 / n^2), gain being what the camera leaves of it: solved for n. */
function electronsFor(variance: number, known: Detected, signal: number, readout: number): number {
  const { noise, electrons: n } = known;
  const gain = noise ** 2 / (signal / n + (readout / n) ** 2);
  const half = (gain * signal) / 2;
  const wanted = (half + Math.sqrt(half * half + variance * gain * readout * readout)) / variance;
  return Math.min(1e6, Math.max(0.01, wanted));
}

function meanSignal(image: Float32Array, labels: Uint8Array): number {
  let [sum, n] = [0, 0];
  for (let i = 0; i < image.length; i++)
    if (labels[i] === PHASE.lithium || labels[i] === PHASE.pore) [sum, n] = [sum + (image[i] ?? 0), n + 1];
  return sum / Math.max(1, n);
}

/** Mean of lithium minus mean of vacuum; null when one is missing. */
function meanDifference(image: Float32Array, labels: Uint8Array): number | null {
  let [li, nLi, gas, nGas] = [0, 0, 0, 0];
  for (let i = 0; i < image.length; i++) {
    if (labels[i] === PHASE.lithium) [li, nLi] = [li + (image[i] ?? 0), nLi + 1];
    else if (labels[i] === PHASE.pore) [gas, nGas] = [gas + (image[i] ?? 0), nGas + 1];
  }
  return nLi === 0 || nGas === 0 ? null : li / nLi - gas / nGas;
}

function deviationBetween(a: Float32Array, b: Float32Array, labels: Uint8Array): number {
  let [sum, squares, n] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (labels[i] !== PHASE.lithium && labels[i] !== PHASE.pore) continue;
    const d = (a[i] ?? 0) - (b[i] ?? 0);
    sum += d;
    squares += d * d;
    n++;
  }
  return n === 0 ? 0 : Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2));
}

function chooseWindow(image: Float32Array, { window }: CryoParameters): Intensity {
  const { lowShare, highShare, room, ...rest } = window;
  const [low = 0, high = 1] = imageQuantiles(image, [lowShare, highShare]);
  const span = high - low;
  return { ...rest, low: low - room * span, high: high + room * span };
}
