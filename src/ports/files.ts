/** How the core sees files: by path inside granted roots, as random-access bytes. */

export interface ByteSource {
  /** file name without folders, for messages */
  readonly name: string;
  readonly path: string;
  readonly size: number;
  /** exactly `length` bytes from `offset`; rejects with a FormatError when the file ends before */
  read(offset: number, length: number, signal?: AbortSignal): Promise<Uint8Array>;
  /** the same into memory that is already there, where the host can do that without a copy */
  readInto?(target: Uint8Array, offset: number, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

export interface FileEntry {
  readonly name: string;
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly size: number;
  readonly modifiedMs: number;
}

export interface ByteSink {
  write(bytes: Uint8Array): Promise<void>;
  /** overwrite bytes already written, for headers that are known late */
  writeAt(offset: number, bytes: Uint8Array): Promise<void>;
  /** flush to disk and move into place; nothing is visible under the final name before */
  commit(): Promise<void>;
  /** throw away what was written */
  discard(): Promise<void>;
}

export interface Files {
  open(path: string): Promise<ByteSource>;
  stat(path: string): Promise<FileEntry>;
  exists(path: string): Promise<boolean>;
  list(folder: string): Promise<readonly FileEntry[]>;
  /** the whole file, refused above `maxBytes` */
  readBytes(path: string, maxBytes: number): Promise<Uint8Array>;
  /** atomic: written beside, flushed, renamed */
  writeBytes(path: string, bytes: Uint8Array): Promise<void>;
  /** a large file written in parts, atomic at `commit` */
  create(path: string): Promise<ByteSink>;
  /** append and flush (journals) */
  append(path: string, bytes: Uint8Array): Promise<void>;
  makeFolder(path: string): Promise<void>;
  remove(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  /** exclusive lock file that names its holder; released on close or when the holder is gone */
  lock(path: string): Promise<{ release(): Promise<void> }>;
  join(...parts: string[]): string;
  dirname(path: string): string;
  basename(path: string): string;
  resolve(path: string): string;
  /** with all links followed; the path must exist */
  realPath(path: string): Promise<string>;
}
