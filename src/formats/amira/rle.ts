/** Amira's run lengths of bytes: 0x80 + n copies n bytes, n below 0x80 repeats one byte n times. */
import { corrupt } from '../limits.js';

/** one pair gives at most 127 bytes */
export const RLE_RATIO = 64;

export function decodeAmiraRle(packed: Uint8Array, needed: number, name: string): Uint8Array {
  if (needed > packed.length * RLE_RATIO)
    throw corrupt(name, `its ${packed.length} run-length bytes cannot hold the ${needed} that its header promises`);
  const out = new Uint8Array(needed);
  let o = 0;
  let i = 0;
  while (i + 1 < packed.length && o < needed) {
    const code = packed[i++] as number;
    if (code >= 0x80) {
      const run = packed.subarray(i, i + Math.min(code - 0x80, needed - o));
      out.set(run, o);
      o += run.length;
      i += code - 0x80;
    } else {
      const end = Math.min(needed, o + code);
      out.fill(packed[i++] as number, o, end);
      o = end;
    }
  }
  if (o < needed) throw corrupt(name, `its run lengths give ${o} of the ${needed} bytes that its header promises`);
  return out;
}
