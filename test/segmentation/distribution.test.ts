/** Percentiles and moments against a sorted list. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import {
  distributionOf,
  mapDistribution,
  moments,
  percentileInverted,
  percentileLinear,
  scanDistribution,
} from '../../src/segmentation/distribution.js';
import { dtypeOf, type VoxelArray } from '../../src/volume/index.js';

function* slabs(data: VoxelArray): Generator<VoxelArray> {
  for (let i = 0; i < data.length; i += 1000) yield data.subarray(i, i + 1000);
}

const scan = (data: VoxelArray) =>
  scanDistribution(dtypeOf(data), async function* () {
    yield* slabs(data);
  });

function sortedPercentile(data: VoxelArray, percent: number): number {
  const sorted = Float64Array.from(data).sort();
  const at = (percent / 100) * (sorted.length - 1);
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}

const rng = createRng(3);
const normal = Float64Array.from({ length: 5003 }, () => rng.normal());
const arrays: readonly (readonly [string, VoxelArray, number])[] = [
  ['uint8', Uint8Array.from(normal, (v) => 128 + 20 * v), 0],
  ['int8', Int8Array.from(normal, (v) => 10 * v), 0],
  ['uint16', Uint16Array.from(normal, (v) => 30000 + 3000 * v), 0],
  ['int16', Int16Array.from(normal, (v) => 3000 * v), 0],
  ['float32', Float32Array.from(normal), 4e-5],
  ['float32 far from zero', Float32Array.from(normal, (v) => 1e5 + v), 4e-2],
  ['float32 with an outlier', Float32Array.from(normal, (v, i) => (i === 7 ? 1e30 : v)), 4e-5],
  ['float64', Float64Array.from(normal, (v) => v * 1e-9), 4e-14],
  ['int32', Int32Array.from(normal, (v) => 1e6 * v), 40],
  ['uint32', Uint32Array.from(normal, (v) => 3e9 + 1e6 * v), 800],
];

describe.each(arrays)('a volume of %s', (_, data, tolerance) => {
  it.each([0, 0.5, 16, 50, 84, 99.5, 100])('has percentile %d', async (percent) => {
    expect(Math.abs(percentileLinear(await scan(data), percent) - sortedPercentile(data, percent))).toBeLessThanOrEqual(tolerance);
  });
});

it('mean and deviation are those of the voxels', async () => {
  const data = Float32Array.from(normal, (v) => 5 + 2 * v);
  const mean = data.reduce((sum, v) => sum + v, 0) / data.length;
  const std = Math.sqrt(data.reduce((sum, v) => sum + (v - mean) ** 2, 0) / data.length);
  const found = moments(await scan(data));
  expect(found.mean).toBeCloseTo(mean, 5);
  expect(found.std).toBeCloseTo(std, 5);
});

it('voxels without a value are counted apart', async () => {
  const found = await scan(Float32Array.of(1, Number.NaN, 3, Infinity));
  expect(found).toMatchObject({ total: 2, nonFinite: 2, min: 1, max: 3 });
  expect((await scan(Float32Array.of(Number.NaN, Number.NaN))).total).toBe(0);
});

it('one value is its own minimum and maximum', async () => {
  expect(await scan(new Float32Array(5).fill(7))).toMatchObject({ min: 7, max: 7, total: 5 });
});

it('the inverted rule gives voxels, the linear rule values between them', () => {
  const d = distributionOf(Uint8Array.of(10, 20, 30, 40));
  expect(percentileInverted(d, 50)).toBe(20);
  expect(percentileLinear(d, 50)).toBe(25);
});

it('a falling function turns the distribution around', () => {
  const d = mapDistribution(distributionOf(Uint8Array.of(1, 2, 2)), (v) => -v);
  expect([...d.values]).toEqual([-2, -1]);
  expect([...d.counts]).toEqual([2, 1]);
  expect(d).toMatchObject({ min: -2, max: -1 });
});
