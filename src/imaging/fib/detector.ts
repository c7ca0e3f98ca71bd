/**
 * The probe blurs, electrons are counted, the amplifier adds its noise: Poisson(g I) / g + N(0, s). Some stacks are then smoothed.
 * A contrast-to-noise ratio of lithium scales g and s together.
 */
import type { Rng } from '../../base/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';
import { fillNormal } from './fast-normal.js';
import { blurGain, blurSlices } from './slice-blur.js';

export const detector: Effect = {
  id: 'detector',
  title: 'Probe blur and counting noise',
  params: [
    { id: 'blurRows', title: 'Standard deviation of the probe down the face', unit: 'voxel' },
    { id: 'blurColumns', title: 'Standard deviation of the probe across', unit: 'voxel' },
    { id: 'cnr', title: 'Contrast of lithium to what surrounds it over the noise; 0: electrons and amplifier decide', unit: '1' },
    { id: 'electrons', title: 'Electrons counted per pixel at full scale', unit: '1' },
    { id: 'amplifier', title: 'Standard deviation of the noise of the amplifier over full scale', unit: '1' },
    { id: 'smoothing', title: 'Standard deviation of a smoothing afterwards', unit: 'voxel' },
  ],
  references: ['Timischl, Date & Nemoto 2012, Scanning 34, 137-144'],
};

export interface Detector extends Switch {
  readonly blurRows: number;
  readonly blurColumns: number;
  readonly cnr: number;
  readonly electrons: number;
  readonly amplifier: number;
  readonly smoothing: number;
}

export function blurProbe(image: Float32Array, shape: Shape3, params: Detector): void {
  blurSlices(image, shape, params.blurRows, params.blurColumns);
}

/** Counts electrons and adds the amplifier, in place. Negative signals count as none. */
export function countElectrons(image: Float32Array, { electrons: g, amplifier }: Detector, rng: Rng): void {
  const normals = new Float32Array(image.length);
  fillNormal(normals, rng.fork('normal'));
  for (let i = 0; i < image.length; i++) {
    const mean = g * Math.max(0, image[i] ?? 0);
    // many electrons are as good as normal, and two normal noises are one
    image[i] =
      mean > 12
        ? mean / g + Math.sqrt(mean / (g * g) + amplifier * amplifier) * (normals[i] ?? 0)
        : poisson(mean, rng) / g + amplifier * (normals[i] ?? 0);
  }
}

/** By products of uniform numbers (Knuth); for small means. */
function poisson(mean: number, rng: Rng): number {
  const floor = Math.exp(-mean);
  let count = 0;
  for (let product = rng.next(); product > floor; product *= rng.next()) count++;
  return count;
}

/** Variance of the noise at a signal, before smoothing. */
export function noiseVariance(signal: number, { electrons, amplifier }: Detector): number {
  return Math.max(0, signal) / electrons + amplifier ** 2;
}

/** The same detector with its noise scaled so that its standard deviation at a signal, smoothed, is `wanted`. */
export function withNoise(params: Detector, signal: number, wanted: number): Detector {
  const now = noiseVariance(signal, params) * blurGain(params.smoothing) ** 2;
  const scale = Math.sqrt(now) / Math.max(wanted, 1e-6);
  return { ...params, electrons: params.electrons * scale ** 2, amplifier: params.amplifier / scale };
}

export function smooth(image: Float32Array, shape: Shape3, params: Detector): void {
  blurSlices(image, shape, params.smoothing, params.smoothing);
}
