/**
 * What must hold for every metric in the list, whatever it measures: a random structure is moved, mirrored, turned
 * with its spacing, relabelled and scaled. A metric that names an axis or depends on place is asked accordingly.
 */
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { measure, METRICS } from '../../src/metrics/index.js';
import type { MeasureRequest, Metric } from '../../src/metrics/index.js';
import { labelVolume } from '../../src/volume/index.js';
import type { Face, QuantityValue, Shape3, Vec3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';

interface Structure {
  readonly data: Uint8Array;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly face: Face;
}

/** balls of lithium with SEI around some, in pore and electrolyte; 3 voxels stay free at the sides and the top */
function randomStructure(seed: number): Structure {
  const rng = createRng(seed);
  const shape: Shape3 = [15, 17, 19];
  const spacing: Vec3 = [0.3e-6, 0.2e-6, 0.25e-6];
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]).fill(3);
  for (let ball = 0; ball < 7; ball++) {
    const r = rng.uniform(1.2, 3);
    const centre = [rng.uniform(0, 11 - r), rng.uniform(4 + r, 13 - r), rng.uniform(4 + r, 15 - r)] as const;
    const shell = rng.chance(0.6) ? 1 : 0;
    forEachVoxel(shape, (z, y, x, i) => {
      const distance = Math.hypot(z - centre[0], y - centre[1], x - centre[2]);
      if (distance <= r) data[i] = 1;
      else if (distance <= r + shell && data[i] !== 1) data[i] = 2;
    });
  }
  return { data, shape, spacing, face: 'z-' };
}

function forEachVoxel([nz, ny, nx]: Shape3, visit: (z: number, y: number, x: number, i: number) => void): void {
  for (let z = 0, i = 0; z < nz; z++) for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, i++) visit(z, y, x, i);
}

/** the structure with `from` telling where the label of each new voxel comes from */
function rearranged(s: Structure, shape: Shape3, from: (z: number, y: number, x: number) => readonly [number, number, number]): Uint8Array {
  const data = new Uint8Array(s.data.length);
  forEachVoxel(shape, (z, y, x, i) => {
    const [a, b, c] = from(z, y, x);
    data[i] = s.data[(a * s.shape[1] + b) * s.shape[2] + c]!;
  });
  return data;
}

const wrap = (index: number, length: number): number => (index + length) % length;
const moved = (s: Structure): Structure => ({
  ...s,
  data: rearranged(s, s.shape, (z, y, x) => [z, wrap(y - 2, s.shape[1]), wrap(x + 3, s.shape[2])]),
});
const mirrored = (s: Structure): Structure => ({ ...s, data: rearranged(s, s.shape, (z, y, x) => [z, y, s.shape[2] - 1 - x]) });
const turnedOver = (s: Structure): Structure => ({
  ...s,
  data: rearranged(s, s.shape, (z, y, x) => [s.shape[0] - 1 - z, y, x]),
  face: 'z+',
});

/** old axes z y x become y x z */
function permuted(s: Structure): Structure {
  const turn = <T>([z, y, x]: readonly [T, T, T]): [T, T, T] => [x, z, y];
  const shape = turn(s.shape);
  const face: Face = s.face === 'z-' ? 'y-' : 'x-';
  return { data: rearranged(s, shape, (z, y, x) => [y, x, z]), shape, spacing: turn(s.spacing), face };
}

const relabelled = (s: Structure): Structure => ({ ...s, data: s.data.map((v) => (v === 3 ? 4 : v === 4 ? 3 : v)) });
const scaled = (s: Structure): Structure => ({ ...s, spacing: [2 * s.spacing[0], 2 * s.spacing[1], 2 * s.spacing[2]] });

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

const LENGTH_POWER: Readonly<Record<string, number>> = { length: 1, area: 2, volume: 3, 'per-length': -1, 'mAh/cm2': 1 };
const SEEDS = [11, 12, 13];
const volumes = METRICS.filter((metric) => metric.dimension !== 2);
/** boxes and windows are counted from the origin by definition, so these may change with the place */
const placed = new Set(['fractal.box_counts', 'fractal.dimension', 'statistics.index_of_dispersion']);
const free = volumes.filter((metric) => !placed.has(metric.id));

describe.each(SEEDS)('every metric, random structure %i', (seed) => {
  const structure = randomStructure(seed);

  test.each([
    ['moved by whole voxels', moved(structure)],
    ['mirrored', mirrored(structure)],
    ['turned over with its collector', turnedOver(structure)],
    ['with labels swapped that it does not measure', relabelled(structure)],
  ])('is the same when the structure is %s', async (_, changed) => {
    expect(differences(free, await valuesOf(structure, free), await valuesOf(changed, free))).toEqual([]);
  });

  test('is the same when axes, spacing and collector are permuted together', async () => {
    const turn = (axis: string): string => ({ z: 'y', y: 'x', x: 'z' })[axis] ?? axis;
    // lists and records in the order of the axes are in another order afterwards
    const scalars = free.filter((metric) => metric.family === 'profile' || !ORDERED.has(metric.id));
    expect(differences(scalars, await valuesOf(structure, scalars), await valuesOf(permuted(structure), scalars, turn))).toEqual([]);
  });

  test('scales with the power of its unit', async () => {
    const factor = (metric: Metric): number => 2 ** (LENGTH_POWER[metric.unit] ?? 0);
    expect(differences(volumes, await valuesOf(structure, volumes), await valuesOf(scaled(structure), volumes), factor)).toEqual([]);
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
});

/** results that list one number per axis */
const ORDERED = new Set(METRICS.filter((metric) => /axis|axes|box|bounding/.test(metric.id)).map((metric) => metric.id));

test('growth along each axis: heights, profiles and isolation only know the collector', async () => {
  const structure = randomStructure(5);
  const grown = METRICS.filter((metric) => ['isolation', 'deposit', 'height', 'profile'].includes(metric.family));
  const reference = await valuesOf(structure, grown);
  const alongY = permuted(structure);
  const alongX = permuted(alongY);
  expect([alongY.face, alongX.face]).toEqual(['y-', 'x-']);
  for (const changed of [alongY, alongX, mirrored(alongX)]) {
    const face: Face = changed === alongY || changed === alongX ? changed.face : 'x+';
    expect(differences(grown, reference, await valuesOf({ ...changed, face }, grown))).toEqual([]);
  }
});
