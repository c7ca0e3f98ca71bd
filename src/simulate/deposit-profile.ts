/** Uneven tops of deposits, and thresholds that leave a stated share of a field. */
import type { Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import type { Ground } from './structure.js';

/** Height of a deposit above the collector per (z, x), at least one row. */
export function unevenHeights(ground: Ground, mean: number, deviation: number, bumps: number, rng: Rng): Float32Array {
  const [nz, , nx] = ground.shape;
  const field = gaussianRandomField([nz, 1, nx], [bumps, 0, bumps], rng);
  return field.map((value) => Math.max(1, mean + deviation * value));
}

/** The value below which the share of the field lies, from every 37th voxel. */
export function quantileOf(field: Float32Array, share: number): number {
  const some = Float32Array.from({ length: Math.ceil(field.length / 37) }, (_, i) => field[37 * i] ?? 0).sort();
  return some[Math.min(some.length - 1, Math.max(0, Math.floor(share * some.length)))] ?? 0;
}
