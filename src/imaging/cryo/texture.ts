/** Amorphous matter: a random potential, white up to the distance of atoms, whose strength grows with the root of the thickness. */
import type { Rng } from '../../base/index.js';
import { gaussianFilter3 } from '../../kernels/gaussian.js';
import type { Effect, Switch } from '../effect.js';
import type { Canvas } from './canvas.js';

export const texture: Effect = {
  id: 'texture',
  title: 'Texture of amorphous matter',
  params: [
    { id: 'rms', title: 'Standard deviation of the phase of 10 nm, seen at 0.1 nm pixels', unit: 'rad' },
    { id: 'correlation', title: 'Distance over which the potential is correlated', unit: 'm' },
  ],
  references: ['Vulovic et al. 2013, doi 10.1016/j.jsb.2013.05.008'],
};

export interface Texture extends Switch {
  readonly rms: number;
  readonly correlation: number;
}

/** Thickness of lithium counts little: a crystal has no such texture. */
const CRYSTAL_SHARE = 0.05;

/**
 * Adds to the phase. A pixel wider than the correlation averages independent columns, so the deviation falls as
 * correlation / pixel; the fine grain of overview pictures is therefore weak, as it should be.
 */
export function addTexture(phase: Float32Array, { layers, ny, nx, pixel }: Canvas, params: Texture, rng: Rng): void {
  const noise = new Float32Array(ny * nx);
  // a sum of four uniform numbers is near enough to normal and twice as fast
  for (let i = 0; i < noise.length; i++) noise[i] = (rng.next() + rng.next() + rng.next() + rng.next() - 2) * Math.sqrt(3);
  const sigma = params.correlation / (2 * pixel);
  if (sigma > 0.3) {
    gaussianFilter3(noise, [1, ny, nx], [0, sigma, sigma]);
    let squares = 0;
    for (const v of noise) squares += v * v;
    const gain = 1 / Math.sqrt(squares / noise.length || 1);
    for (let i = 0; i < noise.length; i++) noise[i] = (noise[i] ?? 0) * gain;
  }
  const averaged = params.rms * Math.min(1, params.correlation / pixel);
  for (let i = 0; i < noise.length; i++) {
    let thick = 0;
    for (const { thickness, grains } of layers) thick += (thickness[i] ?? 0) * ((grains?.[i] ?? 0) > 0 ? CRYSTAL_SHARE : 1);
    phase[i] = (phase[i] ?? 0) + averaged * Math.sqrt(thick / 10e-9) * (noise[i] ?? 0);
  }
}
