/** The self-test and the error bars as others run them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt, lithoscope } from './run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'lithoscope-selftest-'));
const run = (...args: string[]) => lithoscope([...args, '--json'], { cwd: folder });

interface Row {
  readonly metric: string;
  readonly phantom: string;
  readonly featureVoxels: number;
  readonly bias: number | null;
  readonly passed: boolean | null;
}

/** A raw NRRD of cubes of lithium in pore. */
function writeCubes(name: string, n: number, spacing: number): void {
  const data = new Uint8Array(n ** 3).fill(4);
  for (let z = 0, i = 0; z < n; z++)
    for (let y = 0; y < n; y++) for (let x = 0; x < n; x++, i++) if (z % 16 < 8 && y % 16 < 8 && x % 16 < 8) data[i] = 1;
  const head = [
    'NRRD0004',
    'type: uint8',
    'dimension: 3',
    'space dimension: 3',
    'space units: "um" "um" "um"',
    `sizes: ${n} ${n} ${n}`,
    `space directions: (${spacing},0,0) (0,${spacing},0) (0,0,${spacing})`,
    'encoding: raw',
  ];
  writeFileSync(join(folder, name), Buffer.concat([Buffer.from(`${head.join('\n')}\n\n`), data]));
}

beforeAll(() => {
  ensureBuilt();
  writeCubes('cubes.nrrd', 64, 0.5);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('selftest', () => {
  test('a feature size in voxels', async () => {
    const ran = await run('selftest', '--feature-size', '8', '--metrics', 'surface.area,topology.euler');
    expect(ran.code, ran.stderr).toBe(0);
    const { results, passed } = ran.json() as unknown as { results: Row[]; passed: boolean };
    expect(passed).toBe(true);
    expect(new Set(results.map((row) => row.metric))).toEqual(new Set(['surface.area', 'topology.euler']));
    expect(results.every((row) => row.featureVoxels === 8 && Math.abs(row.bias ?? 1) < 0.1)).toBe(true);
  });

  test('a length with a voxel size, and a ladder without', async () => {
    const exact = await run('selftest', '--feature-size', '3um', '--voxel', '1x0.5x0.5um', '--metrics', 'volume.volume');
    const sizes = (exact.json() as unknown as { results: Row[] }).results.map((row) => row.featureVoxels);
    expect(new Set(sizes)).toEqual(new Set([3]));
    const ladder = await run('selftest', '--feature-size', '3um', '--metrics', 'volume.volume');
    const steps = (ladder.json() as unknown as { results: Row[] }).results.map((row) => row.featureVoxels);
    expect(new Set(steps)).toEqual(new Set([4, 8, 16]));
  });

  test.each([
    [['--feature-size', '1'], 2],
    [['--feature-size', '3parsec'], 2],
    [['--metrics', 'surface.charm'], 1],
  ])('%j is refused in one sentence', async (args, code) => {
    const ran = await run('selftest', ...args);
    const { error } = ran.json() as { error: { message: string } };
    expect(error.message).toMatch(/[.!?]$/);
    expect(ran.code).toBeGreaterThanOrEqual(Math.min(code, 1));
  });
});

describe('error bars', () => {
  const metrics = ['--metrics', 'volume.fraction,surface.area'];

  test('stand beside the numbers, apart and combined', async () => {
    const ran = await run('measure', 'cubes.nrrd', ...metrics);
    const [share, area] = (ran.json() as { results: { uncertainty?: Record<string, [number, number]> }[] }).results;
    // parts of a periodic structure are alike
    expect(share?.uncertainty?.['field-of-view']).toEqual([0.125, 0.125]);
    expect(Object.keys(area?.uncertainty ?? {}).toSorted()).toEqual(['combined', 'estimator-bias', 'field-of-view', 'voxel-size']);
  });

  test('are left out when told so, and for an exact request', async () => {
    const off = await run('measure', 'cubes.nrrd', ...metrics, '--error-bars', 'off');
    expect(JSON.stringify(off.json())).not.toContain('combined');
    writeFileSync(join(folder, 'request.json'), JSON.stringify([{ metric: 'volume.fraction' }]));
    const exact = await run('measure', 'cubes.nrrd', '--request', 'request.json');
    expect(JSON.stringify(exact.json())).not.toContain('combined');
    expect((await run('measure', 'cubes.nrrd', '--error-bars', 'maybe')).code).toBe(2);
  });
});

test('labels larger than the memory budget are measured from disk, with the same numbers', async () => {
  // 4.1 million voxels need 82 MB at once
  writeCubes('large.nrrd', 160, 0.5);
  const ask = ['measure', 'large.nrrd', '--metrics', 'volume.fraction,volume.volume,thickness.max', '--error-bars', 'off'];
  const [memory, disk] = await Promise.all([run(...ask), run(...ask, '--memory', '64MiB')]);
  const values = (ran: typeof memory) => (ran.json() as { results: { value: unknown; note?: string }[] }).results;
  expect(values(disk).slice(0, 2)).toEqual(values(memory).slice(0, 2));
  expect(values(disk)[2]?.note).toContain('memory budget');
});

test('the standard set from disk asks for the same numbers as in memory', async () => {
  writeCubes('larger.nrrd', 160, 0.5);
  const [memory, disk] = await Promise.all([
    run('measure', 'larger.nrrd', '--error-bars', 'off'),
    run('measure', 'larger.nrrd', '--memory', '64MiB', '--error-bars', 'off'),
  ]);
  const asked = (ran: typeof memory) =>
    (ran.json() as { results: { metric: string; params: { phase?: number } }[] }).results.map(({ metric, params }) => [
      metric,
      params.phase,
    ]);
  expect(asked(disk)).toEqual(asked(memory));
  expect(asked(disk)).toContainEqual(['volume.fraction', 4]);
});
