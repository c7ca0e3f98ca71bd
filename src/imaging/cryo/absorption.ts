/** Electrons lost to inelastic scattering: intensity exp(-sum T / Lambda). */
import type { Effect, Switch } from '../effect.js';
import type { Canvas } from './canvas.js';
import { freePath } from './materials.js';

export const cryoAbsorption: Effect = {
  id: 'absorption',
  title: 'Amplitude: electrons lost to inelastic scattering',
  params: [
    { id: 'strength', title: 'Share of the scattered electrons that the filter or aperture stops', unit: '1' },
    { id: 'volts', title: 'Accelerating voltage', unit: 'V' },
  ],
  references: ['Malis, Cheng & Egerton 1988, doi 10.1002/jemt.1060080206'],
};

export interface CryoAbsorption extends Switch {
  readonly strength: number;
}

/** -ln of the intensity per pixel, so that amplitudes are exp(-half of it). */
export function attenuationOf({ layers, ny, nx }: Canvas, volts: number, params: CryoAbsorption): Float32Array {
  const out = new Float32Array(ny * nx);
  if (!params.on) return out;
  for (const { material, thickness } of layers) {
    const rate = params.strength / freePath(material, volts);
    for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) + rate * (thickness[i] ?? 0);
  }
  return out;
}
