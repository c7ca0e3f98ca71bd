/**
 * Multi-page TIFF that ImageJ, Fiji and Python read with its voxel size: one page per slice, each slice one
 * Deflate strip, ImageJ's description in the first page, BigTIFF when the stack could pass 3.9 GB.
 */
import { checkAborted, METRES } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import type { ByteSink } from '../../ports/index.js';
import { bytesPerVoxel } from '../../volume/index.js';
import type { Calibration } from '../../volume/index.js';
import type { FormatHost } from '../format.js';
import type { Planes } from '../planes.js';
import { planesOfArray } from '../planes.js';
import type { Shape3 } from '../../volume/index.js';
import { TAG } from './tags.js';

const BIG_ABOVE_BYTES = 3.9e9;
const DEFLATE = 8;

interface Field {
  readonly tag: number;
  /** 2 text, 3 short, 4 long, 5 rational, 16 long8 */
  readonly type: number;
  readonly values: readonly number[] | string;
}

/** A decimal number as a fraction of two 32-bit integers, exact where the decimals allow. */
function fraction(value: number): [number, number] {
  let best: [number, number] = [Math.round(value), 1];
  for (let scale = 1; scale <= 1e9; scale *= 10) {
    const numerator = Math.round(value * scale);
    if (numerator > 0xffffffff) break;
    best = [numerator, scale];
    if (numerator > 0 && Math.abs(numerator / scale / value - 1) < 1e-13) break;
  }
  return best;
}

/** Lengths in the calibration's unit, without the noise of the conversion from metres. */
function inUnit(calibration: Calibration): { unit: string; z: number; y: number; x: number } | undefined {
  const { spacing, unit } = calibration;
  if (spacing === null) return undefined;
  const shown = unit ?? 'um';
  const [z, y, x] = spacing.map((v) => Number((v / METRES[shown]).toPrecision(12)));
  return { unit: shown, z: z ?? 0, y: y ?? 0, x: x ?? 0 };
}

function description(slices: number, calibration: Calibration): string {
  const lengths = inUnit(calibration);
  const lines = ['ImageJ=1.53t', `images=${slices}`, ...(slices > 1 ? [`slices=${slices}`] : [])];
  if (lengths !== undefined) lines.push(`unit=${lengths.unit}`, `spacing=${lengths.z}`);
  return [...lines, 'loop=false', ''].join('\n');
}

function pageFields(planes: Planes, calibration: Calibration, first: boolean, offset: number, count: number, big: boolean): Field[] {
  const [nz, ny, nx] = planes.shape;
  const lengths = inUnit(calibration);
  // pixels per unit: the inverse of a decimal is exact as a fraction turned over
  const perUnit = (length: number | undefined): number[] => (length === undefined ? [1, 1] : fraction(length).toReversed());
  const format = planes.dtype.startsWith('float') ? 3 : planes.dtype.startsWith('int') ? 2 : 1;
  const long = big ? 16 : 4;
  return [
    { tag: TAG.width, type: 4, values: [nx] },
    { tag: TAG.height, type: 4, values: [ny] },
    { tag: TAG.bitsPerSample, type: 3, values: [bytesPerVoxel(planes.dtype) * 8] },
    { tag: TAG.compression, type: 3, values: [DEFLATE] },
    { tag: TAG.photometric, type: 3, values: [1] },
    ...(first ? [{ tag: TAG.description, type: 2, values: description(nz, calibration) }] : []),
    { tag: TAG.stripOffsets, type: long, values: [offset] },
    { tag: TAG.samplesPerPixel, type: 3, values: [1] },
    { tag: TAG.rowsPerStrip, type: 4, values: [ny] },
    { tag: TAG.stripByteCounts, type: long, values: [count] },
    { tag: TAG.xResolution, type: 5, values: perUnit(lengths?.x) },
    { tag: TAG.yResolution, type: 5, values: perUnit(lengths?.y) },
    { tag: TAG.resolutionUnit, type: 3, values: [1] },
    { tag: TAG.software, type: 2, values: 'Lithoscope' },
    { tag: TAG.sampleFormat, type: 3, values: [format] },
  ];
}

const SIZES: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 5: 4, 16: 8 };

/** Little-endian bytes of a field's values. */
function fieldBytes(field: Field): Uint8Array {
  if (typeof field.values === 'string') return new TextEncoder().encode(`${field.values}\0`);
  const size = SIZES[field.type] ?? 4;
  const out = new Uint8Array(size * field.values.length);
  const view = new DataView(out.buffer);
  field.values.forEach((value, i) => {
    if (size === 2) view.setUint16(i * 2, value, true);
    else if (size === 4) view.setUint32(i * 4, value, true);
    else view.setBigUint64(i * 8, BigInt(value), true);
  });
  return out;
}

/** A directory that will lie at `at`, followed by the values that do not fit into it. */
function directory(fields: readonly Field[], at: number, big: boolean): { bytes: Uint8Array; nextAt: number } {
  const entry = big ? 20 : 12;
  const inline = big ? 8 : 4;
  const head = big ? 8 : 2;
  const tableEnd = head + fields.length * entry + inline;
  const contents = fields.map(fieldBytes);
  const outside = contents.reduce((sum, c) => sum + (c.length > inline ? c.length + (c.length & 1) : 0), 0);
  const out = new Uint8Array(tableEnd + outside);
  const view = new DataView(out.buffer);
  if (big) view.setBigUint64(0, BigInt(fields.length), true);
  else view.setUint16(0, fields.length, true);
  let free = tableEnd;
  fields.forEach((field, i) => {
    const where = head + i * entry;
    const content = contents[i] as Uint8Array;
    const count = typeof field.values === 'string' ? content.length : field.type === 5 ? field.values.length / 2 : field.values.length;
    view.setUint16(where, field.tag, true);
    view.setUint16(where + 2, field.type, true);
    if (big) view.setBigUint64(where + 4, BigInt(count), true);
    else view.setUint32(where + 4, count, true);
    const value = where + (big ? 12 : 8);
    if (content.length <= inline) {
      out.set(content, value);
      return;
    }
    if (big) view.setBigUint64(value, BigInt(at + free), true);
    else view.setUint32(value, at + free, true);
    out.set(content, free);
    free += content.length + (content.length & 1);
  });
  return { bytes: out, nextAt: at + tableEnd - inline };
}

function offsetBytes(offset: number, big: boolean): Uint8Array {
  const out = new Uint8Array(big ? 8 : 4);
  const view = new DataView(out.buffer);
  if (big) view.setBigUint64(0, BigInt(offset), true);
  else view.setUint32(0, offset, true);
  return out;
}

async function writePages(
  host: FormatHost,
  sink: ByteSink,
  planes: Planes,
  calibration: Calibration,
  big: boolean,
  options: RunOptions,
): Promise<void> {
  await sink.write(
    big ? Uint8Array.of(0x49, 0x49, 43, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) : Uint8Array.of(0x49, 0x49, 42, 0, 0, 0, 0, 0),
  );
  let at = big ? 16 : 8;
  let patch = big ? 8 : 4;
  const [nz] = planes.shape;
  for (let z = 0; z < nz; z++) {
    checkAborted(options.signal);
    const plane = await planes.read(z, z + 1, options.signal);
    const packed = await host.codecs.deflate(new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength));
    const even = new Uint8Array(packed.length & 1);
    await sink.write(packed);
    await sink.write(even);
    const ifdAt = at + packed.length + even.length;
    const { bytes, nextAt } = directory(pageFields(planes, calibration, z === 0, at, packed.length, big), ifdAt, big);
    await sink.write(bytes);
    // the page before learns where this one is
    await sink.writeAt(patch, offsetBytes(ifdAt, big));
    patch = nextAt;
    at = ifdAt + bytes.length;
    options.onProgress?.({ done: z + 1, total: nz, what: 'slices' });
  }
}

export interface StackOptions extends RunOptions {
  /** BigTIFF whatever the size */
  readonly big?: boolean;
}

/** Writes uint8, uint16, float32 and other stacks; the file appears under its name only when it is complete. */
export async function writeStackTiff(
  host: FormatHost,
  path: string,
  planes: Planes,
  calibration: Calibration,
  options: StackOptions = {},
): Promise<void> {
  const [nz, ny, nx] = planes.shape;
  const big = options.big ?? nz * ny * nx * bytesPerVoxel(planes.dtype) > BIG_ABOVE_BYTES;
  const sink = await host.files.create(path);
  try {
    await writePages(host, sink, planes, calibration, big, options);
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/** A label volume (ids of the phase table) as an ImageJ-compatible stack. */
export async function writeLabelTiff(
  host: FormatHost,
  path: string,
  labels: Uint8Array | Planes,
  shape: Shape3,
  calibration: Calibration,
  options: StackOptions = {},
): Promise<void> {
  const planes = labels instanceof Uint8Array ? planesOfArray(labels, shape) : labels;
  await writeStackTiff(host, path, planes, calibration, options);
}
