/** The range, histogram and default window of an image: at once from a few planes, then exactly from all of them. */
import { checkAborted } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import { addCounts, addRange, chartBins, createCounts, percentileOf } from '../../kernels/index.js';
import { bytesPerVoxel } from '../../volume/index.js';
import type { BoxReader } from './box-reader.js';

export interface ImageWindow {
  readonly low: number;
  readonly high: number;
  readonly min: number;
  readonly max: number;
  /** counts in equal bins from min to max */
  readonly histogram: number[];
}

/** small, so that counting one slab does not hold up anything else */
const SLAB_BYTES = 4 * 1024 * 1024;
const CHART_BINS = 256;

/** Planes per slab so that a slab stays small. */
function slabPlanes(reader: BoxReader, bytes = SLAB_BYTES): number {
  const plane = reader.shape[1] * reader.shape[2] * bytesPerVoxel(reader.dtype);
  return Math.max(1, Math.floor(bytes / Math.max(1, plane)));
}

async function countPlanes(reader: BoxReader, slabs: readonly (readonly [number, number])[], options: RunOptions): Promise<ImageWindow> {
  const { signal, onProgress } = options;
  const [, ny, nx] = reader.shape;
  const read = (z: number, n: number) => reader.read([z, 0, 0], [n, ny, nx], signal);
  const exact = reader.dtype.endsWith('int8') || reader.dtype.endsWith('int16');
  const range: [number, number] = [Infinity, -Infinity];
  if (!exact)
    for (const [z, n] of slabs) {
      checkAborted(signal);
      addRange(range, await read(z, n));
    }
  const counts = createCounts(reader.dtype, range[0] <= range[1] ? range : [0, 1]);
  let done = 0;
  for (const [z, n] of slabs) {
    checkAborted(signal);
    addCounts(counts, await read(z, n));
    onProgress?.({ done: ++done, total: slabs.length, what: 'slabs' });
  }
  // an image without one finite value is shown black
  if (counts.total === 0) return { low: 0, high: 1, min: 0, max: 0, histogram: chartBins({ ...counts, min: 0, max: 0 }, CHART_BINS) };
  const low = percentileOf(counts, 0.005);
  const high = percentileOf(counts, 0.995);
  return {
    low,
    high: high > low ? high : low + (counts.max > low ? counts.max - low : 1),
    min: counts.min,
    max: counts.max,
    histogram: chartBins(counts, CHART_BINS),
  };
}

/** From at most five planes spread over the stack. */
export function quickWindow(reader: BoxReader, options: RunOptions = {}): Promise<ImageWindow> {
  const nz = reader.shape[0];
  const planes = [...new Set([0.5, 0, 1, 0.25, 0.75].map((f) => Math.round(f * (nz - 1))))];
  return countPlanes(
    reader,
    planes.map((z) => [z, 1]),
    options,
  );
}

/** From every voxel, slab by slab. */
export function exactWindow(reader: BoxReader, options: RunOptions = {}): Promise<ImageWindow> {
  const step = slabPlanes(reader);
  const nz = reader.shape[0];
  const slabs = Array.from({ length: Math.ceil(nz / step) }, (_, k) => [k * step, Math.min(step, nz - k * step)] as const);
  return countPlanes(reader, slabs, options);
}
