/** Import directions: the real tree is really cruised and clean, and every rule catches what it is for. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly to: string; readonly rule: { readonly name: string } }[];
  };
}

function cruise(folder: string): Cruise {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [program, '--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src', 'electron', 'renderer'],
    { cwd: folder, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Cruise;
}

/** Rule, file that breaks it, and what it imports. */
const PLANTED: readonly [rule: string, from: string, imports: string][] = [
  ['base-imports-nothing', 'src/base/bad.ts', '../volume/index.js'],
  ['volume-imports-base', 'src/volume/bad.ts', '../kernels/index.js'],
  ['kernels-import-words', 'src/kernels/bad.ts', '../formats/index.js'],
  ['ports-import-words', 'src/ports/bad.ts', '../services/index.js'],
  ['formats-stays-in-its-room', 'src/formats/bad.ts', '../metrics/index.js'],
  ['segmentation-stays-in-its-room', 'src/segmentation/bad.ts', '../formats/index.js'],
  ['review-stays-in-its-room', 'src/review/bad.ts', '../study/index.js'],
  ['metrics-stays-in-its-room', 'src/metrics/bad.ts', '../compare/index.js'],
  ['imaging-stays-in-its-room', 'src/imaging/bad.ts', '../simulate/index.js'],
  ['simulate-stays-in-its-room', 'src/simulate/bad.ts', '../imaging/index.js'],
  ['compare-stays-in-its-room', 'src/compare/bad.ts', '../simulate/index.js'],
  ['figures-stays-in-its-room', 'src/figures/bad.ts', '../report/index.js'],
  ['report-stays-in-its-room', 'src/report/bad.ts', '../metrics/index.js'],
  ['study-stays-in-its-room', 'src/study/bad.ts', '../review/index.js'],
  ['voxelize-stays-in-its-room', 'src/voxelize/bad.ts', '../formats/index.js'],
  ['contract-is-data', 'src/contract/bad.ts', '../rpc/index.js'],
  ['rpc-knows-the-form-only', 'src/rpc/bad.ts', '../contract/index.js'],
  ['workers-run-kernels-and-formats', 'src/workers/bad.ts', '../metrics/index.js'],
  ['services-compose-rooms', 'src/services/bad.ts', '../node/index.js'],
  ['services-compose-rooms', 'src/services/deep.ts', '../metrics/inner.js'],
  ['resources-serve-bytes', 'src/resources/bad.ts', '../node/index.js'],
  ['renderer-sees-the-border', 'renderer/bad.tsx', '../src/services/index.js'],
  ['node-only-in-adapters-and-hosts', 'src/metrics/disk.ts', 'node:fs'],
  ['node-only-in-adapters-and-hosts', 'src/services/disk.ts', 'fs/promises'],
  ['node-only-in-adapters-and-hosts', 'renderer/disk.ts', 'node:path'],
  ['native-only-in-adapters-and-hosts', 'src/formats/native.ts', 'sharp'],
  ['native-only-in-adapters-and-hosts', 'renderer/native.ts', 'onnxruntime-node'],
  ['electron-only-in-electron', 'src/server/desktop.ts', 'electron'],
  ['electron-only-in-electron', 'renderer/desktop.ts', 'electron'],
  ['handlers-only-from-the-worker-entry', 'src/services/handler.ts', '../workers/work.handler.js'],
  ['rooms-by-their-index', 'src/server/deep.ts', '../services/inner.js'],
  ['rooms-by-their-index', 'electron/deep.ts', '../src/rpc/inner.js'],
  ['rooms-by-their-index', 'renderer/deep.ts', '../src/review/inner.js'],
  ['adapters-know-no-host', 'src/node/bad.ts', '../server/index.js'],
  ['hosts-do-not-meet', 'electron/bad.ts', '../src/cli/index.js'],
  ['hosts-do-not-meet', 'src/server/bad.ts', '../../renderer/index.js'],
  ['nothing-imports-tests', 'src/server/test.ts', '../../test/bad.js'],
  ['no-unresolved', 'src/base/lost.ts', './nowhere.js'],
  ['no-cycles', 'src/base/ring-a.ts', './ring-b.js'],
  ['no-cycles', 'src/base/ring-b.ts', './ring-a.js'],
];

describe('the tree', () => {
  it('was cruised, and breaks no rule', () => {
    const { modules, summary } = cruise(root);
    const ours = modules.filter(({ source }) => /^(src|electron|renderer)\//.test(source));
    expect(ours.length).toBeGreaterThan(150);
    for (const place of ['src/kernels/', 'src/services/', 'electron/main.ts', 'renderer/main.tsx', 'src/rpc/'])
      expect(
        ours.some(({ source }) => source.startsWith(place)),
        place,
      ).toBe(true);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });
});

describe('a planted file', () => {
  let folder: string;
  let found: Cruise['summary']['violations'];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'lithoscope-directions-'));
    for (const name of ['.dependency-cruiser.mjs', 'tsconfig.base.json', 'package.json']) cpSync(join(root, name), join(folder, name));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    const put = (path: string, text: string): void => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    };
    for (const [, from, imports] of PLANTED) {
      // what is imported exists, so that only the direction is wrong
      const target = join(dirname(from), imports.replace(/\.js$/, '.ts'));
      if (imports.startsWith('.') && !imports.includes('nowhere')) put(target, 'export const thing = 1;\n');
    }
    for (const [, from, imports] of PLANTED) put(from, `export * from '${imports}';\n`);
    found = cruise(folder).summary.violations;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(PLANTED)('is caught: %s by %s, which imports %s', (rule, from) => {
    // a ring is reported at one of its files
    expect(found.filter((violation) => violation.from === from || violation.to === from).map((violation) => violation.rule.name)).toContain(
      rule,
    );
  });

  it('is planted for every rule', async () => {
    const { default: config } = (await import(join(root, '.dependency-cruiser.mjs'))) as {
      default: { forbidden: { name: string; severity: string }[] };
    };
    expect([...new Set(PLANTED.map(([rule]) => rule))].toSorted()).toEqual(config.forbidden.map(({ name }) => name).toSorted());
    for (const { name, severity } of config.forbidden) expect([name, severity]).toEqual([name, 'error']);
  });
});
