/** Rows of numbers and words as one table of float64, parsed byte by byte. */
import { corrupt } from '../limits.js';
import { numberAt, textAt } from './number-text.js';
import type { TextScanner } from './text-scanner.js';

/**
 * `position`: a finite number; `number`: any, also "nan"; `word`: a text, numbered in order of appearance; `flag`: T or F
 * (also true, false, 1, 0); `skip`: passed over.
 */
export type ColumnUse = 'position' | 'number' | 'word' | 'flag' | 'skip';

interface RowPlan {
  readonly columns: readonly { readonly name: string; readonly use: ColumnUse }[];
  /** the byte between cells; 0: any blanks */
  readonly delimiter: number;
  /** whether more cells than columns are an error */
  readonly strict: boolean;
  /** numbers of the words, one list for each column that has some */
  readonly words: Words;
}

/** distinct words of a file; names of elements, types, parts */
const MAX_WORDS = 10_000;

/** Words numbered from 1 in order of appearance. */
export class Words {
  readonly #codes = new Map<string | number, number>();
  readonly #names: string[] = [];

  get names(): readonly string[] {
    return this.#names;
  }

  /** undefined when there are too many */
  code(word: string, key: string | number = word): number | undefined {
    const known = this.#codes.get(key) ?? this.#codes.get(word);
    if (known !== undefined) return known;
    if (this.#names.length >= MAX_WORDS) return undefined;
    this.#names.push(word);
    this.#codes.set(key, this.#names.length);
    this.#codes.set(word, this.#names.length);
    return this.#names.length;
  }

  codeAt(bytes: Uint8Array, from: number, to: number): number | undefined {
    if (to - from > 6) return this.code(textAt(bytes, from, to));
    // short words are told apart by a number, without making a text of each
    let key = 0;
    for (let i = from; i < to; i++) key = key * 256 + (bytes[i] as number);
    return this.#codes.get(key) ?? this.code(textAt(bytes, from, to), key);
  }
}

const BLANK = 32;
const NEWLINE = 10;
const HASH = 35;
const QUOTE = 34;

function flagAt(bytes: Uint8Array, from: number, to: number): number | undefined {
  const text = textAt(bytes, from, to).toLowerCase();
  if (/^(?:\.?t(?:rue)?\.?|1)$/.test(text)) return 1;
  return /^(?:\.?f(?:alse)?\.?|0)$/.test(text) ? 0 : undefined;
}

/** The value of a cell, or undefined when it is not what its column holds. */
function cellValue(bytes: Uint8Array, from: number, to: number, use: ColumnUse, words: Words): number | undefined {
  if (use === 'word') return words.codeAt(bytes, from, to);
  if (use === 'flag') return flagAt(bytes, from, to);
  if (from === to) return use === 'position' ? undefined : NaN;
  const value = numberAt(bytes, from, to);
  return use === 'position' && !Number.isFinite(value) ? undefined : value;
}

export class RowParser {
  readonly width: number;
  readonly #plan: RowPlan;
  readonly #name: string;
  /** end of the row after which `row` stopped */
  #end = 0;

  constructor(name: string, plan: RowPlan) {
    this.#name = name;
    this.#plan = plan;
    this.width = plan.columns.filter(({ use }) => use !== 'skip').length;
  }

  #refuse(row: number, column: string, found: string): never {
    throw corrupt(this.#name, `row ${row + 1} has "${found}" where its ${column} should be`);
  }

  /** One row from `at` into out[o...]; gives the start of the next. */
  #row(bytes: Uint8Array, at: number, to: number, out: Float64Array, o: number, row: number): number {
    const { columns, delimiter, words } = this.#plan;
    let slot = o;
    for (let i = 0; i < columns.length; i++) {
      const { name, use } = columns[i] as RowPlan['columns'][number];
      const from = this.#cell(bytes, at, to, delimiter);
      let [start, end] = [from, this.#end];
      at = this.#end;
      if (delimiter !== 0) {
        while (start < end && (bytes[end - 1] as number) <= BLANK) end--;
        if (end - start >= 2 && bytes[start] === QUOTE && bytes[end - 1] === QUOTE) [start, end] = [start + 1, end - 1];
        if (at < to && bytes[at] === delimiter) at++;
        else if (i + 1 < columns.length) this.#refuse(row, columns[i + 1]?.name ?? '', 'nothing');
      } else if (start === end) this.#refuse(row, name, 'nothing');
      if (use === 'skip') continue;
      const value = cellValue(bytes, start, end, use, words);
      if (value === undefined)
        this.#refuse(row, use === 'position' ? `coordinate ${name}` : name, textAt(bytes, start, Math.min(end, start + 40)));
      out[slot++] = value;
    }
    return this.#rest(bytes, at, to, row);
  }

  /** Start of the next cell, its end in #end. */
  #cell(bytes: Uint8Array, at: number, to: number, delimiter: number): number {
    while (at < to) {
      const c = bytes[at] as number;
      if (c > BLANK || c === NEWLINE || c === delimiter) break;
      at++;
    }
    let end = at;
    if (delimiter === 0) {
      while (end < to && (bytes[end] as number) > BLANK) end++;
      if (end > at && bytes[at] === HASH) end = at;
    } else if (bytes[at] === QUOTE) {
      end++;
      while (end < to && bytes[end] !== QUOTE && bytes[end] !== NEWLINE) end++;
      while (end < to && bytes[end] !== delimiter && bytes[end] !== NEWLINE) end++;
    } else while (end < to && bytes[end] !== delimiter && bytes[end] !== NEWLINE) end++;
    this.#end = end;
    return at;
  }

  #rest(bytes: Uint8Array, at: number, to: number, row: number): number {
    const { strict, columns } = this.#plan;
    while (at < to && bytes[at] !== NEWLINE) {
      const c = bytes[at] as number;
      if (strict && c > BLANK && c !== HASH) throw corrupt(this.#name, `row ${row + 1} has more than its ${columns.length} columns`);
      if (c === HASH || !strict) {
        const end = bytes.indexOf(NEWLINE, at);
        return end < 0 || end >= to ? to : end + 1;
      }
      at++;
    }
    return at + 1 > to ? to : at + 1;
  }

  /** `count` rows, one after another; blank lines between them only where `loose`. */
  async read(scanner: TextScanner, count: number, loose = false): Promise<Float64Array> {
    const out = new Float64Array(count * this.width);
    const done = await this.readInto(scanner, out, count, loose);
    if (done < count) throw corrupt(this.#name, `it ends after ${done} of ${count} rows`);
    return out;
  }

  /** At most `count` rows; gives how many the file had. */
  async readInto(scanner: TextScanner, out: Float64Array, count: number, loose: boolean): Promise<number> {
    let row = 0;
    if (count === 0) return 0;
    await scanner.lines((bytes, from, to) => {
      let at = from;
      while (at < to && row < count) {
        if (loose && isBlankRow(bytes, at, to)) {
          const end = bytes.indexOf(NEWLINE, at);
          at = end < 0 || end >= to ? to : end + 1;
          continue;
        }
        at = this.#row(bytes, at, to, out, row * this.width, row);
        row++;
      }
      return row === count ? -1 - at : at;
    });
    return row;
  }
}

/** A line without content: blanks, or a remark. */
function isBlankRow(bytes: Uint8Array, at: number, to: number): boolean {
  for (; at < to; at++) {
    const c = bytes[at] as number;
    if (c === NEWLINE || c === HASH) return true;
    if (c > BLANK) return false;
  }
  return true;
}
