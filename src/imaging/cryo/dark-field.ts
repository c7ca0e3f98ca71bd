/** Annular dark field: electrons scattered to high angles, sum of thickness times atoms per volume times Z^1.7. */
import type { Effect, Switch } from '../effect.js';
import type { Canvas } from './canvas.js';
import { CRYO_MATERIALS } from './materials.js';

export const darkField: Effect = {
  id: 'darkField',
  title: 'High-angle scattering',
  params: [
    { id: 'offset', title: 'Signal without a specimen over that of 100 nm of lithium', unit: '1' },
    { id: 'saturation', title: 'Thickness of Li2O at which the signal has fallen to 1 - 1/e of a straight line', unit: 'm' },
    { id: 'channelling', title: 'Standard deviation of the signal of crystals', unit: '1' },
  ],
  references: ['Pennycook & Jesson 1991, doi 10.1016/0304-3991(90)90004-P'],
};

export interface DarkField extends Switch {
  readonly offset: number;
  readonly saturation: number;
  readonly channelling: number;
}

/** Signal of 100 nm of lithium, the unit. */
const UNIT = 100e-9 * CRYO_MATERIALS.lithium.darkField;

/** In units of 100 nm of lithium; `gains` is one factor per crystal number. */
export function darkFieldOf({ layers, ny, nx }: Canvas, params: DarkField, gains: Float32Array): Float32Array {
  const out = new Float32Array(ny * nx);
  for (const { material, thickness, grains } of layers) {
    const rate = CRYO_MATERIALS[material].darkField / UNIT;
    for (let i = 0; i < out.length; i++) {
      const grain = grains?.[i] ?? 0;
      const gain = grain === 0 ? 1 : 1 + params.channelling * (gains[grain % gains.length] ?? 0);
      out[i] = (out[i] ?? 0) + rate * gain * (thickness[i] ?? 0);
    }
  }
  const most = (params.saturation * CRYO_MATERIALS.li2o.darkField) / UNIT;
  for (let i = 0; i < out.length; i++) {
    const s = out[i] ?? 0;
    out[i] = params.offset + (params.saturation > 0 ? most * (1 - Math.exp(-s / most)) : s);
  }
  return out;
}
