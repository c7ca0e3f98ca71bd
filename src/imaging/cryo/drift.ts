/** The stage moves during the exposure: a box along one direction. */
import type { Effect, Switch } from '../effect.js';

export const drift: Effect = {
  id: 'drift',
  title: 'Drift during the exposure',
  params: [
    { id: 'length', title: 'Way during the exposure', unit: 'voxel' },
    { id: 'angle', title: 'Its direction to x', unit: 'rad' },
  ],
  references: [],
};

export interface Drift extends Switch {
  readonly length: number;
  readonly angle: number;
}

/** The mean over the way, of pixels interpolated linearly; edges repeat. */
export function addDrift(image: Float32Array, ny: number, nx: number, params: Drift): Float32Array {
  const samples = Math.max(2, Math.ceil(2 * params.length) + 1);
  const out = new Float32Array(image.length);
  for (let k = 0; k < samples; k++) {
    const way = params.length * (k / (samples - 1) - 0.5);
    addShifted(out, image, ny, nx, way * Math.sin(params.angle), way * Math.cos(params.angle), 1 / samples);
  }
  return out;
}

function addShifted(out: Float32Array, image: Float32Array, ny: number, nx: number, dy: number, dx: number, weight: number): void {
  const [wholeY, wholeX] = [Math.floor(dy), Math.floor(dx)];
  const [fy, fx] = [dy - wholeY, dx - wholeX];
  const clamp = (k: number, n: number): number => (k < 0 ? 0 : k >= n ? n - 1 : k);
  const columns = Int32Array.from({ length: nx + 1 }, (_, x) => clamp(x + wholeX, nx));
  for (let y = 0, i = 0; y < ny; y++) {
    const a = clamp(y + wholeY, ny) * nx;
    const b = clamp(y + wholeY + 1, ny) * nx;
    for (let x = 0; x < nx; x++, i++) {
      const c = columns[x] ?? 0;
      const d = columns[x + 1] ?? 0;
      const upper = (image[a + c] ?? 0) * (1 - fx) + (image[a + d] ?? 0) * fx;
      const lower = (image[b + c] ?? 0) * (1 - fx) + (image[b + d] ?? 0) * fx;
      out[i] = (out[i] ?? 0) + weight * (upper * (1 - fy) + lower * fy);
    }
  }
}
