/**
 * Image file directories: header, entries and lazily read values. Every count and offset is checked against
 * the file before anything is allocated; a chain that comes back to itself is refused.
 */
import type { ByteSource } from '../../ports/index.js';
import { corrupt, MIB } from '../limits.js';
import { TYPE_BYTES } from './tags.js';

const MAX_ENTRIES = 4096;
const MAX_VALUE_BYTES = 256 * MIB;
const MAX_PAGES = 1_000_000;
const WINDOW_BYTES = 16 * 1024;
const WINDOWS_AHEAD = 16;

export interface TiffFile {
  readonly source: ByteSource;
  readonly bigEndian: boolean;
  readonly big: boolean;
  /** small reads near each other share one pread */
  readonly peek: (offset: number, length: number) => Promise<DataView>;
}

interface Entry {
  readonly type: number;
  readonly count: number;
  /** where the values are, inline or not */
  readonly offset: number;
}

export interface Ifd {
  readonly offset: number;
  readonly entries: ReadonlyMap<number, Entry>;
}

/**
 * Windows on the file, the last one kept. The directories of an uncompressed stack lie at even distances: once two steps are
 * equal, the windows after the next steps are fetched side by side.
 */
function windowed(source: ByteSource): TiffFile['peek'] {
  let base = 0;
  let cached: Uint8Array = new Uint8Array(0);
  let lastStep = 0;
  const ahead = new Map<number, Promise<Uint8Array | undefined>>();
  const fetch = (offset: number, length: number): Promise<Uint8Array> =>
    source.read(offset, Math.min(Math.max(length, WINDOW_BYTES), source.size - offset));

  function fetchAhead(offset: number, step: number, length: number): void {
    ahead.clear();
    for (let k = 1; k <= WINDOWS_AHEAD && offset + k * step + length <= source.size; k++)
      ahead.set(
        offset + k * step,
        fetch(offset + k * step, length).catch(() => undefined),
      );
  }

  return async (offset, length) => {
    if (!Number.isSafeInteger(offset) || offset < 0 || offset + length > source.size)
      throw corrupt(source.name, `a field at offset ${offset} points outside the file of ${source.size} bytes`);
    if (offset < base || offset + length > base + cached.length) {
      const step = offset - base;
      const known = ahead.get(offset);
      if (known === undefined && step === lastStep && step > WINDOW_BYTES) fetchAhead(offset, step, length);
      lastStep = step;
      const found = await known;
      cached = found !== undefined && found.length >= length ? found : await fetch(offset, length);
      base = offset;
    }
    return new DataView(cached.buffer, cached.byteOffset + offset - base, length);
  };
}

/** A 64-bit offset or count, or an error when it is beyond what a Number holds. */
function uint64(view: DataView, at: number, little: boolean, name: string): number {
  const value = view.getBigUint64(at, little);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw corrupt(name, `it contains the impossible 64-bit offset ${value}`);
  return Number(value);
}

/** Byte order, BigTIFF or not, and the offset of the first directory. */
export async function openTiff(source: ByteSource): Promise<{ file: TiffFile; first: number }> {
  if (source.size < 8) throw corrupt(source.name, `it has ${source.size} bytes, too few for a TIFF`);
  const peek = windowed(source);
  const head = await peek(0, Math.min(16, source.size));
  const order = head.getUint16(0);
  const bigEndian = order === 0x4d4d;
  if (!bigEndian && order !== 0x4949) throw corrupt(source.name, 'it does not start like a TIFF');
  const version = head.getUint16(2, !bigEndian);
  if (version !== 42 && version !== 43) throw corrupt(source.name, `its TIFF version is ${version}, expected 42 or 43`);
  const big = version === 43;
  if (big && (head.byteLength < 16 || head.getUint16(4, !bigEndian) !== 8)) throw corrupt(source.name, 'its BigTIFF header is incomplete');
  const first = big ? uint64(head, 8, !bigEndian, source.name) : head.getUint32(4, !bigEndian);
  return { file: { source, bigEndian, big, peek }, first };
}

async function readIfd(file: TiffFile, offset: number): Promise<{ ifd: Ifd; next: number }> {
  const { big, peek, source } = file;
  const little = !file.bigEndian;
  const head = big ? 8 : 2;
  const countView = await peek(offset, head);
  const count = big ? uint64(countView, 0, little, source.name) : countView.getUint16(0, little);
  if (count === 0 || count > MAX_ENTRIES) throw corrupt(source.name, `the directory at offset ${offset} claims ${count} entries`);
  const size = big ? 20 : 12;
  const view = await peek(offset + head, count * size + (big ? 8 : 4));
  const entries = new Map<number, Entry>();
  for (let i = 0; i < count; i++) {
    const at = i * size;
    const type = view.getUint16(at + 2, little);
    const values = big ? uint64(view, at + 4, little, source.name) : view.getUint32(at + 4, little);
    const bytes = values * (TYPE_BYTES[type] ?? 1);
    const inline = offset + head + at + (big ? 12 : 8);
    const fits = bytes <= (big ? 8 : 4);
    const where = fits ? inline : big ? Number(view.getBigUint64(at + 12, little)) : view.getUint32(at + 8, little);
    const tag = view.getUint16(at, little);
    // the first of two equal tags counts, as in libtiff
    if (!entries.has(tag)) entries.set(tag, { type, count: values, offset: where });
  }
  const next = big ? uint64(view, count * size, little, source.name) : view.getUint32(count * size, little);
  return { ifd: { offset, entries }, next };
}

/** All directories of the chain. A chain that runs off the end after at least one page is cut there. */
export async function readChain(file: TiffFile, first: number): Promise<{ ifds: Ifd[]; cut: boolean }> {
  const ifds: Ifd[] = [];
  const seen = new Set<number>();
  let offset = first;
  while (offset !== 0) {
    if (seen.has(offset)) throw corrupt(file.source.name, `its chain of pages loops back to offset ${offset}`);
    if (ifds.length >= MAX_PAGES) throw corrupt(file.source.name, `it has more than ${MAX_PAGES} pages`);
    seen.add(offset);
    const end = offset + (file.big ? 8 : 2);
    if (ifds.length > 0 && (end > file.source.size || (await runsOff(file, offset)))) return { ifds, cut: true };
    const { ifd, next } = await readIfd(file, offset);
    ifds.push(ifd);
    offset = next;
  }
  if (ifds.length === 0) throw corrupt(file.source.name, 'it contains no image');
  return { ifds, cut: false };
}

/** Whether a directory starts inside the file but does not end in it. */
async function runsOff(file: TiffFile, offset: number): Promise<boolean> {
  const view = await file.peek(offset, file.big ? 8 : 2);
  const count = file.big ? Number(view.getBigUint64(0, !file.bigEndian)) : view.getUint16(0, !file.bigEndian);
  return count > 0 && count <= MAX_ENTRIES && offset + (file.big ? 16 + count * 20 : 6 + count * 12) > file.source.size;
}

/** The raw view of a tag's values, or undefined when the tag is missing. */
async function valueView(file: TiffFile, ifd: Ifd, tag: number): Promise<{ view: DataView; entry: Entry } | undefined> {
  const entry = ifd.entries.get(tag);
  if (entry === undefined) return undefined;
  const bytes = entry.count * (TYPE_BYTES[entry.type] ?? 1);
  if (bytes > MAX_VALUE_BYTES || entry.offset + bytes > file.source.size)
    throw corrupt(file.source.name, `tag ${tag} of the page at offset ${ifd.offset} points outside the file`);
  if (bytes <= WINDOW_BYTES) return { view: await file.peek(entry.offset, bytes), entry };
  const data = await file.source.read(entry.offset, bytes);
  return { view: new DataView(data.buffer, data.byteOffset, data.byteLength), entry };
}

/** Numbers of a tag (rationals divided), or undefined. */
export async function numbers(file: TiffFile, ifd: Ifd, tag: number): Promise<Float64Array | undefined> {
  const found = await valueView(file, ifd, tag);
  if (found === undefined) return undefined;
  const { view, entry } = found;
  const little = !file.bigEndian;
  const size = TYPE_BYTES[entry.type] ?? 1;
  const out = new Float64Array(entry.count);
  for (let i = 0, at = 0; i < entry.count; i++, at += size) out[i] = oneValue(view, at, entry.type, little);
  return out;
}

function oneValue(view: DataView, at: number, type: number, little: boolean): number {
  switch (type) {
    case 3:
      return view.getUint16(at, little);
    case 4:
    case 13:
      return view.getUint32(at, little);
    case 5:
      return view.getUint32(at, little) / view.getUint32(at + 4, little);
    case 6:
      return view.getInt8(at);
    case 8:
      return view.getInt16(at, little);
    case 9:
      return view.getInt32(at, little);
    case 10:
      return view.getInt32(at, little) / view.getInt32(at + 4, little);
    case 11:
      return view.getFloat32(at, little);
    case 12:
      return view.getFloat64(at, little);
    case 16:
    case 18:
      return Number(view.getBigUint64(at, little));
    case 17:
      return Number(view.getBigInt64(at, little));
    default:
      return view.getUint8(at);
  }
}

/** The first number of a tag, or the given default. */
export async function number(file: TiffFile, ifd: Ifd, tag: number, fallback: number): Promise<number> {
  const values = await numbers(file, ifd, tag);
  return values?.[0] ?? fallback;
}

/** The text of a tag up to its terminating zero, or undefined. Latin-1 where it is not UTF-8. */
export async function text(file: TiffFile, ifd: Ifd, tag: number): Promise<string | undefined> {
  const found = await valueView(file, ifd, tag);
  if (found === undefined) return undefined;
  let bytes = new Uint8Array(found.view.buffer, found.view.byteOffset, found.view.byteLength);
  while (bytes.length > 0 && bytes[bytes.length - 1] === 0) bytes = bytes.subarray(0, -1);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}
