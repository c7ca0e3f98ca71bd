/**
 * LZW as TIFF 6.0 stores it: codes of 9 to 12 bits, most significant bit first, width changed one code early.
 *
 * A table entry is always the previous string plus one byte, and those bytes already lie next to each other in
 * the output. So the table holds only where a string starts and how long it is; decoding is copying.
 */
import { corrupt } from '../limits.js';

const CLEAR = 256;
const END = 257;
const TABLE = 4096;

// reused between strips: decoding is synchronous
const starts = new Uint32Array(TABLE);
const lengths = new Uint32Array(TABLE);

/** The older variant, with the bits of each code reversed, starts with a clear code in the low bits. */
function isOldStyle(bytes: Uint8Array): boolean {
  return bytes.length >= 2 && bytes[0] === 0 && ((bytes[1] ?? 0) & 1) === 1;
}

/** Decodes at most `length` bytes, into `out` where it is given; a shorter stream gives a shorter result. */
export function decodeLzw(bytes: Uint8Array, length: number, name: string, out: Uint8Array = new Uint8Array(length)): Uint8Array {
  const old = isOldStyle(bytes);
  // the older variant changes the width one code later
  const early = old ? 0 : 1;
  let o = 0;
  let bits = 0;
  let held = 0;
  let at = 0;
  let width = 9;
  let next = END + 1;
  let previousStart = -1;
  let previousLength = 0;

  const size = bytes.length;
  while (o < length) {
    let code: number;
    if (old) {
      while (held < width && at < size) {
        bits |= (bytes[at++] as number) << held;
        held += 8;
      }
      if (held < width) break;
      held -= width;
      code = bits & ((1 << width) - 1);
      bits >>>= width;
    } else {
      // bits above the held ones are left over and masked away; two bytes at most are missing
      if (held < width) {
        if (at + 1 < size) {
          bits = (bits << 16) | ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
          at += 2;
          held += 16;
        } else if (at < size) {
          bits = (bits << 8) | (bytes[at++] as number);
          held += 8;
        }
        if (held < width) break;
      }
      held -= width;
      code = (bits >>> held) & ((1 << width) - 1);
    }
    if (code === END) break;
    if (code === CLEAR) {
      width = 9;
      next = END + 1;
      previousStart = -1;
      continue;
    }
    // enter "previous string + first byte of this one" before it is needed: the byte is written below
    if (previousStart >= 0 && next < TABLE) {
      starts[next] = previousStart;
      lengths[next] = previousLength + 1;
      next++;
      if (next + early >= 1 << width && width < 12) width++;
    }
    const from = o;
    if (code < CLEAR) {
      out[o++] = code;
    } else {
      if (code >= next) throw corrupt(name, `an LZW strip contains the code ${code} before it is defined`);
      let s = starts[code] as number;
      const end = Math.min(s + (lengths[code] as number), s + length - o);
      while (s < end) out[o++] = out[s++] as number;
    }
    previousStart = from;
    previousLength = o - from;
  }
  return o === length ? out : out.subarray(0, o);
}
