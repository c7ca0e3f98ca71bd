import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DOCUMENTS } from '../../src/cli/docs.js';
import { jsonSchema } from '../../src/cli/json-schema.js';
import { ensureBuilt, lithoscope } from './run-cli.js';
import type { Ran } from './run-cli.js';
import { schemaErrors } from './schema-check.js';

const folder = mkdtempSync(join(tmpdir(), 'lithoscope-cli-'));
const run = (args: readonly string[], stdin?: string): Promise<Ran> =>
  lithoscope(args, { cwd: folder, ...(stdin === undefined ? {} : { stdin }) });

const DEPOSIT = ['--param', 'width=24um', '--param', 'depth=24um', '--param', 'height=16um', '--param', 'thickness=3um'];
const SMALL = [...DEPOSIT, '--param', 'voxel=1um', '--param', 'particle=2um'];

let simulated: Ran;
let other: Ran;

beforeAll(async () => {
  ensureBuilt();
  const made = (seed: string, name: string): Promise<Ran> =>
    run(['simulate', 'brownian-dla', ...SMALL, '--seed', seed, '-o', name, '--json']);
  [simulated, other] = await Promise.all([made('3', 'labels.tif'), made('4', 'other.tif')]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One document on stdout, of the published form, and the exit status. */
function expectDocument(ran: Ran, name: string, code = 0): Record<string, unknown> {
  expect(ran.code, ran.stdout + ran.stderr).toBe(code);
  expect(ran.stdout.trimEnd().split('\n')).toHaveLength(1);
  expect(ran.stdout).not.toMatch(/NaN/);
  const document = ran.json();
  expect(schemaErrors(jsonSchema(DOCUMENTS[name]!.schema, name), document)).toEqual([]);
  return document;
}

function expectError(ran: Ran, exit: number, code: string | RegExp): { message: string; subject?: string } {
  const { error } = expectDocument(ran, 'error', exit) as { error: { code: string; message: string; subject?: string } };
  expect(error.code).toMatch(code);
  expect(error.message).toMatch(/[.!?]$/);
  expect(ran.stderr).not.toContain('    at ');
  return error;
}

describe('simulate and synthesize', () => {
  test('the same seed gives the same values, another seed others', async () => {
    const first = expectDocument(simulated, 'simulate');
    expect(first).toMatchObject({ generator: 'brownian-dla', seed: 3, shape: [24, 16, 24] });
    const again = await run(['simulate', 'brownian-dla', ...SMALL, '--seed', '3', '-o', 'again.tif', '--json']);
    expect(again.json()['sha256']).toBe(first['sha256']);
    expect(other.json()['sha256']).not.toBe(first['sha256']);
    expect(readFileSync(join(folder, 'again.tif')).equals(readFileSync(join(folder, 'labels.tif')))).toBe(true);
    expect(JSON.parse(readFileSync(first['truth'] as string, 'utf8'))).toMatchObject({ seed: 3, sha256: first['sha256'] });
  });

  test('an image, its labels and its truth', async () => {
    const size = ['--param', 'nz=16', '--param', 'ny=32', '--param', 'nx=32'];
    const document = expectDocument(
      await run(['synthesize', 'moss', '--modality', 'xct', ...size, '--seed', '1', '-o', 'made', '--json']),
      'synthesize',
    );
    const [item] = document['items'] as { image: string; labels: string; sha256: string; seed: number }[];
    const { volumes } = expectDocument(await run(['info', item!.image, item!.labels, '--json']), 'info') as {
      volumes: Record<string, unknown>[];
    };
    expect(volumes[0]).toMatchObject({ shape: [16, 32, 32], dtype: 'uint16', sha256: item!.sha256, axes: 'zyx' });
    expect(volumes[1]).toMatchObject({ shape: [16, 32, 32], dtype: 'uint8' });
  });

  test('training files: made once, kept when asked again', async () => {
    const args = ['synthesize', 'moss,columns', '--modality', 'xct', '--shards', '--shape', '8x32x32', '--pictures', '2', '--seed', '3'];
    const some = expectDocument(await run([...args, '--start', '1', '--count', '2', '-o', 'shards', '--json']), 'synthesize');
    expect((some['items'] as { truth: string }[]).map(({ truth }) => truth.slice(-11))).toEqual(['000001.json', '000002.json']);
    const before = statSync(join(folder, 'shards', '000002.bin.gz')).mtimeMs;
    const all = expectDocument(await run([...args, '--count', '4', '-o', 'shards', '--json']), 'synthesize');
    const items = all['items'] as { image: string; truth: string; seed: number; sha256: string }[];
    expect(items.map(({ seed }) => seed)).toEqual([3_000_000, 3_000_000, 3_000_001, 3_000_001]);
    expect(statSync(join(folder, 'shards', '000002.bin.gz')).mtimeMs).toBe(before);
    const bytes = gunzipSync(readFileSync(items[3]!.image));
    expect(bytes).toHaveLength(3 * 8 * 32 * 32);
    expect(
      createHash('sha256')
        .update(bytes.subarray(0, 2 * 8 * 32 * 32))
        .digest('hex'),
    ).toBe(items[3]!.sha256);
    expect(JSON.parse(readFileSync(items[3]!.truth, 'utf8'))).toMatchObject({ family: 'columns', modality: 'xct', picture: 1 });
  });

  test.each([
    [['simulate', 'no-such', '-o', 'x.tif'], 'unknown-generator'],
    [['simulate', 'brownian-dla', '--param', 'voxel=1', '-o', 'x.tif'], 'bad-parameter'],
    [['synthesize', 'moss', '--modality', 'mri', '-o', 'x'], 'usage'],
    [['synthesize', 'moss', '--modality', 'cryo', '-o', 'x'], 'unknown-family'],
    [['synthesize', 'moss', '--modality', 'xct', '--start', '3', '-o', 'x'], 'usage'],
    [['synthesize', 'moss', '--modality', 'xct', '--shape', '8x8', '-o', 'x'], 'usage'],
    [['synthesize', 'no-such', '--modality', 'xct', '-o', 'x'], 'unknown-family'],
  ])('%j is a usage error', async (args, code) => {
    expectError(await run([...args, '--json']), 2, code);
  });
});

describe('info', () => {
  test('entries in the order of the paths, failures among them', async () => {
    const whole = readFileSync(join(folder, 'labels.tif'));
    writeFileSync(join(folder, 'cut.tif'), whole.subarray(0, 100));
    writeFileSync(join(folder, 'empty.tif'), '');
    mkdirSync(join(folder, 'nothing'));
    const ran = await run(['info', 'labels.tif', 'missing.tif', 'cut.tif', 'empty.tif', 'nothing', '--json']);
    const { volumes } = expectDocument(ran, 'info', 1) as { volumes: { path: string; error?: { code: string; message: string } }[] };
    expect(volumes.map(({ path }) => path)).toEqual(['labels.tif', 'missing.tif', 'cut.tif', 'empty.tif', 'nothing']);
    expect(volumes[0]).toMatchObject({
      format: 'tiff',
      kind: 'volume',
      axes: 'zyx',
      shape: [24, 16, 24],
      dtype: 'uint8',
      sha256: simulated.json()['sha256'],
      warnings: [],
    });
    expect(volumes[1]!.error!.code).toBe('not-found');
    for (const { path, error } of volumes.slice(1)) expect(error?.message ?? 'no error', path).toMatch(/\.$/);
    expect(volumes[2]!.error!.code).toBe('corrupt-file');
    const people = await run(['info', 'labels.tif', 'missing.tif']);
    expect(people.code).toBe(1);
    expect(people.stdout).toMatch(/labels\.tif +tiff volume +zyx 24x16x24 uint8/);
  });
});

describe('measure', () => {
  test('an exact list from stdin: every entry answered in order, unknown ones by name, exit status 2', async () => {
    const request = [
      { id: 'a', metric: 'volume.voxels', params: { phase: 1 } },
      { id: 'b', metric: 'no.such.metric' },
      { id: 'c', metric: 'isolation.f_dead', params: { conectivity: 6 } },
      { id: 'd', metric: 'isolation.f_dead', params: { connectivity: 6, collector_faces: ['z-'] } },
    ];
    const ran = await run(['measure', 'labels.tif', '--request', '-', '--json'], JSON.stringify(request));
    const document = expectDocument(ran, 'measure', 2);
    const results = document['results'] as {
      id: string;
      value: number | null;
      error?: { code: string };
      params: Record<string, unknown>;
    }[];
    expect(results.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'd']);
    expect(results.map(({ error }) => error?.code)).toEqual([undefined, 'unknown-metric', 'unknown-parameter', undefined]);
    expect(results.map(({ value }) => value === null)).toEqual([false, true, true, false]);
    expect(results[3]!.params).toMatchObject({ phase: 1, connectivity: 6, collector_faces: ['z-'] });
    expect(document['input']).toMatchObject({ path: 'labels.tif', shape: [24, 16, 24], axes: 'zyx', sha256: simulated.json()['sha256'] });
  });

  test('the same labels give byte-equal numbers with 1 and 2 threads', async () => {
    const [one, two] = await Promise.all(['1', '2'].map((n) => run(['measure', 'labels.tif', '--threads', n, '--json'])));
    expectDocument(one!, 'measure');
    expect(two!.stdout).toBe(one!.stdout);
  });

  test('a choice, the collector and the voxel size of the command line', async () => {
    const metrics = ['--metrics', 'isolation.f_dead,volume.volume,deposit.areal_capacity'];
    const document = expectDocument(
      await run(['measure', 'labels.tif', ...metrics, '--collector', 'none', '--voxel', '2um', '--json']),
      'measure',
    );
    const [dead, volume, capacity] = document['results'] as { value: number | null; unit: string; reason?: string }[];
    expect(dead).toMatchObject({ value: null, reason: expect.stringContaining('collector') });
    expect(capacity!.value).toBeNull();
    const lithium = expectDocument(await run(['measure', 'labels.tif', '--metrics', 'volume.voxels', '--json']), 'measure')['results'] as {
      value: number;
    }[];
    expect(volume).toMatchObject({ unit: 'um^3', value: 8 * lithium[0]!.value });
  });

  test('foreign values are refused until they are mapped', async () => {
    const head = 'NRRD0004\ntype: uint8\ndimension: 3\nsizes: 4 4 4\nencoding: raw\n\n';
    writeFileSync(join(folder, 'foreign.nrrd'), Buffer.concat([Buffer.from(head), Buffer.alloc(32, 255), Buffer.alloc(32, 128)]));
    expectError(await run(['measure', 'foreign.nrrd', '--json']), 1, 'labels-not-mapped');
    const map = ['--map', '255=lithium,128=sei'];
    const document = expectDocument(
      await run(['measure', 'foreign.nrrd', ...map, '--metrics', 'volume.voxels,volume.volume', '--json']),
      'measure',
    );
    expect(document['labels']).toMatchObject({ '1': 'lithium', '2': 'sei' });
    expect(document['results']).toMatchObject([{ value: 32 }, { value: null, reason: expect.stringContaining('voxel size') }]);
    expectError(await run(['measure', 'foreign.nrrd', '--map', '255=cheese', '--json']), 2, /map/);
  });

  test.each([
    [['measure', 'labels.tif', '--voxel', '650'], 'usage'],
    [['segment', 'labels.tif', '-o', 'o.tif'], 'usage'],
    [['segment', 'labels.tif', '--model', 'li-xct-fast', '-o', 'o.tif', '--quality', 'utmost'], 'usage'],
    [['evaluate', 'labels.tif'], 'usage'],
    [['evaluate', 'labels.tif', '--truth', 'labels.tif', '--baselines', 'oracle'], 'usage'],
    [['report', 'x.lithoscope', '-o', 'out', '--format', 'pdf'], 'usage'],
    [['compare', 'labels.tif'], 'usage'],
    [['compare', 'labels.tif', 'labels.tif', '--metrics', 'no.such'], 'unknown-metric'],
  ])('%j is a usage error', async (args, code) => {
    expectError(await run([...args, '--json']), 2, code);
  });

  test('a file that is not there fails with one sentence, for programs and for people', async () => {
    expect(expectError(await run(['measure', 'missing.tif', '--json']), 1, 'not-found').subject).toContain('missing.tif');
    const people = await run(['measure', 'missing.tif']);
    expect(people).toMatchObject({ code: 1, stdout: '' });
    expect(people.stderr).toMatch(/^lithoscope: .*missing\.tif.*\.\n$/);
  });
});

describe('evaluate and compare', () => {
  test('labels agree with themselves', async () => {
    const document = expectDocument(await run(['evaluate', 'labels.tif', '--truth', 'labels.tif', '--json']), 'evaluate') as {
      phases: Record<string, Record<string, unknown>>;
      deadFraction: { measured: number; truth: number; interval: [number, number] };
    };
    expect(document.phases['1']).toMatchObject({ dice: 1, iou: 1, boundaryF1: 1, volumeBias: 0 });
    expect(document.phases['2']).toMatchObject({ dice: null, reason: expect.any(String) });
    expect(document.deadFraction.measured).toBe(document.deadFraction.truth);
    expect(document.deadFraction.interval[0]).toBeLessThanOrEqual(document.deadFraction.interval[1]);
  });

  test('two structures; too small for a noise floor, and it is said', async () => {
    const document = expectDocument(await run(['compare', 'labels.tif', 'other.tif', '--json']), 'compare');
    expect(document).toMatchObject({ a: 'labels.tif', b: 'other.tif', matched: { window: [16, 24, 24] } });
    const rows = document['rows'] as { verdict: string; noiseFloor: unknown; reason: string }[];
    expect(rows.length).toBeGreaterThan(8);
    for (const row of rows) expect(row).toMatchObject({ verdict: 'cannot-tell', noiseFloor: null, reason: expect.any(String) });
  });

  test('against a generator', async () => {
    const document = expectDocument(
      await run(['compare', 'labels.tif', '--generator', 'brownian-dla', '--seeds', '1', '--json']),
      'compare',
    );
    expect(document).toMatchObject({ generators: [{ id: 'brownian-dla', seeds: [1], verdict: 'cannot-tell' }], noneFits: null });
  });
});

describe('lists and help', () => {
  test.each(['models', 'formats', 'metrics', 'generators'])('%s have ids and titles', async (what) => {
    const { items } = expectDocument(await run([what, '--json']), 'list') as { items: Record<string, unknown>[] };
    expect(items.length).toBeGreaterThan(0);
    expect(new Set(items.map((item) => item['id'])).size).toBe(items.length);
    for (const item of items) expect(item).toMatchObject({ id: expect.any(String), title: expect.any(String) });
    if (what === 'metrics')
      for (const item of items)
        expect(item).toMatchObject({
          unit: expect.any(String),
          estimator: expect.stringMatching(/@/),
          bias: expect.any(String),
          references: expect.any(Array),
          params: expect.any(Array),
        });
  });

  test('help for people, a usage error without a command', async () => {
    const [help, none, one] = await Promise.all([run(['--help']), run([]), run(['measure', '--help'])]);
    expect([help.code, none.code, one.code]).toEqual([0, 2, 0]);
    expect(help.stdout).toContain('analyze');
    expect(one.stdout).toContain('--request');
  });

  test('a reader that stops reading is no failure', async () => {
    const script = `"${process.execPath}" "${resolve(import.meta.dirname, '../../bin/lithoscope.mjs')}" metrics --json | head -c 10`;
    const shell = spawn('bash', ['-c', `set -o pipefail; ${script}`], { cwd: folder, env: { ...process.env, LITHOSCOPE_DATA: folder } });
    let stderr = '';
    shell.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const code = await new Promise((done) => shell.on('close', done));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});

test('Ctrl-C ends a long run with status 130', async () => {
  const ran = await lithoscope(
    [
      'simulate',
      'brownian-dla',
      '--param',
      'thickness=20um',
      '--param',
      'voxel=0.3um',
      '--param',
      'particle=0.3um',
      '-o',
      'long.tif',
      '--json',
    ],
    {
      cwd: folder,
      // the program needs a moment to listen; the work itself takes minutes
      onStart: (child) => void setTimeout(() => child.kill('SIGINT'), 4000).unref(),
    },
  );
  expectError(ran, 130, 'cancelled');
});
