/** A wrong axis of rotation over half a turn: every point becomes half a circle, every edge a double edge. */
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const centreError: Effect = {
  id: 'centreError',
  title: 'Error of the rotation axis',
  params: [
    { id: 'shift', title: 'Distance of the assumed from the true axis', unit: 'voxel' },
    { id: 'angle', title: 'Direction in which the half circle opens', unit: 'deg' },
  ],
  references: ['Vo, Drakopoulos, Atwood & Reinhard 2014, doi 10.1364/OE.22.019078'],
};

export interface CentreError extends Switch {
  readonly shift: number;
  readonly angle: number;
}

export interface Tap {
  readonly dy: number;
  readonly dx: number;
  readonly weight: number;
}

/** A half circle of radius `shift`, spread over whole voxels; weights sum to 1. */
export function halfCircleTaps({ shift, angle }: CentreError): Tap[] {
  const steps = Math.max(4, Math.ceil(8 * shift));
  const weights = new Map<string, Tap>();
  const put = (dy: number, dx: number, weight: number): void => {
    if (weight === 0) return;
    const key = `${dy} ${dx}`;
    weights.set(key, { dy, dx, weight: (weights.get(key)?.weight ?? 0) + weight });
  };
  for (let k = 0; k < steps; k++) {
    const theta = (angle * Math.PI) / 180 + (Math.PI * (k + 0.5)) / steps;
    const [y, x] = [shift * Math.sin(theta), shift * Math.cos(theta)];
    const [y0, x0] = [Math.floor(y), Math.floor(x)];
    const [py, px] = [y - y0, x - x0];
    put(y0, x0, ((1 - py) * (1 - px)) / steps);
    put(y0, x0 + 1, ((1 - py) * px) / steps);
    put(y0 + 1, x0, (py * (1 - px)) / steps);
    put(y0 + 1, x0 + 1, (py * px) / steps);
  }
  return [...weights.values()];
}

/** Every slice convolved with the half circle; voxels at the rim are repeated. */
export function addCentreError(image: Float32Array, shape: Shape3, params: CentreError): void {
  const [nz, ny, nx] = shape;
  const taps = halfCircleTaps(params);
  const plane = new Float32Array(ny * nx);
  const column = new Int32Array(nx);
  for (let z = 0; z < nz; z++) {
    const first = z * ny * nx;
    plane.fill(0);
    for (const { dy, dx, weight } of taps) {
      for (let x = 0; x < nx; x++) column[x] = Math.min(nx - 1, Math.max(0, x - dx));
      for (let y = 0, p = 0; y < ny; y++) {
        const row = first + Math.min(ny - 1, Math.max(0, y - dy)) * nx;
        for (let x = 0; x < nx; x++, p++) plane[p] = (plane[p] ?? 0) + weight * (image[row + (column[x] ?? 0)] ?? 0);
      }
    }
    image.set(plane, first);
  }
}
