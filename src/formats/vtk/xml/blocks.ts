/** The samples of an array of a VTK XML file as random-access bytes: plain, or in blocks that are unpacked as they are needed. */
import type { ByteSource } from '../../../ports/index.js';
import type { FormatHost } from '../../format.js';
import { corrupt, decodingOf, MAX_CHUNK_BYTES } from '../../limits.js';
import { unpackLz4 } from './lz4.js';

export type VtkPacking = 'none' | 'zlib' | 'lz4';

/** How numbers and samples are written in a file. */
export interface VtkCoding {
  readonly bigEndian: boolean;
  /** bytes of each number before the samples */
  readonly headerSize: 4 | 8;
  readonly packing: VtkPacking;
}

/** how far each can expand at the most */
const MAX_RATIO: Readonly<Record<VtkPacking, number>> = { none: 1, zlib: 1100, lz4: 256 };

/** Binary content; base64 codes the numbers before compressed samples apart from these. */
export interface VtkStream {
  readonly bytes: ByteSource;
  readonly offset: number;
}

function readNumbers(raw: Uint8Array, { headerSize, bigEndian }: VtkCoding): number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: Math.floor(raw.length / headerSize) }, (_, i) =>
    headerSize === 8 ? Number(view.getBigUint64(i * 8, !bigEndian)) : view.getUint32(i * 4, !bigEndian),
  );
}

/** Plain samples follow their number of bytes. */
export async function plainSamples({ bytes, offset }: VtkStream, coding: VtkCoding, needed: number): Promise<VtkStream> {
  const short = (): Error => corrupt(bytes.name, `its array at byte ${offset} does not hold the ${needed} bytes that its header promises`);
  if (!(offset >= 0) || offset + coding.headerSize + needed > bytes.size) throw short();
  const [length = 0] = readNumbers(await bytes.read(offset, coding.headerSize), coding);
  if (length !== needed) throw short();
  return { bytes, offset: offset + coding.headerSize };
}

export interface BlockTable {
  readonly blockBytes: number;
  readonly lastBytes: number;
  readonly packed: readonly number[];
  /** of the table itself */
  readonly tableBytes: number;
}

/** How many blocks a table announces, from its first number. */
export function blockCount(raw: Uint8Array, coding: VtkCoding, name: string, fileBytes: number): number {
  const [count = 0] = readNumbers(raw, coding);
  if (count < 1 || count * coding.headerSize > fileBytes) throw corrupt(name, `its compressed array claims ${count} blocks`);
  return count;
}

export function blockTable(raw: Uint8Array, coding: VtkCoding, name: string, needed: number): BlockTable {
  const [count = 0, blockBytes = 0, last = 0, ...packed] = readNumbers(raw, coding);
  const lastBytes = last === 0 ? blockBytes : last;
  const total = (count - 1) * blockBytes + lastBytes;
  if (total !== needed || packed.length !== count || lastBytes > blockBytes)
    throw corrupt(name, `its compressed blocks hold ${total} of the ${needed} bytes that its header promises`);
  if (blockBytes > MAX_CHUNK_BYTES) throw corrupt(name, `its compressed blocks claim ${blockBytes} bytes each`);
  return { blockBytes, lastBytes, packed, tableBytes: raw.length };
}

/** A refusal is a rejection, like that of the other decoder. */
function lz4(packed: Uint8Array, size: number): Promise<Uint8Array> {
  return new Promise((resolve) => resolve(unpackLz4(packed, size)));
}

/** Packed blocks behind the interface of a file; the last one used is kept. */
export function blockBytes(host: FormatHost, { bytes, offset }: VtkStream, table: BlockTable, packing: VtkPacking): ByteSource {
  const { name } = bytes;
  const starts: number[] = [];
  let at = offset;
  for (const length of table.packed) {
    starts.push(at);
    at += length;
  }
  if (at > bytes.size) throw corrupt(name, `its compressed blocks end at byte ${at} of ${bytes.size}`);
  const size = (table.packed.length - 1) * table.blockBytes + table.lastBytes;
  if (size > (at - offset) * MAX_RATIO[packing]) throw corrupt(name, `its ${at - offset} compressed bytes cannot hold ${size}`);
  let kept: { readonly index: number; readonly data: Promise<Uint8Array> } | undefined;

  async function unpack(index: number): Promise<Uint8Array> {
    const size = index === table.packed.length - 1 ? table.lastBytes : table.blockBytes;
    const length = table.packed[index] ?? 0;
    if (size > length * MAX_RATIO[packing]) throw corrupt(name, `the ${length} bytes of its block ${index + 1} cannot hold ${size}`);
    const packed = await bytes.read(starts[index] ?? 0, length);
    const data = await decodingOf(name, packing === 'lz4' ? lz4(packed, size) : host.codecs.inflate(packed, size));
    if (data.length !== size) throw corrupt(name, `its block ${index + 1} unpacks to ${data.length} of ${size} bytes`);
    return data;
  }

  async function read(from: number, length: number): Promise<Uint8Array> {
    const out = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const index = Math.floor((from + done) / table.blockBytes);
      if (kept?.index !== index) kept = { index, data: unpack(index) };
      const inside = from + done - index * table.blockBytes;
      const part = (await kept.data).subarray(inside, inside + length - done);
      if (part.length === 0) throw corrupt(name, `its data end before byte ${from + length}`);
      out.set(part, done);
      done += part.length;
    }
    return out;
  }
  return { name, path: bytes.path, size, read, close: () => bytes.close() };
}
