/** The data sets of an HDF5 file: its links followed breadth first, every object once. */
import type { Hdf5Dataset } from '../ports/index.js';
import type { Hdf5Library, Metadata } from './hdf5-library.js';
import { Hdf5Failure } from './hdf5-library.js';
import { typeName } from './hdf5-values.js';

const MAX_OBJECTS = 100_000;
const MAX_DEPTH = 64;
const MAX_ALIASES = 8;
const MAX_SOURCES = 4096;
const MAX_HOPS = 16;
/** a file of links to files of links; the library runs out of stack on files that link to themselves */
const MAX_FILES_DEEP = 3;

const GROUP = 0;
const DATASET = 1;
const BROKEN_EXTERNAL = 4;

/** deflate, shuffle, Fletcher checksum, N-bit and scale-offset are part of the library */
const BUILT_IN: readonly number[] = [1, 2, 3, 4, 5, 6];
const FILTERS: Readonly<Record<number, { readonly title: string; readonly plugin: string }>> = {
  307: { title: 'bzip2', plugin: 'bz2' },
  32000: { title: 'LZF', plugin: 'lzf' },
  32001: { title: 'Blosc', plugin: 'blosc' },
  32004: { title: 'LZ4', plugin: 'lz4' },
  32008: { title: 'bitshuffle', plugin: 'bshuf' },
  32013: { title: 'ZFP', plugin: 'zfp' },
  32015: { title: 'Zstandard', plugin: 'zstd' },
  32026: { title: 'Blosc2', plugin: 'blosc2' },
};

export interface OpenFile {
  readonly library: Hdf5Library;
  /** its path inside the library */
  readonly virtual: string;
  readonly id: bigint;
}

/** A tree that is too large to be meant. */
export class Hdf5Excess extends Error {
  override readonly name = 'Hdf5Excess';
}

export function metadataOf(file: OpenFile, path: string): Metadata {
  return file.library.call(file.virtual, (module) => module.get_dataset_metadata(file.id, path));
}

/** Filters are asked before values: the library hands out whatever lay in memory when one is missing. */
function filterRefusal(file: OpenFile, path: string): string | null {
  const filters = file.library.call(file.virtual, (module) => module.get_dataset_filters(file.id, path));
  for (const { id, name } of filters) {
    if (BUILT_IN.includes(id)) continue;
    const known = FILTERS[id];
    if (known !== undefined && file.library.hasPlugin(known.plugin)) continue;
    const title = known?.title ?? (id === 4 ? 'SZIP' : name.replace(/[^ -~]/g, '').slice(0, 40) || 'unnamed');
    return `it is compressed with the filter ${title} (number ${id}), which is not supported; save it with gzip`;
  }
  return null;
}

/** Where a part of a virtual data set is missing the library would put fill values. */
function virtualRefusal(file: OpenFile, sources: NonNullable<Metadata['virtual_sources']>): string | null {
  if (sources.length > MAX_SOURCES) return `it is put together from ${sources.length} files, more than ${MAX_SOURCES}`;
  const { library, virtual } = file;
  for (const { file_name: name, dset_name: path } of sources) {
    // a pattern stands for files that are counted up; its first one is asked for
    const first = name.replace('%b', '0');
    const reachable = library.reachable(virtual, first);
    if (reachable === undefined) return `it is put together from ${baseName(name)}, which is missing or outside its folder`;
    if (name === '.' || path.includes('%b')) continue;
    const there = library.call(virtual, (module) => {
      const other = module.open(reachable, 0, false, -1, -1);
      if (other < 0n) return -1;
      const type = module.get_type(other, path);
      module.close_file(other);
      return type;
    });
    if (there !== DATASET) return `it is put together from "${path}" of ${baseName(name)}, which is not there`;
  }
  return null;
}

function baseName(name: string): string {
  return name.split(/[/\\]/).at(-1) ?? name;
}

export function describe(file: OpenFile, path: string): Hdf5Dataset {
  const metadata = metadataOf(file, path);
  const { shape, chunks, virtual_sources: sources } = metadata;
  const virtual = sources === undefined || sources.length === 0 ? null : virtualRefusal(file, sources);
  const refusal = shape === null ? 'it is empty' : (virtual ?? filterRefusal(file, path));
  return { path, aliases: [], shape: shape ?? [], type: typeName(metadata), chunk: chunks, refusal };
}

function unreadable(path: string, refusal: string): Hdf5Dataset {
  return { path, aliases: [], shape: [], type: 'unknown', chunk: null, refusal };
}

/** Which file a path leads into: addresses are only comparable inside one. */
function scopeAlong(file: OpenFile, path: string): string {
  let parts = path.split('/').filter((part) => part !== '' && part !== '.');
  let scope = '';
  let hops = 0;
  for (let i = 1; i <= parts.length; i++) {
    const prefix = parts.slice(0, i).join('/');
    const { external, soft } = linkOf(file, prefix);
    if (external !== undefined) scope += `>${external}`;
    if (soft === undefined || hops++ >= MAX_HOPS) continue;
    const target = soft.startsWith('/') ? [] : parts.slice(0, i - 1);
    parts = [...target, ...soft.split('/').filter((part) => part !== '' && part !== '.'), ...parts.slice(i)];
    i = 0;
    scope = '';
  }
  return scope;
}

function linkOf(file: OpenFile, path: string): { readonly external?: string | undefined; readonly soft?: string | undefined } {
  return file.library.call(file.virtual, (module) => {
    const { filename } = module.get_external_link(file.id, path);
    return { external: filename, soft: filename === undefined ? (module.get_symbolic_link(file.id, path) ?? undefined) : undefined };
  });
}

export interface Tree {
  readonly datasets: readonly Hdf5Dataset[];
  /** every known path, aliases included, to its data set */
  readonly byPath: ReadonlyMap<string, Hdf5Dataset>;
}

interface Found {
  dataset: Hdf5Dataset;
  readonly aliases: string[];
}

/** Tells objects apart by their address, so that links may go in circles. */
function objectKey(file: OpenFile, path: string, parentScope: string): { readonly key: string; readonly scope: string } {
  const { external, soft } = linkOf(file, path);
  const scope = soft !== undefined ? scopeAlong(file, path) : external === undefined ? parentScope : `${parentScope}>${external}`;
  const address = Array.from(file.library.call(file.virtual, (module) => module.create_object_reference(file.id, path)));
  // links over several files have no address; their depth is limited all the same
  return { key: address.every((byte) => byte === 0) ? `path ${path}` : `${scope} ${address.join('.')}`, scope };
}

export function walk(file: OpenFile): Tree {
  const found = new Map<string, Found>();
  const groups: { path: string; depth: number; scope: string }[] = [{ path: '', depth: 0, scope: '' }];
  const seen = new Set([objectKey(file, '/', '').key]);
  let objects = 0;
  for (const group of groups) {
    const names = namesIn(file, group.path);
    objects += names.length;
    if (objects > MAX_OBJECTS) throw new Hdf5Excess(`more than ${MAX_OBJECTS} objects`);
    for (const name of names) {
      const path = group.path === '' ? name : `${group.path}/${name}`;
      const type = file.library.call(file.virtual, (module) => module.get_type(file.id, path));
      if (type === BROKEN_EXTERNAL) {
        const target = baseName(linkOf(file, path).external ?? '');
        found.set(`path ${path}`, {
          dataset: unreadable(path, `it is a link to ${target}, which is missing or outside its folder`),
          aliases: [],
        });
      }
      if (type !== GROUP && type !== DATASET) continue;
      const { key, scope } = objectKey(file, path, group.scope);
      if (type === GROUP) {
        if (seen.has(key) || scope.split('>').length > MAX_FILES_DEEP + 1) continue;
        seen.add(key);
        if (group.depth + 1 > MAX_DEPTH) throw new Hdf5Excess(`groups nested deeper than ${MAX_DEPTH}`);
        groups.push({ path, depth: group.depth + 1, scope });
        continue;
      }
      const known = found.get(key);
      if (known === undefined) found.set(key, { dataset: tryDescribe(file, path), aliases: [] });
      else if (known.aliases.length < MAX_ALIASES) known.aliases.push(path);
    }
  }
  const datasets = [...found.values()].map(({ dataset, aliases }) => ({ ...dataset, aliases }));
  return { datasets, byPath: new Map(datasets.flatMap((dataset) => [dataset.path, ...dataset.aliases].map((path) => [path, dataset]))) };
}

function namesIn(file: OpenFile, group: string): readonly string[] {
  return file.library.call(file.virtual, (module) => module.get_names(file.id, group === '' ? '/' : group, false));
}

/** One damaged data set does not hide the others. */
function tryDescribe(file: OpenFile, path: string): Hdf5Dataset {
  try {
    return describe(file, path);
  } catch (error) {
    if (!(error instanceof Hdf5Failure) || file.library.broken) throw error;
    return unreadable(path, `it is damaged (${error.message})`);
  }
}
