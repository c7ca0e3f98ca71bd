/** Builds everything that runs: node bundles, the interface, the desktop's main and preload. About ten seconds. */
import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { compileAssembly } from './assembly.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const only = new Set(process.argv.slice(2));
const wanted = (name) => only.size === 0 || only.has(name);
const quiet = { root, logLevel: 'warn' };

await compileAssembly();
if (only.size === 0) await rm(new URL('../dist', import.meta.url), { recursive: true, force: true });
if (wanted('node')) await build({ ...quiet, configFile: 'vite.node.config.ts' });
if (wanted('preload')) await build({ ...quiet, configFile: 'vite.preload.config.ts' });
if (wanted('renderer'))
  await build({ ...quiet, configFile: 'vite.renderer.config.ts', root: fileURLToPath(new URL('../renderer', import.meta.url)) });
