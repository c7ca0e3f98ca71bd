/** Walks through a text file of any size with one buffer: lines for headers, whole blocks of lines for rows of numbers. */
import { checkAborted } from '../../base/index.js';
import type { ByteSource } from '../../ports/index.js';
import { byteText, corrupt } from '../limits.js';

const CHUNK_BYTES = 2 * 1024 * 1024;
/** no line of a particle file is longer */
const MAX_LINE_BYTES = 1024 * 1024;
const NEWLINE = 10;

export class TextScanner {
  readonly #bytes: ByteSource;
  readonly #signal: AbortSignal | undefined;
  /** file offset after the buffer */
  #next: number;
  #buffer: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(bytes: ByteSource, start = 0, signal?: AbortSignal) {
    this.#bytes = bytes;
    this.#next = start;
    this.#signal = signal;
  }

  get name(): string {
    return this.#bytes.name;
  }

  /** file offset of the next line */
  get position(): number {
    return this.#next - (this.#buffer.length - this.#at);
  }

  /** bytes that follow */
  get remaining(): number {
    return this.#bytes.size - this.position;
  }

  /** Reads on, keeping what was not consumed. False at the end of the file. */
  async #fill(): Promise<boolean> {
    checkAborted(this.#signal);
    const length = Math.min(CHUNK_BYTES, this.#bytes.size - this.#next);
    if (length <= 0) return false;
    const part = await this.#bytes.read(this.#next, length, this.#signal);
    const left = this.#buffer.length - this.#at;
    if (left > MAX_LINE_BYTES) throw corrupt(this.name, `the line at byte ${this.position} is longer than ${byteText(MAX_LINE_BYTES)}`);
    if (left === 0) this.#buffer = part;
    else {
      const joined = new Uint8Array(left + part.length);
      joined.set(this.#buffer.subarray(this.#at));
      joined.set(part, left);
      this.#buffer = joined;
    }
    this.#at = 0;
    this.#next += length;
    return true;
  }

  /** The next line without its end, or undefined at the end of the file. */
  async line(): Promise<string | undefined> {
    let end = this.#buffer.indexOf(NEWLINE, this.#at);
    while (end < 0) {
      if (!(await this.#fill())) {
        if (this.#at >= this.#buffer.length) return undefined;
        end = this.#buffer.length;
        break;
      }
      end = this.#buffer.indexOf(NEWLINE, this.#at);
    }
    if (end - this.#at > MAX_LINE_BYTES)
      throw corrupt(this.name, `the line at byte ${this.position} is longer than ${byteText(MAX_LINE_BYTES)}`);
    const text = new TextDecoder().decode(this.#buffer.subarray(this.#at, end));
    this.#at = Math.min(end + 1, this.#buffer.length);
    return text.endsWith('\r') ? text.slice(0, -1) : text;
  }

  /** The next line as `line` gives it, left in place. */
  async peek(): Promise<string | undefined> {
    const before = this.position;
    const text = await this.line();
    if (text === undefined) return undefined;
    // a line was within the buffer, so going back stays inside it
    this.#at -= this.position - before;
    return text;
  }

  /** Passes over lines; gives how many there were. */
  async skipLines(count: number): Promise<number> {
    let done = 0;
    while (done < count) {
      const buffer = this.#buffer;
      let at = this.#at;
      while (done < count) {
        const end = buffer.indexOf(NEWLINE, at);
        if (end < 0) break;
        at = end + 1;
        done++;
      }
      this.#at = at;
      if (done === count) break;
      // the last line need not end
      const open = this.#at < this.#buffer.length;
      if (await this.#fill()) continue;
      this.#at = this.#buffer.length;
      return open ? done + 1 : done;
    }
    return done;
  }

  /**
   * Hands out whole lines, as many as a buffer holds: `take` gets bytes [from, to) and returns where it stopped,
   * or -1 - where it stopped to be asked no more. False when the file ended first.
   */
  async lines(take: (bytes: Uint8Array, from: number, to: number) => number): Promise<boolean> {
    for (;;) {
      const atEnd = this.#next >= this.#bytes.size;
      const to = atEnd ? this.#buffer.length : this.#buffer.lastIndexOf(NEWLINE) + 1;
      if (to > this.#at) {
        const stopped = take(this.#buffer, this.#at, to);
        this.#at = stopped < 0 ? -1 - stopped : stopped;
        if (stopped < 0) return true;
      }
      if (!(await this.#fill())) return false;
    }
  }
}
