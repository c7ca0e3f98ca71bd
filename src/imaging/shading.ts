/** Slow grey-level errors: cupping from beam hardening, and the tilt and bowl of a truncated field of view. */
import type { Shape3, Vec3 } from '../volume/index.js';
import type { Effect, Switch } from './effect.js';

export const shading: Effect = {
  id: 'shading',
  title: 'Cupping and shading',
  params: [
    { id: 'cupping', title: 'Loss at the centre of the field of view', unit: '1' },
    { id: 'centreY', title: 'Centre of the field of view, row', unit: 'voxel' },
    { id: 'centreX', title: 'Centre of the field of view, column', unit: 'voxel' },
    { id: 'radius', title: 'Radius of the field of view', unit: 'voxel' },
    { id: 'slope', title: 'Change across the box along z, y, x, in contrasts lithium to electrolyte', unit: '1' },
    { id: 'bowl', title: 'Rise from the middle to the faces along z, y, x, in the same unit', unit: '1' },
  ],
  references: [],
};

export interface Shading extends Switch {
  readonly cupping: number;
  readonly centreY: number;
  readonly centreX: number;
  readonly radius: number;
  readonly slope: Vec3;
  readonly bowl: Vec3;
}

/** image * (1 - cupping (1 - (r/R)^2)) + contrast * (slope . u + bowl . u^2), u from -1/2 to 1/2 along each axis, bowl in 4 u^2. */
export function addShading(image: Float32Array, shape: Shape3, params: Shading, contrast: number): void {
  const [nz, ny, nx] = shape;
  const along = shape.map((n, axis) => {
    const slope = (params.slope[axis] ?? 0) * contrast;
    const bowl = (params.bowl[axis] ?? 0) * contrast;
    return Float64Array.from({ length: n }, (_, i) => {
      const u = n > 1 ? i / (n - 1) - 0.5 : 0;
      return slope * u + bowl * 4 * u * u;
    });
  });
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const offset = (along[0]?.[z] ?? 0) + (along[1]?.[y] ?? 0);
      for (let x = 0; x < nx; x++, i++) {
        const r2 = ((y - params.centreY) ** 2 + (x - params.centreX) ** 2) / params.radius ** 2;
        image[i] = (image[i] ?? 0) * (1 - params.cupping * (1 - Math.min(1, r2))) + offset + (along[2]?.[x] ?? 0);
      }
    }
}
