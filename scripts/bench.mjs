/**
 * `npm run bench [-- names]`: the benchmarks of test/bench on the built program, as a Markdown table on stdout.
 * Nothing is asserted and nothing is kept; docs/benchmarks.md holds what was measured when.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './find-browser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = new URL('../test/bench/', import.meta.url);
const known = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.mjs'))
  .map((name) => name.replace('.bench.mjs', ''));
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark called ${unknown.join(', ')}; there are ${known.join(', ')}.`);
  process.exit(2);
}

if (!existsSync(`${root}/dist/node/cli.js`)) {
  const built = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) process.exit(1);
}

function browserVersion(program) {
  return spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout.trim();
}

const load = () => loadavg()[0].toFixed(1);
const browser = await findBrowser().then(browserVersion, (error) => `no browser (${error.message})`);
console.log(`${new Date().toISOString().slice(0, 10)}: ${cpus().length} x ${cpus()[0]?.model.trim() ?? 'unknown processor'}, `);
console.log(`${(totalmem() / 1e9).toFixed(0)} GB, Node ${process.versions.node}, ${browser}.`);

let failed = false;
for (const name of asked.length > 0 ? asked : known) {
  const { title, run } = await import(new URL(`${name}.bench.mjs`, folder).href);
  const before = load();
  try {
    const rows = await run();
    console.log(`\n### ${title}\n\nLoad average before ${before}, after ${load()}.\n\n| what | measured | target |\n| --- | --- | --- |`);
    for (const [what, value, target = ''] of rows) console.log(`| ${what} | ${value} | ${target} |`);
  } catch (error) {
    failed = true;
    console.error(`\n${title} could not be measured: ${error.stack ?? error}`);
  }
}
process.exit(failed ? 1 : 0);
