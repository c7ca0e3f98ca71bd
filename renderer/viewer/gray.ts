/**
 * Stored values to 8-bit grey through the display window. Small integer types by a table over all values;
 * wide and floating types through 4096 bins across the window. Values that are not numbers become black.
 */
import type { DType, VoxelArray } from '../../src/volume/index.js';

export interface GrayWindow {
  readonly low: number;
  readonly high: number;
}

const BINS = 4096;

/** Grey of one value: 0 at or below `low`, 255 at or above `high`. */
export function grayOf(value: number, window: GrayWindow): number {
  const span = window.high - window.low;
  const t = span > 0 ? (value - window.low) / span : value > window.low ? 1 : 0;
  return t > 0 ? Math.min(255, Math.round(t * 255)) : 0;
}

/** The table of a small integer type, indexed by value + offset. */
function valueTable(dtype: DType, window: GrayWindow): { table: Uint8Array; offset: number } | null {
  const sizes: Partial<Record<DType, [number, number]>> = {
    uint8: [256, 0],
    int8: [256, 128],
    uint16: [65536, 0],
    int16: [65536, 32768],
  };
  const size = sizes[dtype];
  if (!size) return null;
  const [length, offset] = size;
  const table = new Uint8Array(length);
  for (let i = 0; i < length; i++) table[i] = grayOf(i - offset, window);
  return { table, offset };
}

export type GrayMap = (values: VoxelArray) => Uint8Array<ArrayBuffer>;

/** Built once per window, used for every slice. */
export function grayMap(dtype: DType, window: GrayWindow): GrayMap {
  const small = valueTable(dtype, window);
  if (small) {
    const { table, offset } = small;
    return (values) => {
      const out = new Uint8Array(values.length);
      for (let i = 0; i < out.length; i++) out[i] = table[(values[i] ?? 0) + offset] ?? 0;
      return out;
    };
  }
  const bins = new Uint8Array(BINS);
  for (let i = 0; i < BINS; i++) bins[i] = Math.round((i / (BINS - 1)) * 255);
  const span = window.high - window.low;
  const scale = span > 0 ? (BINS - 1) / span : Number.MAX_VALUE;
  return (values) => {
    const out = new Uint8Array(values.length);
    for (let i = 0; i < out.length; i++) {
      const t = ((values[i] ?? 0) - window.low) * scale;
      // the comparisons are false for NaN, which stays 0
      out[i] = t >= BINS - 1 ? 255 : t > 0 ? (bins[Math.round(t)] ?? 0) : 0;
    }
    return out;
  };
}
