/**
 * What must hold for every metric in the list, whatever it measures: a random structure is moved, mirrored, turned with its spacing,
 * relabelled, padded and scaled. A metric that names an axis is asked accordingly; one whose definition knows the place or the box is
 * excepted from that change with its reason.
 */
import { describe, expect, test } from 'vitest';
import { measure, METRICS } from '../../src/metrics/index.js';
import type { MeasureRequest, Metric } from '../../src/metrics/index.js';
import { labelVolume } from '../../src/volume/index.js';
import type { Face, QuantityValue } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { CHANGES, mirrored, permuted, randomStructure, scaled, solidStructure, TIPS, turnedOver } from './invariant-changes.js';
import type { Structure } from './invariant-changes.js';

const workers = createInlineWorkers();

/** values of the metrics with default parameters; `turn` maps an axis parameter */
async function valuesOf(s: Structure, metrics: readonly Metric[], turn: (axis: string) => string = (axis) => axis): Promise<unknown[]> {
  const labels = labelVolume(s.data, s.shape, { spacing: s.spacing, source: 'test', unit: 'um' }, 'test');
  const requests = metrics.map((metric): MeasureRequest => {
    const axis = metric.params.find((spec) => spec.name === 'axis');
    return { metric: metric.id, params: axis === undefined ? {} : { axis: turn(String(axis.default ?? 'z')) } };
  });
  const { results } = await measure(requests, { labels, collectorFaces: [s.face] }, { workers });
  return results.map((result) => {
    expect(result.error, `${result.metric}`).toBeUndefined();
    return result.value ?? result.reason ?? '';
  });
}

/** relative difference that rounding may cause; sums run in another order after a change */
const ROUNDING = 1e-9;

function same(a: unknown, b: unknown, factor = 1): boolean {
  if (typeof a === 'number') return typeof b === 'number' && Math.abs(b - a * factor) <= ROUNDING * Math.max(1, Math.abs(a * factor));
  if (typeof a !== 'object' || a === null) return a === b;
  if (typeof b !== 'object' || b === null) return false;
  const keys = Object.keys(a);
  return keys.every((key) => same((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], factor));
}

function differences(
  metrics: readonly Metric[],
  before: readonly unknown[],
  after: readonly unknown[],
  factor: (metric: Metric) => number = () => 1,
): string[] {
  return metrics.flatMap((metric, i) =>
    same(before[i], after[i], factor(metric)) ? [] : [`${metric.id}: ${JSON.stringify(before[i])} became ${JSON.stringify(after[i])}`],
  );
}

const SEEDS = [11, 12, 13, 14, 15];
const volumes = METRICS.filter((metric) => metric.dimension !== 2);

const structures = SEEDS.map(randomStructure);
const before = new Map<Structure, Promise<unknown[]>>();

/** values of all metrics on a structure, once */
function original(s: Structure): Promise<unknown[]> {
  const values = before.get(s) ?? valuesOf(s, volumes);
  before.set(s, values);
  return values;
}

const TIMEOUT = { timeout: 120_000 };

describe('every metric is the same on a random structure that is', () => {
  test.each(CHANGES.map((change) => [change.what, change] as const))('%s', TIMEOUT, async (_, { of, turn, except }) => {
    const excepted = new Set(except.flatMap(([, ids]) => ids));
    const changed = new Set<string>();
    const wrong: string[] = [];
    for (const structure of structures)
      for (const difference of differences(volumes, await original(structure), await valuesOf(of(structure), volumes, turn))) {
        const id = difference.slice(0, difference.indexOf(':'));
        changed.add(id);
        if (!excepted.has(id)) wrong.push(difference);
      }
    expect(wrong).toEqual([]);
    expect(
      [...excepted].filter((id) => !changed.has(id)),
      'exceptions that are not needed',
    ).toEqual([]);
  });
});

const LENGTH_POWER: Readonly<Record<string, number>> = {
  length: 1,
  area: 2,
  volume: 3,
  'per-length': -1,
  'per-area': -2,
  'per-volume': -3,
  'mAh/cm2': 1,
  mAh: 3,
  umol: 3,
};

describe.each(structures.slice(0, 3).map((structure, k) => [SEEDS[k], structure] as const))(
  'every metric, random structure %i',
  (_, structure) => {
    test('scales with the power of its unit', async () => {
      const factor = (metric: Metric): number => 2 ** (LENGTH_POWER[metric.unit] ?? 0);
      expect(differences(volumes, await original(structure), await valuesOf(scaled(structure), volumes), factor)).toEqual([]);
    });

    test('follows its phase when the label is renamed', async () => {
      const renamed = { ...structure, data: structure.data.map((v) => (v === 1 ? 9 : v)) };
      const metrics = volumes.filter((metric) => metric.params.some((spec) => spec.name === 'phase'));
      const ask = async (s: Structure, phase: number): Promise<QuantityValue[]> => {
        const labels = labelVolume(s.data, s.shape, { spacing: s.spacing, source: 'test', unit: 'um' }, 'test');
        const requests = metrics.map((metric) => ({ metric: metric.id, params: { phase } }));
        return (await measure(requests, { labels, collectorFaces: [s.face] }, { workers })).results.map((result) => result.value);
      };
      expect(differences(metrics, await ask(structure, 1), await ask(renamed, 9))).toEqual([]);
    });
  },
);

test.each([
  ['mirrored', mirrored],
  ['turned over', turnedOver],
  ['permuted', permuted],
] as const)('the interface of a solid electrolyte is the same when it is %s', async (_, change) => {
  const solid = volumes.filter((metric) => metric.family === 'solid_state');
  const values = await valuesOf(solidStructure(), solid);
  expect(values.every((value) => typeof value === 'number' && value > 0)).toBe(true);
  expect(differences(solid, values, await valuesOf(change(solidStructure()), solid))).toEqual([]);
});

test('growth along each axis: heights, profiles and isolation only know the collector', async () => {
  const structure = randomStructure(5);
  const other = new Set([...TIPS[1], 'profile.fraction_along_axis']);
  const grown = METRICS.filter((metric) => ['isolation', 'deposit', 'height', 'profile'].includes(metric.family) && !other.has(metric.id));
  const reference = await valuesOf(structure, grown);
  const alongY = permuted(structure);
  const alongX = permuted(alongY);
  expect([alongY.face, alongX.face]).toEqual(['y-', 'x-']);
  for (const changed of [alongY, alongX, mirrored(alongX)]) {
    const face: Face = changed === alongY || changed === alongX ? changed.face : 'x+';
    expect(differences(grown, reference, await valuesOf({ ...changed, face }, grown))).toEqual([]);
  }
});
