/** Phase that the mean inner potential gives the electron wave: sigma sum V T. */
import type { Effect, Switch } from '../effect.js';
import type { SpecimenMaterial } from '../../volume/index.js';
import type { Canvas } from './canvas.js';
import { interactionConstant } from './electrons.js';
import { CRYO_MATERIALS } from './materials.js';

export const potential: Effect = {
  id: 'potential',
  title: 'Phase by the mean inner potential',
  params: [{ id: 'scale', title: 'Potential over that of isolated atoms, per material', unit: '1' }],
  references: ['Reimer & Kohl 2008, Transmission Electron Microscopy, chapter 3'],
};

export interface Potential extends Switch {
  readonly scale: Readonly<Record<SpecimenMaterial, number>>;
}

/** rad per pixel */
export function phaseOf({ layers, ny, nx }: Canvas, volts: number, params: Potential): Float32Array {
  const out = new Float32Array(ny * nx);
  if (!params.on) return out;
  const sigma = interactionConstant(volts);
  for (const { material, thickness } of layers) {
    const rate = sigma * CRYO_MATERIALS[material].potential * params.scale[material];
    for (let i = 0; i < out.length; i++) out[i] = (out[i] ?? 0) + rate * (thickness[i] ?? 0);
  }
  return out;
}
