/**
 * Chunks of a zarr array, decoded and kept for a while. Plain chunks (bytes with gzip, zstd or nothing) are
 * decoded here within exact bounds; every other codec goes through zarrita.
 */
import * as zarr from 'zarrita';
import { FormatError, LithoscopeError } from '../../base/index.js';
import type { VoxelArray } from '../../volume/index.js';
import type { FormatHost } from '../format.js';
import { byteText, checkedSize, corrupt, MAX_CHUNK_BYTES, MIB, unsupported } from '../limits.js';
import { decodeStored, isStoredType, storedBytes } from '../stored.js';
import type { StoredType } from '../stored.js';
import { isObject, listAt, objectAt, readJson } from './metadata.js';
import type { JsonObject } from './metadata.js';

const CACHE_BYTES = 256 * MIB;

export interface ZarrArray {
  readonly shape: readonly number[];
  readonly chunk: readonly number[];
  readonly stored: StoredType;
  /** values of a whole chunk, C order, also beyond the edge of the array; undefined where nothing is stored */
  chunkAt(coordinates: readonly number[]): Promise<VoxelArray | undefined>;
  readonly fill: number;
}

/** Keeps what was decoded last, up to a number of bytes. */
function cached(load: (key: string, coordinates: readonly number[]) => Promise<VoxelArray | undefined>): ZarrArray['chunkAt'] {
  const kept = new Map<string, Promise<VoxelArray | undefined>>();
  const sizes = new Map<string, number>();
  let total = 0;
  return (coordinates) => {
    const key = coordinates.join('/');
    const known = kept.get(key);
    if (known !== undefined) {
      kept.delete(key);
      kept.set(key, known);
      return known;
    }
    const chunk = load(key, coordinates);
    kept.set(key, chunk);
    chunk.then(
      (data) => {
        sizes.set(key, data?.byteLength ?? 0);
        total += data?.byteLength ?? 0;
        for (const oldest of kept.keys()) {
          if (total <= CACHE_BYTES || oldest === key) break;
          total -= sizes.get(oldest) ?? 0;
          sizes.delete(oldest);
          kept.delete(oldest);
        }
      },
      () => kept.delete(key),
    );
    return chunk;
  };
}

interface PlainLayout {
  readonly bigEndian: boolean;
  readonly codec: 'none' | 'gzip' | 'zstd';
  readonly separator: string;
}

/** The layout of a v3 array that needs nothing but bytes and at most one compressor. */
function plainLayout(metadata: JsonObject): PlainLayout | undefined {
  const names = listAt(metadata, 'codecs').map((codec) => (isObject(codec) ? String(codec['name']) : ''));
  const [first, second = 'none'] = names;
  const encoding = objectAt(metadata, 'chunk_key_encoding');
  if (first !== 'bytes' || names.length > 2 || !['none', 'gzip', 'zstd'].includes(second) || encoding['name'] !== 'default')
    return undefined;
  const bytes = listAt(metadata, 'codecs')[0];
  return {
    bigEndian: objectAt(bytes, 'configuration')['endian'] === 'big',
    codec: second === 'gzip' ? 'gzip' : second === 'zstd' ? 'zstd' : 'none',
    separator: objectAt(encoding, 'configuration')['separator'] === '.' ? '.' : '/',
  };
}

function sizesOf(name: string, values: readonly unknown[]): number[] {
  const sizes = values.map(Number);
  if (sizes.length === 0) throw unsupported(name, 'zarr arrays without dimensions are not supported.');
  checkedSize(name, sizes);
  return sizes;
}

async function openPlain(host: FormatHost, folder: string, metadata: JsonObject, layout: PlainLayout): Promise<ZarrArray | undefined> {
  const name = host.files.basename(folder);
  const type = metadata['data_type'];
  const stored = type === 'bool' ? 'uint8' : String(type);
  const grid = objectAt(metadata, 'chunk_grid');
  if (!isStoredType(stored) || grid['name'] !== 'regular') return undefined;
  const shape = sizesOf(name, listAt(metadata, 'shape'));
  const chunk = sizesOf(name, listAt(objectAt(grid, 'configuration'), 'chunk_shape'));
  const bytes = checkedSize(name, [...chunk, storedBytes(stored)]);
  checkChunk(name, shape, chunk, bytes);
  const fill = Number(metadata['fill_value'] ?? 0);
  return {
    shape,
    chunk,
    stored,
    fill: Number.isNaN(fill) && metadata['fill_value'] !== 'NaN' ? 0 : fill,
    chunkAt: cached(async (_key, coordinates) => {
      const path = host.files.join(folder, 'c', coordinates.join(layout.separator));
      if (!(await host.files.exists(path))) return undefined;
      const packed = await host.files.readBytes(path, MAX_CHUNK_BYTES);
      const raw = layout.codec === 'none' ? packed : await host.codecs[layout.codec === 'gzip' ? 'gunzip' : 'zstd'](packed, bytes);
      if (raw.length !== bytes) throw corrupt(name, `chunk ${coordinates.join('/')} holds ${raw.length} of its ${bytes} bytes`);
      return decodeStored(raw, stored, layout.bigEndian, name);
    }),
  };
}

function checkChunk(name: string, shape: readonly number[], chunk: readonly number[], bytes: number): void {
  if (chunk.length !== shape.length) throw corrupt(name, `its chunks have ${chunk.length} axes, its shape ${shape.length}`);
  if (bytes > MAX_CHUNK_BYTES)
    throw unsupported(
      name,
      `its chunks of ${byteText(bytes)} are too large (limit ${byteText(MAX_CHUNK_BYTES)}); write it with smaller chunks.`,
      'too-large',
    );
}

/** The files below a folder, as zarrita wants them. */
function storeOf(host: FormatHost, folder: string): zarr.AsyncReadable {
  return {
    async get(key) {
      const path = host.files.join(folder, key.replace(/^\//, ''));
      if (!(await host.files.exists(path))) return undefined;
      return host.files.readBytes(path, MAX_CHUNK_BYTES);
    },
  };
}

const ZARRITA_TYPES: Readonly<Record<string, StoredType>> = { bool: 'uint8' };

async function openByZarrita(host: FormatHost, folder: string, version: 2 | 3): Promise<ZarrArray> {
  const name = host.files.basename(folder);
  const location = zarr.root(storeOf(host, folder));
  const open = version === 3 ? zarr.open.v3 : zarr.open.v2;
  const array = await open(location, { kind: 'array' });
  const stored = ZARRITA_TYPES[array.dtype] ?? String(array.dtype);
  if (!isStoredType(stored)) throw unsupported(name, `zarr data type ${array.dtype} is not supported; write it as integers or floats.`);
  const shape = sizesOf(name, array.shape);
  const chunk = sizesOf(name, array.chunks);
  checkChunk(name, shape, chunk, checkedSize(name, [...chunk, storedBytes(stored)]));
  const fill = Number(array.fillValue ?? 0);
  return {
    shape,
    chunk,
    stored,
    fill,
    chunkAt: cached(async (_key, coordinates) => {
      try {
        const { data, stride, shape: size } = await array.getChunk([...coordinates]);
        return toVoxels(data as unknown as ArrayLike<number | bigint | boolean>, stride, size, stored, name);
      } catch (error) {
        throw zarrError(error, name);
      }
    }),
  };
}

function zarrError(error: unknown, name: string): unknown {
  if (error instanceof LithoscopeError) return error;
  return new FormatError(
    `${name}: a zarr chunk or its metadata cannot be decoded (${error instanceof Error ? error.message : 'unknown codec'}).`,
    {
      subject: name,
      cause: error,
    },
  );
}

/** Values in C order with the element type of the core. */
function toVoxels(
  data: ArrayLike<number | bigint | boolean>,
  stride: readonly number[],
  size: readonly number[],
  stored: StoredType,
  name: string,
): VoxelArray {
  const count = size.reduce((product, n) => product * n, 1);
  const out = new Float64Array(count);
  const index = size.map(() => 0);
  for (let o = 0; o < count; o++) {
    let at = 0;
    for (let axis = 0; axis < index.length; axis++) at += (index[axis] as number) * (stride[axis] as number);
    const value =
      typeof (data as { get?: unknown }).get === 'function' ? (data as unknown as { get(i: number): boolean }).get(at) : data[at];
    out[o] = Number(value);
    for (let axis = index.length - 1; axis >= 0; axis--) {
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (size[axis] as number)) break;
      index[axis] = 0;
    }
  }
  if (stored === 'int64' || stored === 'uint64') {
    if (out.some((v) => !Number.isSafeInteger(v))) throw unsupported(name, '64-bit integers beyond 2^53 cannot be held exactly.');
    return out;
  }
  if (stored === 'float16') return Float32Array.from(out);
  const bytes = new Uint8Array(count * storedBytes(stored));
  const target = decodeStored(bytes, stored, false, name);
  target.set(out);
  return target;
}

export async function openZarrArray(host: FormatHost, folder: string, version: 2 | 3): Promise<ZarrArray> {
  const name = host.files.basename(folder);
  if (version === 3) {
    const metadata = (await readJson(host, host.files.join(folder, 'zarr.json'))) ?? {};
    const layout = plainLayout(metadata);
    const plain = layout === undefined ? undefined : await openPlain(host, folder, metadata, layout);
    if (plain !== undefined) return plain;
  }
  try {
    return await openByZarrita(host, folder, version);
  } catch (error) {
    throw zarrError(error, name);
  }
}
