/** Volumes that break careless statistics: each metric gives a finite number or says why there is none. */
import { describe, expect, test } from 'vitest';
import { measure, METRICS } from '../../src/metrics/index.js';
import { labelVolume } from '../../src/volume/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { maskOf, noise } from '../kernels/shapes.js';

const FAMILIES = new Set(['statistics', 'fractal', 'orientation']);
const metrics = METRICS.filter((metric) => FAMILIES.has(metric.family));
const workers = createInlineWorkers();
const CUBIC: Vec3 = [1e-6, 1e-6, 1e-6];

const all = (shape: Shape3, value: number): Uint8Array => new Uint8Array(shape[0] * shape[1] * shape[2]).fill(value);

const VOLUMES: readonly (readonly [string, Uint8Array, Shape3, Vec3])[] = [
  ['nothing of the phase', all([8, 9, 10], 0), [8, 9, 10], CUBIC],
  ['nothing but the phase', all([8, 9, 10], 1), [8, 9, 10], CUBIC],
  ['labels without a phase', all([8, 9, 10], 200), [8, 9, 10], CUBIC],
  ['one voxel', all([1, 1, 1], 1), [1, 1, 1], CUBIC],
  ['a line', noise([1, 1, 70], 0.4, 1), [1, 1, 70], CUBIC],
  ['a slice', noise([1, 40, 50], 0.4, 1), [1, 40, 50], CUBIC],
  ['a slice across', noise([40, 1, 50], 0.4, 1), [40, 1, 50], CUBIC],
  ['plates one voxel thick', maskOf([20, 20, 20], (z) => z % 2 === 0), [20, 20, 20], CUBIC],
  [
    'a cross that touches every face',
    maskOf([21, 21, 21], (z, y, x) => [z, y, x].filter((v) => v === 10).length >= 2),
    [21, 21, 21],
    CUBIC,
  ],
  ['voxels 1 x 1 x 10', noise([30, 30, 12], 0.4, 2), [30, 30, 12], [1e-6, 1e-6, 1e-5]],
  ['voxels 10 x 1 x 1', noise([12, 30, 30], 0.4, 2), [12, 30, 30], [1e-5, 1e-6, 1e-6]],
];

function finite(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'object' && value !== null) return Object.values(value).length > 0 && Object.values(value).every(finite);
  return value === 'Infinity';
}

describe.each(VOLUMES)('%s', (_name, data, shape, spacing) => {
  test.each([true, false])('every number is finite or missing for a reason (voxel size known: %s)', async (known) => {
    const labels = labelVolume(data, shape, { spacing: known ? spacing : null, source: 'test', unit: known ? 'um' : null }, 'test');
    const { results } = await measure(
      metrics.map(({ id }) => ({ metric: id })),
      { labels, collectorFaces: ['z-'] },
      { workers },
    );
    for (const { metric, value, reason, error } of results) {
      expect(error, metric).toBeUndefined();
      if (value === null) expect(reason, metric).toBeTruthy();
      else expect(finite(value), `${metric}: ${JSON.stringify(value)}`).toBe(true);
    }
  });
});
