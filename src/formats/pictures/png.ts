/**
 * PNG by hand (after the W3C recommendation), because stored values matter: palette indices and 1- to 4-bit
 * greys stay what they are, where picture libraries turn them into colours. Interlaced files are left to them.
 */
import type { Codecs } from '../../ports/index.js';
import type { VoxelArray } from '../../volume/index.js';
import { checkedSize, corrupt, MAX_CHUNK_BYTES, unsupported } from '../limits.js';
import { decodeStored } from '../stored.js';
import { unpackBits } from '../tiff/unpack.js';

export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  /** interleaved samples; 1 for palettes, whose indices are the values */
  readonly samples: number;
  readonly interlaced: boolean;
}

const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export function isPng(head: Uint8Array): boolean {
  return [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a].every((byte, i) => head[i] === byte);
}

export function pngHeader(bytes: Uint8Array, name: string): PngHeader {
  if (bytes.length < 33) throw corrupt(name, 'its PNG header is incomplete');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const samples = SAMPLES[view.getUint8(25)];
  const header = { width: view.getUint32(16), height: view.getUint32(20), bits: view.getUint8(24), interlaced: view.getUint8(28) !== 0 };
  if (samples === undefined || ![1, 2, 4, 8, 16].includes(header.bits)) throw corrupt(name, 'its PNG header has an unknown sample type');
  checkedSize(name, [header.width, header.height]);
  return { ...header, samples };
}

/** All image data, joined; chunk lengths are checked against the file. */
function imageData(bytes: Uint8Array, name: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    if (at + 12 + length > bytes.length) break;
    if (type === 0x49444154) parts.push(bytes.subarray(at + 8, at + 8 + length));
    if (type === 0x49454e44) {
      const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
      let o = 0;
      for (const part of parts) {
        joined.set(part, o);
        o += part.length;
      }
      return joined;
    }
    at += 12 + length;
  }
  throw corrupt(name, 'its PNG data are cut short');
}

/** Undoes the row filters in place of the copy that is returned, without the filter bytes. */
function unfilter(raw: Uint8Array, rows: number, rowBytes: number, step: number, name: string): Uint8Array {
  const out = new Uint8Array(rows * rowBytes);
  for (let y = 0; y < rows; y++) {
    const filter = raw[y * (rowBytes + 1)] as number;
    const from = y * (rowBytes + 1) + 1;
    const to = y * rowBytes;
    if (filter > 4) throw corrupt(name, `row ${y} has the unknown PNG filter ${filter}`);
    for (let i = 0; i < rowBytes; i++) {
      const left = i >= step ? (out[to + i - step] as number) : 0;
      const up = y > 0 ? (out[to + i - rowBytes] as number) : 0;
      let guess = 0;
      if (filter === 1) guess = left;
      else if (filter === 2) guess = up;
      else if (filter === 3) guess = (left + up) >> 1;
      else if (filter === 4) {
        const corner = i >= step && y > 0 ? (out[to + i - rowBytes - step] as number) : 0;
        const p = left + up - corner;
        const [a, b, c] = [Math.abs(p - left), Math.abs(p - up), Math.abs(p - corner)];
        guess = a <= b && a <= c ? left : b <= c ? up : corner;
      }
      out[to + i] = (raw[from + i] as number) + guess;
    }
  }
  return out;
}

export async function decodePng(bytes: Uint8Array, name: string, codecs: Codecs): Promise<VoxelArray> {
  const { width, height, bits, samples } = pngHeader(bytes, name);
  const rowBytes = Math.ceil((width * samples * bits) / 8);
  const needed = (rowBytes + 1) * height;
  if (needed > MAX_CHUNK_BYTES) throw unsupported(name, 'pictures beyond 1 GiB are not supported; save it as TIFF.', 'too-large');
  const packed = imageData(bytes, name);
  if (packed.length * 1100 < needed) throw corrupt(name, `its data cannot hold ${width} x ${height} pixels`);
  const raw = await codecs.inflate(packed, needed + 1024);
  if (raw.length < needed) throw corrupt(name, `its data end after ${raw.length} of ${needed} bytes`);
  const pixels = unfilter(raw, height, rowBytes, Math.max(1, (samples * bits) / 8), name);
  if (bits < 8) return unpackBits(pixels, height, width * samples, bits);
  return decodeStored(pixels, bits === 8 ? 'uint8' : 'uint16', true, name);
}
