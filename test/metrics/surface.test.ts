/** Surface, interface, Euler number and curvature as metrics: degenerate input, streaming, and what the several estimators share. */
import { describe, expect, test } from 'vitest';
import { countSurfaceOf, flatCroftonArea, surfaceTotals } from '../../src/kernels/index.js';
import { METRICS } from '../../src/metrics/index.js';
import type { Params } from '../../src/metrics/index.js';
import { countSubjects } from '../../src/metrics/surface-context.js';
import { labelVolume, NO_CALIBRATION, stackOf } from '../../src/volume/index.js';
import type { LabelVolume, Shape3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { ball, maskOf, noise } from '../kernels/shapes.js';
import { contextOf, labelsOf, measureOne } from './geometry-context.js';

const ask = (id: string, labels: LabelVolume, params: Params = {}) => measureOne(METRICS, id, labels, params);
const numberOf = async (id: string, labels: LabelVolume, params: Params = {}): Promise<number> => {
  const measured = await ask(id, labels, params);
  if (typeof measured.value !== 'number') throw new Error(`${id}: ${JSON.stringify(measured)}`);
  return measured.value;
};

const FAMILY = METRICS.filter(({ family, dimension }) => ['surface', 'interface', 'specific_surface', 'curvature', 'topology'].includes(family) && dimension !== 2); // prettier-ignore

describe('degenerate input gives a number or a reason', () => {
  const box: Shape3 = [5, 6, 7];
  const cases: readonly (readonly [string, LabelVolume])[] = [
    ['empty', labelsOf(new Uint8Array(210), box)],
    ['full', labelsOf(new Uint8Array(210).fill(1), box)],
    ['one voxel', labelsOf(Uint8Array.of(1), [1, 1, 1])],
    [
      'one voxel inside',
      labelsOf(
        maskOf(box, (z, y, x) => z === 2 && y === 3 && x === 3),
        box,
      ),
    ],
    ['plates of one voxel', labelsOf(maskOf(box, (z) => z % 2 === 0), box)], // prettier-ignore
    ['voxels ten times longer along x', labelsOf(noise(box, 0.5, 4), box, [1, 1, 10])],
    ['labels not in the table', labelsOf(noise(box, 0.5, 5).map((v) => (v === 0 ? 200 : 255)), box)], // prettier-ignore
    ['a line', labelsOf(noise([1, 1, 9], 0.5, 6), [1, 1, 9])],
  ];
  test.each(cases)('%s', async (_, labels) => {
    for (const metric of FAMILY) {
      const measured = await ask(metric.id, labels);
      if (measured.value === null) expect(measured.reason.length, metric.id).toBeGreaterThan(5);
      else for (const v of Object.values(typeof measured.value === 'object' ? measured.value : [measured.value])) expect(Number.isFinite(v), metric.id).toBe(true);
    }
  }); // prettier-ignore
});

describe('estimators', () => {
  const { mask, shape } = ball(10);
  const labels = labelsOf(mask, shape, [2, 2, 2]);
  const area = 4 * Math.PI * 400;

  test('agree on a ball, each with its own bias', async () => {
    expect((await numberOf('surface.area', labels)) / area).toBeCloseTo(1, 2);
    expect((await numberOf('surface.crofton13', labels)) / area).toBeCloseTo(1, 2);
    expect((await numberOf('surface.crofton3', labels)) / area).toBeCloseTo(1, 1);
    expect((await numberOf('surface.mesh', labels)) / area).toBeCloseTo(0.98, 2);
    expect((await numberOf('surface.faces', labels)) / area).toBeCloseTo(1.5, 1);
    expect(await numberOf('surface.crofton3', labels)).toBeCloseTo((2 / 3) * (await numberOf('surface.faces', labels)), 9);
  });

  test('integrals of curvature of a ball are 4 pi R and 4 pi', async () => {
    expect((await numberOf('curvature.integral_mean', labels)) / (80 * Math.PI)).toBeCloseTo(1, 1);
    expect(await numberOf('curvature.total_gauss', labels)).toBeCloseTo(4 * Math.PI, 9);
    const { value } = await ask('curvature.mean_distribution', labels);
    expect((value as { p50: number }).p50 * 20).toBeCloseTo(1, 1);
  });

  test('one object is measured apart from the rest of its phase', async () => {
    const two = labelsOf(maskOf([9, 9, 20], (z, y, x) => Math.hypot(z - 4, y - 4, x - 4) < 3 || Math.hypot(z - 4, y - 4, x - 14) < 4), [9, 9, 20]); // prettier-ignore
    const seeds = [[4, 4, 4], [4, 4, 14]]; // prettier-ignore
    for (const id of ['surface.area', 'surface.mesh', 'surface.crofton13']) {
      const parts = await Promise.all(seeds.map((seed) => numberOf(id, two, { seed_voxel_zyx: seed })));
      expect(parts[0]! + parts[1]!).toBeCloseTo(await numberOf(id, two), 9);
      expect(parts[0]).toBeLessThan(parts[1]!);
    }
    expect(await ask('surface.mesh', two, { seed_voxel_zyx: [0, 0, 0] })).toHaveProperty('reason');
  });
});

describe('interfaces', () => {
  const shape: Shape3 = [12, 14, 16];
  const labels = labelsOf(noise(shape, 0.5, 1).map((v, i) => v + 2 * noise(shape, 0.4, 2)[i]!), shape, [1, 2, 1]); // prettier-ignore

  test('all pairs are those measured one by one', async () => {
    const { value } = await ask('interface.areas', labels);
    const areas = value as Record<string, number>;
    expect(Object.keys(areas)).toEqual(['0|1', '0|2', '0|3', '1|2', '1|3', '2|3']);
    for (const [pair, area] of Object.entries(areas)) {
      const phases = pair.split('|').map(Number);
      expect(await numberOf('interface.area', labels, { phases })).toBe(area);
      expect(await numberOf('interface.area', labels, { phases: phases.toReversed() })).toBe(area);
    }
  });

  test('a phase and all others share its surface', async () => {
    const { value } = await ask('interface.areas', labels);
    const sum = Object.entries(value as Record<string, number>).reduce(
      (total, [pair, area]) => total + (pair.split('|').includes('1') ? area : 0),
      0,
    );
    expect(Math.abs(sum / (await numberOf('surface.area', labels)) - 1)).toBeLessThan(0.02);
  });

  test('phases that never touch have none, equal phases a reason', async () => {
    const gap = labelsOf(maskOf([9, 9, 9], () => true).map((_, i) => [1, 1, 1, 2, 3, 3, 3, 3, 3][Math.floor(i / 81)]!), [9, 9, 9]); // prettier-ignore
    expect(await numberOf('interface.area', gap, { phases: [1, 3] })).toBe(0);
    expect(await ask('interface.area', gap, { phases: [1, 1] })).toEqual({ value: null, reason: 'the two phases are the same' });
    expect(await ask('interface.triple_line', gap, { phases: [1, 1, 2] })).toHaveProperty('reason');
  });

  test('the line where three phases meet', async () => {
    const wedge = labelsOf(maskOf([8, 10, 10], () => true).map((_, i) => (i % 10 < 5 ? 1 : Math.floor(i / 10) % 10 < 5 ? 2 : 3)), [8, 10, 10], [3, 1, 1]); // prettier-ignore
    expect(await numberOf('interface.triple_line', wedge, { phases: [3, 2, 1] })).toBeCloseTo(16, 9);
    expect(await numberOf('interface.triple_line_per_volume', wedge)).toBeCloseTo(16 / 2400, 9);
  });
});

describe('plane by plane', () => {
  test('labels that are not in memory are read slab by slab with the same result', async () => {
    const shape: Shape3 = [5, 1500, 1501];
    const rng = noise([1, 40, 50], 0.4, 3);
    const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
    for (let i = 0; i < data.length; i++) data[i] = rng[(i + Math.floor(i / 7001)) % 2000]!;
    const stack = stackOf(labelVolume(data, shape, NO_CALIBRATION, 'test'));
    const workers = createInlineWorkers();
    for (const outside of ['zero', 'edge', 'periodic'] as const) {
      const [totals] = await countSubjects(stack, [{ value: 1 }], outside, { workers });
      expect([...totals!.counts]).toEqual([...countSurfaceOf(data, 1, shape, outside)]);
    }
  });

  test('a metric that streams never looks at the labels in memory', async () => {
    const shape: Shape3 = [9, 10, 11];
    const data = noise(shape, 0.5, 8);
    const whole = labelsOf(data, shape);
    const context = { ...contextOf(labelsOf(new Uint8Array(2), [1, 1, 2])), stack: stackOf(whole) };
    for (const metric of FAMILY) {
      const streams = typeof metric.streams === 'function' ? metric.streams({}) : metric.streams === true;
      if (!streams || !['surface', 'interface', 'curvature'].includes(metric.family)) continue;
      const params = Object.fromEntries(metric.params.map((spec) => [spec.name, spec.default]));
      expect(await metric.compute(context, params), metric.id).toEqual(await metric.compute(contextOf(whole), params));
    }
    expect(await numberOf('surface.area', whole)).toBe(flatCroftonArea(surfaceTotals(countSurfaceOf(data, 1, shape, 'edge'), 'edge'), [1, 1, 1])); // prettier-ignore
  });
});

describe('Euler number per volume', () => {
  test('plain, halved, periodic and interior', async () => {
    const { mask, shape } = ball(5);
    const labels = labelsOf(mask, shape, [2, 1, 1]);
    const volume = 2 * shape[0] ** 3;
    for (const boundary of ['plain', 'halved', 'periodic'])
      expect((await numberOf('topology.euler_density', labels, { boundary })) * volume).toBeCloseTo(1, 9);
    expect(await ask('topology.euler_density', labels, { boundary: 'halved', connectivity: 6 })).toHaveProperty('reason');
    const filled = labelsOf(new Uint8Array(1000).fill(1), [10, 10, 10]);
    // a full medium has neither pieces nor tunnels
    expect(await numberOf('topology.euler_density', filled)).toBeCloseTo(0, 12);
    expect((await numberOf('topology.euler_density', filled, { boundary: 'plain' })) * 1000).toBe(1);
  });
});
