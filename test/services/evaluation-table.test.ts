import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { deadScores, withMargins } from '../../src/services/evaluation/scores.js';
import { startCore, temporaryFolder } from './core-harness.js';

const home = temporaryFolder();
const folder = join(home, 'volumes');
const table = join(home, 'table.json');

beforeAll(async () => {
  const { client, write } = startCore(home);
  for (const family of ['moss', 'granular'])
    await client['synthesize.run']({
      family,
      modality: 'xct',
      params: { nz: '12', ny: '40', nx: '40', cnr: '6', collectorRows: '5' },
      seed: 3,
      count: 2,
      output: write(folder),
    });
});

describe('baselines over a folder of volumes with truth', () => {
  test('rows of every volume and method, and means of what was and was not seen in training', async () => {
    const { client, read, write } = startCore(home);
    const document = await client['evaluate.table']({
      folder: read(folder),
      models: [],
      baselines: ['oracle', 'otsu'],
      unseen: ['granular'],
      output: write(table),
    });
    expect(document.rows).toHaveLength(8);
    expect(JSON.parse(readFileSync(table, 'utf8'))).toEqual(document);
    const seen = document.groups.find((group) => group.name === 'families trained on' && group.method === 'oracle')!;
    const unseen = document.groups.find((group) => group.name === 'families never trained on' && group.method === 'oracle')!;
    expect([seen.volumes, unseen.volumes]).toEqual([2, 2]);
    const own = document.rows.filter((row) => row.method === 'oracle' && row.family === 'moss').map((row) => row.scores['mean.dice']!);
    expect(seen.scores['mean.dice']!.mean).toBeCloseTo((own[0]! + own[1]!) / 2, 12);
    for (const { scores } of document.groups)
      for (const { mean, low, high } of Object.values(scores)) {
        expect(low).toBeLessThanOrEqual(mean + 1e-12);
        expect(high).toBeGreaterThanOrEqual(mean - 1e-12);
      }
  });

  test('the oracle is at least as right as Otsu: it is the best choice per grey value', async () => {
    const { rows } = JSON.parse(readFileSync(table, 'utf8')) as {
      rows: { method: string; volume: string; scores: Record<string, number> }[];
    };
    for (const row of rows.filter(({ method }) => method === 'otsu')) {
      const oracle = rows.find(({ method, volume }) => method === 'oracle' && volume === row.volume)!;
      expect(oracle.scores['mean.dice']).toBeGreaterThan(row.scores['mean.dice']! - 0.1);
    }
  });

  test('a table that is there is gone on with, not computed again', async () => {
    const { client, read, write } = startCore(home);
    const before = readFileSync(table, 'utf8');
    await client['evaluate.table']({
      folder: read(folder),
      models: [],
      baselines: ['oracle', 'otsu'],
      unseen: ['granular'],
      output: write(table),
    });
    expect(readFileSync(table, 'utf8')).toBe(before);
  });

  test('an empty folder, an unknown baseline, nothing to evaluate: one sentence each', async () => {
    const { client, read } = startCore(home);
    const run = (asked: { folder: string; models: string[]; baselines: string[] }) => client['evaluate.table'](asked);
    await expect(run({ folder: read(temporaryFolder()), models: [], baselines: ['oracle'] })).rejects.toThrow(/holds no NAME\.tif/);
    await expect(run({ folder: read(folder), models: [], baselines: ['magic'] })).rejects.toThrow(/no baseline "magic"/);
    await expect(run({ folder: read(folder), models: [], baselines: [] })).rejects.toThrow(/Nothing to evaluate/);
  });
});

describe('scores of the dead share', () => {
  const found = { measured: 0.3, truth: 0.22, interval: [0.25, 0.41] } as const;

  test('rules alone where a package has no margins', () => {
    expect(deadScores(found, null)).toMatchObject({ 'dead.low': 0.25, 'dead.high': 0.41, 'dead.covered': 0, 'dead.rulesCovered': 0 });
  });

  test('with margins both intervals are kept, and earlier rows follow new margins', () => {
    const margins = { below: 0.05, above: 0.2, coverage: 0.9, volumes: 40 };
    const scores = deadScores(found, margins);
    expect(scores).toMatchObject({ 'dead.rulesLow': 0.25, 'dead.rulesHigh': 0.41, 'dead.covered': 1, 'dead.rulesCovered': 0 });
    expect(scores['dead.low']).toBeCloseTo(0.2, 12);
    expect(scores['dead.high']).toBeCloseTo(0.3 + 0.2 * (0.1 + 0.4), 12);
    expect(withMargins(scores, null)).toEqual(deadScores(found, null));
    expect(withMargins(deadScores(found, null), margins)).toEqual(scores);
    expect(withMargins({ 'lithium.dice': 1 }, margins)).toEqual({});
  });
});
