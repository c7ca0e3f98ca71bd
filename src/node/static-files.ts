/** The built interface. The list of files is read once; a request can only name one of them. */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

export interface StaticFile {
  readonly body: Uint8Array;
  readonly type: string;
  /** bundles carry a hash in their name */
  readonly immutable: boolean;
}

/** Looks a URL path up among the files of a folder; undefined when there is none. */
export async function loadStaticFiles(folder: string): Promise<(path: string) => Promise<StaticFile | undefined>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const known = new Map<string, string>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    known.set(`/${relative(folder, file).split(sep).join('/')}`, file);
  }
  return async (path) => {
    const file = known.get(path === '/' ? '/index.html' : path);
    if (file === undefined) return undefined;
    return { body: await readFile(file), type: TYPES[extname(file)] ?? 'application/octet-stream', immutable: path.startsWith('/assets/') };
  };
}
