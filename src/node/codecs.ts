/** Compression and hashing by Node's zlib and crypto; ZSTD by a small WASM decoder. Every decoder is bounded. */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { ZSTDDecoder } from 'zstddec';
import { FormatError } from '../base/index.js';
import type { Codecs } from '../ports/index.js';

type Transform = (bytes: Uint8Array, options: zlib.ZlibOptions) => Promise<Buffer>;

const inflateLater: Transform = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflate);
const inflateRawLater: Transform = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.inflateRaw);
const gunzipLater: Transform = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gunzip);
const deflateLater: Transform = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.deflate);
const gzipLater: Transform = promisify<Uint8Array, zlib.ZlibOptions, Buffer>(zlib.gzip);

/** Below this the trip to another thread costs more than the work. */
const SMALL_BYTES = 16 * 1024;

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

async function inflate(bytes: Uint8Array, maxLength: number): Promise<Uint8Array> {
  const options = { maxOutputLength: Math.max(1, maxLength) };
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

async function zstd(bytes: Uint8Array, maxLength: number): Promise<Uint8Array> {
  const stated = zstdContentSize(bytes);
  if (stated !== undefined && stated > maxLength) throw decodeError('ZSTD', Object.assign(new Error(), { code: 'ERR_BUFFER_TOO_LARGE' }));
  if (stated === 0) return new Uint8Array(0);
  const decoder = new ZSTDDecoder();
  await decoder.init();
  let out: Uint8Array;
  try {
    out = decoder.decode(bytes, stated ?? maxLength);
  } catch (error) {
    throw decodeError('ZSTD', error);
  }
  if (out.length === 0 || out.length > maxLength || (stated !== undefined && out.length !== stated)) throw decodeError('ZSTD', undefined);
  return out;
}

export function createNodeCodecs(): Codecs {
  return {
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
