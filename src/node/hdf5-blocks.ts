/**
 * Boxes of an array by blocks that fit its chunks. A compressed chunk is decoded whole whatever is wanted of it,
 * so decoded blocks are kept for the next slice, within a budget.
 */
import { checkAborted } from '../base/index.js';

const MIB = 1024 ** 2;
/** chunks are put together up to this size */
const BLOCK_BYTES = 8 * MIB;
/** what is asked of the library at once */
export const SLAB_BYTES = 64 * MIB;
const KEPT_BYTES = 192 * MIB;

export interface Box {
  readonly start: readonly number[];
  readonly size: readonly number[];
}

export type ReadBox = (box: Box) => Uint8Array;

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, n) => all * n, 1);
}

/** Lengths of a block: whole chunks, the fastest axes first, up to a size. */
export function blockShape(shape: readonly number[], chunk: readonly number[], sampleBytes: number): number[] {
  const block = chunk.map((n, i) => Math.min(n, shape[i] ?? 1));
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const full = shape[axis] ?? 1;
    const bytes = product(block) * sampleBytes;
    const times = Math.max(1, Math.floor(BLOCK_BYTES / bytes));
    const longer = Math.min(full, (block[axis] ?? 1) * times);
    block[axis] = longer;
    if (longer < full) break;
  }
  return block;
}

/** Whole rows of a box in runs of at most `maxBytes`, slowest axis cut first, in C order. */
export function* slabs(box: Box, sampleBytes: number, maxBytes: number): Generator<Box> {
  if (product(box.size) * sampleBytes <= maxBytes || box.size.length === 0) {
    yield box;
    return;
  }
  const axis = box.size.findIndex((n) => n > 1);
  if (axis < 0) {
    yield box;
    return;
  }
  const length = box.size[axis] ?? 1;
  const each = (product(box.size) / length) * sampleBytes;
  const step = Math.max(1, Math.floor(maxBytes / each));
  for (let i = 0; i < length; i += step) {
    const start = box.start.map((n, k) => (k === axis ? n + i : n));
    const size = box.size.map((n, k) => (k === axis ? Math.min(step, length - i) : n));
    yield* slabs({ start, size }, sampleBytes, maxBytes);
  }
}

/** Copies what two boxes share, row by row. */
export function copyShared(from: Box, source: Uint8Array, to: Box, target: Uint8Array, sampleBytes: number): void {
  const axes = to.size.length;
  const low = to.start.map((n, i) => Math.max(n, from.start[i] ?? 0));
  const high = to.start.map((n, i) => Math.min(n + (to.size[i] ?? 0), (from.start[i] ?? 0) + (from.size[i] ?? 0)));
  if (axes > 0 && low.some((n, i) => n >= (high[i] ?? 0))) return;
  const strides = (box: Box): number[] => box.size.map((_, i) => product(box.size.slice(i + 1)) * sampleBytes);
  const [fromStrides, toStrides] = [strides(from), strides(to)];
  const offset = (box: Box, steps: readonly number[], index: readonly number[]): number =>
    index.reduce((sum, n, i) => sum + (n - (box.start[i] ?? 0)) * (steps[i] ?? 0), 0);
  const row = axes === 0 ? sampleBytes : ((high[axes - 1] ?? 0) - (low[axes - 1] ?? 0)) * sampleBytes;
  const copy = (axis: number, at: number, out: number): void => {
    if (axis >= axes - 1) {
      target.set(source.subarray(at, at + row), out);
      return;
    }
    for (let n = low[axis] ?? 0; n < (high[axis] ?? 0); n++) {
      copy(axis + 1, at, out);
      at += fromStrides[axis] ?? 0;
      out += toStrides[axis] ?? 0;
    }
  };
  copy(0, offset(from, fromStrides, low), offset(to, toStrides, low));
}

/** Decoded blocks of all data sets of a file, the longest unused one dropped first. */
export class BlockCache {
  private readonly blocks = new Map<string, Uint8Array>();
  private bytes = 0;

  get(key: string, make: () => Uint8Array): Uint8Array {
    const known = this.blocks.get(key);
    if (known !== undefined) {
      this.blocks.delete(key);
      this.blocks.set(key, known);
      return known;
    }
    const made = make();
    if (made.length > KEPT_BYTES) return made;
    this.blocks.set(key, made);
    this.bytes += made.length;
    for (const [oldest, data] of this.blocks) {
      if (this.bytes <= KEPT_BYTES) break;
      this.blocks.delete(oldest);
      this.bytes -= data.length;
    }
    return made;
  }

  clear(): void {
    this.blocks.clear();
    this.bytes = 0;
  }
}

/** lets other work of the thread run between blocks */
function breath(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export interface Layout {
  readonly key: string;
  readonly shape: readonly number[];
  readonly sampleBytes: number;
  /** of compressed data; null where any box can be read at its own cost */
  readonly chunk: readonly number[] | null;
}

/** A box of a data set, put together from pieces that the library can give at once. */
export async function readBox(layout: Layout, box: Box, cache: BlockCache, read: ReadBox, signal?: AbortSignal): Promise<Uint8Array> {
  const { shape, sampleBytes, chunk } = layout;
  const total = product(box.size) * sampleBytes;
  const out = new Uint8Array(total);
  if (chunk === null) {
    let at = 0;
    for (const part of slabs(box, sampleBytes, SLAB_BYTES)) {
      checkAborted(signal);
      const data = read(part);
      if (data.length === total) return data;
      out.set(data, at);
      at += data.length;
      await breath();
    }
    return out;
  }
  const block = blockShape(shape, chunk, sampleBytes);
  const first = box.start.map((n, i) => Math.floor(n / (block[i] ?? 1)));
  const last = box.start.map((n, i) => Math.floor((n + (box.size[i] ?? 1) - 1) / (block[i] ?? 1)));
  const index = [...first];
  for (;;) {
    checkAborted(signal);
    const start = index.map((n, i) => n * (block[i] ?? 1));
    const size = start.map((n, i) => Math.min(block[i] ?? 1, (shape[i] ?? 1) - n));
    const data = cache.get(`${layout.key}:${index.join(',')}`, () => read({ start, size }));
    copyShared({ start, size }, data, box, out, sampleBytes);
    let axis = index.length - 1;
    while (axis >= 0 && index[axis] === last[axis]) {
      index[axis] = first[axis] ?? 0;
      axis--;
    }
    if (axis < 0) return out;
    index[axis] = (index[axis] ?? 0) + 1;
    await breath();
  }
}
