/** Error bars against what the error really is: known statistics, known shapes, exact shapes without error. */
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { coarsenLabels, sampleLabels } from '../../src/kernels/index.js';
import { ERROR_SOURCES, measure, selftest, withCombined, withErrorBudget } from '../../src/metrics/index.js';
import type { MeasureInput, MeasureRequest, MeasureResult } from '../../src/metrics/index.js';
import { labelVolume } from '../../src/volume/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';

const workers = createInlineWorkers();

async function budgetOf(data: Uint8Array, shape: Shape3, spacing: Vec3, requests: MeasureRequest[], more: Partial<MeasureInput> = {}) {
  const input = { labels: labelVolume(data, shape, { spacing, source: 'test', unit: 'm' }, 'test'), ...more };
  const { results } = await measure(requests, input, { workers });
  return withErrorBudget(results, input, { workers });
}

function filled(shape: Shape3, label: (z: number, y: number, x: number) => number): Uint8Array {
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  let i = 0;
  for (let z = 0; z < shape[0]; z++) for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++) data[i++] = label(z, y, x);
  return data;
}

function boundsOf(result: MeasureResult | undefined, cause: string): [number, number] {
  const bounds = result?.uncertainty?.[cause];
  if (!Array.isArray(bounds)) throw new Error(`no bounds for ${cause}`);
  return bounds as [number, number];
}

const width = (bounds: unknown): number => (Array.isArray(bounds) ? Number(bounds[1]) - Number(bounds[0]) : NaN);

describe('half resolution', () => {
  test('the commonest of eight, ties by turns, so that a face between planes does not move', () => {
    const shape: Shape3 = [8, 8, 8];
    const odd = coarsenLabels(
      filled(shape, (z) => (z < 3 ? 1 : 0)),
      shape,
      [1, 1, 1],
    );
    expect(odd.shape).toEqual([4, 4, 4]);
    expect(odd.spacing).toEqual([2, 2, 2]);
    // one full plane, and half of the next
    expect(odd.data.reduce((sum, v) => sum + v, 0)).toBe(16 + 8);
  });

  test('odd axes repeat their last plane, an axis of one stays', () => {
    const { data, shape, spacing } = coarsenLabels(Uint8Array.from([1, 1, 2]), [1, 1, 3], [1, 1, 1]);
    expect([...data]).toEqual([1, 2]);
    expect([shape, spacing]).toEqual([
      [1, 1, 2],
      [1, 1, 2],
    ]);
  });
});

describe('drawn labels', () => {
  test('every class comes as often as its probability says; certain voxels stay', () => {
    const shape: Shape3 = [24, 24, 24];
    const n = shape[0] * shape[1] * shape[2];
    const labels = new Uint8Array(n).fill(1);
    labels[0] = 5;
    const maps = new Map([
      [1, new Uint8Array(n).fill(153)],
      [2, new Uint8Array(n).fill(76)],
      [3, new Uint8Array(n).fill(26)],
      [5, Uint8Array.from({ length: n }, (_, i) => (i === 0 ? 255 : 0))],
    ]);
    const counts = new Float64Array(8);
    for (let seed = 0; seed < 8; seed++) {
      const drawn = sampleLabels(labels, shape, maps, [1, 1, 1], createRng(seed));
      expect(drawn[0]).toBe(5);
      for (const label of drawn) counts[label]! += 1 / (8 * n);
    }
    expect(counts[1]).toBeCloseTo(0.6, 1);
    expect(counts[2]).toBeCloseTo(0.3, 1);
    expect(counts[3]).toBeCloseTo(0.1, 1);
  });
});

describe('error bars', () => {
  test('combine as squares, below and above on their own', () => {
    expect(withCombined(10, { a: 3, b: [6, 10] })['combined']).toEqual([10 - 5, 10 + 3]);
  });

  test('a block that ends on even voxels has no error of the voxel size', async () => {
    const shape: Shape3 = [32, 32, 32];
    const data = filled(shape, (z, y, x) => Number([z, y, x].every((c) => c >= 8 && c < 24)));
    const [volume] = await budgetOf(data, shape, [1, 1, 1], [{ metric: 'volume.volume' }]);
    expect(volume?.uncertainty?.['voxel-size']).toEqual([4096, 4096]);
  });

  test('the voxel size of a thin film: the bounds hold the film', async () => {
    // 2.5 voxels thick in truth: every other column has 2, the rest 3
    const shape: Shape3 = [32, 32, 32];
    const data = filled(shape, (z, y, x) => Number(z >= 8 && z < 10 + ((x + y) & 1)));
    const [volume] = await budgetOf(data, shape, [1, 1, 1], [{ metric: 'volume.volume' }]);
    const [low, high] = boundsOf(volume, 'voxel-size');
    expect(low).toBeLessThanOrEqual(2.5 * 1024);
    expect(high).toBeGreaterThanOrEqual(2.5 * 1024);
  });

  test('the field of view of random voxels has the standard error of a count, with the t of eight parts', async () => {
    const shape: Shape3 = [32, 32, 32];
    const expected = Math.sqrt((0.3 * 0.7) / 32 ** 3);
    let squares = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const rng = createRng(seed);
      const data = filled(shape, () => Number(rng.chance(0.3)));
      const [share] = await budgetOf(data, shape, [1, 1, 1], [{ metric: 'volume.fraction' }]);
      squares += (width(share?.uncertainty?.['field-of-view']) / 2 / 2.36) ** 2 / 12;
    }
    // 84 degrees of freedom: 1 % of such estimates are off by more than a fifth
    expect(Math.sqrt(squares) / expected).toBeGreaterThan(0.8);
    expect(Math.sqrt(squares) / expected).toBeLessThan(1.2);
  });

  test('a sum scatters as much as its share times the box', async () => {
    const rng = createRng(3);
    const shape: Shape3 = [32, 32, 32];
    const data = filled(shape, () => Number(rng.chance(0.3)));
    const [share, volume] = await budgetOf(data, shape, [1, 1, 1], [{ metric: 'volume.fraction' }, { metric: 'volume.volume' }]);
    expect(width(volume?.uncertainty?.['field-of-view'])).toBeCloseTo(32 ** 3 * width(share?.uncertainty?.['field-of-view']), 6);
  });

  test('what the parts lack by their cut faces, the box lacks by as much again', async () => {
    // rods that cross the box: a part sees half of their length
    const shape: Shape3 = [32, 32, 32];
    const data = filled(shape, (_, y, x) => Number(y % 8 < 2 && x % 8 < 2));
    const [chord] = await budgetOf(data, shape, [1, 1, 1], [{ metric: 'statistics.mean_chord', params: { axis: 'z' } }]);
    expect(chord?.value).toBe(32);
    expect(chord?.uncertainty?.['field-of-view']).toEqual([32, 48]);
  });

  test('of what is nowhere in the box, parts say nothing', async () => {
    const data = new Uint8Array(32 ** 3).fill(3);
    const [share] = await budgetOf(data, [32, 32, 32], [1, 1, 1], [{ metric: 'volume.fraction' }]);
    expect(share?.value).toBe(0);
    expect(share?.uncertainty?.['field-of-view']).toBeUndefined();
  });

  test('the voxel size reaches 2.4 changes beyond the value and one to the other side; the larger of two changes counts', async () => {
    // rods of one voxel, alone: gone on voxels of twice the edge
    const shape: Shape3 = [32, 32, 32];
    const data = filled(shape, (_, y, x) => Number(y % 8 === 3 && x % 8 === 3));
    const [volume] = await budgetOf(data, shape, [1, 1, 1], [{ metric: 'volume.volume' }]);
    expect(volume?.value).toBe(512);
    expect(volume?.uncertainty?.['voxel-size']).toEqual([0, 512 + 2.414 * 512]);
  });

  test('a height of whole voxels is known to one', async () => {
    const shape: Shape3 = [32, 32, 32];
    const data = filled(shape, (z) => (z < 12 ? 1 : 3));
    const [height] = await budgetOf(data, shape, [1, 1, 1], [{ metric: 'height.max' }], { collectorFaces: ['z-'] });
    expect(height?.uncertainty?.['voxel-size']).toEqual([11, 13]);
  });

  test('phantoms that come out exactly say nothing of other shapes', async () => {
    const rng = createRng(4);
    const shape: Shape3 = [16, 16, 16];
    const [share] = await budgetOf(
      filled(shape, () => Number(rng.chance(0.4))),
      shape,
      [1, 1, 1],
      [{ metric: 'volume.fraction' }],
    );
    expect(share?.uncertainty?.['estimator-bias']).toBeUndefined();
  });

  test('above a collector only parts across the growth are compared: layers are no samples of each other', async () => {
    const shape: Shape3 = [32, 32, 32];
    const data = filled(shape, (z) => (z < 10 ? 1 : 3));
    const [height] = await budgetOf(data, shape, [1, 1, 1], [{ metric: 'height.mean' }], { collectorFaces: ['z-'] });
    expect(height?.uncertainty?.['field-of-view']).toEqual([10, 10]);
  });

  test('probabilities of one half at the rim of a cube: draws scatter, a certain cube does not', async () => {
    const shape: Shape3 = [24, 24, 24];
    const inside = (margin: number) => (z: number, y: number, x: number) => Number([z, y, x].every((c) => c >= margin && c < 24 - margin));
    const data = filled(shape, (z, y, x) => (inside(6)(z, y, x) === 1 ? 1 : 3));
    const sure = new Map([
      [1, data.map((v) => (v === 1 ? 255 : 0))],
      [3, data.map((v) => (v === 3 ? 255 : 0))],
    ]);
    const rim = filled(shape, (z, y, x) => (inside(7)(z, y, x) === 1 ? 255 : inside(5)(z, y, x) === 1 ? 128 : 0));
    const open = new Map([
      [1, rim],
      [3, rim.map((v) => 255 - v)],
    ]);
    const ask = [{ metric: 'volume.volume' }];
    const [certain] = await budgetOf(data, shape, [1, 1, 1], ask, { probabilities: sure });
    const [uncertain] = await budgetOf(data, shape, [1, 1, 1], ask, { probabilities: open });
    expect(width(certain?.uncertainty?.['segmentation'])).toBe(0);
    expect(width(uncertain?.uncertainty?.['segmentation'])).toBeGreaterThan(50);
  });

  test('the bound of the estimator holds the true surface of balls of 8 voxels', async () => {
    const shape: Shape3 = [16, 16, 16];
    const data = filled(shape, (z, y, x) => Number((z - 7.3) ** 2 + (y - 7.6) ** 2 + (x - 7.5) ** 2 <= 16));
    const [area] = await budgetOf(data, shape, [1, 1, 1], [{ metric: 'surface.area' }]);
    const [low, high] = boundsOf(area, 'estimator-bias');
    expect(low).toBeLessThan(4 * Math.PI * 16);
    expect(high).toBeGreaterThan(4 * Math.PI * 16);
  });

  test('a number that is none has no error bars', async () => {
    const [empty] = await budgetOf(new Uint8Array(4096), [16, 16, 16], [1, 1, 1], [{ metric: 'shape.sphericity' }]);
    expect(empty?.value).toBeNull();
    expect(empty?.uncertainty).toBeUndefined();
  });

  test('every source has a name and says how it is made', () => {
    expect(ERROR_SOURCES.map(({ id }) => id)).toEqual(['segmentation', 'voxel-size', 'field-of-view', 'estimator-bias']);
    for (const source of ERROR_SOURCES) expect(source.method.length).toBeGreaterThan(20);
  });
});

describe('self-test', () => {
  test.each([[[1, 1, 1]], [[2, 1, 1]]] as [Vec3][])(
    'every phantom of 8 voxels passes, spacing %j',
    { timeout: 60_000 },
    async (spacing) => {
      const rows = await selftest({ feature: 8 * Math.max(...spacing), spacing }, { workers });
      expect(rows.filter((row) => row.passed !== true)).toEqual([]);
    },
  );

  test('bias shrinks with the feature', { timeout: 60_000 }, async () => {
    const biasAt = async (feature: number): Promise<number> => {
      const rows = await selftest({ feature, spacing: [1, 1, 1], metrics: new Set(['thickness.mean']) }, { workers });
      return Math.abs(rows.find(({ phantom }) => phantom === 'ball')?.bias ?? NaN);
    };
    expect(await biasAt(16)).toBeLessThan(await biasAt(6));
  });
});
