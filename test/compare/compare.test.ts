import { describe, expect, test } from 'vitest';
import { compareTwo, compareWithGenerated, cutWindows, DESCRIPTORS, overallVerdict } from '../../src/compare/index.js';
import type { Comparison, GeneratedSet, Structure } from '../../src/compare/index.js';
import { cropLabels } from '../../src/compare/frame.js';
import { labelVolume, NO_CALIBRATION } from '../../src/volume/index.js';
import type { LabelVolume, Shape3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { film, MICRON, needles, sponge, structure } from './structures.js';

const options = { workers: createInlineWorkers() };
const SHAPE: Shape3 = [20, 36, 48];

/** JSON turns NaN and Infinity into null; this finds them before. */
function expectFinite(value: unknown, path = 'document'): void {
  if (typeof value === 'number') expect(Number.isFinite(value), path).toBe(true);
  else if (Array.isArray(value)) value.forEach((item, i) => expectFinite(item, `${path}[${i}]`));
  else if (value !== null && typeof value === 'object')
    for (const [key, item] of Object.entries(value)) expectFinite(item, `${path}.${key}`);
}

function set(id: string, structures: readonly Structure[]): GeneratedSet {
  return { id, title: id, params: { amount: 1 }, seeds: structures.map((_, k) => k + 1), structures };
}

/** Two halves of one sponge, side by side. */
function halves(seed: number): [LabelVolume, LabelVolume] {
  const whole = sponge([SHAPE[0], SHAPE[1], 2 * SHAPE[2]], seed);
  return [cropLabels(whole, [0, 0, 0], SHAPE), cropLabels(whole, [0, 0, SHAPE[2]], [SHAPE[0], SHAPE[1], 2 * SHAPE[2]])];
}

describe('two structures', () => {
  test('a structure is not different from itself', async () => {
    const a = structure(sponge(SHAPE, 1));
    const document = await compareTwo(a, a, options);
    expect(document.rows.map((row) => row.metric)).toEqual(DESCRIPTORS.map(({ id }) => id));
    expect(document.rows.filter((row) => row.verdict === 'different')).toEqual([]);
    expect(overallVerdict(document.rows)).toBe('indistinguishable');
    for (const row of document.rows) expect(row.a).toEqual(row.b);
    expect(document.matched).toMatchObject({ window: SHAPE, spacing: { value: [1, 1, 1], unit: 'um' }, capacity: { unit: 'um' } });
    expectFinite(document);
  });

  test('another window of the same random sponge cannot be told apart', async () => {
    for (const seed of [1, 2, 3]) {
      const [a, b] = halves(seed);
      const { rows } = await compareTwo(structure(a), structure(b), options);
      expect(overallVerdict(rows), `seed ${seed}`).toBe('indistinguishable');
    }
  });

  test('a film differs from needles of as much lithium, and says in what', async () => {
    const { rows } = await compareTwo(structure(needles(SHAPE, 4, 1)), structure(film(SHAPE, 4)), options);
    const different = rows.filter((row) => row.verdict === 'different').map((row) => row.metric);
    expect(different).toEqual(expect.arrayContaining(['height.p95', 'height.covered_fraction', 's2.growth', 'thickness.distribution']));
    for (const row of rows) if (row.verdict === 'different' && row.ratio !== null) expect(row.ratio).toBeGreaterThan(1);
  });

  test('equal windows have no noise floor to divide by', async () => {
    const { rows } = await compareTwo(structure(film(SHAPE, 4)), structure(needles(SHAPE, 4, 1)), options);
    const row = rows.find(({ metric }) => metric === 'height.p95')!;
    expect(row).toMatchObject({ ratio: null, noiseFloor: { value: 0 }, verdict: 'different', reason: expect.stringContaining('equal') });
    expectFinite(rows);
  });

  test('less spread inside the noise floor is no difference', async () => {
    // A: plates of 2 to 9 voxels, window by window; B: plates of the mean height everywhere
    const a = film(SHAPE, 0);
    for (let z = 0; z < 10; z++)
      for (let y = 0; y < 36; y++)
        for (let x = 0; x < 48; x++) if (z < 2 + ((Math.floor(y / 12) * 3 + Math.floor(x / 16) * 5) % 8)) a.data[(z * 36 + y) * 48 + x] = 1;
    const { rows } = await compareTwo(structure(a), structure(film(SHAPE, 5)), { ...options, metrics: ['height.mean'] });
    expect(rows).toHaveLength(1);
    expect(rows[0]!.verdict).not.toBe('different');
    expect(rows[0]!.ratio!).toBeLessThan(1);
  });

  test('the unit of the second structure does not matter', async () => {
    const labels = sponge(SHAPE, 4);
    const inNanometres = { ...labels, calibration: { ...labels.calibration, unit: 'nm' as const } };
    const once = await compareTwo(structure(labels), structure(labels), options);
    expect(await compareTwo(structure(labels), structure(inNanometres), options)).toEqual(once);
    expect(once.rows.find(({ metric }) => metric === 'height.mean')!.b.unit).toBe('um');
  });

  test('too small a plane gives distances but no noise floor, with the reason', async () => {
    const small: Shape3 = [20, 20, 20];
    const { rows } = await compareTwo(structure(sponge(small, 1)), structure(film(small, 8)), options);
    for (const row of rows) {
      expect(row).toMatchObject({ noiseFloor: null, ratio: null, verdict: 'cannot-tell', reason: expect.any(String) });
      if (row.b.value !== null) expect(row.distance).toEqual(expect.any(Number));
    }
    expect(rows[0]!.reason).toContain('needs 8');
  });

  test('without voxel size: in voxels, with a remark; without collector: no heights', async () => {
    const a = { name: 'a', labels: sponge(SHAPE, 1, 1.5, 0.4, NO_CALIBRATION), collectorFaces: [] };
    const { rows, matched, warnings } = await compareTwo(a, a, options);
    expect(matched).toMatchObject({ spacing: null, capacity: null });
    expect(rows.find(({ metric }) => metric === 'thickness.distribution')!.a.unit).toBe('voxel');
    const height = rows.find(({ metric }) => metric === 'height.mean')!;
    expect(height).toMatchObject({ a: { value: null, reason: expect.any(String) }, distance: null, verdict: 'cannot-tell' });
    expect(warnings).toHaveLength(2);
    expectFinite(rows);
  });

  test('one without any lithium', async () => {
    const empty = structure(labelVolume(new Uint8Array(20 * 36 * 48).fill(3), SHAPE, MICRON, 'empty'));
    const document = await compareTwo(structure(sponge(SHAPE, 1)), empty, options);
    expectFinite(document);
    expect(document.rows.find(({ metric }) => metric === 'thickness.distribution')).toMatchObject({
      b: { value: null },
      verdict: 'cannot-tell',
    });
  });

  test('an unknown descriptor is refused by name', async () => {
    const a = structure(film(SHAPE, 2));
    await expect(compareTwo(a, a, { ...options, metrics: ['height.median'] })).rejects.toMatchObject({ code: 'unknown-metric' });
  });

  test('an abort ends it', async () => {
    const a = structure(film(SHAPE, 2));
    await expect(compareTwo(a, a, { ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({ tag: 'aborted' });
  });
});

describe('against generated structures', () => {
  const image = structure(sponge(SHAPE, 11), 'image');
  const alike = set(
    'sponges',
    [12, 13, 14].map((seed) => structure(sponge(SHAPE, seed))),
  );
  const films = set('films', [structure(film(SHAPE, 8)), structure(film(SHAPE, 8))]);

  async function outcome(a: Structure, sets: readonly GeneratedSet[]): Promise<Comparison> {
    const document = await compareWithGenerated(a, sets, options);
    expectFinite(document);
    return document;
  }

  test('none fits when each is plainly different', async () => {
    const { noneFits, generators, curves } = await outcome(image, [films]);
    expect(noneFits).toBe(true);
    expect(generators).toMatchObject([{ id: 'films', verdict: 'different', seeds: [1, 2], params: { amount: 1 } }]);
    expect(curves['s2.growth']!.map((curve) => curve.title)).toEqual(['image', 'films']);
  });

  test('one fits when its windows look like windows of the image', async () => {
    const { noneFits, generators } = await outcome(image, [films, alike]);
    expect(generators!.map(({ verdict }) => verdict)).toEqual(['different', 'indistinguishable']);
    expect(noneFits).toBe(false);
  });

  test('it cannot be told without windows, or without generators', async () => {
    const small: Shape3 = [20, 20, 20];
    const one = structure(sponge(small, 1));
    expect((await outcome(one, [set('films', [structure(film(small, 8))])])).noneFits).toBeNull();
    expect((await outcome(image, [])).noneFits).toBeNull();
  });

  test('the image is cropped and averaged to what the generated ones are', async () => {
    const fine = structure(sponge([40, 72, 96], 5, 3, 0.4, { ...MICRON, spacing: [5e-7, 5e-7, 5e-7] }));
    const generated = set(
      'sponges',
      [21, 22, 23].map((seed) => structure(sponge([18, 36, 40], seed, 1.5, 0.4, { ...MICRON, unit: 'nm' }))),
    );
    const { generators, warnings } = await outcome(fine, [generated]);
    expect(warnings[0]).toContain('averaged');
    expect(generators![0]!.verdict).toBe('indistinguishable');
  });

  test('it is said when the amounts of lithium do not match', async () => {
    expect((await outcome(image, [alike, films])).warnings).toEqual([]);
    const { warnings } = await outcome(image, [set('thin films', [structure(film(SHAPE, 2))])]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain('thin films hold 0.25 times the lithium');
  });

  test('curves are means over windows, and shares end at one', async () => {
    const { curves } = await outcome(image, [alike]);
    const tiles = cutWindows(image.labels, { size: [12, 16], count: [3, 3] });
    const share = tiles.reduce((sum, { data }) => sum + data.filter((id) => id === 1).length / data.length / tiles.length, 0);
    expect(curves['s2.lateral']![0]!.y.values[0]).toBeCloseTo(share, 9);
    expect(curves['thickness.distribution']![0]!.y.values.at(-1)).toBeCloseTo(1, 9);
  });
});
