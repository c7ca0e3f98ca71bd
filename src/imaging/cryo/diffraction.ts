/** Crystals near a Bragg condition scatter electrons out of the aperture: grains darken, bent crystals show dark bands. */
import type { Rng } from '../../base/index.js';
import { gaussianRandomField } from '../../kernels/random-field.js';
import type { Effect, Switch } from '../effect.js';
import type { Canvas } from './canvas.js';

export const diffraction: Effect = {
  id: 'diffraction',
  title: 'Diffraction contrast and bend contours',
  params: [
    { id: 'strength', title: 'Largest -ln intensity of a crystal thicker than the extinction length', unit: '1' },
    { id: 'share', title: 'Share of crystals that diffract strongly', unit: '1' },
    { id: 'bands', title: 'Largest -ln intensity of a bend contour', unit: '1' },
    { id: 'bending', title: 'Bend contours across the picture', unit: '1' },
  ],
  references: ['Williams & Carter 2009, Transmission Electron Microscopy, chapters 22-24'],
};

export interface Diffraction extends Switch {
  readonly strength: number;
  readonly share: number;
  readonly bands: number;
  readonly bending: number;
}

const EXTINCTION = 60e-9;

/** Adds to -ln of the intensity. */
export function addDiffraction(attenuation: Float32Array, { layers, ny, nx }: Canvas, params: Diffraction, rng: Rng): void {
  const scale = 0.3 * Math.min(ny, nx);
  const bend = params.bands > 0 ? gaussianRandomField([1, ny, nx], [0, scale, scale], rng.fork('bend')) : undefined;
  for (const { material, thickness, grains } of layers) {
    if (grains === undefined) continue;
    const draw = rng.fork(`strength ${material}`);
    const strength: (number | undefined)[] = [];
    for (let i = 0; i < grains.length; i++) {
      const grain = grains[i] ?? 0;
      if (grain === 0) continue;
      const of = (strength[grain] ??= draw.chance(params.share) ? params.strength * draw.next() : 0);
      const t = thickness[i] ?? 0;
      // a tilt of one band spacing per unit; the contour is where the tilt is a whole number
      const tilt = bend === undefined ? 0.5 : params.bending * (bend[i] ?? 0) + 0.37 * grain;
      const off = (tilt - Math.round(tilt)) / 0.09;
      const band = material === 'lithium' ? params.bands * Math.exp(-off * off) : 0;
      attenuation[i] = (attenuation[i] ?? 0) + ((of + band) * t) / (t + EXTINCTION);
    }
  }
}
