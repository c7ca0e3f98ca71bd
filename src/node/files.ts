/** Files on disk: random-access reads, atomic writes (written beside, flushed, renamed), appends, folders. */
import { constants } from 'node:fs';
import * as fs from 'node:fs/promises';
import * as path from 'node:path';
import { checkAborted, DeniedError, FormatError, InvalidInputError, LithoscopeError, NotFoundError } from '../base/index.js';
import type { ByteSink, ByteSource, FileEntry, Files } from '../ports/index.js';
import { acquireLock } from './lock-file.js';

/** one system read stays below the 2 GiB limit of the platform */
const MAX_PREAD = 1024 ** 3;
const PART_BYTES = 8 * 1024 ** 2;
const PARTS_AT_ONCE = 4;

let counter = 0;

/** A name beside the target that no other writer uses. */
function temporaryName(target: string): string {
  counter += 1;
  return path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.${counter}.part`);
}

/** System errors as sentences; everything else unchanged. */
function fileError(error: unknown, file: string): unknown {
  if (error instanceof LithoscopeError || !(error instanceof Error) || !('code' in error)) return error;
  const name = path.basename(file);
  const options = { subject: file, cause: error };
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new NotFoundError(`There is no file or folder "${file}"; check the path.`, options);
    case 'EACCES':
    case 'EPERM':
      return new DeniedError(`${name} cannot be opened: permission denied.`, options);
    case 'EISDIR':
      return new InvalidInputError(`${name} is a folder where a file was expected.`, options);
    case 'EEXIST':
      return new InvalidInputError(`${name} is a file where a folder was expected, or exists already; choose another place.`, options);
    case 'EROFS':
      return new DeniedError(`The disk of "${file}" is read-only; choose another place to write to.`, options);
    case 'ENAMETOOLONG':
      return new InvalidInputError(`The name "${name.slice(0, 40)}..." is too long for this disk; choose a shorter one.`, options);
    case 'ENOSPC':
      return new LithoscopeError(
        'internal',
        'disk-full',
        `There is no space left on the disk of "${file}"; free some and try again.`,
        options,
      );
    default:
      return error;
  }
}

async function guarded<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw fileError(error, file);
  }
}

/** Fills `bytes` from `offset` on. */
async function fill(handle: fs.FileHandle, name: string, bytes: Uint8Array, offset: number, signal?: AbortSignal): Promise<void> {
  const { length } = bytes;
  let done = 0;
  while (done < length) {
    checkAborted(signal);
    const { bytesRead } = await handle.read(bytes, done, Math.min(length - done, MAX_PREAD), offset + done);
    if (bytesRead === 0)
      throw new FormatError(
        `${name}: the file ends at byte ${offset + done}, before the ${length} bytes at offset ${offset}; copy it again.`,
        {
          subject: name,
        },
      );
    done += bytesRead;
  }
}

/** Large reads go in parts side by side: copying out of the cache of the system takes more than one core. */
async function readFully(handle: fs.FileHandle, name: string, bytes: Uint8Array, offset: number, signal?: AbortSignal): Promise<void> {
  if (bytes.length < 2 * PART_BYTES) return fill(handle, name, bytes, offset, signal);
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < bytes.length) {
      const at = next;
      next += PART_BYTES;
      await fill(handle, name, bytes.subarray(at, at + PART_BYTES), offset + at, signal);
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: PARTS_AT_ONCE }, lane));
  for (const result of lanes) if (result.status === 'rejected') throw result.reason;
}

async function open(file: string): Promise<ByteSource> {
  return guarded(file, async () => {
    const handle = await fs.open(file, 'r');
    const stat = await handle.stat();
    const name = path.basename(file);
    if (!stat.isFile()) {
      await handle.close();
      throw new InvalidInputError(`${name} is not a file; choose a file.`, { subject: file });
    }
    const check = (offset: number, length: number): void => {
      if (offset < 0 || length < 0 || !Number.isSafeInteger(offset) || offset + length > stat.size)
        throw new FormatError(`${name}: ${length} bytes at offset ${offset} lie outside the file of ${stat.size} bytes; copy it again.`, {
          subject: name,
        });
    };
    return {
      name,
      path: file,
      size: stat.size,
      async read(offset, length, signal) {
        check(offset, length);
        const bytes = new Uint8Array(length);
        await guarded(file, () => readFully(handle, name, bytes, offset, signal));
        return bytes;
      },
      async readInto(target, offset, signal) {
        check(offset, target.length);
        await guarded(file, () => readFully(handle, name, target, offset, signal));
      },
      close: () => handle.close(),
    };
  });
}

async function syncFolder(folder: string): Promise<void> {
  // makes the rename durable; some file systems and Windows refuse to sync a folder
  try {
    const handle = await fs.open(folder, constants.O_RDONLY);
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    return;
  }
}

async function create(target: string): Promise<ByteSink> {
  return guarded(target, async () => {
    const temporary = temporaryName(target);
    const handle = await fs.open(temporary, 'wx');
    let at = 0;
    const put = async (offset: number, bytes: Uint8Array): Promise<void> => {
      for (let done = 0; done < bytes.length;)
        done += (await handle.write(bytes, done, Math.min(bytes.length - done, MAX_PREAD), offset + done)).bytesWritten;
    };
    const discard = async (): Promise<void> => {
      await handle.close().catch(() => undefined);
      await fs.rm(temporary, { force: true });
    };
    return {
      write: (bytes) =>
        guarded(target, async () => {
          await put(at, bytes);
          at += bytes.length;
        }),
      writeAt: (offset, bytes) => guarded(target, () => put(offset, bytes)),
      commit: () =>
        guarded(target, async () => {
          await handle.sync();
          await handle.close();
          await fs.rename(temporary, target);
          await syncFolder(path.dirname(target));
        }),
      discard,
    };
  });
}

async function writeBytes(target: string, bytes: Uint8Array): Promise<void> {
  const sink = await create(target);
  try {
    await sink.write(bytes);
    await sink.commit();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

async function append(file: string, bytes: Uint8Array): Promise<void> {
  await guarded(file, async () => {
    const handle = await fs.open(file, 'a');
    try {
      await handle.appendFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
  });
}

async function stat(file: string): Promise<FileEntry> {
  return guarded(file, async () => {
    const found = await fs.stat(file);
    const kind = found.isDirectory() ? 'folder' : 'file';
    return { name: path.basename(file), path: file, kind, size: found.isDirectory() ? -1 : found.size, modifiedMs: found.mtimeMs };
  });
}

async function list(folder: string): Promise<readonly FileEntry[]> {
  return guarded(folder, async () => {
    const entries: FileEntry[] = [];
    for (const name of (await fs.readdir(folder)).toSorted()) {
      try {
        entries.push(await stat(path.join(folder, name)));
      } catch {
        // a dangling link or a file that vanished meanwhile is not part of the folder
        continue;
      }
    }
    return entries;
  });
}

async function readBytes(file: string, maxBytes: number): Promise<Uint8Array> {
  const source = await open(file);
  try {
    if (source.size > maxBytes)
      throw new InvalidInputError(`${source.name} has ${source.size} bytes; at most ${maxBytes} can be read as a whole.`, {
        code: 'too-large',
        subject: file,
      });
    return await source.read(0, source.size);
  } finally {
    await source.close();
  }
}

async function exists(file: string): Promise<boolean> {
  return fs.access(file).then(
    () => true,
    () => false,
  );
}

export function createNodeFiles(): Files {
  return {
    open,
    stat,
    exists,
    list,
    readBytes,
    writeBytes,
    create,
    append,
    makeFolder: (folder) => guarded(folder, async () => void (await fs.mkdir(folder, { recursive: true }))),
    remove: (target) => guarded(target, () => fs.rm(target, { recursive: true, force: true })),
    rename: (from, to) => guarded(from, () => fs.rename(from, to)),
    lock: (file) => guarded(file, () => acquireLock(file)),
    join: (...parts) => path.join(...parts),
    dirname: (file) => path.dirname(file),
    basename: (file) => path.basename(file),
    resolve: (file) => path.resolve(file),
    realPath: (file) => guarded(file, () => fs.realpath(file)),
  };
}
