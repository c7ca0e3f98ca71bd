/**
 * Softmax of one image row, class by class in C order. The exponential is read from a table with straight lines between
 * its points (largest relative error 3e-5, and never out of order): this runs for every voxel beside the network, and
 * has to cost a small part of it.
 */

const STEPS = 64;
const RANGE = 16;
const LAST = STEPS * RANGE;
const TABLE = Float64Array.from({ length: LAST + 2 }, (_, i) => Math.exp(-i / STEPS));

/** In place: [channels, count] scores, divided by the temperature, to probabilities; not a number where a score is none. */
export function softRow(row: Float32Array, channels: number, count: number, temperature: number): void {
  const scale = STEPS / temperature;
  for (let x = 0; x < count; x++) {
    let top = row[x] as number;
    for (let i = x + count; i < channels * count; i += count) top = Math.max(top, row[i] as number);
    let sum = 0;
    for (let i = x; i < channels * count; i += count) {
      const power = powerOf((top - (row[i] as number)) * scale);
      row[i] = power;
      sum += power;
    }
    const share = 1 / sum;
    for (let i = x; i < channels * count; i += count) row[i] = (row[i] as number) * share;
  }
}

/** exp(-at / STEPS); 0 beyond the table */
function powerOf(at: number): number {
  if (!(at < LAST)) return at >= LAST ? 0 : Number.NaN;
  const below = at | 0;
  const value = TABLE[below] as number;
  return value + ((TABLE[below + 1] as number) - value) * (at - below);
}
