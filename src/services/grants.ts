/**
 * Handles instead of paths. A person (a dialog, a drop, the command line) grants a path and gets an opaque handle;
 * everything that crosses the contract speaks handles. A folder grants what lies in it, as far as real paths go:
 * a link that leaves the folder is refused.
 */
import { DeniedError, NotFoundError } from '../base/index.js';
import type { Files } from '../ports/index.js';

type FileRef = string;
type GrantMode = 'read' | 'write';

interface GrantedRoot {
  readonly ref: FileRef;
  readonly path: string;
}

export interface Grants {
  /** a handle for a path that a person chose */
  grant(path: string, mode: GrantMode): FileRef;
  /** a folder that may be browsed */
  grantRoot(path: string): FileRef;
  /** a handle for something inside a granted folder; checked again when it is used */
  child(parent: FileRef, path: string): FileRef;
  /** the path behind a handle */
  resolve(ref: FileRef, mode?: GrantMode): Promise<string>;
  roots(): readonly GrantedRoot[];
}

interface Entry {
  readonly path: string;
  readonly mode: GrantMode;
  /** the folder that it must lie in; absent: chosen itself */
  readonly within?: string;
}

export function createGrants(files: Files, newId: () => string): Grants {
  const entries = new Map<FileRef, Entry>();
  const known = new Map<string, FileRef>();
  const roots = new Map<FileRef, string>();

  function add(entry: Entry): FileRef {
    const key = JSON.stringify([entry.path, entry.mode, entry.within ?? null]);
    const before = known.get(key);
    if (before !== undefined) return before;
    const ref = newId();
    known.set(key, ref);
    entries.set(ref, entry);
    return ref;
  }

  function outside(path: string): DeniedError {
    return new DeniedError(
      `${path} lies outside the folders that were granted; open it through a dialog, or start the program with its folder.`,
      {
        code: 'outside-roots',
        subject: path,
      },
    );
  }

  return {
    grant: (path, mode) => add({ path: files.resolve(path), mode }),
    grantRoot(path) {
      const ref = add({ path: files.resolve(path), mode: 'read' });
      roots.set(ref, files.resolve(path));
      return ref;
    },
    child(parent, path) {
      const entry = entries.get(parent);
      if (entry === undefined) throw outside(path);
      return add({ path: files.resolve(path), mode: entry.mode, within: entry.within ?? entry.path });
    },
    async resolve(ref, mode = 'read') {
      const entry = entries.get(ref);
      if (entry === undefined)
        throw new DeniedError('This handle of a file is not known here (any more); choose the file again.', {
          code: 'unknown-ref',
          subject: ref,
        });
      if (mode === 'write' && entry.mode !== 'write')
        throw new DeniedError(`${entry.path} was opened for reading only; choose a place to save to.`, {
          code: 'read-only',
          subject: entry.path,
        });
      if (entry.within === undefined) return entry.path;
      if (!(await files.exists(entry.path))) throw new NotFoundError(`${entry.path} does not exist any more.`, { subject: entry.path });
      const real = await files.realPath(entry.path);
      const root = await files.realPath(entry.within);
      if (real !== root && !real.startsWith(files.join(root, '/'))) throw outside(entry.path);
      return entry.path;
    },
    roots: () => [...roots].map(([ref, path]) => ({ ref, path })),
  };
}
