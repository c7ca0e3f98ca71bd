/**
 * Electrons come from below the face too, from deeper in light lithium than elsewhere: I = (1 - w) I(0) + w <I>, the mean over
 * the planes behind with weights exp(-d / depth). Open pores are left to their back walls.
 */
import { PHASE } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';
import { clamp } from './expose.js';
import type { Exposed } from './expose.js';

export const subsurface: Effect = {
  id: 'subsurface',
  title: 'Signal from below the face',
  params: [
    { id: 'weight', title: 'Share of the signal of lithium from below the face', unit: '1' },
    { id: 'depth', title: 'Depth over which it falls to 1/e', unit: 'voxel' },
    { id: 'others', title: 'Weight in other phases over that in lithium', unit: '1' },
  ],
  references: ['Kanaya & Okayama 1972, J. Physics D 5, 43-58 (range over density)'],
};

export interface Subsurface extends Switch {
  readonly weight: number;
  readonly depth: number;
  readonly others: number;
}

export const SUBSURFACE_PLANES = 4;

export function addSubsurface(image: Float32Array, sample: Exposed, levels: readonly number[], params: Subsurface): void {
  const { shape, labels, fine, fineShape, planes, rowShift, columnShift, columns } = sample;
  const [nz, ny, nx] = shape;
  const table = Float32Array.from({ length: 256 }, (_, id) => levels[id] ?? 0);
  const weights = Array.from({ length: SUBSURFACE_PLANES }, (_, d) => Math.exp(-(d + 1) / params.depth));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const share = weights.map((w) => w / total);
  const size = ny * nx;
  for (let k = 0, i = 0; k < nz; k++) {
    for (let r = 0; r < ny; r++) {
      const row = clamp(r + (rowShift[k] ?? 0), ny) * nx;
      for (let x = 0; x < nx; x++, i++) {
        const id = labels[i] ?? 0;
        if (id === PHASE.pore) continue;
        const at = row + clamp((columns[x] ?? 0) + (columnShift[k] ?? 0), nx);
        let below = 0;
        for (let d = 0; d < SUBSURFACE_PLANES; d++) {
          const z = Math.min(fineShape[0] - 1, (planes[k] ?? 0) + d + 1);
          below += (share[d] ?? 0) * (table[fine[z * size + at] ?? 0] ?? 0);
        }
        const w = id === PHASE.lithium ? params.weight : params.weight * params.others;
        // texture of the face stays: only the level is mixed
        image[i] = (image[i] ?? 0) + w * (below - (table[id] ?? 0));
      }
    }
  }
}
