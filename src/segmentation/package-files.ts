/** The files of a model package, whether they lie in a folder or in a zip archive. */
import { unzipSync } from 'fflate';
import { DeniedError, ModelError, NotFoundError } from '../base/index.js';
import type { Files } from '../ports/index.js';

export interface PackageFiles {
  /** of the folder or archive, for messages */
  readonly name: string;
  readonly folder: string | null;
  has(path: string): Promise<boolean>;
  /** the whole file, refused above `maxBytes` */
  read(path: string, maxBytes: number): Promise<Uint8Array>;
}

const MAX_ARCHIVE = 1024 ** 3;
const MAX_ENTRIES = 1000;

/** A relative path inside the package, or a refusal. Addresses on the network are never followed. */
export function insidePath(path: string, packageName: string): string {
  const slashed = path.replaceAll('\\', '/');
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(slashed))
    throw new ModelError(`${packageName} refers to ${path}, and nothing is fetched from a network; put the file into the package.`, {
      code: 'remote-source',
      subject: path,
    });
  const parts = slashed.split('/').filter((part) => part !== '.' && part !== '');
  if (slashed.startsWith('/') || /^[a-z]:/i.test(slashed) || parts.includes('..') || parts.length === 0 || slashed.includes('\0'))
    throw new DeniedError(`${packageName} refers to "${path}", a path outside the package; do not use this file.`, {
      code: 'path-outside',
      subject: path,
    });
  return parts.join('/');
}

export function folderPackage(files: Files, folder: string): PackageFiles {
  const name = files.basename(folder);
  return {
    name,
    folder,
    has: (path) => files.exists(files.join(folder, insidePath(path, name))),
    async read(path, maxBytes) {
      const full = files.join(folder, insidePath(path, name));
      if (!(await files.exists(full))) throw missing(name, path);
      return files.readBytes(full, maxBytes);
    },
  };
}

export async function zipPackage(files: Files, path: string): Promise<PackageFiles> {
  const name = files.basename(path);
  const archive = await files.readBytes(path, MAX_ARCHIVE);
  if (archive[0] !== 0x50 || archive[1] !== 0x4b)
    throw new ModelError(`${name} is no zip archive; choose the folder or zip of a BioImage Model Zoo package.`, {
      code: 'bad-archive',
      subject: name,
    });
  const listed = listZip(archive, name);
  const top = commonFolder([...listed.keys()]);
  const sizes = new Map([...listed].map(([entry, size]) => [entry.slice(top.length), size]));
  return {
    name,
    folder: null,
    has: async (entry) => sizes.has(insidePath(entry, name)),
    async read(entry, maxBytes) {
      const inside = insidePath(entry, name);
      const size = sizes.get(inside);
      if (size === undefined) throw missing(name, entry);
      if (size > maxBytes)
        throw new ModelError(`${name}: ${entry} has ${size} bytes, at most ${maxBytes} are read; use a smaller model.`, {
          code: 'too-large',
          subject: entry,
        });
      const found = openZip(archive, name, (candidate) => candidate.replaceAll('\\', '/') === top + inside);
      const bytes = found.values().next().value;
      if (bytes === undefined) throw missing(name, entry);
      return bytes;
    },
  };
}

/** What a file manager puts before every name when a folder is packed as a whole; "" where files lie at the top. */
function commonFolder(entries: readonly string[]): string {
  const own = entries.filter((entry) => !entry.startsWith('__MACOSX/'));
  const top = own[0]?.split('/')[0];
  return top !== undefined && own.every((entry) => entry.startsWith(`${top}/`)) ? `${top}/` : '';
}

/** Names and sizes; every name is checked, so a hostile archive is refused whole. */
function listZip(archive: Uint8Array, name: string): Map<string, number> {
  const sizes = new Map<string, number>();
  unzip(archive, name, (entry, size) => {
    if (!entry.endsWith('/')) sizes.set(insidePath(entry, name), size);
    if (sizes.size > MAX_ENTRIES)
      throw new ModelError(`${name} holds more than ${MAX_ENTRIES} files, which no model package needs; check the file.`, {
        code: 'bad-archive',
        subject: name,
      });
    return false;
  });
  return sizes;
}

function openZip(archive: Uint8Array, name: string, wanted: (entry: string) => boolean): Map<string, Uint8Array> {
  return new Map(Object.entries(unzip(archive, name, wanted)));
}

function unzip(archive: Uint8Array, name: string, filter: (entry: string, size: number) => boolean): Record<string, Uint8Array> {
  try {
    return unzipSync(archive, { filter: (file) => filter(file.name, file.originalSize) });
  } catch (cause) {
    if (cause instanceof DeniedError || cause instanceof ModelError) throw cause;
    throw new ModelError(
      `${name} is not a readable zip archive (${cause instanceof Error ? cause.message : 'damaged'}); download it again.`,
      {
        code: 'bad-archive',
        subject: name,
        cause,
      },
    );
  }
}

function missing(name: string, path: string): NotFoundError {
  return new NotFoundError(`${name} does not contain ${path}, which its description names; download or export the package again.`, {
    code: 'missing-file',
    subject: path,
  });
}
