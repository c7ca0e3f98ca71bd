/** Slow grey-level errors: a tilt and a bowl across the box, and slices that are a little brighter or darker than others. */
import type { Rng } from '../../base/index.js';
import type { Shape3, Vec3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const shading: Effect = {
  id: 'shading',
  title: 'Shading and flicker',
  params: [
    { id: 'slope', title: 'Change across the box along z, y, x, in contrasts lithium to electrolyte', unit: '1' },
    { id: 'bowl', title: 'Rise from the middle to the faces along z, y, x, in the same unit', unit: '1' },
    { id: 'flicker', title: 'Standard deviation from slice to slice, in the same unit', unit: '1' },
  ],
  references: ['Barrett & Keat 2004, doi 10.1148/rg.246045065'],
};

export interface Shading extends Switch {
  readonly slope: Vec3;
  readonly bowl: Vec3;
  readonly flicker: number;
}

/** image + contrast * (slope . u + bowl . 4 u^2 + flicker n_z), u from -1/2 to 1/2 along each axis. */
export function addShading(image: Float32Array, shape: Shape3, params: Shading, contrast: number, rng: Rng): void {
  const [nz, ny, nx] = shape;
  const along = shape.map((n, axis) => {
    const slope = (params.slope[axis] ?? 0) * contrast;
    const bowl = (params.bowl[axis] ?? 0) * contrast;
    return Float64Array.from({ length: n }, (_, i) => {
      const u = n > 1 ? i / (n - 1) - 0.5 : 0;
      return slope * u + bowl * 4 * u * u;
    });
  });
  for (let z = 0, i = 0; z < nz; z++) {
    const slice = (along[0]?.[z] ?? 0) + params.flicker * contrast * rng.normal();
    for (let y = 0; y < ny; y++) {
      const offset = slice + (along[1]?.[y] ?? 0);
      for (let x = 0; x < nx; x++, i++) image[i] = (image[i] ?? 0) + offset + (along[2]?.[x] ?? 0);
    }
  }
}
