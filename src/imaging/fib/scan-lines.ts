/** Every row is a scan of its own: it is displaced along x and its brightness differs a little. */
import type { Rng } from '../../base/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';
import { clamp } from './expose.js';

export const scanLines: Effect = {
  id: 'scan-lines',
  title: 'Unsteady scan lines',
  params: [
    { id: 'jitter', title: 'Standard deviation of the displacement of a row', unit: 'voxel' },
    { id: 'flicker', title: 'Standard deviation of the brightness of a row', unit: '1' },
  ],
  references: ['Jones & Nellist 2013, Microscopy and Microanalysis 19, 1050-1060'],
};

export interface ScanLines extends Switch {
  readonly jitter: number;
  readonly flicker: number;
}

export function addScanLines(image: Float32Array, [nz, ny, nx]: Shape3, params: ScanLines, rng: Rng): void {
  const source = new Float32Array(nx);
  for (let row = 0; row < nz * ny; row++) {
    const base = row * nx;
    const shift = params.jitter * rng.normal();
    const gain = 1 + params.flicker * rng.normal();
    source.set(image.subarray(base, base + nx));
    const whole = Math.floor(shift);
    const part = shift - whole;
    for (let x = 0; x < nx; x++) {
      const a = source[clamp(x + whole, nx)] ?? 0;
      const b = source[clamp(x + whole + 1, nx)] ?? 0;
      image[base + x] = gain * (a + (b - a) * part);
    }
  }
}
