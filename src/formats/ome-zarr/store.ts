/** Where the keys of a zarr lie: in a folder, or in a ZIP file of one. */
import type { ByteSource } from '../../ports/index.js';
import type { FormatHost } from '../format.js';
import { corrupt, decodingOf, MAX_CHUNK_BYTES, unsupported } from '../limits.js';
import { memoryBytes } from '../raw-source.js';
import { entryStart, zipEntries } from '../zip-entries.js';
import type { ZipEntry } from '../zip-entries.js';

export interface ZarrStore {
  readonly name: string;
  readonly path: string;
  /** a value as random-access bytes, or undefined where nothing is stored */
  open(key: string): Promise<ByteSource | undefined>;
  has(key: string): Promise<boolean>;
  /** names of the folders right below a key */
  children(key: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

const MARKERS = ['zarr.json', '.zgroup', '.zarray', '.zattrs'];

export function under(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** The whole value of a key. */
export async function readKey(store: ZarrStore, key: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const source = await store.open(key);
  if (source === undefined) return undefined;
  try {
    if (source.size > maxBytes)
      throw unsupported(store.name, `its "${key}" has ${source.size} bytes, above the limit of ${maxBytes}.`, 'too-large');
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}

function folderStore(host: FormatHost, folder: string): ZarrStore {
  const { files } = host;
  const pathOf = (key: string): string => (key === '' ? folder : files.join(folder, ...key.split('/')));
  return {
    name: files.basename(folder),
    path: folder,
    has: (key) => files.exists(pathOf(key)),
    async open(key) {
      const path = pathOf(key);
      return (await files.exists(path)) ? files.open(path) : undefined;
    },
    async children(key) {
      const entries = (await files.exists(pathOf(key))) ? await files.list(pathOf(key)) : [];
      return entries.filter((entry) => entry.kind === 'folder').map((entry) => entry.name);
    },
    close: () => Promise.resolve(),
  };
}

/** The part of a file that one stored entry takes. */
function part(source: ByteSource, start: number, size: number): ByteSource {
  return {
    name: source.name,
    path: source.path,
    size,
    read(offset, length, signal) {
      if (offset < 0 || length < 0 || offset + length > size) return Promise.reject(corrupt(source.name, 'an entry ends before its data'));
      return source.read(start + offset, length, signal);
    },
    close: () => Promise.resolve(),
  };
}

async function openEntry(host: FormatHost, source: ByteSource, entry: ZipEntry): Promise<ByteSource> {
  const start = await entryStart(source, entry);
  if (!entry.deflated) return part(source, start, entry.packedBytes);
  if (entry.bytes > MAX_CHUNK_BYTES || entry.bytes > entry.packedBytes * 1100 + 1024)
    throw corrupt(source.name, `its entry "${entry.name}" claims ${entry.bytes} bytes`);
  const packed = await source.read(start, entry.packedBytes);
  return memoryBytes(source.name, source.path, await decodingOf(source.name, host.codecs.inflate(packed, entry.bytes)));
}

/** Keys of the entries below the zarr's own folder in the archive, which is where its first metadata lie. */
function keysOf(entries: readonly ZipEntry[], name: string): Map<string, ZipEntry> | undefined {
  const files = entries.filter((entry) => !entry.name.endsWith('/'));
  const hostile = files.find((entry) => /^([/\\]|[A-Za-z]:)/.test(entry.name) || entry.name.split(/[/\\]/).includes('..'));
  const roots = files
    .filter((entry) => MARKERS.includes(entry.name.split('/').at(-1) ?? ''))
    .map((entry) => entry.name.split('/').slice(0, -1).join('/'));
  const [root] = roots.toSorted((a, b) => a.length - b.length);
  if (root === undefined) return undefined;
  if (hostile !== undefined) throw corrupt(name, `its entry "${hostile.name}" lies outside the archive`);
  const prefix = root === '' ? '' : `${root}/`;
  return new Map(files.filter((entry) => entry.name.startsWith(prefix)).map((entry) => [entry.name.slice(prefix.length), entry]));
}

async function zipStore(host: FormatHost, path: string): Promise<ZarrStore | undefined> {
  const source = await host.files.open(path);
  try {
    const keys = keysOf(await zipEntries(source), source.name);
    if (keys === undefined) {
      await source.close();
      return undefined;
    }
    const folders = new Map<string, Set<string>>();
    for (const key of keys.keys()) {
      const names = key.split('/');
      for (let depth = 0; depth + 1 < names.length; depth++) {
        const parent = names.slice(0, depth).join('/');
        const found = folders.get(parent) ?? new Set<string>();
        folders.set(parent, found.add(names[depth] ?? ''));
      }
    }
    return {
      name: source.name,
      path,
      has: (key) => Promise.resolve(keys.has(key)),
      async open(key) {
        const entry = keys.get(key);
        return entry === undefined ? undefined : openEntry(host, source, entry);
      },
      children: (key) => Promise.resolve([...(folders.get(key) ?? [])]),
      close: () => source.close(),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** The store of a folder or ZIP file; undefined for a ZIP file without zarr metadata. */
export async function zarrStore(host: FormatHost, path: string): Promise<ZarrStore | undefined> {
  return (await host.files.stat(path)).kind === 'folder' ? folderStore(host, path) : zipStore(host, path);
}

/** Whether a folder has the metadata of a zarr at its top. */
export async function hasZarrMarker({ files }: FormatHost, folder: string): Promise<boolean> {
  for (const marker of MARKERS) if (await files.exists(files.join(folder, marker))) return true;
  return false;
}
