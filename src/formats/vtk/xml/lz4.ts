/** One LZ4 block: literals and copies of what was already unpacked, within a length that is known beforehand. */
import { FormatError } from '../../../base/index.js';

const MIN_MATCH = 4;

function damaged(at: number): FormatError {
  return new FormatError(`Its LZ4 block is damaged at byte ${at}; copy or export it again.`);
}

/** At most `maxLength` bytes; refuses a block that holds more, that ends early, or that copies from before its beginning. */
export function unpackLz4(packed: Uint8Array, maxLength: number): Uint8Array {
  const out = new Uint8Array(maxLength);
  let from = 0;
  let to = 0;

  /** A length of 15 goes on in the next bytes, up to one that is not 255. */
  function lengthOf(nibble: number): number {
    let length = nibble;
    if (nibble < 15) return length;
    for (;;) {
      const more = packed[from++];
      if (more === undefined) throw damaged(from);
      length += more;
      if (more !== 255) return length;
    }
  }

  while (from < packed.length) {
    const token = packed[from++] ?? 0;
    const literals = lengthOf(token >>> 4);
    if (from + literals > packed.length || to + literals > maxLength) throw damaged(from);
    out.set(packed.subarray(from, from + literals), to);
    from += literals;
    to += literals;
    // the last sequence has literals only
    if (from === packed.length) break;
    const distance = (packed[from] ?? 0) | ((packed[from + 1] ?? 0) << 8);
    from += 2;
    if (from > packed.length || distance === 0 || distance > to) throw damaged(from);
    const end = to + lengthOf(token & 15) + MIN_MATCH;
    if (end > maxLength) throw damaged(from);
    // what is copied may overlap what it makes: runs are written so, and grow twofold
    const start = to - distance;
    while (to < end) {
      const part = Math.min(to - start, end - to);
      out.copyWithin(to, start, start + part);
      to += part;
    }
  }
  return out.subarray(0, to);
}
