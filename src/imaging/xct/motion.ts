/** Motion during the scan: a second, shifted copy mixed in along x or z. */
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const motion: Effect = {
  id: 'motion',
  title: 'Motion during the scan',
  params: [
    { id: 'axis', title: '0 z, 1 y, 2 x', unit: '1' },
    { id: 'shift', title: 'Shift of the second copy', unit: 'voxel' },
    { id: 'weight', title: 'Weight of the second copy', unit: '1' },
  ],
  references: ['Barrett & Keat 2004, doi 10.1148/rg.246045065'],
};

export interface Motion extends Switch {
  readonly axis: 0 | 1 | 2;
  readonly shift: number;
  readonly weight: number;
}

/** (1 - w) image + w image(r - shift), linear between voxels, edge voxels repeated. */
export function addMotion(image: Float32Array, shape: Shape3, { axis, shift, weight }: Motion): void {
  const n = shape[axis];
  const stride = axis === 0 ? shape[1] * shape[2] : axis === 1 ? shape[2] : 1;
  const line = new Float32Array(n);
  const clamp = (k: number): number => Math.min(n - 1, Math.max(0, k));
  for (let outer = 0; outer < image.length; outer += n * stride)
    for (let first = outer; first < outer + stride; first++) {
      for (let k = 0; k < n; k++) line[k] = image[first + k * stride] ?? 0;
      for (let k = 0; k < n; k++) {
        const at = Math.floor(k - shift);
        const part = k - shift - at;
        const other = (line[clamp(at)] ?? 0) * (1 - part) + (line[clamp(at + 1)] ?? 0) * part;
        image[first + k * stride] = (1 - weight) * (line[k] ?? 0) + weight * other;
      }
    }
}
