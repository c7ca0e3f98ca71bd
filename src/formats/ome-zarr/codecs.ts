/** From the stored bytes of a zarr chunk to its values: byte codecs within exact bounds, then order of bytes and axes. */
import { registry } from 'zarrita';
import { LithoscopeError } from '../../base/index.js';
import { allocateVoxels, dtypeOf } from '../../volume/index.js';
import type { VoxelArray } from '../../volume/index.js';
import type { FormatHost } from '../format.js';
import { corrupt, decodingOf, unsupported } from '../limits.js';
import { decodeStored, storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';
import { isObject, listAt, objectAt, textAt } from './metadata.js';

type ByteCodec = 'gzip' | 'zlib' | 'zstd' | 'blosc' | 'lz4' | 'crc32c' | 'shuffle';

export interface Chain {
  /** in the order of writing */
  readonly bytes: readonly { readonly id: ByteCodec; readonly elementSize: number }[];
  readonly bigEndian: boolean;
  /** in the order of writing: stored axis i is axis order[i] */
  readonly transposes: readonly (readonly number[])[];
}

/** Chunks in chunks: one stored value holds a grid of smaller chunks and an index of them. */
export interface Sharding {
  readonly chunk: readonly number[];
  readonly inner: Chain;
  readonly indexAtStart: boolean;
  readonly indexChecked: boolean;
}

const BYTE_CODECS: Readonly<Record<string, ByteCodec>> = {
  gzip: 'gzip',
  zlib: 'zlib',
  zstd: 'zstd',
  blosc: 'blosc',
  lz4: 'lz4',
  crc32c: 'crc32c',
  shuffle: 'shuffle',
};

function byteCodec(name: string, id: string, configuration: unknown): Chain['bytes'][number] {
  const key = id.replace(/^numcodecs\./, '');
  const found = Object.hasOwn(BYTE_CODECS, key) ? BYTE_CODECS[key] : undefined;
  if (found === undefined)
    throw unsupported(
      name,
      `its zarr codec "${id}" is not supported; write it with blosc, zstd, gzip, lz4 or none.`,
      'unsupported-compression',
    );
  const elementSize = Number(objectAt({ configuration }, 'configuration')['elementsize'] ?? 4);
  if (!Number.isInteger(elementSize) || elementSize < 1) throw corrupt(name, 'its shuffle codec has an impossible element size');
  return { id: found, elementSize };
}

/** The filters and compressor of a v2 array. */
export function chainV2(name: string, metadata: unknown, bigEndian: boolean, rank: number): Chain {
  const codecs = [...listAt(metadata, 'filters'), ...(isObject(metadata) && metadata['compressor'] ? [metadata['compressor']] : [])];
  return {
    bytes: codecs.map((codec) => byteCodec(name, textAt(codec, 'id'), codec)),
    bigEndian,
    transposes: isObject(metadata) && metadata['order'] === 'F' ? [Array.from({ length: rank }, (_, i) => rank - 1 - i)] : [],
  };
}

function transposeOrder(name: string, configuration: unknown, rank: number): number[] {
  const order = isObject(configuration) ? configuration['order'] : undefined;
  const straight = Array.from({ length: rank }, (_, i) => i);
  if (order === 'C') return straight;
  if (order === 'F') return straight.toReversed();
  const axes = Array.isArray(order) ? order.map(Number) : [];
  if (axes.length !== rank || straight.some((axis) => !axes.includes(axis)))
    throw corrupt(name, 'its transpose codec has an impossible order');
  return axes;
}

/** The codecs of a v3 array or of the chunks in its shards. */
export function chainV3(name: string, codecs: readonly unknown[], rank: number): Chain | Sharding {
  const bytes: Chain['bytes'][number][] = [];
  const transposes: number[][] = [];
  let bigEndian = false;
  let serialised = false;
  for (const codec of codecs) {
    // a codec without configuration may be a bare name
    const id = typeof codec === 'string' ? codec : textAt(codec, 'name');
    const configuration = isObject(codec) ? codec['configuration'] : undefined;
    if (id === 'transpose' && !serialised) transposes.push(transposeOrder(name, configuration, rank));
    else if (id === 'bytes') {
      serialised = true;
      bigEndian = isObject(configuration) && configuration['endian'] === 'big';
    } else if (id === 'sharding_indexed') {
      if (codecs.length !== 1)
        throw unsupported(name, 'its zarr shards are transposed or compressed as a whole, which is not supported; write it without.');
      return sharding(name, configuration, rank);
    } else {
      bytes.push(byteCodec(name, id, configuration));
      if (!serialised) throw unsupported(name, `its zarr codec "${id}" comes before the codec "bytes", which is not supported.`);
    }
  }
  if (!serialised) throw unsupported(name, 'its zarr codecs do not say how values become bytes.');
  return { bytes, bigEndian, transposes };
}

function sharding(name: string, configuration: unknown, rank: number): Sharding {
  const inner = chainV3(name, listAt(configuration, 'codecs'), rank);
  if ('inner' in inner) throw unsupported(name, 'its zarr shards hold shards, which is not supported; write it with one level.');
  const index = chainV3(name, listAt(configuration, 'index_codecs'), rank + 1);
  if (
    'inner' in index ||
    index.bigEndian ||
    index.transposes.length > 0 ||
    index.bytes.some(({ id }) => id !== 'crc32c') ||
    index.bytes.length > 1
  )
    throw unsupported(name, 'the index of its zarr shards is compressed, which is not supported.');
  return {
    chunk: listAt(configuration, 'chunk_shape').map(Number),
    inner,
    indexAtStart: isObject(configuration) && configuration['index_location'] === 'start',
    indexChecked: index.bytes.length === 1,
  };
}

function littleUint32(bytes: Uint8Array, at: number): number {
  return at + 4 <= bytes.length ? new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true) : Infinity;
}

/** Codecs that only zarrita's library has; what their header claims is checked before they allocate it. */
async function byLibrary(name: string, id: 'blosc' | 'lz4', packed: Uint8Array, most: number): Promise<Uint8Array> {
  const claimed = littleUint32(packed, id === 'blosc' ? 4 : 0);
  const held = id === 'blosc' ? littleUint32(packed, 12) : 4;
  if (claimed > most || held > packed.length) throw corrupt(name, `a ${id} chunk claims ${claimed} bytes where at most ${most} belong`);
  const load = registry.get(id);
  if (load === undefined) throw unsupported(name, `its zarr codec "${id}" is not supported here.`, 'unsupported-compression');
  try {
    const codec = (await load()).fromConfig({ id } as never, {} as never);
    return (await codec.decode(packed as never)) as Uint8Array;
  } catch (error) {
    if (error instanceof LithoscopeError) throw error;
    throw corrupt(name, `a ${id} chunk cannot be decoded`);
  }
}

const CRC = new Uint32Array(256).map((_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  return crc;
});

/** The bytes before a CRC-32C, once it agrees. */
export function checkedCrc(name: string, bytes: Uint8Array): Uint8Array {
  const content = bytes.subarray(0, Math.max(0, bytes.length - 4));
  let crc = 0xffffffff;
  for (let i = 0; i < content.length; i++) crc = (crc >>> 8) ^ (CRC[(crc ^ (content[i] as number)) & 255] as number);
  if ((crc ^ 0xffffffff) >>> 0 !== littleUint32(bytes, content.length)) throw corrupt(name, 'the checksum of a zarr chunk does not agree');
  return content;
}

function unshuffle(bytes: Uint8Array, size: number): Uint8Array {
  const count = Math.floor(bytes.length / size);
  const out = bytes.slice();
  for (let i = 0; i < count; i++) for (let byte = 0; byte < size; byte++) out[i * size + byte] = bytes[byte * count + i] as number;
  return out;
}

/** Stored axes back into their order. */
function untranspose(data: VoxelArray, size: readonly number[], order: readonly number[]): VoxelArray {
  const stored = order.map((axis) => size[axis] ?? 1);
  const strides = size.map((_, axis) => stored.slice(order.indexOf(axis) + 1).reduce((product, n) => product * n, 1));
  const out = allocateVoxels(dtypeOf(data), data.length);
  const index = size.map(() => 0);
  let at = 0;
  for (let o = 0; o < out.length; o++) {
    out[o] = data[at] as number;
    for (let axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      at += strides[axis] as number;
      if ((index[axis] as number) < (size[axis] as number)) break;
      at -= (index[axis] as number) * (strides[axis] as number);
      index[axis] = 0;
    }
  }
  return out;
}

/** Values of a chunk of `size` in C order. */
export async function decodeChunk(
  host: FormatHost,
  name: string,
  packed: Uint8Array,
  chain: Chain,
  stored: StoredType,
  size: readonly number[],
): Promise<VoxelArray> {
  const needed = size.reduce((product, n) => product * n, storedBytes(stored));
  // codecs that follow another may get slightly more than the values themselves
  const most = needed + (needed >> 3) + 1024;
  let bytes = packed;
  for (const { id, elementSize } of chain.bytes.toReversed()) {
    if (id === 'crc32c') bytes = checkedCrc(name, bytes);
    else if (id === 'shuffle') bytes = unshuffle(bytes, elementSize);
    else if (id === 'gzip') bytes = await decodingOf(name, host.codecs.gunzip(bytes, most));
    else if (id === 'zlib') bytes = await decodingOf(name, host.codecs.inflate(bytes, most));
    else if (id === 'zstd') bytes = await decodingOf(name, host.codecs.zstd(bytes, most));
    else bytes = await byLibrary(name, id, bytes, most);
  }
  if (bytes.length !== needed) throw corrupt(name, `a chunk holds ${bytes.length} of its ${needed} bytes`);
  let sizes = [...size];
  const shapes = chain.transposes.map((order) => {
    const before = sizes;
    sizes = order.map((axis) => before[axis] ?? 1);
    return before;
  });
  // a copy of its own: bytes may be swapped in place
  let data = decodeStored(Uint8Array.from(bytes), stored, chain.bigEndian, name);
  for (let i = chain.transposes.length - 1; i >= 0; i--) data = untranspose(data, shapes[i] ?? size, chain.transposes[i] ?? []);
  return data;
}
