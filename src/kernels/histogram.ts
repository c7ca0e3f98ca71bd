/**
 * Value statistics of a volume that is seen slab by slab. 8- and 16-bit integers are counted exactly; other types are
 * counted in bins between a minimum and a maximum found in a first pass. Values that are not finite are left out.
 */
import { dtypeOf } from '../volume/index.js';
import type { VoxelArray } from '../volume/index.js';

export interface ValueCounts {
  /** value at the lower edge of bin 0 */
  readonly low: number;
  readonly binWidth: number;
  readonly counts: Float64Array;
  min: number;
  max: number;
  /** how many values were counted */
  total: number;
}

/** Counts for a type; `range` is needed for 32-bit and float types only. */
export function createCounts(dtype: string, range?: readonly [number, number]): ValueCounts {
  const exact: Readonly<Record<string, readonly [number, number]>> = {
    uint8: [0, 256],
    int8: [-128, 256],
    uint16: [0, 65536],
    int16: [-32768, 65536],
  };
  const known = exact[dtype];
  const empty = { min: Infinity, max: -Infinity, total: 0 };
  if (known !== undefined) return { low: known[0], binWidth: 1, counts: new Float64Array(known[1]), ...empty };
  const [low, high] = range ?? [0, 1];
  const width = (high - low) / 4096;
  return { low, binWidth: width > 0 ? width : 1, counts: new Float64Array(4096), ...empty };
}

export function addCounts(into: ValueCounts, data: VoxelArray): void {
  const { low, binWidth, counts } = into;
  const last = counts.length - 1;
  const integer = dtypeOf(data).includes('int');
  let min = into.min;
  let max = into.max;
  let total = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (!integer && !Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
    const bin = Math.floor((value - low) / binWidth);
    counts[bin < 0 ? 0 : bin > last ? last : bin]++;
    total++;
  }
  into.min = min;
  into.max = max;
  into.total += total;
}

/** Extends [low, high] by the finite values of `data`. */
export function addRange(range: [number, number], data: VoxelArray): void {
  for (let i = 0; i < data.length; i++) {
    const value = data[i];
    if (value < range[0] && value > -Infinity) range[0] = value;
    if (value > range[1] && value < Infinity) range[1] = value;
  }
}

/** The value below which a fraction of all values lies; the middle of its bin (exact for integers). */
export function percentileOf(counted: ValueCounts, fraction: number): number {
  const target = fraction * counted.total;
  let sum = 0;
  for (let bin = 0; bin < counted.counts.length; bin++) {
    sum += counted.counts[bin];
    if (sum >= target && sum > 0) return counted.low + (bin + (counted.binWidth === 1 ? 0 : 0.5)) * counted.binWidth;
  }
  return counted.max;
}

/** The counts between min and max in `bins` equal bins, for a chart. */
export function chartBins(counted: ValueCounts, bins: number): number[] {
  const out = Array.from({ length: bins }, () => 0);
  const span = counted.max - counted.min;
  for (let bin = 0; bin < counted.counts.length; bin++) {
    if (counted.counts[bin] === 0) continue;
    const value = counted.low + bin * counted.binWidth;
    const k = span > 0 ? Math.floor(((value - counted.min) / span) * bins) : 0;
    out[k < 0 ? 0 : k >= bins ? bins - 1 : k] += counted.counts[bin];
  }
  return out;
}
