/** A beam that scans: a round probe, rows shifted against each other, a bent start of rows (flyback), rows of uneven brightness. */
import type { Rng } from '../../base/index.js';
import { gaussianFilter3 } from '../../kernels/gaussian.js';
import type { Effect, Switch } from '../effect.js';

export const scan: Effect = {
  id: 'scan',
  title: 'Scan: probe, jitter, flyback',
  params: [
    { id: 'probe', title: 'Standard deviation of the probe', unit: 'voxel' },
    { id: 'jitter', title: 'Standard deviation of the shift of rows', unit: 'voxel' },
    { id: 'flyback', title: 'Shift at the start of rows', unit: 'voxel' },
    { id: 'rows', title: 'Standard deviation of the brightness of rows', unit: '1' },
  ],
  references: ['Jones & Nellist 2013, doi 10.1017/S1431927613001402'],
};

export interface Scan extends Switch {
  readonly probe: number;
  readonly jitter: number;
  readonly flyback: number;
  readonly rows: number;
}

export function scanImage(image: Float32Array, ny: number, nx: number, params: Scan, rng: Rng): Float32Array {
  const sharp = image.slice();
  if (params.probe > 0.2) gaussianFilter3(sharp, [1, ny, nx], [0, params.probe, params.probe]);
  const out = new Float32Array(image.length);
  let shift = 0;
  for (let y = 0; y < ny; y++) {
    // neighbouring rows share some of their error
    shift = 0.5 * shift + Math.sqrt(0.75) * params.jitter * rng.normal();
    const gain = 1 + params.rows * rng.normal();
    for (let x = 0; x < nx; x++) {
      const at = x + shift + params.flyback * Math.exp((-8 * x) / nx);
      const low = Math.floor(at);
      const a = sharp[y * nx + (low < 0 ? 0 : low >= nx ? nx - 1 : low)] ?? 0;
      const b = sharp[y * nx + (low + 1 < 0 ? 0 : low + 1 >= nx ? nx - 1 : low + 1)] ?? 0;
      out[y * nx + x] = gain * (a + (b - a) * (at - low));
    }
  }
  return out;
}
