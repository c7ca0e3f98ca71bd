/** Streaks along a strongly absorbing plate: bands parallel to it, fading away from it, different in every slice. */
import type { Rng } from '../../base/index.js';
import { gaussianRandomField } from '../../kernels/random-field.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const streaks: Effect = {
  id: 'streaks',
  title: 'Streaks along the collector',
  params: [
    { id: 'amplitude', title: 'Standard deviation at the plate, in contrasts lithium to electrolyte', unit: '1' },
    { id: 'reach', title: 'Distance over which they fall to 1/e', unit: 'voxel' },
    { id: 'tilt', title: 'Angle of the bands to x', unit: 'deg' },
  ],
  references: ['Barrett & Keat 2004, doi 10.1148/rg.246045065'],
};

export interface Streaks extends Switch {
  readonly amplitude: number;
  readonly reach: number;
  readonly tilt: number;
}

/** Adds bands in place; the plate lies at row 0. */
export function addStreaks(image: Float32Array, shape: Shape3, params: Streaks, contrast: number, rng: Rng): void {
  const [nz, ny, nx] = shape;
  const slope = Math.tan((params.tilt * Math.PI) / 180);
  const margin = Math.ceil(Math.abs(slope) * nx) + 1;
  const rows = ny + 2 * margin;
  const bands = gaussianRandomField([nz, rows, 1], [0.7, 1.2, 0], rng);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const strength = params.amplitude * contrast * Math.exp(-y / params.reach);
      for (let x = 0; x < nx; x++, i++) {
        const at = y + margin + slope * (x - nx / 2);
        const row = Math.floor(at);
        const a = bands[z * rows + row] ?? 0;
        const b = bands[z * rows + row + 1] ?? 0;
        image[i] = (image[i] ?? 0) + strength * (a + (b - a) * (at - row));
      }
    }
}
