/** Extremes, mean and standard deviation of all values, plane by plane; values that are no numbers are left out. */
import { checkAborted } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import type { Planes } from '../planes.js';

export interface PlaneRange {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly deviation: number;
}

export async function planeRange(planes: Planes, { signal }: RunOptions = {}): Promise<PlaneRange> {
  let min = Infinity;
  let max = -Infinity;
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (let z = 0; z < planes.shape[0]; z++) {
    checkAborted(signal);
    const data = await planes.read(z, z + 1, signal);
    let sum = 0;
    let own = 0;
    for (let i = 0; i < data.length; i++) {
      const value = data[i] as number;
      if (!Number.isFinite(value)) continue;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      own++;
    }
    if (own === 0) continue;
    const average = sum / own;
    let rest = 0;
    for (let i = 0; i < data.length; i++) {
      const value = data[i] as number;
      if (Number.isFinite(value)) rest += (value - average) ** 2;
    }
    // two sets of values joined (Chan, Golub & LeVeque 1983)
    const apart = average - mean;
    squares += rest + (apart * apart * count * own) / (count + own);
    mean += (apart * own) / (count + own);
    count += own;
  }
  return count === 0 ? { min: 0, max: 0, mean: 0, deviation: 0 } : { min, max, mean, deviation: Math.sqrt(squares / count) };
}
