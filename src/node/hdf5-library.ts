/**
 * The HDF5 library (compiled to WebAssembly) in this thread. Files are opened under made-up paths, and every path
 * that the library asks for passes a gate: a file may lead it (by external links, virtual data sets or external
 * storage) to its own folder and nowhere else, and never to writing. An instance that trapped is thrown away.
 */
import { existsSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { isEndlessHeap } from './hdf5-heap.js';

interface EnumType {
  readonly type: number;
  readonly members: Readonly<Record<string, number>>;
}

/** What the library says about the type and shape of a data set or attribute. */
export interface Metadata {
  readonly type: number;
  readonly size: number;
  readonly signed: boolean;
  readonly vlen: boolean;
  readonly cset?: number;
  readonly shape: readonly number[] | null;
  readonly chunks: readonly number[] | null;
  readonly total_size: number;
  readonly enum_type?: EnumType;
  readonly virtual_sources?: readonly { readonly file_name: string; readonly dset_name: string }[];
}

interface Stream {
  readonly fd: number;
}

interface FileSystem {
  open: (name: string, ...rest: readonly unknown[]) => unknown;
  stat: (name: string, ...rest: readonly unknown[]) => unknown;
  lstat: (name: string, ...rest: readonly unknown[]) => unknown;
  readdir: (name: string) => unknown;
  cwd: () => string;
  read: (stream: Stream, buffer: ArrayBufferView, offset: number, length: number, ...rest: readonly unknown[]) => number;
  write: (stream: Stream, buffer: ArrayBufferView, offset: number, length: number, ...rest: readonly unknown[]) => number;
  readonly ErrnoError: new (code: number) => Error;
}

/** The part of the module that is used. A file id is -1n after failure; other failures are negative or thrown. */
export interface Hdf5Module {
  readonly FS: FileSystem;
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  UTF8ToString(pointer: number, maxBytes?: number): string;
  open(name: string, mode: number, trackOrder: boolean, low: number, high: number): bigint;
  close_file(file: bigint): number;
  /** 0 group, 1 data set, 2 type, 3 broken soft link, 4 broken external link */
  get_type(file: bigint, object: string): number;
  get_names(file: bigint, group: string, recursive: boolean): readonly string[];
  get_symbolic_link(file: bigint, object: string): string | null;
  get_external_link(file: bigint, object: string): { readonly filename?: string };
  create_object_reference(file: bigint, object: string): ArrayLike<number>;
  get_attribute_names(file: bigint, object: string): readonly string[];
  get_attribute_metadata(file: bigint, object: string, attribute: string): Metadata;
  get_attribute_data(file: bigint, object: string, attribute: string, pointer: bigint): number;
  get_dataset_metadata(file: bigint, object: string): Metadata;
  get_dataset_filters(file: bigint, object: string): readonly { readonly id: number; readonly name: string }[];
  get_dataset_data(
    file: bigint,
    object: string,
    count: readonly bigint[] | null,
    offset: readonly bigint[] | null,
    strides: readonly bigint[] | null,
    pointer: bigint,
  ): number;
  reclaim_vlen_memory(file: bigint, object: string, attribute: string, pointer: bigint): number;
  insert_plugin_search_path(folder: string, index: number): number;
}

/** POSIX "no such file" in the numbers of the library's runtime. */
const NOT_THERE = 44;
/** "input or output error" */
const NOT_READABLE = 29;
const PLUGINS = '/plugins';
const MAX_REPORT = 64 * 1024;
const STDERR = 2;

/** A file that the library may open, and the folder that it may lead to. */
interface Granted {
  readonly root: string;
  readonly name: string;
  readonly folder: string;
  readonly file: string;
}

export class Hdf5Failure extends Error {
  override readonly name = 'Hdf5Failure';
}

export class Hdf5Library {
  readonly module: Hdf5Module;
  /** set when a trap left it in an unknown state: nothing may be called any more */
  broken = false;
  private readonly granted = new Map<string, Granted>();
  private readonly plugins: string | undefined;
  private current = '/';
  private refused: string | undefined;
  private report = '';
  private count = 0;

  constructor(module: Hdf5Module) {
    this.module = module;
    this.plugins = pluginFolder();
    this.guard();
    if (this.plugins !== undefined) module.insert_plugin_search_path(PLUGINS, 0);
  }

  /** Gives a file a path inside the library; `release` takes it back. */
  grant(file: string): string {
    const root = `/file${this.count++}`;
    // a Windows path can be used with forward slashes, which the library needs
    const real = realpathSync(file).replaceAll('\\', '/');
    const folder = realpathSync(path.dirname(file));
    const name = path.basename(file);
    this.granted.set(root, { root, name, folder, file: real });
    return `${root}/${name}`;
  }

  release(virtual: string): void {
    this.granted.delete(rootOf(virtual));
  }

  /** The path inside the library of a file that a granted one leads to, tried as the library tries it. */
  reachable(virtual: string, name: string): string | undefined {
    if (name === '.') return virtual;
    const folder = path.posix.dirname(virtual);
    const tried = [path.posix.resolve(folder, name), path.posix.resolve(folder, path.posix.basename(name))];
    return tried.find((one) => this.resolve(one) !== undefined);
  }

  /** Whether a decoder is installed. */
  hasPlugin(name: string): boolean {
    return this.plugins !== undefined && existsSync(`${this.plugins}/libH5Z${name}.so`);
  }

  /**
   * Calls the library for a granted file. What fails becomes a `Hdf5Failure` with the library's innermost reason;
   * what it was not allowed to open is a failure even where the library goes on with fill values.
   */
  call<T>(virtual: string, work: (module: Hdf5Module) => T, failed: (result: T) => boolean = () => false): T {
    if (this.broken) throw new Hdf5Failure('the HDF5 library has stopped');
    this.current = path.posix.dirname(virtual);
    this.refused = undefined;
    this.report = '';
    let result: T;
    try {
      result = work(this.module);
    } catch (error) {
      // the library throws plain errors on purpose; everything else is a trap
      if (!(error instanceof Error) || error.constructor !== Error) this.broken = true;
      throw new Hdf5Failure(this.reason());
    }
    if (failed(result)) throw new Hdf5Failure(this.reason());
    return result;
  }

  /** The path that the last call asked for in vain, if any. */
  get lastRefused(): string | undefined {
    return this.refused;
  }

  private reason(): string {
    if (this.broken) return 'the HDF5 library stopped on it';
    if (this.refused !== undefined) return `it leads to ${path.posix.basename(this.refused)}, which is missing or outside its folder`;
    const lines = [...this.report.matchAll(/^ +#\d+: .*?\(\): (.*)$/gm)];
    const text = lines
      .at(-1)?.[1]
      ?.replace(/[^ -~]/g, '?')
      .slice(0, 120);
    return text === undefined ? 'the HDF5 library cannot read it' : `HDF5 says "${text}"`;
  }

  /** The real path for one inside the library, or undefined where it may not go. */
  private resolve(virtual: string): string | undefined {
    const clean = path.posix.normalize(virtual);
    if (this.plugins !== undefined && (clean === PLUGINS || clean.startsWith(`${PLUGINS}/`)))
      return this.plugins + clean.slice(PLUGINS.length);
    const grant = this.granted.get(rootOf(clean));
    if (grant === undefined) return undefined;
    const rest = clean.slice(grant.root.length + 1);
    if (rest === grant.name) return grant.file;
    const wanted = path.join(grant.folder, rest);
    if (rest === '' || !existsSync(wanted)) return undefined;
    const real = realpathSync(wanted);
    return real.startsWith(grant.folder + path.sep) ? real.replaceAll('\\', '/') : undefined;
  }

  /** Puts the gate into the library's file system, and keeps its complaints from the terminal. */
  private guard(): void {
    const { FS } = this.module;
    const { open, stat, lstat, readdir, read, write, ErrnoError } = FS;
    // the file system calls itself with paths that have passed
    let inside = false;
    const pass = (name: string, work: (real: string) => unknown): unknown => {
      if (inside) return work(name);
      const real = this.resolve(name);
      if (real === undefined) {
        // the folders of plug-ins that the library was built with are always tried
        if (!name.endsWith('/lib/plugin')) this.refused = name;
        throw new ErrnoError(NOT_THERE);
      }
      inside = true;
      try {
        return work(real);
      } finally {
        inside = false;
      }
    };
    FS.open = (name, flags, ...rest) => {
      // access mode and truncation: nothing but reading
      if (typeof flags !== 'number' || (flags & 0o1003) !== 0) throw new ErrnoError(NOT_THERE);
      const opened = pass(name, (real) => open(real, flags, ...rest));
      // what was tried elsewhere first has been found
      if (this.refused !== undefined && path.posix.basename(this.refused) === path.posix.basename(name)) this.refused = undefined;
      return opened;
    };
    FS.stat = (name, ...rest) => pass(name, (real) => stat(real, ...rest));
    FS.lstat = (name, ...rest) => pass(name, (real) => lstat(real, ...rest));
    // an open folder is known by its real path
    FS.readdir = (name) => (name === this.plugins ? readdir(name) : pass(name, (real) => readdir(real)));
    FS.cwd = () => this.current;
    FS.read = (stream, buffer, offset, length, ...rest) => {
      const count = read(stream, buffer, offset, length, ...rest);
      if (isEndlessHeap(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, Math.max(0, count)))) throw new ErrnoError(NOT_READABLE);
      return count;
    };
    FS.write = (stream, buffer, offset, length, ...rest) => {
      if (stream.fd !== STDERR) return write(stream, buffer, offset, length, ...rest);
      if (this.report.length < MAX_REPORT)
        this.report += new TextDecoder().decode(new Uint8Array(buffer.buffer, buffer.byteOffset + offset, length));
      return length;
    };
  }
}

function rootOf(virtual: string): string {
  const end = virtual.indexOf('/', 1);
  return end < 0 ? virtual : virtual.slice(0, end);
}

/** Decoders beyond the built-in ones, where their package is installed. */
function pluginFolder(): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve('h5wasm-plugins');
    // what is unpacked beside an Electron archive has real files
    const folder = path.join(path.dirname(entry).replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'), 'plugins');
    return existsSync(folder) ? folder.replaceAll('\\', '/') : undefined;
  } catch {
    return undefined;
  }
}

let instances = 0;

async function load(): Promise<Hdf5Library> {
  const first = await import('h5wasm/node');
  // a second instance is the same module under another address
  const fresh =
    instances++ === 0 ? first : ((await import(/* @vite-ignore */ `${import.meta.resolve('h5wasm/node')}?${instances}`)) as typeof first);
  return new Hdf5Library((await fresh.ready) as unknown as Hdf5Module);
}

let loading: Promise<Hdf5Library> | undefined;

/** The library of this thread: loaded at first use, and anew after a trap. */
export async function hdf5Library(): Promise<Hdf5Library> {
  loading ??= load();
  const library = await loading;
  if (!library.broken) return library;
  loading = undefined;
  return hdf5Library();
}
