/**
 * Damaged files of every format: a typed error in one sentence or values, never a hang of two seconds, a crash, or memory beyond the
 * budget. LITHOSCOPE_FUZZ_SEED and LITHOSCOPE_FUZZ_MUTATIONS choose another or a longer run.
 */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { detectFormat, FORMATS } from '../../src/formats/index.js';
import { bundleEntry } from '../support/bundle.js';
import { host, scratchFolder } from '../support/format-host.js';
import type { FuzzPlan, FuzzReport } from './fuzz-entry.js';
import { SAMPLES } from '../formats/samples/index.js';
import { sharedSamples } from './samples.js';

const SEED = Number(process.env['LITHOSCOPE_FUZZ_SEED'] ?? 1);
const MUTATIONS = Number(process.env['LITHOSCOPE_FUZZ_MUTATIONS'] ?? 2000);

/** told by folders, or read by the fall-back of other formats; their files are damaged as slices of other formats */
const FOLDERS = ['slices'];

const folder = scratchFolder('fuzz');
const byFormat = new Map<string, { name: string; path: string; beside?: string | undefined }[]>();
let entry = '';

async function add(name: string, path: string, beside?: string): Promise<void> {
  const { id } = await detectFormat(host, path);
  byFormat.set(id, [...(byFormat.get(id) ?? []), { name, path, beside }]);
}

beforeAll(async () => {
  for (const [k, { name, bytes, beside }] of SAMPLES.entries()) {
    // a file with a companion keeps its name: the one tells the other
    const own = beside === undefined ? `${k}-${name}` : name;
    const path = join(folder, own);
    writeFileSync(path, bytes);
    if (beside !== undefined) writeFileSync(join(folder, beside.name), beside.bytes);
    await add(own, path, beside === undefined ? undefined : join(folder, beside.name));
  }
  for (const path of sharedSamples()) {
    // files that are refused on purpose are no samples
    await add(basename(path), path).catch(() => undefined);
  }
  entry = fileURLToPath(await bundleEntry('test/fuzz/fuzz-entry.ts'));
  process.stderr.write(`damaged files: seed ${SEED}, ${MUTATIONS} for each format\n`);
});

describe('damaged files', () => {
  test.each(FORMATS.filter(({ id }) => !FOLDERS.includes(id)).map(({ id }) => id))(
    '%s',
    async (id) => {
      const files = byFormat.get(id) ?? [];
      expect(files.length, `a sound sample of ${id} in test/formats/samples`).toBeGreaterThan(0);
      const plan = join(folder, `${id}.plan.json`);
      writeFileSync(plan, JSON.stringify({ files, mutations: MUTATIONS, seed: SEED } satisfies FuzzPlan));
      const { stdout } = await promisify(execFile)(process.execPath, [entry, plan], { maxBuffer: 1e8 });
      const report = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as FuzzReport;
      expect(report.problems).toEqual([]);
      expect(report.opened + report.refused).toBe(MUTATIONS);
    },
    60_000 + MUTATIONS * 100,
  );
});
