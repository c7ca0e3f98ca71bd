/** PackBits run-length coding: a signed count, then either that many literal bytes or one byte to repeat. */

/** Decodes at most `length` bytes; a shorter stream gives a shorter result. */
export function decodePackBits(bytes: Uint8Array, length: number): Uint8Array {
  const out = new Uint8Array(length);
  let o = 0;
  let i = 0;
  while (o < length && i < bytes.length) {
    const count = bytes[i++] as number;
    if (count < 128) {
      const literal = bytes.subarray(i, i + Math.min(count + 1, length - o));
      out.set(literal, o);
      o += literal.length;
      i += count + 1;
    } else if (count > 128 && i < bytes.length) {
      const end = Math.min(o + 257 - count, length);
      out.fill(bytes[i++] as number, o, end);
      o = end;
    }
  }
  return o === length ? out : out.subarray(0, o);
}
