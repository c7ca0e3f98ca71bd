/**
 * CCITT fax compressions of bilevel pictures, from ITU-T T.4 and T.6: rows as alternating white and black runs, or
 * as differences from the row above. Black runs become 1 bits, whatever the photometric tag says about their look.
 */
import { corrupt, unsupported } from '../limits.js';
import { RUN_BITS, runTable } from './ccitt-codes.js';

/** modified Huffman rows on byte borders (2), T.4 with end-of-line codes (3), T.6 (4) */
export type CcittKind = 'rle' | 'group3' | 'group4';

const PASS = 7;
const HORIZONTAL = 8;
const EXTENSION = 9;
const END_OF_LINE_ZEROS = 11;

/** Modes of two-dimensional rows by the next 7 bits: length in the top 4 bits; 0 to 6 mean a vertical shift of -3 to 3. */
const MODES = (() => {
  const table = new Uint8Array(128);
  const codes: readonly (readonly [string, number])[] = [
    ['1', 3], ['011', 4], ['000011', 5], ['0000011', 6], ['010', 2], ['000010', 1], ['0000010', 0],
    ['0001', PASS], ['001', HORIZONTAL], ['0000001', EXTENSION],
  ]; // prettier-ignore
  for (const [code, mode] of codes) {
    const free = 7 - code.length;
    const first = parseInt(code, 2) << free;
    table.fill((code.length << 4) | mode, first, first + (1 << free));
  }
  return table;
})();

let runs: { readonly white: Uint16Array; readonly black: Uint16Array } | undefined;

interface BitReader {
  readonly bytes: Uint8Array;
  /** in bits */
  at: number;
  readonly end: number;
}

/** The next `count` (at most 16) bits without taking them; zeros follow the end. */
function peek(reader: BitReader, count: number): number {
  const byte = reader.at >>> 3;
  const { bytes } = reader;
  const word = ((bytes[byte] ?? 0) << 16) | ((bytes[byte + 1] ?? 0) << 8) | (bytes[byte + 2] ?? 0);
  return (word >>> (24 - (reader.at & 7) - count)) & ((1 << count) - 1);
}

/** The length of a run: make-up codes, then one terminating code. */
function readRun(reader: BitReader, table: Uint16Array, width: number, name: string): number {
  let total = 0;
  for (;;) {
    const found = table[peek(reader, RUN_BITS)] as number;
    if (found === 0 || reader.at >= reader.end) throw corrupt(name, `a CCITT strip contains an unknown code at bit ${reader.at}`);
    reader.at += found >>> 12;
    const run = found & 4095;
    total += run;
    if (total > width) throw corrupt(name, `a CCITT row is longer than ${width} pixels`);
    if (run < 64) return total;
  }
}

/** Positions where the colour changes, white first; followed by a few entries at the end of the row. */
interface Row {
  readonly changes: Int32Array;
  count: number;
}

function addChange(row: Row, position: number): void {
  // a run of no pixels is no change
  if (row.count > 0 && row.changes[row.count - 1] === position) row.count--;
  else row.changes[row.count++] = position;
}

function closeRow(row: Row, width: number): void {
  while (row.count > 0 && row.changes[row.count - 1] === width) row.count--;
  row.changes.fill(width, row.count, row.count + 4);
}

function readRow1d(reader: BitReader, row: Row, width: number, name: string): void {
  const { white, black } = (runs ??= { white: runTable(false), black: runTable(true) });
  row.count = 0;
  let position = 0;
  for (let colour = 0; position < width; colour ^= 1) {
    position += readRun(reader, colour === 0 ? white : black, width - position, name);
    addChange(row, position);
  }
  closeRow(row, width);
}

/** A row told by the one above it. Gives false at the code that ends a T.6 strip. */
function readRow2d(reader: BitReader, row: Row, above: Row, width: number, name: string): boolean {
  const { white, black } = (runs ??= { white: runTable(false), black: runTable(true) });
  const ref = above.changes;
  row.count = 0;
  let a0 = -1;
  let colour = 0;
  let near = 0;
  while (a0 < width) {
    const found = MODES[peek(reader, 7)] as number;
    if (found === 0) {
      if (row.count === 0 && a0 < 0 && peek(reader, 12) === 1) return false;
      throw corrupt(name, `a CCITT strip contains an unknown code at bit ${reader.at}`);
    }
    if (reader.at >= reader.end) throw corrupt(name, 'a CCITT strip ends within a row');
    reader.at += found >>> 4;
    const mode = found & 15;
    if (mode === EXTENSION) throw unsupported(name, 'CCITT rows in uncompressed mode are not supported; save it uncompressed or with LZW.');

    if (mode === HORIZONTAL) {
      const start = Math.max(a0, 0);
      const first = start + readRun(reader, colour === 0 ? white : black, width - start, name);
      a0 = first + readRun(reader, colour === 0 ? black : white, width - first, name);
      addChange(row, first);
      addChange(row, a0);
      continue;
    }
    // b1: the first change above that lies right of a0 and goes to the other colour
    while (near > 0 && (ref[near - 1] as number) > a0) near--;
    while ((ref[near] as number) <= a0 && (ref[near] as number) < width) near++;
    const b1 = (near & 1) === colour ? near : near + 1;
    if (mode === PASS) {
      a0 = ref[b1 + 1] as number;
      continue;
    }
    const a1 = (ref[b1] as number) + mode - 3;
    if (a1 < Math.max(a0, 0) || a1 > width) throw corrupt(name, `a CCITT row has a change outside its ${width} pixels`);
    addChange(row, a1);
    a0 = a1;
    colour ^= 1;
  }
  closeRow(row, width);
  return true;
}

/** Sets the bits of the black runs; `out` is zero. */
function paintRow(out: Uint8Array, row: Row, base: number): void {
  for (let i = 0; i < row.count; i += 2) {
    const from = row.changes[i] as number;
    const to = row.changes[i + 1] as number;
    for (let x = from; x < to;) {
      if ((x & 7) === 0 && to - x >= 8) {
        const whole = base + (x >> 3);
        const bytes = (to - x) >> 3;
        out.fill(255, whole, whole + bytes);
        x += bytes * 8;
      } else {
        const at = base + (x >> 3);
        out[at] = (out[at] as number) | (128 >> (x & 7));
        x++;
      }
    }
  }
}

/** Takes an end-of-line code with its fill bits, if one is next. */
function takeEndOfLine(reader: BitReader): boolean {
  let at = reader.at;
  while (at < reader.end && ((reader.bytes[at >>> 3] as number) & (128 >> (at & 7))) === 0) at++;
  if (at >= reader.end || at - reader.at < END_OF_LINE_ZEROS) return false;
  reader.at = at + 1;
  return true;
}

/** Reads one row; false where the strip says that it ends. */
function readRow(reader: BitReader, kind: CcittKind, twoDimensional: boolean, row: Row, above: Row, width: number, name: string): boolean {
  if (kind === 'group4') return readRow2d(reader, row, above, width, name);
  if (kind === 'rle') {
    readRow1d(reader, row, width, name);
    reader.at = (reader.at + 7) & ~7;
    return true;
  }
  const marked = takeEndOfLine(reader);
  let flat = true;
  if (marked && twoDimensional) {
    flat = peek(reader, 1) === 1;
    reader.at++;
  }
  // two marks in a row are the end of the page
  if (marked && peek(reader, 12) === 1) return false;
  if (flat) readRow1d(reader, row, width, name);
  else return readRow2d(reader, row, above, width, name);
  return true;
}

/** Packed 1-bit rows of a strip. `twoDimensional` is bit 0 of the T4Options tag. */
export function decodeCcitt(
  bytes: Uint8Array,
  kind: CcittKind,
  twoDimensional: boolean,
  width: number,
  rows: number,
  name: string,
): Uint8Array {
  // every row takes at least one bit
  if (rows > bytes.length * 8 || bytes.length >= 2 ** 28 || width >= 2 ** 28)
    throw corrupt(name, `a CCITT strip of ${bytes.length} bytes cannot hold ${rows} rows`);
  const rowBytes = Math.ceil(width / 8);
  const out = new Uint8Array(rowBytes * rows);
  const reader: BitReader = { bytes, at: 0, end: bytes.length * 8 };
  let row: Row = { changes: new Int32Array(width + 8), count: 0 };
  let above: Row = { changes: new Int32Array(width + 8), count: 0 };
  closeRow(above, width);
  for (let y = 0; y < rows; y++) {
    if (!readRow(reader, kind, twoDimensional, row, above, width, name))
      throw corrupt(name, `a CCITT strip holds ${y} of its ${rows} rows`);
    paintRow(out, row, y * rowBytes);
    [row, above] = [above, row];
  }
  return out;
}
