/**
 * `node scripts/morphotype.mjs [structures per kind]`: calibrates the rule that names kinds of deposit on generated structures, writes
 * src/metrics/morphotype-table.ts, and prints how well it does on seeds and on kinds of structure that it has not seen.
 */
import { spawnSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { compileAssembly } from './assembly.mjs';

const root = resolve(import.meta.dirname, '..');
const out = join(root, '.cache', `morphotype-${process.pid}`);

await compileAssembly();
await build({
  root,
  configFile: false,
  logLevel: 'warn',
  build: { ssr: 'test/bench/morphotype/calibrate.ts', target: 'node20', outDir: out, minify: false },
});
const done = spawnSync(process.execPath, [join(out, 'calibrate.js'), ...process.argv.slice(2)], { encoding: 'utf8', maxBuffer: 2 ** 26 });
await rm(out, { recursive: true, force: true });
if (done.status !== 0) throw new Error(done.stderr);
const { table, ...judged } = JSON.parse(done.stdout);
const head =
  "/** Calibration of the kinds of deposit, made by scripts/morphotype.mjs. */\nimport type { MorphotypeTable } from './morphotype-rule.js';\n\n";
const file = join(root, 'src/metrics/morphotype-table.ts');
await writeFile(file, `${head}export const MORPHOTYPE_TABLE: MorphotypeTable = ${JSON.stringify(table)};\n`);
spawnSync('npx', ['prettier', '--write', file], { cwd: root });
console.log(JSON.stringify(judged));
