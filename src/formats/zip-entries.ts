/** The entries of a ZIP file from its central directory, with 64-bit sizes; nothing is unpacked here. */
import type { ByteSource } from '../ports/index.js';
import { corrupt, MIB, unsupported } from './limits.js';
import { viewOf } from './data-view.js';

const MAX_DIRECTORY_BYTES = 16 * MIB;
const MAX_ENTRIES = 100_000;
const END_BYTES = 22;
const MAX_COMMENT = 65_535;

export interface ZipEntry {
  readonly name: string;
  readonly deflated: boolean;
  readonly packedBytes: number;
  readonly bytes: number;
  /** of the local header */
  readonly at: number;
}

interface Directory {
  readonly count: number;
  readonly size: number;
  readonly at: number;
}

function wide(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

async function findDirectory(source: ByteSource): Promise<Directory> {
  const length = Math.min(source.size, END_BYTES + MAX_COMMENT);
  const from = source.size - length;
  const view = viewOf(await source.read(from, length));
  for (let at = length - END_BYTES; at >= 0; at--) {
    if (view.getUint32(at, true) !== 0x06054b50) continue;
    const found = { count: view.getUint16(at + 10, true), size: view.getUint32(at + 12, true), at: view.getUint32(at + 16, true) };
    if (found.count !== 0xffff && found.size !== 0xffffffff && found.at !== 0xffffffff) return found;
    // the 64-bit directory is announced by a locator of 20 bytes right before
    if (at < 20 || view.getUint32(at - 20, true) !== 0x07064b50) return found;
    const wideAt = wide(view, at - 12);
    if (wideAt > source.size - 56) break;
    const end = viewOf(await source.read(wideAt, 56));
    if (end.getUint32(0, true) !== 0x06064b50) break;
    return { count: wide(end, 32), size: wide(end, 40), at: wide(end, 48) };
  }
  throw corrupt(source.name, 'its ZIP directory is missing');
}

/** Sizes and place of an entry whose 32-bit fields are full: in an extra field of type 1, in a fixed order. */
function widen(extra: DataView, fields: readonly number[]): number[] {
  for (let at = 0; at + 4 <= extra.byteLength;) {
    const length = extra.getUint16(at + 2, true);
    if (extra.getUint16(at, true) === 1) {
      let next = at + 4;
      const end = Math.min(next + length, extra.byteLength);
      return fields.map((field) => {
        if (field !== 0xffffffff || next + 8 > end) return field;
        next += 8;
        return wide(extra, next - 8);
      });
    }
    at += 4 + length;
  }
  return [...fields];
}

export async function zipEntries(source: ByteSource): Promise<readonly ZipEntry[]> {
  const { name } = source;
  const directory = await findDirectory(source);
  if (directory.count > MAX_ENTRIES || directory.size > MAX_DIRECTORY_BYTES || directory.at + directory.size > source.size)
    throw corrupt(name, `its ZIP directory claims ${directory.count} entries in ${directory.size} bytes at ${directory.at}`);
  const bytes = await source.read(directory.at, directory.size);
  const view = viewOf(bytes);
  const entries: ZipEntry[] = [];
  let at = 0;
  for (let i = 0; i < directory.count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50)
      throw corrupt(name, `entry ${i + 1} of its ZIP directory is damaged`);
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    if (extraEnd > bytes.length) throw corrupt(name, `entry ${i + 1} of its ZIP directory is cut short`);
    const entryName = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd));
    if ((view.getUint16(at + 8, true) & 1) !== 0)
      throw unsupported(name, `its entry "${entryName}" is encrypted; save it without a password.`);
    const method = view.getUint16(at + 10, true);
    if (method !== 0 && method !== 8)
      throw unsupported(
        name,
        `its entry "${entryName}" uses ZIP compression ${method}; save it stored or deflated.`,
        'unsupported-compression',
      );
    const extra = viewOf(bytes.subarray(nameEnd, extraEnd));
    const [size = 0, packedBytes = 0, local = 0] = widen(
      extra,
      [24, 20, 42].map((field) => view.getUint32(at + field, true)),
    );
    entries.push({ name: entryName, deflated: method === 8, packedBytes, bytes: size, at: local });
    at = extraEnd + view.getUint16(at + 32, true);
  }
  return entries;
}

/** Where the packed bytes of an entry begin; they end inside the file. */
export async function entryStart(source: ByteSource, entry: ZipEntry): Promise<number> {
  const outside = (): Error => corrupt(source.name, `its entry "${entry.name}" lies outside the file`);
  if (entry.at + 30 > source.size) throw outside();
  const local = viewOf(await source.read(entry.at, 30));
  if (local.getUint32(0, true) !== 0x04034b50) throw corrupt(source.name, `its entry "${entry.name}" has no local header`);
  const start = entry.at + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  if (start + entry.packedBytes > source.size) throw outside();
  return start;
}
