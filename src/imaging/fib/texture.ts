/**
 * Unevenness inside the phases: a coarse and a fine smooth field with an amplitude per phase, and the bright or dark cell walls
 * that salt leaves between the ice cells of a frozen electrolyte.
 */
import type { Rng } from '../../base/index.js';
import { gaussianRandomField } from '../../kernels/random-field.js';
import { PHASE } from '../../volume/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';
import { fineField } from './fine-field.js';

export const texture: Effect = {
  id: 'texture',
  title: 'Texture of the phases',
  params: [
    { id: 'coarse', title: 'Standard deviation of the coarse part over the level, per phase id', unit: '1' },
    { id: 'fine', title: 'Standard deviation of the fine part over the level, per phase id', unit: '1' },
    { id: 'coarseScale', title: 'Correlation length of the coarse part', unit: 'voxel' },
    { id: 'fineScale', title: 'Correlation length of the fine part', unit: 'voxel' },
    { id: 'walls', title: 'Strength of the salt walls in the frozen electrolyte', unit: '1' },
  ],
  references: [],
};

export interface Texture extends Switch {
  readonly coarse: readonly number[];
  readonly fine: readonly number[];
  readonly coarseScale: number;
  readonly fineScale: number;
  /** of the level; 0 for none */
  readonly walls: number;
}

/** `thickness` of a slice in pixels: texture goes on through the slices. */
export function addTexture(image: Float32Array, labels: Uint8Array, shape: Shape3, thickness: number, params: Texture, rng: Rng): void {
  const { coarseScale, fineScale } = params;
  const coarse = gaussianRandomField(shape, [coarseScale / thickness, coarseScale, coarseScale], rng.fork('coarse'));
  const even = [fineScale / thickness, fineScale, fineScale] as const;
  const fine =
    fineScale < 1.5 ? fineField(shape, fineScale, thickness, rng.fork('fine')) : gaussianRandomField(shape, even, rng.fork('fine'));
  const table = (per: readonly number[]): Float32Array => Float32Array.from({ length: 256 }, (_, id) => per[id] ?? 0);
  const [coarseGain, fineGain] = [table(params.coarse), table(params.fine)];
  for (let i = 0; i < image.length; i++) {
    const id = labels[i] ?? 0;
    const c = coarse[i] ?? 0;
    let gain = 1 + (coarseGain[id] ?? 0) * c + (fineGain[id] ?? 0) * (fine[i] ?? 0);
    // a wall stands where the coarse field changes sign
    if (params.walls !== 0 && id === PHASE.electrolyte) gain += params.walls * Math.exp(-((c / 0.15) ** 2));
    image[i] = (image[i] ?? 0) * gain;
  }
}
