/** Bundles an entry of `src` for a real process: under Node 20 a child cannot load TypeScript itself. */
import { mkdirSync, mkdtempSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';

const root = resolve(import.meta.dirname, '../..');

/** `entry` relative to the repository, e.g. "src/node/inference-entry.ts". */
export async function bundleEntry(entry: string): Promise<URL> {
  const cache = join(root, '.cache', 'test-bundles');
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, 'b-'));
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    build: {
      ssr: resolve(root, entry),
      outDir,
      target: 'node20',
      minify: false,
      emptyOutDir: false,
      rollupOptions: { output: { entryFileNames: 'entry.mjs' } },
    },
  });
  return pathToFileURL(join(outDir, 'entry.mjs'));
}
