/**
 * HDF5 files through a library compiled to WebAssembly, read synchronously in the calling thread. Nothing is asked
 * for before it is known to be bounded; what the library cannot read is refused, never handed out half read.
 */
import { statSync } from 'node:fs';
import { basename } from 'node:path';
import { FormatError, InvalidInputError, NotFoundError, UnsupportedError } from '../base/index.js';
import type { Hdf5, Hdf5Dataset, Hdf5File, Hdf5Value } from '../ports/index.js';
import { BlockCache, readBox } from './hdf5-blocks.js';
import type { Box } from './hdf5-blocks.js';
import { Hdf5Failure, hdf5Library } from './hdf5-library.js';
import type { Metadata } from './hdf5-library.js';
import { describe, Hdf5Excess, metadataOf, walk } from './hdf5-tree.js';
import type { OpenFile, Tree } from './hdf5-tree.js';
import { attributeValue, fixedTexts, isText, sampleBytes, typeName } from './hdf5-values.js';

const MAX_ATTRIBUTE_BYTES = 1024 ** 2;
const MAX_ATTRIBUTES = 4096;
/** a chunk is decoded as a whole inside the library's 2 GiB */
const MAX_CHUNK_BYTES = 512 * 1024 ** 2;
/** what a caller may ask for at once */
const MAX_BOX_BYTES = 4 * 1024 ** 3;
const POINTER_BYTES = 4;

function product(sizes: readonly number[]): number {
  return sizes.reduce((all, n) => all * n, 1);
}

async function openFile(path: string): Promise<OpenFile> {
  const library = await hdf5Library();
  const virtual = library.grant(path);
  try {
    const id = library.call(
      virtual,
      (module) => module.open(virtual, 0, false, -1, -1),
      (result) => result < 0n,
    );
    return { library, virtual, id };
  } catch (error) {
    library.release(virtual);
    throw error;
  }
}

function closeFile(file: OpenFile): void {
  if (!file.library.broken) file.library.call(file.virtual, (module) => module.close_file(file.id));
  file.library.release(file.virtual);
}

/** Values in the library's memory, copied out; `free` runs whatever happens. */
function inMemory<T>(file: OpenFile, bytes: number, fill: (pointer: number) => number, take: (pointer: number) => T): T {
  const { library, virtual } = file;
  const pointer = library.call(virtual, (module) => module._malloc(Math.max(bytes, 8)));
  if (pointer === 0) throw new Hdf5Failure(`there is no room for ${bytes} bytes`);
  try {
    library.call(
      virtual,
      () => fill(pointer),
      (status) => status < 0 || library.lastRefused !== undefined,
    );
    return take(pointer);
  } finally {
    if (!library.broken) library.module._free(pointer);
  }
}

function readBytes(file: OpenFile, path: string, bytes: number, { start, size }: Box): Uint8Array {
  const count = size.map(BigInt);
  const offset = start.map(BigInt);
  const strides = size.map(() => 1n);
  const { module } = file.library;
  return inMemory(
    file,
    bytes,
    (pointer) => module.get_dataset_data(file.id, path, count, offset, strides, BigInt(pointer)),
    (pointer) => module.HEAPU8.slice(pointer, pointer + bytes),
  );
}

/** Texts of a data set or, with its name, of an attribute. */
function readTexts(file: OpenFile, path: string, attribute: string, metadata: Metadata, maxBytes: number): string[] {
  const count = metadata.total_size;
  const bytes = count * metadata.size;
  if (!(bytes <= maxBytes)) throw new Hdf5Failure(`its texts take more than ${maxBytes} bytes`);
  const { module } = file.library;
  const fill = (pointer: number): number =>
    attribute === ''
      ? module.get_dataset_data(file.id, path, null, null, null, BigInt(pointer))
      : module.get_attribute_data(file.id, path, attribute, BigInt(pointer));
  if (!metadata.vlen)
    return inMemory(file, bytes, fill, (pointer) => fixedTexts(module.HEAPU8.slice(pointer, pointer + bytes), metadata.size));
  return inMemory(file, bytes, fill, (pointer) => {
    const pointers = new DataView(module.HEAPU8.slice(pointer, pointer + count * POINTER_BYTES).buffer);
    let left = maxBytes;
    const texts = Array.from({ length: count }, (_, i) => {
      const text = pointers.getUint32(i * POINTER_BYTES, true);
      if (text === 0) return '';
      const value = module.UTF8ToString(text, left + 1);
      left -= value.length;
      if (left < 0) throw new Hdf5Failure(`its texts take more than ${maxBytes} bytes`);
      return value;
    });
    module.reclaim_vlen_memory(file.id, path, attribute, BigInt(pointer));
    return texts;
  });
}

function readAttribute(file: OpenFile, path: string, name: string): Hdf5Value | undefined {
  const { module } = file.library;
  const metadata = file.library.call(file.virtual, () => module.get_attribute_metadata(file.id, path, name));
  const bytes = metadata.total_size * metadata.size;
  if (metadata.shape === null || !(bytes <= MAX_ATTRIBUTE_BYTES) || bytes === 0) return undefined;
  if (isText(metadata)) return attributeValue(metadata, new Uint8Array(), readTexts(file, path, name, metadata, MAX_ATTRIBUTE_BYTES));
  if (sampleBytes(typeName(metadata)) === undefined) return undefined;
  const data = inMemory(
    file,
    bytes,
    (pointer) => module.get_attribute_data(file.id, path, name, BigInt(pointer)),
    (pointer) => module.HEAPU8.slice(pointer, pointer + bytes),
  );
  return attributeValue(metadata, data, undefined);
}

function readAttributes(file: OpenFile, path: string): Readonly<Record<string, Hdf5Value>> {
  const object = path === '' ? '/' : path;
  const type = file.library.call(file.virtual, (module) => module.get_type(file.id, object));
  if (type !== 0 && type !== 1) return {};
  const names = file.library.call(file.virtual, (module) => module.get_attribute_names(file.id, object));
  const values: [string, Hdf5Value][] = [];
  for (const name of names.slice(0, MAX_ATTRIBUTES)) {
    try {
      const value = readAttribute(file, object, name);
      if (value !== undefined) values.push([name, value]);
    } catch (error) {
      // one damaged attribute does not hide the others
      if (!(error instanceof Hdf5Failure) || file.library.broken) throw error;
    }
  }
  return Object.fromEntries(values);
}

/** trees are kept for a moment: a file of a thousand data sets is opened once for each of them */
const KEPT_MS = 30_000;
const KEPT_TREES = 4;
const trees = new Map<string, { readonly tree: Tree; readonly at: number }>();

/** The tree of a file, which is known as long as the file stays as it is. */
function treeOf(path: string, file: OpenFile): Tree {
  const { mtimeMs, size } = statSync(path);
  const key = `${size} ${mtimeMs} ${path}`;
  const kept = trees.get(key);
  if (kept !== undefined && Date.now() - kept.at < KEPT_MS) return kept.tree;
  const tree = walk(file);
  trees.delete(key);
  trees.set(key, { tree, at: Date.now() });
  for (const oldest of trees.keys()) if (trees.size > KEPT_TREES) trees.delete(oldest);
  return tree;
}

/** Errors of the library in the words of the program. */
function known(name: string, error: unknown): unknown {
  if (error instanceof Hdf5Excess)
    return new UnsupportedError(`${name}: this HDF5 file has ${error.message}; export the image data to a file of their own.`, {
      code: 'too-large',
      subject: name,
    });
  if (!(error instanceof Hdf5Failure)) return error;
  const message = `${name}: it cannot be read as HDF5 (${error.message}); the file is damaged or incomplete, copy or export it again.`;
  return new FormatError(message, { subject: name, cause: error });
}

function readable(name: string, dataset: Hdf5Dataset): number {
  const refuse = (what: string): UnsupportedError =>
    new UnsupportedError(`${name}: the data set "${dataset.path}" cannot be read, ${what}.`, { code: 'unsupported-format', subject: name });
  if (dataset.refusal !== null) throw refuse(dataset.refusal);
  const size = sampleBytes(dataset.type);
  if (size === undefined) throw refuse(`its type ${dataset.type} is no plain number`);
  if (dataset.chunk !== null && !(product(dataset.chunk) * size <= MAX_CHUNK_BYTES))
    throw refuse(`its chunks of ${product(dataset.chunk) * size} bytes are larger than ${MAX_CHUNK_BYTES} bytes`);
  return size;
}

function checkBox(name: string, dataset: Hdf5Dataset, { start, size }: Box, sample: number): void {
  const { shape, path } = dataset;
  const inside = shape.every((n, i) => {
    const [first, length] = [start[i] ?? -1, size[i] ?? -1];
    return Number.isInteger(first) && Number.isInteger(length) && first >= 0 && length >= 1 && first + length <= n;
  });
  if (!inside || start.length !== shape.length || size.length !== shape.length || !(product(size) * sample <= MAX_BOX_BYTES))
    throw new InvalidInputError(
      `The box [${start.join(',')}] + [${size.join(',')}] of "${path}" in ${name} does not lie in its shape ${shape.join(' x ')} or is larger than 4 GiB.`,
      { code: 'bad-region', subject: name },
    );
}

async function open(path: string): Promise<Hdf5File> {
  const name = basename(path);
  const guarded = async <T>(work: () => T | Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw known(name, error);
    }
  };
  let file = await guarded(() => openFile(path));
  let tree: Tree | undefined;
  let closed = false;
  const blocks = new BlockCache();
  const compressed = new Map<string, boolean>();

  /** The file in a library that works: after a trap, another one. */
  async function session(): Promise<OpenFile> {
    if (closed) throw new InvalidInputError(`${name} is closed.`, { code: 'closed', subject: name });
    if (file.library.broken) file = await openFile(path);
    return file;
  }
  const find = async (wanted: string): Promise<Hdf5Dataset | null> => {
    const clean = wanted.replace(/^\/+/, '');
    const listed = tree?.byPath.get(clean);
    if (listed !== undefined) return listed;
    const opened = await session();
    const type = opened.library.call(opened.virtual, (module) => module.get_type(opened.id, clean === '' ? '/' : clean));
    return type === 1 ? describe(opened, clean) : null;
  };
  const need = async (wanted: string): Promise<Hdf5Dataset> => {
    const dataset = await find(wanted);
    if (dataset === null) throw new NotFoundError(`${name} holds no data set "${wanted}"; choose one that is listed.`, { subject: name });
    return dataset;
  };
  const isCompressed = (opened: OpenFile, dataset: Hdf5Dataset): boolean => {
    const value =
      compressed.get(dataset.path) ??
      (dataset.chunk !== null &&
        opened.library.call(opened.virtual, (module) => module.get_dataset_filters(opened.id, dataset.path)).length > 0);
    compressed.set(dataset.path, value);
    return value;
  };

  return {
    datasets: () => guarded(async () => (tree ??= treeOf(path, await session())).datasets),
    dataset: (wanted) => guarded(() => find(wanted)),
    attributes: (wanted) => guarded(async () => readAttributes(await session(), wanted.replace(/^\/+/, ''))),
    read: (wanted, start, size, signal) =>
      guarded(async () => {
        const dataset = await need(wanted);
        const sample = readable(name, dataset);
        checkBox(name, dataset, { start, size }, sample);
        const opened = await session();
        const chunk = isCompressed(opened, dataset) ? dataset.chunk : null;
        const layout = { key: dataset.path, shape: dataset.shape, sampleBytes: sample, chunk };
        const read = (box: Box): Uint8Array => readBytes(opened, dataset.path, product(box.size) * sample, box);
        return readBox(layout, { start, size }, blocks, read, signal);
      }),
    readText: (wanted, maxBytes) =>
      guarded(async () => {
        const dataset = await need(wanted);
        const opened = await session();
        const metadata = metadataOf(opened, dataset.path);
        if (!isText(metadata) || dataset.refusal !== null)
          throw new UnsupportedError(`${name}: the data set "${dataset.path}" holds no text that can be read.`, { subject: name });
        return readTexts(opened, dataset.path, '', metadata, maxBytes);
      }),
    close: () =>
      guarded(() => {
        if (closed) return;
        closed = true;
        blocks.clear();
        closeFile(file);
      }),
  };
}

export function createNodeHdf5(): Hdf5 {
  return { open };
}
