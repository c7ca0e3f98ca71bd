/**
 * A `VolumeSource` over samples that lie uncompressed in C order, in a file or in memory. The axes may be
 * stored in another order than they are shown; then each region is read in the file's order and turned.
 */
import { checkAborted } from '../base/index.js';
import type { ByteSource } from '../ports/index.js';
import type { Region, SourceInfo, VolumeSource, VoxelArray } from '../volume/index.js';
import { corrupt } from './limits.js';
import { checkRegion, indexTuples } from './plane-source.js';
import { decodeStored, storedBytes } from './stored.js';
import type { StoredType } from './stored.js';

/** rows up to this length are copied value by value: a view on each would cost more than its values */
const SHORT_ROW = 32;

export interface RawLayout {
  readonly bytes: ByteSource;
  readonly offset: number;
  readonly stored: StoredType;
  readonly bigEndian: boolean;
  /** for every shown axis its position among the file's axes, slowest first; absent when they agree */
  readonly order?: readonly number[];
}

/** Bytes in memory behind the interface of a file. */
export function memoryBytes(name: string, path: string, content: Uint8Array): ByteSource {
  // a host's own kind of byte array may give views where copies are wanted
  const bytes = new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  return {
    name,
    path,
    size: bytes.length,
    read(offset, length) {
      if (offset < 0 || offset + length > bytes.length) return Promise.reject(corrupt(name, `its data end before byte ${offset + length}`));
      return Promise.resolve(bytes.slice(offset, offset + length));
    },
    close: () => Promise.resolve(),
  };
}

export function rawSource(info: SourceInfo, layout: RawLayout): VolumeSource {
  const order = layout.order ?? info.axes.map((_, i) => i);
  const fileSizes = toFile(
    info.axes.map((axis) => axis.size),
    order,
  );
  const size = storedBytes(layout.stored);
  const needed = fileSizes.reduce((product, n) => product * n, size);
  if (layout.offset + needed > layout.bytes.size)
    throw corrupt(
      layout.bytes.name,
      `its header promises ${needed} bytes of data at offset ${layout.offset}, but it has ${layout.bytes.size} bytes in all`,
    );

  async function read(region: Region, signal?: AbortSignal): Promise<VoxelArray> {
    checkRegion(info, region);
    const start = toFile(region.start, order);
    const wanted = toFile(region.size, order);
    const data = await readFileOrder(layout, fileSizes, start, wanted, signal);
    return order.every((axis, i) => axis === i) ? data : turn(data, wanted, order);
  }
  return { info, read, close: () => layout.bytes.close() };
}

/** Values given per shown axis, in the file's order. */
function toFile(values: readonly number[], order: readonly number[]): number[] {
  const out = values.map(() => 0);
  order.forEach((fileAxis, i) => (out[fileAxis] = values[i] ?? 0));
  return out;
}

async function readFileOrder(
  layout: RawLayout,
  sizes: readonly number[],
  start: readonly number[],
  wanted: readonly number[],
  signal: AbortSignal | undefined,
): Promise<VoxelArray> {
  const size = storedBytes(layout.stored);
  const last = sizes.length - 1;
  // rows are read whole and cut afterwards: one read per plane instead of one per row
  const width = sizes[last] ?? 1;
  const cutRows = wanted[last] !== width;
  const from = cutRows ? [...start.slice(0, last), 0] : start;
  const got = cutRows ? [...wanted.slice(0, last), width] : wanted;

  // the slowest axis that still lies in one piece with everything faster
  let run = last;
  while (run > 0 && got[run] === sizes[run]) run--;
  const strides = sizes.map((_, i) => sizes.slice(i + 1).reduce((product, n) => product * n, size));
  const runBytes = (got[run] ?? 1) * (strides[run] ?? size);
  const total = got.reduce((product, n) => product * n, size);
  const bytes = new Uint8Array(total === runBytes ? 0 : total);
  let at = 0;
  let single: Uint8Array | undefined;
  for (const index of indexTuples(from.slice(0, run), got.slice(0, run))) {
    checkAborted(signal);
    const offset = index.reduce((sum, i, axis) => sum + i * (strides[axis] ?? 0), (from[run] ?? 0) * (strides[run] ?? 0));
    const part = await layout.bytes.read(layout.offset + offset, runBytes, signal);
    if (total === runBytes) single = part;
    else bytes.set(part, at);
    at += runBytes;
  }
  const data = decodeStored(single ?? bytes, layout.stored, layout.bigEndian, layout.bytes.name);
  if (!cutRows) return data;
  const kept = wanted[last] ?? 1;
  const x0 = start[last] ?? 0;
  const rows = data.length / width;
  const out = data.slice(0, rows * kept);
  if (kept > SHORT_ROW) {
    for (let row = 0; row < rows; row++) out.set(data.subarray(row * width + x0, row * width + x0 + kept), row * kept);
    return out;
  }
  for (let row = 0, o = 0; row < rows; row++) for (let i = row * width + x0, end = i + kept; i < end; i++) out[o++] = data[i] as number;
  return out;
}

/** Reorders the axes of a C-ordered array: shown axis i is file axis order[i]. */
export function turn(data: VoxelArray, fileSizes: readonly number[], order: readonly number[]): VoxelArray {
  const fileStrides = fileSizes.map((_, i) => fileSizes.slice(i + 1).reduce((product, n) => product * n, 1));
  const sizes = order.map((axis) => fileSizes[axis] ?? 1);
  const strides = order.map((axis) => fileStrides[axis] ?? 1);
  const out = data.slice(0, data.length);
  const inner = sizes.at(-1) ?? 1;
  const step = strides.at(-1) ?? 1;
  let o = 0;
  for (const index of indexTuples(
    sizes.slice(0, -1).map(() => 0),
    sizes.slice(0, -1),
  )) {
    let at = index.reduce((sum, i, axis) => sum + i * (strides[axis] ?? 0), 0);
    for (let i = 0; i < inner; i++, at += step) out[o++] = data[at] as number;
  }
  return out;
}
