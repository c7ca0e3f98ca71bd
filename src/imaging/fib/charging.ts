/**
 * Charging of what does not conduct: tails along the fast scan axis behind it (a one-sided exponential filter along x),
 * brightness that changes from slice to slice, and now and then a patch of it whose contrast turns over.
 */
import type { Rng } from '../../base/index.js';
import { PHASE } from '../../volume/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const charging: Effect = {
  id: 'charging',
  title: 'Charging',
  params: [
    { id: 'amplitude', title: 'Signal of a tail behind a wide insulator', unit: '1' },
    { id: 'length', title: 'Length over which a tail falls to 1/e', unit: 'voxel' },
    { id: 'unsteady', title: 'Standard deviation of the brightness from slice to slice', unit: '1' },
    { id: 'flips', title: 'Patches per slice whose contrast turns over', unit: '1' },
  ],
  references: ['Joy & Joy 1996, Micron 27, 247-263'],
};

export interface Charging extends Switch {
  readonly amplitude: number;
  readonly length: number;
  readonly unsteady: number;
  readonly flips: number;
  /** phases that charge */
  readonly insulators: readonly number[];
  /** the beam scans from right to left */
  readonly reversed: boolean;
}

export function addCharging(image: Float32Array, labels: Uint8Array, shape: Shape3, params: Charging, rng: Rng): void {
  const [nz, ny, nx] = shape;
  const size = ny * nx;
  const insulates = Uint8Array.from({ length: 256 }, (_, id) => (params.insulators.includes(id) ? 1 : 0));
  for (let k = 0; k < nz; k++) {
    const base = k * size;
    // patches first: they turn over the level of the phase
    for (let n = params.flips; rng.chance(Math.min(1, n)); n -= 1) turnPatch(image, labels, base, ny, nx, insulates, rng);
    if (params.amplitude !== 0) addTails(image, labels, base, ny, nx, insulates, params);
    const gain = Math.max(0.2, 1 + params.unsteady * rng.normal());
    if (params.unsteady > 0) for (let p = base; p < base + size; p++) image[p] = (image[p] ?? 0) * gain;
  }
}

/** q(x) = a q(x-1) + (1 - a) insulator(x), a = exp(-1 / length): 1 behind a wide insulator. */
function addTails(
  image: Float32Array,
  labels: Uint8Array,
  base: number,
  ny: number,
  nx: number,
  insulates: Uint8Array,
  { amplitude, length, reversed }: Charging,
): void {
  const keep = Math.exp(-1 / length);
  for (let r = 0; r < ny; r++) {
    let charge = 0;
    for (let c = 0; c < nx; c++) {
      const i = base + r * nx + (reversed ? nx - 1 - c : c);
      charge = keep * charge + (1 - keep) * (insulates[labels[i] ?? 0] ?? 0);
      image[i] = (image[i] ?? 0) + amplitude * charge;
    }
  }
}

/** Mirrors the signal of one insulating phase about the mean of the picture, inside an ellipse. */
function turnPatch(image: Float32Array, labels: Uint8Array, base: number, ny: number, nx: number, insulates: Uint8Array, rng: Rng): void {
  const [cy, cx] = [rng.int(ny), rng.int(nx)];
  const [ry, rx] = [rng.logUniform(0.03, 0.2) * ny, rng.logUniform(0.03, 0.2) * nx];
  const id = labels[base + cy * nx + cx] ?? 0;
  if (insulates[id] !== 1) return;
  const shift = rng.uniform(0.2, 0.7) * (rng.chance(0.5) ? 1 : -1);
  for (let y = Math.max(0, Math.floor(cy - ry)); y <= Math.min(ny - 1, cy + ry); y++)
    for (let x = Math.max(0, Math.floor(cx - rx)); x <= Math.min(nx - 1, cx + rx); x++) {
      const i = base + y * nx + x;
      if (labels[i] !== id || ((y - cy) / ry) ** 2 + ((x - cx) / rx) ** 2 > 1) continue;
      image[i] = Math.max(0, (image[i] ?? 0) + shift);
    }
}

/** What usually does not conduct. */
export const INSULATORS: readonly number[] = [PHASE.sei, PHASE.electrolyte, PHASE.other];
