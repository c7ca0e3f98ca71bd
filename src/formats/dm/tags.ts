/**
 * The tag tree of DigitalMicrograph files, version 3 and 4. Counts and names are big-endian, values follow the
 * byte order that the header names. The walk goes through a window of the file and steps over arrays: pixels are
 * remembered as a place, and only the tags that describe images are kept.
 */
import type { ByteSource } from '../../ports/index.js';
import { corrupt } from '../limits.js';

/** an array that was stepped over */
export interface DataPlace {
  readonly offset: number;
  readonly bytes: number;
}

export type TagValue = number | string | DataPlace;

export interface TagTree {
  readonly littleEndian: boolean;
  /** by path; entries without a name are counted: "ImageList/1/ImageData/DataType" */
  readonly values: ReadonlyMap<string, TagValue>;
}

const WINDOW_BYTES = 256 * 1024;
const MAX_DEPTH = 64;
const MAX_TAGS = 2_000_000;
const MAX_KEPT = 200_000;
/** paths of interest are no deeper, names of interest no longer */
const MAX_PATH_DEPTH = 8;
const MAX_NAME = 255;
const MAX_TEXT = 4096;
/** the description of a value: a structure in an array names all its fields */
const MAX_INFO = 4096;

const TOP_GROUPS: readonly string[] = ['ImageList', 'Thumbnails', 'ImageSourceList', 'DocumentObjectList'];
const KEPT =
  /^(?:ImageList\/\d+\/(?:ImageData\/.*|Name|ImageTags\/Meta Data\/.*)|Thumbnails\/.*|ImageSourceList\/\d+\/ImageRef|DocumentObjectList\/\d+\/ImageSource)$/;

const GROUP = 20;
const DATA = 21;
const STRUCTURE = 15;
const TEXT = 18;
const ARRAY = 20;
const UTF16 = 4;

/** bytes of the simple types: integers, floats, booleans and letters */
const SIMPLE_BYTES: Readonly<Record<number, number>> = { 2: 2, 3: 4, 4: 2, 5: 4, 6: 4, 7: 8, 8: 1, 9: 1, 10: 1, 11: 8, 12: 8 };

/** Small values one after another, through a window of the file. */
class Cursor {
  readonly bytes: ByteSource;
  at: number;
  view: DataView = new DataView(new ArrayBuffer(0));
  from = 0;

  constructor(bytes: ByteSource, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  /** makes `length` bytes from here on readable; a promise only where the window has to move */
  need(length: number): Promise<void> | undefined {
    return this.at >= this.from && this.at + length <= this.from + this.view.byteLength ? undefined : this.load(length);
  }

  /** the position of `length` bytes in the view; moves on */
  step(length: number): number {
    const position = this.at - this.from;
    this.at += length;
    return position;
  }

  private async load(length: number): Promise<void> {
    const { bytes, at } = this;
    if (at + length > bytes.size) throw corrupt(bytes.name, `its tags go on at byte ${at}, beyond its ${bytes.size} bytes`);
    const part = await bytes.read(at, Math.min(Math.max(length, WINDOW_BYTES), bytes.size - at));
    this.view = new DataView(part.buffer, part.byteOffset, part.byteLength);
    this.from = at;
  }
}

class Walk {
  readonly cursor: Cursor;
  readonly wide: boolean;
  readonly littleEndian: boolean;
  readonly values = new Map<string, TagValue>();
  tags = 0;

  constructor(bytes: ByteSource, wide: boolean, littleEndian: boolean) {
    this.cursor = new Cursor(bytes, wide ? 16 : 12);
    this.wide = wide;
    this.littleEndian = littleEndian;
  }

  /** a path that is undefined belongs to nothing of interest */
  async group(path: string | undefined, depth: number): Promise<void> {
    const { cursor } = this;
    if (depth > MAX_DEPTH) throw this.damaged(`its tags are nested deeper than ${MAX_DEPTH} groups`);
    cursor.at += 2;
    const count = await this.count();
    // a tag takes at least three bytes
    if (count * 3 > cursor.bytes.size) throw this.damaged(`a group of tags claims ${count} entries`);
    let unnamed = 0;
    for (let i = 0; i < count; i++) {
      if (++this.tags > MAX_TAGS) throw this.damaged(`it has more than ${MAX_TAGS} tags`);
      const head = cursor.need(3);
      if (head !== undefined) await head;
      const type = cursor.view.getUint8(cursor.step(1));
      const length = cursor.view.getUint16(cursor.step(2), false);
      const wait = cursor.need(length + (this.wide ? 8 : 0));
      if (wait !== undefined) await wait;
      const start = cursor.step(length);
      const named = path === undefined ? '' : this.letters(start, Math.min(length, MAX_NAME));
      if (this.wide) cursor.at += 8;
      const name = length === 0 ? String(unnamed++) : named;
      const inner = this.innerPath(path, name, depth);
      if (type === GROUP) await this.group(inner, depth + 1);
      else if (type === DATA) await this.data(inner);
      else throw this.damaged(`byte ${cursor.at} holds a tag of the unknown type ${type}`);
    }
  }

  private innerPath(path: string | undefined, name: string, depth: number): string | undefined {
    if (path === undefined || depth >= MAX_PATH_DEPTH) return undefined;
    if (path !== '') return `${path}/${name}`;
    return TOP_GROUPS.includes(name) ? name : undefined;
  }

  private letters(start: number, length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += String.fromCharCode(this.cursor.view.getUint8(start + i));
    return text;
  }

  private async count(): Promise<number> {
    const { cursor, wide } = this;
    const wait = cursor.need(wide ? 8 : 4);
    if (wait !== undefined) await wait;
    if (!wide) return cursor.view.getUint32(cursor.step(4), false);
    const at = cursor.step(8);
    return cursor.view.getUint32(at, false) * 2 ** 32 + cursor.view.getUint32(at + 4, false);
  }

  private async data(path: string | undefined): Promise<void> {
    const { cursor } = this;
    const wait = cursor.need(4);
    if (wait !== undefined) await wait;
    if (cursor.view.getUint32(cursor.step(4), false) !== 0x25252525)
      throw this.damaged(`the tag before byte ${cursor.at} has no data mark`);
    const length = await this.count();
    if (length < 1 || length > MAX_INFO) throw this.damaged(`the tag before byte ${cursor.at} is described by ${length} numbers`);
    const info: number[] = [];
    for (let i = 0; i < length; i++) info.push(await this.count());
    const value = await this.value(info, path?.endsWith('/ImageData/Data') === true);
    if (path === undefined || value === undefined || !KEPT.test(path)) return;
    if (this.values.size >= MAX_KEPT) throw this.damaged(`it has more than ${MAX_KEPT} tags about images`);
    this.values.set(path, value);
  }

  private async value(info: readonly number[], pixels: boolean): Promise<TagValue | undefined> {
    const [type = 0] = info;
    if (Object.hasOwn(SIMPLE_BYTES, type)) return this.simple(type);
    if (type === STRUCTURE) return this.skip(this.structureBytes(info, 0));
    if (type === TEXT) return this.skip(info[1] ?? 0);
    if (type !== ARRAY) throw this.damaged(`byte ${this.cursor.at} holds a value of the unknown type ${type}`);
    return this.array(info, pixels);
  }

  /** text and 16-bit pixels are told apart by their place alone */
  private async array(info: readonly number[], pixels: boolean): Promise<TagValue> {
    const [, item = 0] = info;
    const each = item === STRUCTURE ? this.structureBytes(info, 1) : SIMPLE_BYTES[item];
    const count = info.at(-1) ?? 0;
    if (each === undefined) throw this.damaged(`byte ${this.cursor.at} holds an array of the unknown type ${item}`);
    if (item === UTF16 && !pixels && count <= MAX_TEXT) return this.text(count);
    return this.skip(each * count);
  }

  private async text(count: number): Promise<string> {
    const { cursor } = this;
    const wait = cursor.need(2 * count);
    if (wait !== undefined) await wait;
    const start = cursor.step(2 * count);
    let text = '';
    for (let i = 0; i < count; i++) text += String.fromCharCode(cursor.view.getUint16(start + 2 * i, this.littleEndian));
    return text;
  }

  /** a structure at info[from]: the length of its name, the number of fields, then name length and type of each */
  private structureBytes(info: readonly number[], from: number): number {
    const fields = info[from + 2] ?? 0;
    let total = 0;
    for (let i = 0; i < fields; i++) {
      const bytes = SIMPLE_BYTES[info[from + 4 + 2 * i] ?? 0];
      if (bytes === undefined) throw this.damaged(`the structure at byte ${this.cursor.at} has a field of an unknown type`);
      total += bytes;
    }
    return total;
  }

  private skip(bytes: number): DataPlace {
    const { cursor } = this;
    const offset = cursor.at;
    if (!Number.isSafeInteger(bytes) || offset + bytes > cursor.bytes.size)
      throw this.damaged(`its array of ${bytes} bytes at byte ${offset} ends outside its ${cursor.bytes.size} bytes`);
    cursor.at += bytes;
    return { offset, bytes };
  }

  private async simple(type: number): Promise<number> {
    const { cursor, littleEndian } = this;
    const length = SIMPLE_BYTES[type] ?? 1;
    const wait = cursor.need(length);
    if (wait !== undefined) await wait;
    const { view } = cursor;
    const at = cursor.step(length);
    if (type === 2) return view.getInt16(at, littleEndian);
    if (type === 3) return view.getInt32(at, littleEndian);
    if (type === 4) return view.getUint16(at, littleEndian);
    if (type === 5) return view.getUint32(at, littleEndian);
    if (type === 6) return view.getFloat32(at, littleEndian);
    if (type === 7) return view.getFloat64(at, littleEndian);
    if (type === 9) return view.getInt8(at);
    if (type === 11) return Number(view.getBigInt64(at, littleEndian));
    return type === 12 ? Number(view.getBigUint64(at, littleEndian)) : view.getUint8(at);
  }

  private damaged(what: string): Error {
    return corrupt(this.cursor.bytes.name, what);
  }
}

/** 3 or 4 for a DigitalMicrograph file, from its first bytes. */
export function dmVersion(head: Uint8Array): 3 | 4 | undefined {
  if (head.length < 16) return undefined;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const version = view.getUint32(0, false);
  if (version !== 3 && version !== 4) return undefined;
  const order = view.getUint32(version === 3 ? 8 : 12, false);
  return order <= 1 ? version : undefined;
}

export async function readTags(bytes: ByteSource): Promise<TagTree> {
  if (bytes.size < 24) throw corrupt(bytes.name, `it has ${bytes.size} bytes, fewer than a DigitalMicrograph header`);
  const head = await bytes.read(0, 24);
  const version = dmVersion(head);
  if (version === undefined) throw corrupt(bytes.name, 'its DigitalMicrograph header has an unknown version or byte order');
  const wide = version === 4;
  const walk = new Walk(bytes, wide, head[wide ? 15 : 11] === 1);
  await walk.group('', 0);
  return { littleEndian: walk.littleEndian, values: walk.values };
}
