/** Zarr arrays of version 2 and 3: metadata, chunks and shards; decoded chunks are kept for a while. */
import type { ByteSource } from '../../ports/index.js';
import type { VoxelArray } from '../../volume/index.js';
import type { FormatHost } from '../format.js';
import { byteText, checkedSize, corrupt, MAX_CHUNK_BYTES, MIB, unsupported } from '../limits.js';
import { isStoredType, storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';
import { chainV2, chainV3, checkedCrc, decodeChunk } from './codecs.js';
import type { Chain, Sharding } from './codecs.js';
import { listAt, objectAt, readJson, textAt } from './metadata.js';
import type { JsonObject } from './metadata.js';
import { readKey, under } from './store.js';
import type { ZarrStore } from './store.js';

const CACHE_BYTES = 256 * MIB;
const KEPT_INDEXES = 64;
/** of the index of one shard */
const MAX_INDEX_BYTES = 64 * MIB;

export interface ZarrArray {
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
  readonly stored: StoredType;
  /** names of its axes, where it gives them */
  readonly dimensions: readonly unknown[];
  /** values of a whole chunk, C order, also beyond the edge of the array; undefined where nothing is stored */
  chunkAt(coordinates: readonly number[]): Promise<VoxelArray | undefined>;
  readonly fill: number;
}

/** Keeps what was loaded last, up to a total cost. */
function cached<T>(
  most: number,
  costOf: (value: T) => number,
  load: (coordinates: readonly number[]) => Promise<T>,
): (coordinates: readonly number[]) => Promise<T> {
  const kept = new Map<string, { value: Promise<T>; cost: number }>();
  let total = 0;
  return (coordinates) => {
    const key = coordinates.join('/');
    const known = kept.get(key);
    if (known !== undefined) {
      kept.delete(key);
      kept.set(key, known);
      return known.value;
    }
    const entry = { value: load([...coordinates]), cost: 0 };
    kept.set(key, entry);
    entry.value.then(
      (value) => {
        entry.cost = costOf(value);
        total += entry.cost;
        for (const [oldest, { cost }] of kept) {
          if (total <= most || oldest === key) break;
          total -= cost;
          kept.delete(oldest);
        }
      },
      () => kept.delete(key),
    );
    return entry.value;
  };
}

function sizesOf(name: string, values: readonly unknown[]): number[] {
  const sizes = values.map(Number);
  if (sizes.length === 0) throw unsupported(name, 'zarr arrays without dimensions are not supported.');
  checkedSize(name, sizes);
  return sizes;
}

const V2_KINDS: Readonly<Record<string, string>> = { u: 'uint', i: 'int', f: 'float', b: 'uint' };

function storedV2(name: string, dtype: unknown): { stored: StoredType; bigEndian: boolean } {
  const match = typeof dtype === 'string' ? /^([<>|])([uifb])([1248])$/.exec(dtype) : null;
  const stored = match === null ? '' : `${V2_KINDS[match[2] ?? ''] ?? ''}${Number(match[3]) * 8}`;
  if (!isStoredType(stored)) throw noType(name, typeof dtype === 'string' ? dtype : 'records');
  return { stored, bigEndian: match?.[1] === '>' };
}

function storedV3(name: string, type: unknown): StoredType {
  const text = type === 'bool' ? 'uint8' : type;
  if (typeof text === 'string' && isStoredType(text)) return text;
  throw noType(name, typeof type === 'string' ? type : JSON.stringify(objectAt({ type }, 'type')['name'] ?? 'unknown').slice(0, 60));
}

function noType(name: string, type: string): Error {
  return unsupported(name, `zarr data type "${type}" is not supported; write it as integers or floats.`);
}

/** The value of what is not stored: a number, a truth value, a name of a float, or its bits. */
function fillValue(value: unknown, stored: StoredType): number {
  if (typeof value === 'string' && /^0x[0-9a-f]{4,16}$/i.test(value) && stored.startsWith('float')) {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, BigInt(value));
    if (stored === 'float64') return view.getFloat64(0);
    return stored === 'float32' ? view.getFloat32(4) : NaN;
  }
  if (typeof value === 'string' && value !== 'NaN' && Number.isNaN(Number(value))) return 0;
  return Number(value ?? 0);
}

interface Layout {
  readonly shape: readonly number[];
  readonly grid: readonly number[];
  readonly stored: StoredType;
  readonly codecs: Chain | Sharding;
  readonly fill: number;
  readonly dimensions: readonly unknown[];
  keyOf(coordinates: readonly number[]): string;
}

function layoutV2(name: string, metadata: JsonObject, attributes: JsonObject): Layout {
  const { stored, bigEndian } = storedV2(name, metadata['dtype']);
  const shape = sizesOf(name, listAt(metadata, 'shape'));
  const separator = metadata['dimension_separator'] === '/' ? '/' : '.';
  return {
    shape,
    grid: sizesOf(name, listAt(metadata, 'chunks')),
    stored,
    codecs: chainV2(name, metadata, bigEndian, shape.length),
    fill: fillValue(metadata['fill_value'], stored),
    dimensions: listAt(attributes, '_ARRAY_DIMENSIONS'),
    keyOf: (coordinates) => coordinates.join(separator),
  };
}

function layoutV3(name: string, metadata: JsonObject): Layout {
  const stored = storedV3(name, metadata['data_type']);
  const shape = sizesOf(name, listAt(metadata, 'shape'));
  const grid = objectAt(metadata, 'chunk_grid');
  if (grid['name'] !== 'regular')
    throw unsupported(name, `its zarr chunk grid "${textAt(grid, 'name')}" is not supported; write regular chunks.`);
  const encoding = objectAt(metadata, 'chunk_key_encoding');
  const isV2 = encoding['name'] === 'v2';
  const separator = objectAt(encoding, 'configuration')['separator'] ?? (isV2 ? '.' : '/');
  return {
    shape,
    grid: sizesOf(name, listAt(objectAt(grid, 'configuration'), 'chunk_shape')),
    stored,
    codecs: chainV3(name, listAt(metadata, 'codecs'), shape.length),
    fill: fillValue(metadata['fill_value'], stored),
    dimensions: listAt(metadata, 'dimension_names'),
    keyOf: (coordinates) => [...(isV2 ? [] : ['c']), ...coordinates].join(separator === '.' ? '.' : '/'),
  };
}

function checkChunk(name: string, layout: Layout, chunk: readonly number[]): void {
  const { shape, stored } = layout;
  if (chunk.length !== shape.length) throw corrupt(name, `its chunks have ${chunk.length} axes, its shape ${shape.length}`);
  const bytes = checkedSize(name, [...chunk, storedBytes(stored)]);
  if (bytes > MAX_CHUNK_BYTES)
    throw unsupported(
      name,
      `its chunks of ${byteText(bytes)} are too large (limit ${byteText(MAX_CHUNK_BYTES)}); write it with smaller chunks.`,
      'too-large',
    );
}

/** Loads one chunk of a shard: its place is in the index of the shard. */
function shardLoader(host: FormatHost, store: ZarrStore, folder: string, layout: Layout, shards: Sharding): ZarrArray['chunkAt'] {
  const { name } = store;
  const counts = layout.grid.map((n, axis) => n / (shards.chunk[axis] ?? 1));
  if (counts.some((n) => !Number.isInteger(n))) throw corrupt(name, 'its shards do not hold whole chunks');
  const entries = counts.reduce((product, n) => product * n, 1);
  const indexBytes = entries * 16 + (shards.indexChecked ? 4 : 0);
  if (indexBytes > MAX_INDEX_BYTES) throw unsupported(name, `its shards hold ${entries} chunks each, which is too many.`, 'too-large');
  const keyOf = (shard: readonly number[]): string => under(folder, layout.keyOf(shard));

  const indexOf = cached<DataView | undefined>(
    KEPT_INDEXES,
    () => 1,
    async (shard) =>
      withSource(store, keyOf(shard), async (source) => {
        if (source.size < indexBytes) throw corrupt(name, 'a shard is shorter than its index');
        const bytes = await source.read(shards.indexAtStart ? 0 : source.size - indexBytes, indexBytes);
        const content = shards.indexChecked ? checkedCrc(name, bytes) : bytes;
        return new DataView(content.buffer, content.byteOffset, content.byteLength);
      }),
  );
  return async (coordinates) => {
    const shard = coordinates.map((c, axis) => Math.floor(c / (counts[axis] ?? 1)));
    const index = await indexOf(shard);
    if (index === undefined) return undefined;
    const at = coordinates.reduce((sum, c, axis) => sum * (counts[axis] ?? 1) + (c % (counts[axis] ?? 1)), 0) * 16;
    const [offset, length] = [index.getBigUint64(at, true), index.getBigUint64(at + 8, true)];
    if (offset === 0xffffffffffffffffn && length === 0xffffffffffffffffn) return undefined;
    return withSource(store, keyOf(shard), async (source) => {
      if (offset + length > BigInt(source.size)) throw corrupt(name, 'the index of a shard points outside it');
      const packed = await source.read(Number(offset), Number(length));
      return decodeChunk(host, name, packed, shards.inner, layout.stored, shards.chunk);
    });
  };
}

async function withSource<T>(store: ZarrStore, key: string, work: (source: ByteSource) => Promise<T>): Promise<T | undefined> {
  const source = await store.open(key);
  if (source === undefined) return undefined;
  try {
    return await work(source);
  } finally {
    await source.close();
  }
}

export async function openZarrArray(host: FormatHost, store: ZarrStore, folder: string, version: 2 | 3): Promise<ZarrArray> {
  const { name } = store;
  const metadata = (await readJson(store, under(folder, version === 3 ? 'zarr.json' : '.zarray'))) ?? {};
  const attributes = version === 2 ? ((await readJson(store, under(folder, '.zattrs'))) ?? {}) : {};
  const layout = version === 3 ? layoutV3(name, metadata) : layoutV2(name, metadata, attributes);
  const { shape, grid, stored, codecs, fill, dimensions } = layout;
  const sharded = 'inner' in codecs;
  const chunk = sharded ? sizesOf(name, codecs.chunk) : grid;
  checkChunk(name, layout, chunk);
  if (grid.length !== shape.length) throw corrupt(name, `its chunks have ${grid.length} axes, its shape ${shape.length}`);
  const load = sharded
    ? shardLoader(host, store, folder, layout, codecs)
    : async (coordinates: readonly number[]): Promise<VoxelArray | undefined> => {
        const packed = await readKey(store, under(folder, layout.keyOf(coordinates)), MAX_CHUNK_BYTES);
        return packed === undefined ? undefined : decodeChunk(host, name, packed, codecs, stored, chunk);
      };
  return { shape, chunk, stored, fill, dimensions, chunkAt: cached(CACHE_BYTES, (data) => data?.byteLength ?? 0, load) };
}
