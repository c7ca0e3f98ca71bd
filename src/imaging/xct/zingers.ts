/**
 * Stray photons that hit the detector directly: one bright pixel of a view becomes a thin line across a slice, with the dark
 * sides that the ramp filter gives it.
 */
import type { Rng } from '../../base/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const zingers: Effect = {
  id: 'zingers',
  title: 'Zingers',
  params: [
    { id: 'perSlice', title: 'Mean number of lines per slice', unit: '1' },
    { id: 'amplitude', title: 'Mean height of a line, in contrasts lithium to electrolyte', unit: '1' },
  ],
  references: ['Ramachandran & Lakshminarayanan 1971, doi 10.1073/pnas.68.9.2236'],
};

export interface Zingers extends Switch {
  readonly perSlice: number;
  readonly amplitude: number;
}

const REACH = 8;

/** Ramp-filtered unit impulse over its value in the middle: 1, -4/(pi n)^2 at odd n, 0 at even n. */
export function rampImpulse(n: number): number {
  if (n === 0) return 1;
  return n % 2 === 0 ? 0 : -4 / (Math.PI * n) ** 2;
}

export function addZingers(image: Float32Array, shape: Shape3, params: Zingers, contrast: number, rng: Rng): void {
  const [nz, ny, nx] = shape;
  const total = Math.round(params.perSlice * nz);
  for (let k = 0; k < total; k++) {
    const z = rng.int(nz);
    const angle = rng.uniform(0, Math.PI);
    const offset = rng.uniform(-0.5, 0.5) * Math.hypot(ny, nx);
    // most are weak, a few are strong
    const height = -params.amplitude * contrast * Math.log(1 - rng.next());
    addLine(image, z * ny * nx, ny, nx, angle, offset, height);
  }
}

/** The line x cos + y sin = offset around the middle of the slice. */
export function addLine(image: Float32Array, first: number, ny: number, nx: number, angle: number, offset: number, height: number): void {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (let y = 0, i = first; y < ny; y++)
    for (let x = 0; x < nx; x++, i++) {
      const s = (x - (nx - 1) / 2) * cos + (y - (ny - 1) / 2) * sin - offset;
      if (s > REACH || s < -REACH) continue;
      const n = Math.floor(s);
      const part = s - n;
      image[i] = (image[i] ?? 0) + height * ((1 - part) * rampImpulse(n) + part * rampImpulse(n + 1));
    }
}
