/** Where the parts of an installation lie, seen from source, from the bundle and from a packaged app alike. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder whose package.json is ours, looking upwards from this file. */
function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest) && (JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string }).name === 'lithoscope') return folder;
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The installation is damaged: package.json of lithoscope was not found.');
    folder = parent;
  }
}

export const appRoot = findRoot();
export const appVersion = (JSON.parse(readFileSync(join(appRoot, 'package.json'), 'utf8')) as { version: string }).version;
export const modelsFolder = join(appRoot, 'models');
export const samplesFolder = join(appRoot, 'samples');
export const rendererFolder = join(appRoot, 'dist', 'renderer');

/** The user's folder for studies made without a name, uploads and recents. `LITHOSCOPE_DATA` moves it. */
export function dataFolder(): string {
  return process.env['LITHOSCOPE_DATA'] ?? join(homedir(), '.lithoscope');
}

/** A bundled entry: worker, inference, long-tail. */
export function bundledEntry(name: string): URL {
  return pathToFileURL(join(appRoot, 'dist', 'node', `${name}.js`));
}
