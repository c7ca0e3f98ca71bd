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

/** Scratch of `softBytes`, for rows of up to `count` voxels. */
export interface SoftScratch {
  readonly top: Float64Array;
  readonly sum: Float64Array;
  readonly powers: Float32Array;
}

export function softScratch(channels: number, count: number): SoftScratch {
  return { top: new Float64Array(count), sum: new Float64Array(count), powers: new Float32Array(channels * count) };
}

/**
 * From scores straight to bytes, for the usual network: plane 0 of `bytes` gets the most probable class + 1, plane
 * c + 1 its probability. Row c of the scores begins at from + c * stride; `shifts` are added after the division by the
 * temperature. False when a score is not a number.
 */
export function softBytes(
  scores: Float32Array,
  from: number,
  stride: number,
  count: number,
  temperature: number,
  shifts: Float64Array,
  bytes: Uint8Array,
  at: number,
  voxels: number,
  { top, sum, powers }: SoftScratch,
): boolean {
  const channels = shifts.length;
  const scale = STEPS / temperature;
  const first = (shifts[0] as number) * STEPS;
  for (let x = 0; x < count; x++) {
    top[x] = (scores[from + x] as number) * scale + first;
    bytes[at + x] = 1;
    sum[x] = 0;
  }
  for (let c = 1; c < channels; c++) {
    const shift = (shifts[c] as number) * STEPS;
    const row = from + c * stride;
    for (let x = 0; x < count; x++) {
      const value = (scores[row + x] as number) * scale + shift;
      if (value > (top[x] as number)) {
        top[x] = value;
        bytes[at + x] = c + 1;
      }
    }
  }
  for (let c = 0; c < channels; c++) {
    const shift = (shifts[c] as number) * STEPS;
    const row = from + c * stride;
    const to = c * count;
    for (let x = 0; x < count; x++) {
      const step = (top[x] as number) - (scores[row + x] as number) * scale - shift;
      if (step < LAST) {
        const below = step | 0;
        const value = TABLE[below] as number;
        const power = value + ((TABLE[below + 1] as number) - value) * (step - below);
        powers[to + x] = power;
        sum[x] = (sum[x] as number) + power;
      } else {
        powers[to + x] = 0;
        if (!(step >= LAST)) sum[x] = Number.NaN;
      }
    }
  }
  let sound = true;
  for (let x = 0; x < count; x++) {
    const share = 255 / (sum[x] as number);
    if (!(share > 0)) sound = false;
    sum[x] = share;
  }
  for (let c = 0; c < channels; c++) {
    const to = at + (c + 1) * voxels;
    for (let x = 0; x < count; x++) bytes[to + x] = (powers[c * count + x] as number) * (sum[x] as number) + 0.5;
  }
  return sound;
}
