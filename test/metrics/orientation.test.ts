import { describe, expect, test } from 'vitest';
import { measure } from '../../src/metrics/index.js';
import { labelVolume } from '../../src/volume/index.js';
import type { QuantityValue, Shape3, Vec3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { maskOf } from '../kernels/shapes.js';

const workers = createInlineWorkers();
const NAMES = ['intercept_anisotropy', 'boundary_anisotropy', 'columnarity', 'normal_tensor', 'intercept_lengths'] as const;

async function orientation(
  shape: Shape3,
  spacing: Vec3,
  inside: (z: number, y: number, x: number) => boolean,
): Promise<Record<(typeof NAMES)[number], QuantityValue>> {
  const mask = maskOf(shape, (z, y, x) => inside((z + 0.5) * spacing[0], (y + 0.5) * spacing[1], (x + 0.5) * spacing[2]));
  const metres: Vec3 = [spacing[0] * 1e-6, spacing[1] * 1e-6, spacing[2] * 1e-6];
  const labels = labelVolume(mask, shape, { spacing: metres, source: 'test', unit: 'um' }, 'test');
  const requests = NAMES.map((name) => ({ metric: `orientation.${name}` }));
  const { results } = await measure(requests, { labels, collectorFaces: ['z-'] }, { workers });
  return Object.fromEntries(results.map((result, k) => [NAMES[k], result.value])) as Record<(typeof NAMES)[number], QuantityValue>;
}

const CASES: readonly (readonly [string, Shape3, Vec3])[] = [
  ['cubic voxels', [60, 60, 60], [1, 1, 1]],
  ['voxels 2 x 1 x 1', [30, 60, 60], [2, 1, 1]],
  ['voxels 1 x 3 x 1', [60, 20, 60], [1, 3, 1]],
];
const cell = (v: number, period: number): number => (v % period) - period / 2;

describe.each(CASES)('orientation, %s', (_name, shape, spacing) => {
  test('a ball has none', async () => {
    const found = await orientation(shape, spacing, (z, y, x) => Math.hypot(z - 29.8, y - 30.2, x - 30.1) < 20);
    expect(found.intercept_anisotropy).toBeCloseTo(0, 1);
    expect(found.boundary_anisotropy).toBeLessThan(0.03);
    expect(found.columnarity).toBeCloseTo(1 / 3, 1);
    const lengths = found.intercept_lengths as readonly number[];
    for (const length of lengths) expect(Math.abs(length / ((4 / 3) * 20) - 1)).toBeLessThan(0.06);
  });

  test('round pillars stand upright', async () => {
    const found = await orientation(shape, spacing, (_z, y, x) => Math.hypot(cell(y, 20), cell(x, 20)) < 7);
    expect(Math.abs((found.columnarity as number) - 1)).toBeLessThan(0.05);
    expect(found.intercept_anisotropy).toBeGreaterThan(0.8);
    expect(Math.abs((found.boundary_anisotropy as number) - 0.5)).toBeLessThan(0.04);
  });

  test('round pillars leaning by 45 degrees: cos^2 is a half', async () => {
    const found = await orientation(shape, spacing, (z, y, x) => Math.hypot(cell(y, 20), cell((x - z) * Math.SQRT1_2 + 1000, 20)) < 6.5);
    expect(Math.abs((found.columnarity as number) - 0.5)).toBeLessThan(0.05);
  });

  test('flat sheets along the collector', async () => {
    const found = await orientation(shape, spacing, (z) => z % 12 < 6);
    const tensor = found.normal_tensor as Record<string, number>;
    expect(Math.abs(tensor['zz']! - 1)).toBeLessThan(0.07);
    expect(tensor['zz']! + tensor['yy']! + tensor['xx']!).toBeCloseTo(1, 12);
    expect(Math.abs((found.columnarity as number) + 1)).toBeLessThan(0.14);
  });
});

test('ellipsoids of revolution: intercepts in the ratio of the axes', async () => {
  const found = await orientation([80, 48, 48], [1, 1, 1], (z, y, x) => Math.hypot((z - 40) / 30, (y - 24) / 15, (x - 24) / 15) < 1);
  expect(Math.abs((found.intercept_anisotropy as number) - 0.5)).toBeLessThan(0.02);
});

test('nothing, everything and a thin box have no orientation', async () => {
  for (const inside of [() => false, () => true]) expect((await orientation([6, 6, 6], [1, 1, 1], inside)).columnarity).toBeNull();
  expect((await orientation([6, 1, 1], [1, 1, 1], (z) => z < 3)).intercept_anisotropy).toBeNull();
});
