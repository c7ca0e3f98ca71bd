/** Numbers in free format, as many as a grid has, from a text of any layout. */
import type { ByteSource } from '../../ports/index.js';
import { byteText, corrupt, MAX_WHOLE_FILE_BYTES, unsupported } from '../limits.js';
import { memoryBytes } from '../raw-source.js';
import { numberAt, textAt } from './number-text.js';
import type { TextScanner } from './text-scanner.js';

const BLANK = 32;

/** That `count` numbers can be in the text that follows, and may be kept. */
export function checkedValues(scanner: TextScanner, count: number, what: string): number {
  if (count * 8 > MAX_WHOLE_FILE_BYTES)
    throw unsupported(
      scanner.name,
      `${what} of ${count} values needs more than ${byteText(MAX_WHOLE_FILE_BYTES)}; write it on a coarser grid.`,
      'too-large',
    );
  if (count * 2 - 1 > scanner.remaining)
    throw corrupt(scanner.name, `its ${scanner.remaining} bytes cannot hold the ${count} values it promises`);
  return count;
}

/** `count` numbers from here, up to the end of their last line; or only passed over. */
async function walk(scanner: TextScanner, count: number, out: Float64Array | undefined): Promise<void> {
  let done = 0;
  await scanner.lines((bytes, from, to) => {
    let at = from;
    while (done < count) {
      while (at < to && (bytes[at] as number) <= BLANK) at++;
      if (at === to) return at;
      let end = at;
      while (end < to && (bytes[end] as number) > BLANK) end++;
      if (out !== undefined) {
        const value = numberAt(bytes, at, end);
        if (value === undefined)
          throw corrupt(scanner.name, `value ${done + 1} of ${count} is "${textAt(bytes, at, Math.min(end, at + 40))}"`);
        out[done] = value;
      }
      done++;
      at = end;
    }
    const end = bytes.indexOf(10, at);
    return -1 - (end < 0 || end >= to ? to : end + 1);
  });
  if (done < count) throw corrupt(scanner.name, `it ends after ${done} of ${count} values`);
}

export function skipValues(scanner: TextScanner, count: number): Promise<void> {
  return walk(scanner, count, undefined);
}

/** The numbers as little-endian float64 in memory. */
export async function readValues(scanner: TextScanner, count: number, bytes: ByteSource): Promise<ByteSource> {
  const out = new Float64Array(count);
  await walk(scanner, count, out);
  return memoryBytes(bytes.name, bytes.path, new Uint8Array(out.buffer));
}
