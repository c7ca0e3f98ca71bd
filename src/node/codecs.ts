/** Compression and hashing by Node's zlib and crypto; ZSTD by a small WASM decoder. Every decoder is bounded. */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { ZSTDDecoder } from 'zstddec';
import { FormatError } from '../base/index.js';
import { task } from '../ports/index.js';
import type { Codecs, StripBatch, StripDecoders, Workers } from '../ports/index.js';
import { bundledEntry } from './layout.js';
import { createThreadWorkers } from './workers.js';

type Transform = (bytes: Uint8Array, options: zlib.ZlibOptions) => Promise<Buffer>;

const inflateLater: Transform = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate);
const inflateRawLater: Transform = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);
const gunzipLater: Transform = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const deflateLater: Transform = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.deflate);
const gzipLater: Transform = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gzip);

/** Below this the trip to another thread costs more than the work. */
const SMALL_BYTES = 16 * 1024;
const MOST_THREADS = 8;
const MAX_PIECE_BYTES = 4 * 1024 ** 2;

function decodeError(what: string, error: unknown): FormatError {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  const why = code === 'ERR_BUFFER_TOO_LARGE' ? 'holds more data than its header says' : 'is damaged or cut short';
  return new FormatError(`A ${what} stream ${why}; copy or export the file again.`, { cause: error });
}

/** A zlib stream starts with a method and a check that make its first two bytes a multiple of 31. */
function hasZlibHeader(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 15) === 8 && ((first << 8) | second) % 31 === 0;
}

/** One piece of output instead of many of 16 KiB: each costs a trip to another thread. */
function inflateOptions(maxLength: number): zlib.ZlibOptions {
  return { maxOutputLength: Math.max(1, maxLength), chunkSize: Math.min(Math.max(64, maxLength), MAX_PIECE_BYTES) };
}

/** The same in the calling thread, for threads that do nothing else. */
export function inflateHere(bytes: Uint8Array, maxLength: number): Uint8Array {
  const options = inflateOptions(maxLength);
  try {
    return hasZlibHeader(bytes) ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options);
  } catch (error) {
    throw decodeError('deflate', error);
  }
}

async function inflate(bytes: Uint8Array, maxLength: number): Promise<Uint8Array> {
  const options = inflateOptions(maxLength);
  const wrapped = hasZlibHeader(bytes);
  try {
    if (bytes.length < SMALL_BYTES && maxLength < SMALL_BYTES * 16)
      return wrapped ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options);
    return await (wrapped ? inflateLater(bytes, options) : inflateRawLater(bytes, options));
  } catch (error) {
    throw decodeError('deflate', error);
  }
}

async function gunzip(bytes: Uint8Array, maxLength: number): Promise<Uint8Array> {
  try {
    return await gunzipLater(bytes, { maxOutputLength: Math.max(1, maxLength) });
  } catch (error) {
    throw decodeError('gzip', error);
  }
}

/** Node's own decoder, where this release has one (22.15 and later). */
const ownZstd = (zlib as { zstdDecompressSync?: (bytes: Uint8Array, options: zlib.ZlibOptions) => Uint8Array }).zstdDecompressSync;

/** The decoded size that a ZSTD frame header states, or undefined when it states none. */
function zstdContentSize(bytes: Uint8Array): number | undefined {
  if (bytes.length < 6) throw decodeError('ZSTD', undefined);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== 0xfd2fb528) throw decodeError('ZSTD', undefined);
  const descriptor = view.getUint8(4);
  const flag = descriptor >> 6;
  const single = (descriptor & 32) !== 0;
  if (flag === 0 && !single) return undefined;
  const size = flag === 0 ? 1 : 2 ** flag;
  const at = 5 + (single ? 0 : 1) + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  if (at + size > bytes.length) throw decodeError('ZSTD', undefined);
  if (size === 1) return view.getUint8(at);
  if (size === 2) return view.getUint16(at, true) + 256;
  return size === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

/** Into a buffer of the most that is wanted. */
async function decodeUnsized(bytes: Uint8Array, maxLength: number): Promise<Uint8Array> {
  const decoder = new ZSTDDecoder();
  await decoder.init();
  return decoder.decode(bytes, maxLength);
}

type Decode = (bytes: Uint8Array) => Promise<Uint8Array> | Uint8Array;
let sized: Promise<Decode> | undefined;

/** The decoder of OME-Zarr: three times as fast, but it trusts the size that the frame states, which is checked before. */
async function decodeSized(bytes: Uint8Array): Promise<Uint8Array> {
  sized ??= import('zarrita').then(async ({ registry }) => {
    const Codec = await registry.get('zstd')?.();
    const codec: unknown = Codec?.fromConfig({}, { dataType: 'uint8', shape: [1], codecs: [], fillValue: 0 } as never);
    if (typeof codec !== 'object' || codec === null || !('decode' in codec) || typeof codec.decode !== 'function')
      throw new Error('zarrita has no ZSTD decoder');
    const decode = codec.decode.bind(codec) as Decode;
    return decode;
  });
  return (await sized)(bytes);
}

export async function zstd(bytes: Uint8Array, maxLength: number): Promise<Uint8Array> {
  const stated = zstdContentSize(bytes);
  if (stated !== undefined && stated > maxLength) throw decodeError('ZSTD', Object.assign(new Error(), { code: 'ERR_BUFFER_TOO_LARGE' }));
  if (stated === 0) return new Uint8Array(0);
  if (ownZstd !== undefined) {
    try {
      return ownZstd(bytes, { maxOutputLength: Math.max(1, maxLength), chunkSize: Math.min(Math.max(64, maxLength), MAX_PIECE_BYTES) });
    } catch (error) {
      throw decodeError('ZSTD', error);
    }
  }
  let out: Uint8Array;
  try {
    out = stated === undefined ? await decodeUnsized(bytes, maxLength) : await decodeSized(bytes);
  } catch (error) {
    throw decodeError('ZSTD', error);
  }
  if (out.length === 0 || out.length > maxLength || (stated !== undefined && out.length !== stated)) throw decodeError('ZSTD', undefined);
  return out;
}

export interface NodeCodecsOptions {
  /** threads that decode strips; 0: none */
  readonly threads: number;
  /** their bundled program */
  readonly entry: URL;
}

/** The built program decodes in threads; sources that run as they are have no program for a thread. */
function defaultThreads(): NodeCodecsOptions {
  const built = import.meta.url.startsWith(new URL('.', bundledEntry('decode')).href);
  return { threads: built ? Math.min(MOST_THREADS, availableParallelism()) : 0, entry: bundledEntry('decode') };
}

/** Threads start with the first batch; an idle one does not keep the program alive. */
function stripDecoders({ threads, entry }: NodeCodecsOptions): StripDecoders | undefined {
  if (threads < 1) return undefined;
  let workers: Workers | undefined;
  return {
    threads,
    allocate: (bytes) => new Uint8Array(new SharedArrayBuffer(bytes)),
    decode(batch) {
      workers ??= createThreadWorkers({ threads, entry });
      return workers.run(task<StripBatch, void>('decode-strips'), batch);
    },
  };
}

export function createNodeCodecs(options: NodeCodecsOptions = defaultThreads()): Codecs {
  return {
    strips: stripDecoders(options),
    inflate,
    gunzip,
    zstd,
    deflate: (bytes, level = 6) => deflateLater(bytes, { level }),
    gzip: (bytes, level = 6) => gzipLater(bytes, { level }),
    sha256() {
      const hash = createHash('sha256');
      return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest('hex') };
    },
  };
}
