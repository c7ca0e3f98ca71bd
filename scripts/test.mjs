/** Everything: unit, property and conformance tests, then the end-to-end tests in a real browser. Ends with "N passed, N failed". */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findBrowser } from './find-browser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const reports = { vitest: '.cache/vitest.json', playwright: '.cache/playwright.json' };

function run(name, args, env = {}) {
  return (
    spawnSync(process.execPath, [`node_modules/${name}`, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
      .status ?? 1
  );
}

function read(file) {
  return existsSync(`${root}/${file}`) ? JSON.parse(readFileSync(`${root}/${file}`, 'utf8')) : undefined;
}

/** Titles of the end-to-end tests that did not run, with the reason that they gave. */
function skippedPages(suites = []) {
  return suites.flatMap((suite) => [
    ...skippedPages(suite.suites),
    ...(suite.specs ?? []).flatMap(({ title, tests }) =>
      tests
        .filter((test) => test.status === 'skipped')
        .map((test) => [title, ...test.annotations.map((note) => note.description)].filter(Boolean).join(': ')),
    ),
  ]);
}

mkdirSync(`${root}/.cache`, { recursive: true });
for (const file of Object.values(reports)) rmSync(`${root}/${file}`, { force: true });

const build = spawnSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'inherit' }).status ?? 1;
if (build !== 0) {
  console.log('The build failed; no test ran.\n0 passed, 1 failed');
  process.exit(1);
}

const unit = run('vitest/vitest.mjs', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${reports.vitest}`,
  ...process.argv.slice(2),
]);

let e2e = 0;
let browserMissing = 0;
try {
  const program = await findBrowser();
  e2e = run('@playwright/test/cli.js', ['test'], {
    LITHOSCOPE_BROWSER: program,
    LD_LIBRARY_PATH: process.env.LD_LIBRARY_PATH ?? '',
    PLAYWRIGHT_JSON_OUTPUT_NAME: reports.playwright,
  });
} catch (error) {
  browserMissing = 1;
  console.error(`The end-to-end tests could not run: ${error.message}`);
}

const units = read(reports.vitest);
const report = read(reports.playwright);
const pages = report?.stats;
const passed = (units?.numPassedTests ?? 0) + (pages?.expected ?? 0) + (pages?.flaky ?? 0);
const failed = (units?.numFailedTests ?? 1) + (pages?.unexpected ?? (browserMissing || e2e ? 1 : 0)) || (unit || e2e ? 1 : 0);
const skipped = (units?.numPendingTests ?? 0) + (pages?.skipped ?? 0);
const left = (units?.testResults ?? []).flatMap((file) =>
  file.assertionResults.filter((test) => ['pending', 'skipped', 'todo'].includes(test.status)),
);
for (const test of left) console.log(`skipped: ${test.fullName}`);
for (const title of skippedPages(report?.suites)) console.log(`skipped: ${title}`);
if (skipped > 0) console.log(`${skipped} skipped, named above.`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || unit !== 0 || e2e !== 0 || browserMissing ? 1 : 0);
