/**
 * Multi-page TIFF that ImageJ, Fiji, Bio-Formats and Python read with its voxel size: one page per slice, each slice one
 * Deflate strip, ImageJ's description or OME-XML in the first page, BigTIFF when the stack could pass 3.9 GB.
 */
import { checkAborted } from '../../base/index.js';
import type { RunOptions } from '../../base/index.js';
import type { ByteSink } from '../../ports/index.js';
import { bytesPerVoxel } from '../../volume/index.js';
import type { Calibration } from '../../volume/index.js';
import type { FormatHost, VolumeWriter } from '../format.js';
import type { Planes } from '../planes.js';
import { planesOfArray } from '../planes.js';
import type { Shape3 } from '../../volume/index.js';
import { TAG } from './tags.js';
import { fraction, imageJDescription, omeDescription, uuidOf, writtenLengths } from './written-metadata.js';
import type { TiffDialect } from './written-metadata.js';

const BIG_ABOVE_BYTES = 3.9e9;
const DEFLATE = 8;
/** directory and padding of a page */
const PAGE_OVERHEAD_BYTES = 512;

interface Stack {
  readonly planes: Planes;
  readonly calibration: Calibration;
  readonly big: boolean;
  readonly dialect: TiffDialect;
}

interface Field {
  readonly tag: number;
  /** 2 text, 3 short, 4 long, 5 rational, 16 long8 */
  readonly type: number;
  readonly values: readonly number[] | string;
}

function pageFields(stack: Stack, description: string | undefined, offset: number, count: number): Field[] {
  const { planes, calibration, big, dialect } = stack;
  const [, ny, nx] = planes.shape;
  // OME-XML has its own lengths; a resolution beside them would only repeat them in another unit
  const lengths = dialect === 'ome' ? undefined : writtenLengths(calibration);
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
    ...(description === undefined ? [] : [{ tag: TAG.description, type: 2, values: description }]),
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

/** The text of the first page. The identity of an OME file follows from its content: writing it twice gives the same bytes. */
function descriptionOf(host: FormatHost, path: string, stack: Stack, firstPlane: Uint8Array): string {
  const { planes, calibration, dialect } = stack;
  if (dialect === 'imagej') return imageJDescription(planes.shape[0], calibration);
  const hasher = host.codecs.sha256();
  const name = host.files.basename(path);
  hasher.update(new TextEncoder().encode(JSON.stringify([name, planes.shape, planes.dtype, calibration.spacing])));
  hasher.update(firstPlane);
  return omeDescription(name, planes, calibration, uuidOf(hasher.hex()));
}

async function writePages(host: FormatHost, path: string, sink: ByteSink, stack: Stack, options: RunOptions): Promise<void> {
  const { planes, big } = stack;
  await sink.write(
    big ? Uint8Array.of(0x49, 0x49, 43, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) : Uint8Array.of(0x49, 0x49, 42, 0, 0, 0, 0, 0),
  );
  let at = big ? 16 : 8;
  let patch = big ? 8 : 4;
  const [nz] = planes.shape;
  for (let z = 0; z < nz; z++) {
    checkAborted(options.signal);
    const plane = await planes.read(z, z + 1, options.signal);
    const bytes = new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength);
    const packed = await host.codecs.deflate(bytes);
    const even = new Uint8Array(packed.length & 1);
    await sink.write(packed);
    await sink.write(even);
    const ifdAt = at + packed.length + even.length;
    const description = z === 0 ? descriptionOf(host, path, stack, bytes) : undefined;
    const { bytes: ifd, nextAt } = directory(pageFields(stack, description, at, packed.length), ifdAt, big);
    await sink.write(ifd);
    // the page before learns where this one is
    await sink.writeAt(patch, offsetBytes(ifdAt, big));
    patch = nextAt;
    at = ifdAt + ifd.length;
    options.onProgress?.({ done: z + 1, total: nz, what: 'slices' });
  }
}

export interface StackOptions extends RunOptions {
  /** BigTIFF whatever the size */
  readonly big?: boolean;
  /** whose words carry the voxel size; default: ImageJ's */
  readonly dialect?: TiffDialect;
}

/** Writes stacks of every type; the file appears under its name only when it is complete. */
export async function writeStackTiff(
  host: FormatHost,
  path: string,
  planes: Planes,
  calibration: Calibration,
  options: StackOptions = {},
): Promise<void> {
  const [nz, ny, nx] = planes.shape;
  const big = options.big ?? nz * (ny * nx * bytesPerVoxel(planes.dtype) + PAGE_OVERHEAD_BYTES) > BIG_ABOVE_BYTES;
  const stack = { planes, calibration, big, dialect: options.dialect ?? 'imagej' };
  const sink = await host.files.create(path);
  try {
    await writePages(host, path, sink, stack, options);
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

function writerOf(extension: string, title: string, dialect: TiffDialect): VolumeWriter {
  return {
    extension,
    title,
    write: (host, path, planes, calibration, options = {}) => writeStackTiff(host, path, planes, calibration, { ...options, dialect }),
  };
}

export const TIFF_WRITERS: readonly VolumeWriter[] = [
  writerOf('tif', 'TIFF stack for ImageJ', 'imagej'),
  writerOf('ome.tif', 'OME-TIFF', 'ome'),
];

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
