/** The samples of a VTI array as random-access bytes: plain, or in zlib blocks that are unpacked as they are needed. */
import type { ByteSource } from '../ports/index.js';
import type { FormatHost } from './format.js';
import { corrupt, decodingOf, MAX_CHUNK_BYTES } from './limits.js';
import type { VtiHeader } from './vti-header.js';

/** deflate cannot expand further than this */
const MAX_RATIO = 1100;

/** Binary content; base64 codes the numbers before compressed samples apart from these. */
export interface VtiStream {
  readonly bytes: ByteSource;
  readonly offset: number;
}

function readNumbers(raw: Uint8Array, { headerSize, bigEndian }: VtiHeader): number[] {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Array.from({ length: Math.floor(raw.length / headerSize) }, (_, i) =>
    headerSize === 8 ? Number(view.getBigUint64(i * 8, !bigEndian)) : view.getUint32(i * 4, !bigEndian),
  );
}

/** Plain samples follow their number of bytes. */
export async function plainSamples({ bytes, offset }: VtiStream, header: VtiHeader, needed: number): Promise<VtiStream> {
  const short = (): Error => corrupt(bytes.name, `its array at byte ${offset} does not hold the ${needed} bytes that its header promises`);
  if (!(offset >= 0) || offset + header.headerSize + needed > bytes.size) throw short();
  const [length = 0] = readNumbers(await bytes.read(offset, header.headerSize), header);
  if (length !== needed) throw short();
  return { bytes, offset: offset + header.headerSize };
}

export interface BlockTable {
  readonly blockBytes: number;
  readonly lastBytes: number;
  readonly packed: readonly number[];
  /** of the table itself */
  readonly tableBytes: number;
}

/** How many blocks a table announces, from its first number. */
export function blockCount(raw: Uint8Array, header: VtiHeader, name: string, fileBytes: number): number {
  const [count = 0] = readNumbers(raw, header);
  if (count < 1 || count * header.headerSize > fileBytes) throw corrupt(name, `its compressed array claims ${count} blocks`);
  return count;
}

export function blockTable(raw: Uint8Array, header: VtiHeader, name: string, needed: number): BlockTable {
  const [count = 0, blockBytes = 0, last = 0, ...packed] = readNumbers(raw, header);
  const lastBytes = last === 0 ? blockBytes : last;
  const total = (count - 1) * blockBytes + lastBytes;
  if (total !== needed || packed.length !== count || lastBytes > blockBytes)
    throw corrupt(name, `its compressed blocks hold ${total} of the ${needed} bytes that its header promises`);
  if (blockBytes > MAX_CHUNK_BYTES) throw corrupt(name, `its compressed blocks claim ${blockBytes} bytes each`);
  return { blockBytes, lastBytes, packed, tableBytes: raw.length };
}

/** Zlib blocks behind the interface of a file; the last one used is kept. */
export function blockBytes(host: FormatHost, { bytes, offset }: VtiStream, table: BlockTable): ByteSource {
  const { name } = bytes;
  const starts: number[] = [];
  let at = offset;
  for (const length of table.packed) {
    starts.push(at);
    at += length;
  }
  if (at > bytes.size) throw corrupt(name, `its compressed blocks end at byte ${at} of ${bytes.size}`);
  let kept: { readonly index: number; readonly data: Promise<Uint8Array> } | undefined;

  async function unpack(index: number): Promise<Uint8Array> {
    const size = index === table.packed.length - 1 ? table.lastBytes : table.blockBytes;
    const length = table.packed[index] ?? 0;
    if (size > length * MAX_RATIO) throw corrupt(name, `the ${length} bytes of its block ${index + 1} cannot hold ${size}`);
    const data = await decodingOf(name, host.codecs.inflate(await bytes.read(starts[index] ?? 0, length), size));
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
  const size = (table.packed.length - 1) * table.blockBytes + table.lastBytes;
  return { name, path: bytes.path, size, read, close: () => bytes.close() };
}
