import { describe, expect, test } from 'vitest';
import { METRICS } from '../../src/metrics/index.js';
import type { MeasureResult } from '../../src/metrics/index.js';
import type { Shape3 } from '../../src/volume/index.js';
import { ask, valuesOf } from './ask.js';
import type { Structure } from './ask.js';

const SKELETON = METRICS.filter((metric) => metric.family === 'skeleton').map((metric) => metric.id);
const DENDRITES = METRICS.filter((metric) => /^deposit\.(tip|short)/.test(metric.id)).map((metric) => metric.id);
const SHAPE: Shape3 = [24, 20, 22];

/** value, or its reason */
async function said(structure: Structure, ids: readonly string[], params: Record<string, unknown> = {}): Promise<Record<string, unknown>> {
  const results = await ask(structure, ...ids.map((id) => [id, params] as const));
  for (const { value, reason } of results) expect(value === null).toBe(reason !== undefined);
  return Object.fromEntries(results.map(({ metric, value, reason }: MeasureResult) => [metric.replace(/^\w+\./, ''), value ?? reason]));
}

const NOTHING = {
  length: 0,
  tips: 0,
  junctions: 0,
  branches: 0,
  branch_types: { tip_tip: 0, tip_junction: 0, junction_junction: 0, cycle: 0 },
  strahler_order: 'the skeleton has no branches',
  branch_length_mean: 'the skeleton has no branches',
  branch_length_p50: 'the skeleton has no branches',
  branch_tortuosity: 'the skeleton has no branches',
  branch_angle_mean: 'the skeleton has no junctions',
  junctions_per_length: 'the skeleton has no branches',
  branch_radius_mean: 'phase is empty',
};

describe.each([false, true])('skeleton, pruned: %j', (prune) => {
  const of = (structure: Structure): Promise<Record<string, unknown>> => said(structure, SKELETON, { prune_spurs: prune });

  test('an empty phase, a full one and a single voxel', async () => {
    expect(await of({ shape: SHAPE, label: () => 3 })).toEqual(NOTHING);
    expect(await of({ shape: [1, 1, 1], label: () => 1 })).toEqual({
      ...NOTHING,
      branch_radius_mean: 'no background inside the box to measure a radius against',
    });
    expect(await of({ shape: SHAPE, label: (z, y, x) => (z === 3 && y === 0 && x === 5 ? 1 : 7) })).toEqual({
      ...NOTHING,
      branch_radius_mean: 1,
    });
    const full = await of({ shape: [9, 9, 9], label: () => 1 });
    expect(full).toMatchObject({ tips: 2, junctions: 0, branches: 1, branch_radius_mean: NOTHING.branch_radius_mean.replace('phase is empty', 'no background inside the box to measure a radius against') }); // prettier-ignore
  });

  test('a needle across voxels of 1 x 1 x 10', async () => {
    const needle: Structure = { shape: SHAPE, spacing: [1, 1, 10], label: (z, y, x) => (z > 2 && z < 20 && y === 5 && x === 5 ? 1 : 3) };
    expect(await of(needle)).toMatchObject({ length: 16, tips: 2, branch_length_mean: 16, branch_tortuosity: 1, branch_radius_mean: 1 });
  });

  test('plates one voxel thick leave a line along their middle', async () => {
    const shape: Shape3 = [14, 30, 50];
    for (const axis of [0, 1, 2]) {
      const plate = await of({ shape, label: (...place) => (place[axis] === 9 ? 1 : 3) });
      expect(plate).toMatchObject({ tips: 2, junctions: 0, branches: 1 });
      const [short, long] = shape.filter((_, k) => k !== axis) as [number, number];
      expect(Math.abs(Number(plate['length']) - (long - short))).toBeLessThan(5);
    }
  });

  test('images: a ring, a disc and a cross, in a slice along any axis', async () => {
    for (const axis of [0, 1, 2]) {
      const shape = [0, 1, 2].map((k) => (k === axis ? 1 : 25)) as unknown as Shape3;
      const image = (rule: (v: number, u: number) => boolean): Structure => ({
        shape,
        label: (...place) => {
          const [v, u] = place.filter((_, k) => k !== axis) as [number, number];
          return rule(v - 12, u - 12) ? 1 : 4;
        },
      });
      expect(await of(image((v, u) => Math.abs(Math.hypot(v, u) - 8) <= 2))).toMatchObject({
        tips: 0,
        branch_types: { tip_tip: 0, tip_junction: 0, junction_junction: 0, cycle: 1 },
        strahler_order: 'the skeleton has loops, so branches have no order',
      });
      const cross = await of(image((v, u) => Math.min(Math.abs(v), Math.abs(u)) <= 1));
      expect(cross).toMatchObject({ tips: 4, strahler_order: 2 });
      expect(cross['length']).toBeGreaterThan(40);
    }
  });
});

test('lengths need a voxel size, counts do not', async () => {
  const line: Structure = { shape: SHAPE, spacing: null, label: (z, y, x) => (z === 4 && y === 5 && x > 4 && x < 12 ? 1 : 3) };
  const [length, tips] = await ask(line, 'skeleton.length', 'skeleton.tips');
  expect([length!.value, length!.reason, tips!.value]).toEqual([null, expect.stringContaining('voxel size'), 2]);
});

test('one object of several', async () => {
  const two: Structure = {
    shape: SHAPE,
    spacing: [0.5, 0.5, 0.5],
    label: (z, y, x) => (y === 5 && z === 5 && x < 11 ? 1 : y === 15 && x === 8 && z > 4 && z < 10 ? 1 : 3),
  };
  const seeds = [[5, 5, 0], [6, 15, 8], [0, 0, 0]]; // prettier-ignore
  const results = await ask(two, ...seeds.map((seed_voxel_zyx) => ['skeleton.length', { seed_voxel_zyx }] as const));
  expect(valuesOf(results)).toEqual([5, 2, null]);
});

describe('dendrites', () => {
  const of = (structure: Structure, params: Record<string, unknown> = {}): Promise<Record<string, unknown>> =>
    said(structure, DENDRITES, params);

  test('needles on a film: tips, their density and gaps', async () => {
    const needles: Structure = {
      shape: SHAPE,
      spacing: [0.5, 0.25, 0.25],
      label: (z, y, x) => (z < 3 || (y === 6 && ((x === 4 && z < 14) || (x === 10 && z < 16) || (x === 16 && z < 20))) ? 1 : 3),
    };
    expect(await of(needles)).toEqual({
      tips: 3,
      tip_density: expect.closeTo(3 / (20 * 22 * 0.0625), 12) as number,
      short_circuit_distance: 2,
      tip_gap_min: 2,
      tip_gap_median: 4,
    });
  });

  test('no live lithium, no tips, lithium that reaches across, a dense separator', async () => {
    const none = 'no live lithium';
    const noGaps = { short_circuit_distance: none, tip_gap_min: none, tip_gap_median: none };
    expect(await of({ shape: SHAPE, label: () => 3 })).toEqual({ tips: 0, tip_density: 0, ...noGaps });
    expect(await of({ shape: SHAPE, label: (z) => (z === 12 ? 1 : 3) })).toEqual({ tips: 0, tip_density: 0, ...noGaps });
    const noTips = 'the live deposit has no tips';
    expect(await of({ shape: SHAPE, label: (z) => (z < 4 ? 1 : 3) })).toEqual({
      tips: 0,
      tip_density: 0,
      short_circuit_distance: 20,
      tip_gap_min: noTips,
      tip_gap_median: noTips,
    });
    expect(await of({ shape: SHAPE, label: () => 1 })).toMatchObject({ tips: 0, short_circuit_distance: 0 });
    expect(await of({ shape: SHAPE, label: (_, y, x) => (y === 6 && x === 6 ? 1 : 3) })).toMatchObject({
      tips: 1,
      short_circuit_distance: 0,
      tip_gap_min: 0,
    });
    const blocked: Structure = { shape: SHAPE, label: (z, y, x) => (z < 2 || (z < 10 && y === 6 && x === 6) ? 1 : z === 15 ? 6 : 3) };
    const gaps = ['deposit.short_circuit_distance', 'deposit.tip_gap_median'];
    expect(await said(blocked, gaps, { blocking_labels: [6] })).toEqual({ short_circuit_distance: 'Infinity', tip_gap_median: 'Infinity' });
  });

  test('an image, an unknown collector, a collector body that is not there', async () => {
    const image: Structure = { shape: [1, 20, 20], label: () => 1, faces: ['y-'] };
    for (const reason of Object.values(await of(image))) expect(reason).toContain('3D');
    for (const reason of Object.values(await of({ shape: SHAPE, label: () => 1, faces: [] }))) expect(reason).toContain('collector');
    for (const reason of Object.values(await of({ shape: SHAPE, label: () => 1 }, { collector_body_label: 5 })))
      expect(reason).toContain('collector body');
  });
});
