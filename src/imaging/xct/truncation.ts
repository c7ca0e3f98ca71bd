/**
 * A sample wider than the field of view: what lies outside adds a smooth offset that grows towards the rim, steeply at the rim
 * itself.
 */
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const truncation: Effect = {
  id: 'truncation',
  title: 'Truncated field of view',
  params: [
    { id: 'amplitude', title: 'Offset at the rim, in contrasts lithium to electrolyte', unit: '1' },
    { id: 'rim', title: 'Height of the bright rim, in the same unit', unit: '1' },
    { id: 'rimWidth', title: 'Width of the bright rim', unit: 'voxel' },
    { id: 'radius', title: 'Radius of the field of view', unit: 'voxel' },
  ],
  references: ['Kyrieleis, Titarenko, Ibison, Connolley & Withers 2011, doi 10.1111/j.1365-2818.2010.03408.x'],
};

export interface Truncation extends Switch {
  readonly amplitude: number;
  readonly rim: number;
  readonly rimWidth: number;
  readonly centreY: number;
  readonly centreX: number;
  readonly radius: number;
}

/** Adds contrast * (amplitude (r/R)^2 + rim exp(-(R - r)/width)), both at most their value at the rim. */
export function addTruncation(image: Float32Array, shape: Shape3, params: Truncation, contrast: number): void {
  const [nz, ny, nx] = shape;
  const { amplitude, rim, rimWidth, centreY, centreX, radius } = params;
  const plane = new Float32Array(ny * nx);
  for (let y = 0, p = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, p++) {
      const r = Math.min(radius, Math.hypot(y - centreY, x - centreX));
      plane[p] = contrast * (amplitude * (r / radius) ** 2 + rim * Math.exp((r - radius) / rimWidth));
    }
  for (let z = 0, i = 0; z < nz; z++) for (let p = 0; p < plane.length; p++, i++) image[i] = (image[i] ?? 0) + (plane[p] ?? 0);
}
