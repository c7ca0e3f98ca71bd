/**
 * Compound files (OLE), after the published description [MS-CFB]: sectors of 512 or 4096 bytes chained by a table,
 * a directory of storages and streams, and a stream of small sectors for what is short. Nothing but the directory
 * and the short streams is held: the table is read where a chain passes, and a stream in runs of its sectors.
 */
import type { ByteSource } from '../../ports/index.js';
import { corrupt, MIB } from '../limits.js';
import { viewOf } from '../data-view.js';

const MAGIC = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
const SMALL_SECTOR = 64;
/** streams below this lie in small sectors */
const SHORT_STREAM = 4096;
const HEADER_TABLES = 109;
/** from here on a number is no sector: end of chain, free, table */
const NO_SECTOR = 0xfffffffa;
const END_OF_CHAIN = 0xfffffffe;
const NO_ENTRY = 0xffffffff;
const MAX_DIRECTORY_BYTES = 64 * MIB;
const MAX_SMALL_BYTES = 64 * MIB;
const MAX_DEPTH = 32;
const CACHED_TABLES = 1024;
const CACHED_STREAMS = 8;

export interface OleStream {
  readonly path: string;
  readonly start: number;
  readonly size: number;
}

export interface OleFile {
  /** by path, storages separated by "/" */
  readonly streams: ReadonlyMap<string, OleStream>;
  /** storages at the top, as names */
  readonly storages: ReadonlySet<string>;
  /** `length` bytes of a stream from `from` on */
  read(stream: OleStream, from: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
}

interface Run {
  readonly offset: number;
  readonly length: number;
}

interface Header {
  readonly sector: number;
  readonly directory: number;
  readonly smallTable: number;
  readonly moreTables: number;
  readonly tables: readonly number[];
  readonly tableCount: number;
  /** sizes have 64 bits only in files of large sectors */
  readonly wide: boolean;
}

export function isOle(head: Uint8Array): boolean {
  return MAGIC.every((byte, i) => head[i] === byte);
}

function readHeader(view: DataView, name: string): Header {
  const shift = view.getUint16(30, true);
  if ((shift !== 9 && shift !== 12) || view.getUint16(32, true) !== 6)
    throw corrupt(name, `its header gives sectors of 2^${shift} and small ones of 2^${view.getUint16(32, true)} bytes`);
  if (view.getUint32(56, true) !== SHORT_STREAM)
    throw corrupt(name, `its header calls streams below ${view.getUint32(56, true)} bytes short`);
  return {
    sector: 2 ** shift,
    directory: view.getUint32(48, true),
    smallTable: view.getUint32(60, true),
    moreTables: view.getUint32(68, true),
    tables: Array.from({ length: HEADER_TABLES }, (_, i) => view.getUint32(76 + 4 * i, true)),
    tableCount: view.getUint32(44, true),
    wide: shift === 12,
  };
}

/** Chains of sectors, through the table of the file. */
class Sectors {
  readonly bytes: ByteSource;
  readonly size: number;
  private readonly tables: readonly number[];
  private readonly cache = new Map<number, DataView>();

  constructor(bytes: ByteSource, size: number, tables: readonly number[]) {
    this.bytes = bytes;
    this.size = size;
    this.tables = tables;
  }

  offset(sector: number): number {
    const offset = (sector + 1) * this.size;
    if (offset >= this.bytes.size) throw corrupt(this.bytes.name, `its sector ${sector} lies outside its ${this.bytes.size} bytes`);
    return offset;
  }

  private async next(sector: number): Promise<number> {
    const perTable = this.size / 4;
    const index = Math.floor(sector / perTable);
    let table = this.cache.get(index);
    if (table === undefined) {
      const place = this.tables[index];
      if (place === undefined) throw corrupt(this.bytes.name, `its table does not cover sector ${sector}`);
      table = viewOf(await this.bytes.read(this.offset(place), this.size));
      const [oldest] = this.cache.keys();
      if (this.cache.size >= CACHED_TABLES && oldest !== undefined) this.cache.delete(oldest);
      this.cache.set(index, table);
    }
    return table.getUint32(4 * (sector % perTable), true);
  }

  /** Where the first `wanted` bytes of a chain lie; Infinity follows the chain to its end, up to `cap` bytes. */
  async runs(start: number, wanted: number, cap: number): Promise<readonly Run[]> {
    const { bytes, size } = this;
    const runs: { offset: number; length: number }[] = [];
    const seen = new Set<number>();
    let sector = start;
    for (let have = 0; have < wanted; have += size) {
      if (sector === END_OF_CHAIN && wanted === Infinity) break;
      if (sector >= NO_SECTOR) throw corrupt(bytes.name, `a chain of its sectors ends after ${have} of ${wanted} bytes`);
      if (seen.has(sector)) throw corrupt(bytes.name, `a chain of its sectors comes back to sector ${sector}`);
      if (have >= cap) throw corrupt(bytes.name, `a chain of its sectors is longer than ${cap} bytes`);
      seen.add(sector);
      const offset = this.offset(sector);
      const last = runs.at(-1);
      if (last !== undefined && last.offset + last.length === offset) last.length += size;
      else runs.push({ offset, length: size });
      sector = await this.next(sector);
    }
    return runs;
  }
}

/** Bytes [from, from + length) of what lies in runs, one read for each run. */
async function readRuns(bytes: ByteSource, runs: readonly Run[], from: number, length: number, signal?: AbortSignal): Promise<Uint8Array> {
  let skipped = 0;
  const parts: { at: number; offset: number; length: number }[] = [];
  let at = 0;
  for (const run of runs) {
    const inside = Math.max(0, from + at - skipped);
    if (inside < run.length && at < length) {
      const part = Math.min(run.length - inside, length - at);
      parts.push({ at, offset: run.offset + inside, length: part });
      at += part;
    }
    skipped += run.length;
  }
  if (at < length) throw corrupt(bytes.name, `a stream of it ends ${length - at} bytes early`);
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return bytes.read(only.offset, only.length, signal);
  const out = new Uint8Array(length);
  for (const part of parts) out.set(await bytes.read(part.offset, part.length, signal), part.at);
  return out;
}

/** The sectors of the table itself: the first in the header, the others in a chain of their own. */
async function tableSectors(bytes: ByteSource, header: Header): Promise<readonly number[]> {
  const { name, size } = bytes;
  if (header.tableCount * header.sector > size) throw corrupt(name, `its header claims ${header.tableCount} sectors of tables`);
  const found = header.tables.filter((sector) => sector < NO_SECTOR);
  const seen = new Set<number>();
  let sector = header.moreTables;
  while (found.length < header.tableCount && sector < NO_SECTOR) {
    const offset = (sector + 1) * header.sector;
    if (seen.has(sector)) throw corrupt(name, `the list of its tables comes back to sector ${sector}`);
    if (offset + header.sector > size) throw corrupt(name, `the list of its tables leads to sector ${sector} outside the file`);
    seen.add(sector);
    const view = viewOf(await bytes.read(offset, header.sector));
    const last = header.sector - 4;
    for (let at = 0; at < last; at += 4) if (view.getUint32(at, true) < NO_SECTOR) found.push(view.getUint32(at, true));
    sector = view.getUint32(last, true);
  }
  return found;
}

interface Directory {
  readonly streams: Map<string, OleStream>;
  readonly storages: Set<string>;
  readonly root: OleStream;
}

/** All streams with their paths. Siblings are a tree whose order does not matter here. */
function readDirectory(view: DataView, wide: boolean, name: string): Directory {
  const count = Math.floor(view.byteLength / ENTRY_BYTES);
  const streams = new Map<string, OleStream>();
  const storages = new Set<string>();
  const seen = new Set<number>();
  const stream = (at: number, path: string): OleStream => ({
    path,
    start: view.getUint32(at + 116, true),
    size: view.getUint32(at + 120, true) + (wide ? view.getUint32(at + 124, true) * 2 ** 32 : 0),
  });
  if (count < 1 || view.getUint8(66) !== 5) throw corrupt(name, 'its directory has no root');
  const open: { id: number; folder: string; depth: number }[] = [{ id: view.getUint32(76, true), folder: '', depth: 0 }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { id, folder, depth } = next;
    if (id === NO_ENTRY) continue;
    if (id >= count || seen.has(id) || depth > MAX_DEPTH)
      throw corrupt(name, `its directory leads to entry ${id} of ${count} again or outside`);
    seen.add(id);
    const at = id * ENTRY_BYTES;
    let text = '';
    const letters = Math.min(31, Math.max(0, view.getUint16(at + 64, true) / 2 - 1));
    for (let i = 0; i < letters; i++) text += String.fromCharCode(view.getUint16(at + 2 * i, true));
    const path = folder + text;
    const type = view.getUint8(at + 66);
    if (type === 2) streams.set(path, stream(at, path));
    if (type === 1) open.push({ id: view.getUint32(at + 76, true), folder: `${path}/`, depth: depth + 1 });
    if (type === 1 && depth === 0) storages.add(text);
    for (const side of [68, 72]) open.push({ id: view.getUint32(at + side, true), folder, depth });
  }
  return { streams, storages, root: stream(0, '') };
}

/** The short streams, all in one, in small sectors with a table of their own. */
async function smallReader(sectors: Sectors, header: Header, root: OleStream): Promise<(stream: OleStream) => Uint8Array> {
  const { bytes } = sectors;
  if (root.size > MAX_SMALL_BYTES) throw corrupt(bytes.name, `it claims ${root.size} bytes of short streams`);
  const whole = await readRuns(bytes, await sectors.runs(root.start, root.size, MAX_SMALL_BYTES), 0, root.size);
  const chain = header.smallTable < NO_SECTOR ? await sectors.runs(header.smallTable, Infinity, MAX_SMALL_BYTES / 8) : [];
  const tableBytes = chain.reduce((sum, run) => sum + run.length, 0);
  const table = viewOf(await readRuns(bytes, chain, 0, tableBytes));
  return ({ path, start, size }) => {
    const out = new Uint8Array(size);
    let sector = start;
    for (let at = 0; at < size; at += SMALL_SECTOR) {
      const part = Math.min(SMALL_SECTOR, size - at);
      const from = sector * SMALL_SECTOR;
      if (sector >= NO_SECTOR || from + part > whole.length || 4 * sector >= tableBytes)
        throw corrupt(bytes.name, `its stream "${path}" ends early`);
      out.set(whole.subarray(from, from + part), at);
      sector = table.getUint32(4 * sector, true);
    }
    return out;
  };
}

export async function openOle(bytes: ByteSource): Promise<OleFile> {
  const { name } = bytes;
  if (bytes.size < 3 * HEADER_BYTES) throw corrupt(name, `it has ${bytes.size} bytes, fewer than a compound file`);
  const header = readHeader(viewOf(await bytes.read(0, HEADER_BYTES)), name);
  const sectors = new Sectors(bytes, header.sector, await tableSectors(bytes, header));
  const chain = await sectors.runs(header.directory, Infinity, MAX_DIRECTORY_BYTES);
  const length = chain.reduce((sum, run) => sum + run.length, 0);
  const { streams, storages, root } = readDirectory(viewOf(await readRuns(bytes, chain, 0, length)), header.wide, name);
  const small = await smallReader(sectors, header, root);
  const cache = new Map<string, readonly Run[]>();

  async function runsOf(stream: OleStream): Promise<readonly Run[]> {
    const known = cache.get(stream.path);
    if (known !== undefined) return known;
    const runs = await sectors.runs(stream.start, stream.size, bytes.size);
    const [oldest] = cache.keys();
    if (cache.size >= CACHED_STREAMS && oldest !== undefined) cache.delete(oldest);
    cache.set(stream.path, runs);
    return runs;
  }

  async function read(stream: OleStream, from: number, count: number, signal?: AbortSignal): Promise<Uint8Array> {
    if (from + count > stream.size) throw corrupt(name, `its stream "${stream.path}" has ${stream.size} bytes, fewer than ${from + count}`);
    if (stream.size > bytes.size) throw corrupt(name, `its stream "${stream.path}" claims ${stream.size} bytes`);
    if (stream.size < SHORT_STREAM) return small(stream).subarray(from, from + count);
    return readRuns(bytes, await runsOf(stream), from, count, signal);
  }
  return { streams, storages, read };
}
