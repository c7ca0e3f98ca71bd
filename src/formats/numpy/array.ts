/** The array inside a NumPy file: a short header in the syntax of Python, then samples in C or Fortran order. */
import type { ByteSource } from '../../ports/index.js';
import { allocateVoxels } from '../../volume/index.js';
import type { Axis, Region, SourceInfo, VolumeSource, VoxelArray } from '../../volume/index.js';
import { checkedSize, corrupt, MAX_HEADER_BYTES, MIB, unsupported } from '../limits.js';
import { rawSource } from '../raw-source.js';
import { sourceInfo } from '../source-info.js';
import type { FoundInfo } from '../source-info.js';
import { storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';

/** Fortran order is turned in parts of about this size, so that a slab never needs the whole file. */
const TURN_BYTES = 64 * MIB;

const TYPES: Readonly<Record<string, StoredType>> = {
  b1: 'uint8',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

const REFUSED: Readonly<Record<string, string>> = {
  O: 'Python objects, which would have to be unpickled',
  c: 'complex numbers',
  f: 'extended-precision floats',
  U: 'text',
  S: 'text',
  V: 'raw records',
  M: 'dates',
  m: 'time spans',
};

export interface NpyHeader {
  readonly stored: StoredType;
  readonly isBool: boolean;
  readonly bigEndian: boolean;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  /** from the start of the array */
  readonly dataOffset: number;
}

export function isNpy(head: Uint8Array): boolean {
  return head.length >= 10 && head[0] === 0x93 && String.fromCharCode(...head.subarray(1, 6)) === 'NUMPY';
}

/** Where the samples begin, from the first 12 bytes. */
function dataStart(head: Uint8Array, name: string): number {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = head[6] ?? 0;
  if (!isNpy(head) || version < 1 || version > 3 || head.length < 12) throw corrupt(name, 'it does not begin with a NumPy header');
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MAX_HEADER_BYTES) throw corrupt(name, `its NumPy header claims ${length} bytes`);
  return (version === 1 ? 10 : 12) + length;
}

function sampleType(text: string, name: string): { stored: StoredType; isBool: boolean; bigEndian: boolean } {
  const structured = /'descr'\s*:\s*\[/.test(text);
  const [, order = '', code = ''] = /'descr'\s*:\s*'([<>|=]?)([A-Za-z][^']{0,20})'/.exec(text) ?? [];
  const stored = Object.hasOwn(TYPES, code) ? TYPES[code] : undefined;
  if (stored === undefined) {
    const what = structured ? 'records with named fields' : (REFUSED[code.charAt(0)] ?? `the type "${code}"`);
    throw unsupported(name, `NumPy arrays of ${what} are not read; save an array of numbers.`);
  }
  return { stored, isBool: code === 'b1', bigEndian: order === '>' };
}

/** The header of an array that begins at byte 0 of `bytes` and fills it. */
export async function readNpyHeader(bytes: ByteSource, offset: number, size: number): Promise<NpyHeader> {
  const { name } = bytes;
  if (size < 12) throw corrupt(name, `its array has ${size} bytes, fewer than a NumPy header`);
  const dataOffset = dataStart(await bytes.read(offset, 12), name);
  if (dataOffset > size) throw corrupt(name, 'its NumPy header is cut short');
  const text = new TextDecoder('latin1').decode(await bytes.read(offset, dataOffset));
  const shape = /'shape'\s*:\s*\(([^)]*)\)/.exec(text)?.[1];
  const fortran = /'fortran_order'\s*:\s*(True|False)/.exec(text)?.[1];
  if (shape === undefined || fortran === undefined) throw corrupt(name, 'its NumPy header lacks the shape or the order');
  const sizes = shape
    .split(',')
    .map((part) => part.trim().replace(/L$/, ''))
    .filter((part) => part !== '')
    .map((part) => (/^\d{1,15}$/.test(part) ? Number(part) : NaN));
  return { ...sampleType(text, name), fortran: fortran === 'True', shape: sizes, dataOffset };
}

/** (y, x), (z, y, x) or (t, z, y, x); a short last axis behind long ones holds colours and is told. */
function axesOf(shape: readonly number[], name: string): { axes: Axis[]; warnings: string[] } {
  const last = shape.at(-1) ?? 0;
  const colours = shape.length >= 3 && (last === 3 || last === 4) && shape.slice(-3, -1).every((n) => n >= 16);
  const spatial = colours ? shape.slice(0, -1) : shape;
  if (spatial.length < 2 || spatial.length > 4)
    throw unsupported(name, `its array has ${shape.length} ${shape.length === 1 ? 'axis' : 'axes'}; 2 to 4 are read (t, z, y, x).`);
  const names = (['t', 'z', 'y', 'x'] as const).slice(-spatial.length);
  const axes: Axis[] = names.map((axis, i) => ({ name: axis, size: spatial[i] ?? 0 }));
  if (!colours) return { axes, warnings: [] };
  axes.push({ name: 'c', size: last });
  return { axes, warnings: [`The last axis of length ${last} is read as colour samples.`] };
}

export interface NpyPlace {
  readonly bytes: ByteSource;
  /** where the array begins */
  readonly offset: number;
  /** bytes of the array with its header */
  readonly size: number;
}

/** The array as a source. The place's bytes are closed with it. */
export async function npySource(
  place: NpyPlace,
  found: Pick<FoundInfo, 'path' | 'cost' | 'dataset'>,
  format: string,
): Promise<VolumeSource> {
  const { bytes, offset, size } = place;
  const { stored, isBool, bigEndian, fortran, shape, dataOffset } = await readNpyHeader(bytes, offset, size);
  const needed = checkedSize(bytes.name, [...(shape.length === 0 ? [1] : shape), storedBytes(stored)]);
  if (needed > size - dataOffset)
    throw corrupt(bytes.name, `its header promises ${needed} bytes of samples, but ${size - dataOffset} follow`);
  const { axes, warnings } = axesOf(shape, bytes.name);
  const described = sourceInfo({ ...found, format, name: bytes.name, axes, stored, warnings });
  const info: SourceInfo = isBool ? { ...described, storedDtype: 'bool' } : described;
  const layout = { bytes, offset: offset + dataOffset, stored, bigEndian };
  if (!fortran) return rawSource(info, layout);
  return inParts(rawSource(info, { ...layout, order: axes.map((_, i) => axes.length - 1 - i) }));
}

/** Reads of a Fortran-ordered array, split along its slowest stored axis, which is the last one shown. */
function inParts(source: VolumeSource): VolumeSource {
  const { info } = source;
  const lastAxis = info.axes.length - 1;
  const stepBytes = info.bytes / (info.axes[lastAxis]?.size ?? 1);
  const step = Math.max(1, Math.floor(TURN_BYTES / stepBytes));

  async function read(region: Region, signal?: AbortSignal): Promise<VoxelArray> {
    const wanted = region.size[lastAxis] ?? 1;
    // small regions, and those that are refused, need no splitting
    if (!(wanted > step)) return source.read(region, signal);
    const rows = region.size.slice(0, -1).reduce((product, n) => product * n, 1);
    const out = allocateVoxels(info.dtype, rows * wanted);
    for (let done = 0; done < wanted; done += step) {
      const width = Math.min(step, wanted - done);
      const start = [...region.start.slice(0, -1), (region.start[lastAxis] ?? 0) + done];
      const part = await source.read({ start, size: [...region.size.slice(0, -1), width] }, signal);
      for (let row = 0; row < rows; row++) out.set(part.subarray(row * width, (row + 1) * width), row * wanted + done);
    }
    return out;
  }
  return { info, read, close: () => source.close() };
}
