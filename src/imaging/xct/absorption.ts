/** Linear attenuation of every voxel from its phase, with a smooth unevenness and a fine grain inside each phase. */
import type { Rng } from '../../base/index.js';
import { gaussianRandomField } from '../../kernels/random-field.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';
import { whiteCoefficients } from './noise.js';

export const absorption: Effect = {
  id: 'phaseUnevenness',
  title: 'Absorption with uneven composition',
  params: [
    { id: 'mu', title: 'Linear attenuation per phase id', unit: '1/cm' },
    { id: 'amplitude', title: 'Standard deviation of the unevenness over the contrast lithium to electrolyte', unit: '1' },
    { id: 'scale', title: 'Correlation length of the unevenness', unit: 'voxel' },
    { id: 'grain', title: 'Standard deviation from voxel to voxel over that of the unevenness', unit: '1' },
  ],
  references: ['xraylib 4, total cross-sections with coherent scattering'],
};

export interface Unevenness extends Switch {
  /** per phase id, over the contrast lithium to electrolyte */
  readonly amplitude: readonly number[];
  readonly scale: number;
  /** 0: smooth only */
  readonly grain: number;
}

export function absorb(
  labels: Uint8Array,
  shape: Shape3,
  mu: readonly number[],
  contrast: number,
  uneven: Unevenness,
  rng: Rng,
): Float32Array {
  const table = Float32Array.from({ length: 256 }, (_, id) => mu[id] ?? 0);
  const image = new Float32Array(labels.length);
  for (let i = 0; i < labels.length; i++) image[i] = table[labels[i] ?? 0] ?? 0;
  if (!uneven.on) return image;
  const gain = Float32Array.from({ length: 256 }, (_, id) => (uneven.amplitude[id] ?? 0) * contrast);
  const field = gaussianRandomField(shape, [uneven.scale, uneven.scale, uneven.scale], rng);
  const grain = uneven.grain > 0 ? whiteCoefficients(labels.length, rng) : new Float32Array(0);
  for (let i = 0; i < labels.length; i++)
    image[i] = (image[i] ?? 0) + (gain[labels[i] ?? 0] ?? 0) * ((field[i] ?? 0) + uneven.grain * (grain[i] ?? 0));
  return image;
}
