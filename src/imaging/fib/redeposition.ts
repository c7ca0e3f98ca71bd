/** Milled material settles on the walls of open pores, deep down the face. It is not part of the sample: the truth stays a pore. */
import type { Rng } from '../../base/index.js';
import { gaussianRandomField } from '../../kernels/random-field.js';
import { PHASE } from '../../volume/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';
import { distanceInSlice } from './wall-distance.js';

export const redeposition: Effect = {
  id: 'redeposition',
  title: 'Redeposition',
  params: [
    { id: 'level', title: 'Signal of the redeposited layer', unit: '1' },
    { id: 'thickness', title: 'Largest thickness of the layer', unit: 'voxel' },
    { id: 'from', title: 'Depth down the face at which it begins, over the height', unit: '1' },
  ],
  references: ['Cantoni & Holzer 2014, MRS Bulletin 39, 354-360'],
};

export interface Redeposition extends Switch {
  readonly level: number;
  readonly thickness: number;
  readonly from: number;
}

/** Thickness is uneven along the walls and grows down the face from nothing at `from`. */
export function addRedeposition(image: Float32Array, labels: Uint8Array, shape: Shape3, params: Redeposition, rng: Rng): void {
  const [nz, ny, nx] = shape;
  const size = ny * nx;
  const patches = gaussianRandomField(shape, [4, 10, 10], rng);
  const solid = new Uint8Array(size);
  const distance = new Float32Array(size);
  const first = Math.floor(params.from * ny);
  for (let k = 0; k < nz; k++) {
    const base = k * size;
    for (let p = 0; p < size; p++) solid[p] = labels[base + p] === PHASE.pore ? 0 : 1;
    distanceInSlice(solid, ny, nx, params.thickness + 2, distance);
    for (let r = first; r < ny; r++) {
      const grown = (r - first + 1) / (ny - first);
      for (let x = 0, p = r * nx; x < nx; x++, p++) {
        const thickness = params.thickness * Math.min(1, 1.5 * grown) * Math.min(1, Math.max(0, 0.6 + 0.5 * (patches[base + p] ?? 0)));
        const d = distance[p] ?? 0;
        if (d > 0 && d <= thickness) image[base + p] = params.level;
      }
    }
  }
}
