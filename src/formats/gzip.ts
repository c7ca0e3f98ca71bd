/** Files that are gzipped as a whole: their first bytes for sniffing, and their decoded content within a bound. */
import type { ByteSource } from '../ports/index.js';
import type { FormatHost } from './format.js';
import { HEAD_BYTES } from './format.js';
import { byteText, decodingOf, MAX_WHOLE_FILE_BYTES, unsupported } from './limits.js';
import { memoryBytes } from './raw-source.js';

/** deflate cannot expand further than this */
const MAX_RATIO = 1100;
const PREFIX_BYTES = 64 * 1024;

export function isGzip(head: Uint8Array): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The first decoded bytes, or nothing when the stream is damaged from the start. */
export async function gzipHead(source: ByteSource): Promise<Uint8Array> {
  return decodedPrefix('gzip', await source.read(0, Math.min(PREFIX_BYTES, source.size)), HEAD_BYTES);
}

/** Up to `length` decoded bytes from the beginning of a stream, as far as they can be had. */
export async function decodedPrefix(format: 'gzip' | 'deflate-raw', prefix: Uint8Array, length: number): Promise<Uint8Array> {
  const stream = new DecompressionStream(format);
  const writer = stream.writable.getWriter();
  // the prefix ends in the middle of the stream: the error at its end is expected
  writer
    .write(prefix as Uint8Array<ArrayBuffer>)
    .then(
      () => writer.close(),
      () => undefined,
    )
    .catch(() => undefined);
  const reader = stream.readable.getReader() as ReadableStreamDefaultReader<Uint8Array>;
  const head = new Uint8Array(length);
  let filled = 0;
  try {
    while (filled < length) {
      const { done, value } = await reader.read();
      if (done) break;
      const part = value.subarray(0, length - filled);
      head.set(part, filled);
      filled += part.length;
    }
  } catch {
    return head.slice(0, filled);
  } finally {
    reader.cancel().catch(() => undefined);
  }
  return head.slice(0, filled);
}

/** The file itself, or its decoded content when it is gzipped. */
export async function openMaybeGzipped(host: FormatHost, path: string): Promise<{ bytes: ByteSource; gzipped: boolean }> {
  const source = await host.files.open(path);
  try {
    const head = await source.read(0, Math.min(2, source.size));
    if (!isGzip(head)) return { bytes: source, gzipped: false };
    if (source.size > MAX_WHOLE_FILE_BYTES)
      throw unsupported(
        source.name,
        `gzipped files beyond ${byteText(MAX_WHOLE_FILE_BYTES)} cannot be read in parts; decompress it first.`,
        'too-large',
      );
    const packed = await source.read(0, source.size);
    const bytes = await decodingOf(source.name, host.codecs.gunzip(packed, Math.min(MAX_WHOLE_FILE_BYTES, source.size * MAX_RATIO)));
    await source.close();
    return { bytes: memoryBytes(source.name, path, bytes), gzipped: true };
  } catch (error) {
    await source.close();
    throw error;
  }
}
