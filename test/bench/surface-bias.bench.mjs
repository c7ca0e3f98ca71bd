/** What the estimators of surface area read on bodies of known area: the bias that the metrics state. */
import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';
import { compileAssembly } from '../../scripts/assembly.mjs';
import { root } from './support.mjs';

export const title = 'bias of surface area, lengths in voxels, mean and spread over offsets and orientations';

export async function run() {
  await compileAssembly();
  const out = join(root, '.cache', 'bench', `bias-${process.pid}`);
  const input = join(root, 'test/bench/metrics/surface-bias.ts');
  const output = { entryFileNames: 'bias.js' };
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: { ssr: true, target: 'node20', outDir: out, minify: false, rolldownOptions: { input, output } },
  });
  try {
    const done = spawnSync(process.execPath, [join(out, 'bias.js')], { encoding: 'utf8', maxBuffer: 2 ** 24 });
    if (done.status !== 0) throw new Error(`the table ended with ${done.status}: ${done.stderr}`);
    return JSON.parse(done.stdout);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}
