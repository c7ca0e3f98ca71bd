/**
 * Every metric on every kind of input that has little or nothing to measure: each gives a finite value, "Infinity", or null with a reason,
 * and never an internal error.
 */
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { measure, METRICS } from '../../src/metrics/index.js';
import type { MeasureResult } from '../../src/metrics/index.js';
import { labelVolume } from '../../src/volume/index.js';
import type { Face, QuantityValue, Shape3, Vec3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';

interface Case {
  readonly shape: Shape3;
  readonly label: (z: number, y: number, x: number) => number;
  readonly spacing?: Vec3 | null;
  readonly faces?: readonly Face[];
}

const EVEN: Vec3 = [1e-6, 1e-6, 1e-6];
const BOX: Shape3 = [9, 10, 11];
const rng = createRng(3);
const noise = Uint8Array.from({ length: 16 ** 3 }, () => rng.int(7));
const random = (z: number, y: number, x: number): number => noise[((z % 16) * 16 + (y % 16)) * 16 + (x % 16)] ?? 0;

const CASES: Readonly<Record<string, Case>> = {
  'an empty phase': { shape: BOX, label: () => 3 },
  'nothing but label 0': { shape: BOX, label: () => 0 },
  'a full phase': { shape: BOX, label: () => 1 },
  'one voxel of the phase': { shape: BOX, label: (z, y, x) => (z === 4 && y === 5 && x === 5 ? 1 : 3) },
  'one voxel in a corner': { shape: BOX, label: (z, y, x) => (z + y + x === 0 ? 1 : 3) },
  'all but one voxel': { shape: BOX, label: (z, y, x) => (z === 4 && y === 5 && x === 5 ? 3 : 1) },
  'a volume of one voxel': { shape: [1, 1, 1], label: () => 1 },
  'a volume of one voxel without the phase': { shape: [1, 1, 1], label: () => 3 },
  'a row of voxels': { shape: [1, 1, 12], label: (_, _y, x) => 1 + (x % 2) },
  'one slice': { shape: [1, 12, 13], label: (_, y, x) => (y < 4 ? 1 : y === 4 ? 2 : x % 4 === 0 ? 4 : 3) },
  'one full slice': { shape: [1, 12, 13], label: () => 1 },
  'one empty slice': { shape: [1, 12, 13], label: () => 4 },
  'one slice across x': { shape: [12, 13, 1], label: (z, y) => (z < 4 ? 1 : y % 3) },
  'two slices': { shape: [2, 12, 13], label: (_, y, x) => (y < 4 ? 1 : x % 5) },
  'a plate of one voxel across z': { shape: BOX, label: (z) => (z === 4 ? 1 : 3) },
  'a plate of one voxel across y': { shape: BOX, label: (_, y) => (y === 4 ? 1 : 3) },
  'a plate of one voxel across x': { shape: BOX, label: (_, _y, x) => (x === 4 ? 1 : 3) },
  'a frame that touches every edge': {
    shape: BOX,
    label: (z, y, x) => (z % 8 === 0 || y % 9 === 0 || x % 10 === 0 ? 1 : 4),
  },
  'a phase that does not percolate': { shape: BOX, label: (z, y) => (z === 4 ? 3 : y % 2 === 0 ? 1 : 2) },
  'voxels of 1 x 1 x 10': { shape: BOX, label: random, spacing: [1e-6, 1e-6, 1e-5] },
  'voxels of 10 x 1 x 1': { shape: BOX, label: random, spacing: [1e-5, 1e-6, 1e-6] },
  'labels that are not in the table': { shape: BOX, label: (z, y, x) => [1, 9, 77, 255][(z + y + x) % 4] ?? 0 },
  'only labels that are not in the table': { shape: BOX, label: (z) => 200 + z },
  'no voxel size': { shape: BOX, label: random, spacing: null },
  'no collector': { shape: BOX, label: random, faces: [] },
  'two collectors': { shape: BOX, label: random, faces: ['z-', 'z+'] },
  'every face a collector': { shape: BOX, label: random, faces: ['z-', 'z+', 'y-', 'y+', 'x-', 'x+'] },
};

const workers = createInlineWorkers();

async function measureAll({ shape, label, spacing = EVEN, faces = ['z-'] }: Case): Promise<readonly MeasureResult[]> {
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  let i = 0;
  for (let z = 0; z < shape[0]; z++) for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++) data[i++] = label(z, y, x);
  const labels = labelVolume(
    data,
    shape,
    { spacing, source: spacing === null ? 'unknown' : 'test', unit: spacing === null ? null : 'um' },
    'test',
  );
  const requests = METRICS.map((metric) => ({ metric: metric.id, params: neededBy(metric.id) }));
  return (await measure(requests, { labels, collectorFaces: faces }, { workers })).results;
}

/** Parameters without a default that some metrics ask for. */
function neededBy(id: string): Record<string, unknown> {
  const names = new Set(METRICS.find((metric) => metric.id === id)?.params.map(({ name }) => name));
  return {
    ...(names.has('inner_thickness') ? { inner_thickness: '1um' } : {}),
    ...(names.has('threshold') && !id.startsWith('persistence.') ? { threshold: '1um' } : {}),
    ...(names.has('voxel_zyx') ? { voxel_zyx: [0, 0, 0] } : {}),
    ...(names.has('sei_compound') ? { sei_compound: 'LiF' } : {}),
  };
}

const finite = (value: QuantityValue): boolean => {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every((part) => Number.isFinite(part));
};

describe('every metric on', () => {
  test.each(Object.entries(CASES))('%s', async (_, input) => {
    const wrong = (await measureAll(input)).flatMap(({ metric, value, reason, error }) => {
      if (error !== undefined) return [`${metric}: ${error.code}: ${error.message}`];
      if (value === null)
        return reason === undefined || reason.length < 5 || reason.includes('NaN') ? [`${metric}: null for "${reason}"`] : [];
      return finite(value) ? [] : [`${metric}: ${JSON.stringify(value)} is not finite`];
    });
    expect(wrong).toEqual([]);
  });
});

test('an empty phase gives 0 or null, and never shape', async () => {
  const results = await measureAll(CASES['an empty phase']!);
  const amounts = results.filter(({ metric }) =>
    /^(volume\.(voxels|volume|fraction)|isolation\.pieces|surface\.area|objects\.number)$/.test(metric),
  );
  expect(amounts.map(({ value }) => value)).toEqual(amounts.map(() => 0));
  const sizes = results.filter(({ metric }) => /^(thickness|granulometry|distance|shape)\./.test(metric));
  expect(sizes.filter(({ value }) => value !== null)).toEqual([]);
});

test('label values outside the table are named and warned of', async () => {
  const { shape, label } = CASES['labels that are not in the table']!;
  const data = Uint8Array.from({ length: 990 }, (_, i) => label(Math.floor(i / 110), Math.floor(i / 11) % 10, i % 11));
  const labels = labelVolume(data, shape, { spacing: EVEN, source: 'test', unit: 'um' }, 'test');
  const report = await measure([{ metric: 'volume.unknown_label_ids' }], { labels }, { workers });
  expect(report.results[0]?.value).toEqual([9, 77, 255]);
  expect(report.warnings.join()).toContain('9, 77, 255');
});
