/** Every metric has its passport: when not to use it, its bias, where it comes from, and a known answer that it is held against. */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { measure, METRICS, PHANTOMS, selftest } from '../../src/metrics/index.js';
import { labelVolume } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { readTruth } from '../support/reference-stacks.js';
import { describeShared, sharedPath } from '../support/shared.js';

const withPhantom = new Set(PHANTOMS.flatMap((phantom) => phantom.make(8, [1, 1, 1], createRng(1)).truths.map(({ metric }) => metric)));

/** Metrics without a closed form, and what they are held against instead. */
const NO_CLOSED_FORM: Readonly<Record<string, string>> = {
  'morphotype.share': 'its kinds are names given by a calibration: held against generated structures in morphotype.test.ts',
  'morphotype.confidence': 'a probability of names given by a calibration: held against generated structures in morphotype.test.ts',
};

describe('every record', () => {
  test('says when not to use it, and what instead', () => {
    expect(METRICS.filter(({ avoid = '' }) => avoid.length < 40).map(({ id }) => id)).toEqual([]);
  });

  test('names no metric that does not exist', () => {
    const ids = new Set(METRICS.map(({ id }) => id));
    const families = new Set(METRICS.map(({ family }) => family));
    const named = METRICS.flatMap(({ id, avoid = '' }) => (avoid.match(/\b[a-z_0-9]+\.[A-Za-z_0-9]+\b/g) ?? []).map((name) => [id, name]));
    expect(named.filter(([, name = '']) => families.has(name.split('.')[0] ?? '') && !ids.has(name))).toEqual([]);
    expect(named.filter(([id, name]) => id === name)).toEqual([]);
  });

  test('states its bias with a size, or that it is exact', () => {
    const stated = /\d|\b(exact|none|never|half|upper bound|lower bound)\b/i;
    expect(METRICS.filter(({ bias }) => !stated.test(bias)).map(({ id, bias }) => `${id}: ${bias}`)).toEqual([]);
  });

  test('cites its method, or says that it is an exact count', () => {
    const free = METRICS.filter(({ references }) => references.length === 0);
    expect(free.filter(({ bias, id }) => !/exact|none|below 1 %/i.test(bias) && !(id in NO_CLOSED_FORM)).map(({ id }) => id)).toEqual([]);
    const cited = METRICS.flatMap(({ id, references }) => references.map((reference) => `${id}: ${reference}`));
    expect(cited.filter((reference) => !/10\.\d{4,}\/\S+|ISO \d+/.test(reference))).toEqual([]);
  });

  test('has an estimator with a version and a definition', () => {
    expect(METRICS.filter(({ estimator }) => !/^[a-z0-9-]+@\d+$/.test(estimator)).map(({ id }) => id)).toEqual([]);
    expect(METRICS.filter(({ definition }) => definition.length < 10).map(({ id }) => id)).toEqual([]);
  });

  test('adds up over parts of the box only where that has a meaning', () => {
    // counts of things that a cut makes two of, extremes
    const cut = METRICS.filter(({ unit, sampling, id }) => unit === 'count' && sampling === undefined && !id.includes('faces_along_axis'));
    expect(cut.map(({ id }) => id)).toEqual([]);
    const extremes = METRICS.filter(
      ({ id, sampling }) => /(\.|_)(max|largest|Sz|penetration\w*|tips|pairs\d)$/.test(id) && sampling !== 'none',
    );
    expect(extremes.map(({ id }) => id)).toEqual([]);
  });
});

describe('parameters', () => {
  test('every default may be given, and three phases where three are asked for', async () => {
    const labels = labelVolume(
      Uint8Array.from({ length: 64 }, (_, i) => 1 + (i % 4)),
      [4, 4, 4],
      { spacing: [1, 1, 1], source: 'test', unit: 'm' },
      'test',
    );
    const requests = METRICS.map(({ id, params }) => ({
      metric: id,
      params: Object.fromEntries(params.flatMap((spec) => (spec.default === undefined ? [] : [[spec.name, spec.default]]))),
    }));
    const three = { metric: 'interface.triple_line', params: { phases: [1, 2, 4] } };
    const { results } = await measure([...requests, three], { labels, collectorFaces: ['z-'] }, { workers: createInlineWorkers() });
    expect(results.flatMap(({ metric, error }) => (error === undefined ? [] : [`${metric}: ${error.message}`]))).toEqual([]);
  });
});

describe('known answers', () => {
  test('a phantom knows every metric but those that have no closed form', () => {
    expect(METRICS.filter(({ id }) => !withPhantom.has(id) && !(id in NO_CLOSED_FORM)).map(({ id }) => id)).toEqual([]);
  });

  test('the list of those without is not stale', () => {
    const ids = new Set(METRICS.map(({ id }) => id));
    expect(Object.keys(NO_CLOSED_FORM).filter((id) => !ids.has(id) || withPhantom.has(id))).toEqual([]);
  });

  test('phantoms name metrics and parameters that exist', () => {
    for (const phantom of PHANTOMS)
      for (const { metric, params = {}, allowed } of phantom.make(8, [1, 1, 1], createRng(1)).truths) {
        const record = METRICS.find(({ id }) => id === metric);
        expect(record, `${phantom.id}: ${metric}`).toBeDefined();
        const names = new Set(record?.params.map(({ name }) => name));
        expect(Object.keys(params).filter((name) => !names.has(name))).toEqual([]);
        expect(allowed).toBeGreaterThanOrEqual(0);
      }
  });
});

test('phantoms stay small: a million voxels at 16 voxels across the feature', () => {
  const sizes = PHANTOMS.map((phantom) => [phantom.id, phantom.make(16, [1, 1, 1], createRng(1)).volume.data.length] as const);
  expect(sizes.filter(([, voxels]) => voxels > 1.1e6)).toEqual([]);
});

test('of a list the part that deviates most counts, relative to the largest', async () => {
  const rows = await selftest(
    { feature: 8, spacing: [1, 1, 1], metrics: new Set(['isolation.live_voxels_by_face', 'shape.semi_axes']) },
    { workers: createInlineWorkers() },
  );
  expect(rows.map(({ metric, phantom, copies, passed }) => [metric, phantom, copies, passed])).toEqual([
    ['shape.semi_axes', 'ball', 6, true],
    ['isolation.live_voxels_by_face', 'cell', 1, true],
  ]);
  expect(rows[1]).toMatchObject({ bias: 0, spread: 0, relative: true });
  expect(Math.abs(rows[0]!.bias)).toBeLessThan(0.05);
});

describeShared('reference/metrics', 'the reference set', () => {
  test('asks for no metric that is missing', () => {
    const root = sharedPath('reference/metrics');
    const cases = existsSync(root) ? readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory()) : [];
    const ids = new Set(METRICS.map(({ id }) => id));
    const missing = cases.flatMap(({ name }) => readTruth(name).expect.map(({ metric }) => metric)).filter((id) => !ids.has(id));
    expect([...new Set(missing)]).toEqual([]);
  });
});
