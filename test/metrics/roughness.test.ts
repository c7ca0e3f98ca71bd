/** Roughness of height maps against closed forms. */
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { correlationLength, developedArea, meanSquareDifference } from '../../src/kernels/index.js';
import type { HeightField } from '../../src/kernels/index.js';
import { ask, valuesOf } from './ask.js';
import type { Structure } from './ask.js';

function fieldFrom(
  size: readonly [number, number],
  steps: readonly [number, number],
  height: (row: number, column: number) => number,
): HeightField {
  const heights = new Float64Array(size[0] * size[1]);
  for (let a = 0, i = 0; a < size[0]; a++) for (let b = 0; b < size[1]; b++) heights[i++] = height(a, b);
  return { heights, size, steps };
}

const sine = (period: number, amplitude: number) => (x: number) => amplitude * Math.sin((2 * Math.PI * (x + 0.5)) / period);

describe('developed area', () => {
  test.each([
    [200, 1],
    [60, 0.5],
  ])('a sine of amplitude period / 10, %d columns of %d a period: 9.238 %%', (period, step) => {
    const wave = sine(period, (period * step) / 10);
    expect(developedArea(fieldFrom([4, 3 * period], [3, step], (_, x) => wave(x)))).toBeCloseTo(0.09238, 3);
    expect(developedArea(fieldFrom([3 * period, 4], [step, 3], (y) => wave(y)))).toBeCloseTo(0.09238, 3);
  });

  test('the same in whole layers, through the engine: high by less than 0.006', async () => {
    const wave = sine(100, 10);
    const surface: Structure = { shape: [40, 5, 200], spacing: [0.5, 0.5, 0.5], label: (z, _, x) => (z + 0.5 < 20 + wave(x) ? 1 : 3) };
    const [ratio] = await ask(surface, 'height.Sdr');
    expect(ratio!.unit).toBe('1');
    expect((ratio!.value as number) - 0.09238).toBeGreaterThan(-0.001);
    expect((ratio!.value as number) - 0.09238).toBeLessThan(0.006);
  });

  test('planes are exact up to the edge of the map, terraces of a gentle slope nearly so', () => {
    expect(developedArea(fieldFrom([7, 40], [1, 2], (y, x) => 0.3 * y + 2 * x))).toBeCloseTo(Math.sqrt(1 + 0.09 + 1) - 1, 12);
    expect(developedArea(fieldFrom([1, 2], [1, 1], (_, x) => x))).toBeCloseTo(Math.SQRT2 - 1, 12);
    expect(developedArea(fieldFrom([9, 9], [1, 1], () => 4))).toBe(0);
    const terraces = developedArea(fieldFrom([30, 300], [1, 1], (_, x) => Math.floor(x / 10)));
    expect(terraces - (Math.sqrt(1.01) - 1)).toBeGreaterThan(0);
    expect(terraces - (Math.sqrt(1.01) - 1)).toBeLessThan(0.008);
  });
});

describe('height differences', () => {
  test('a sine: root of A^2 (1 - cos k r) along it, nothing across it', async () => {
    const field = fieldFrom([1, 4000], [1, 0.5], (_, x) => sine(100, 3)(x));
    for (const lag of [1, 10, 25, 50, 100])
      expect(meanSquareDifference(field, lag * 0.5)!).toBeCloseTo(9 * (1 - Math.cos((2 * Math.PI * lag) / 100)), 1);
    const both = fieldFrom([4000, 4000 / 50], [1, 1], (y) => sine(100, 3)(y));
    const along = meanSquareDifference(
      fieldFrom([4000, 1], [1, 1], (y) => sine(100, 3)(y)),
      25,
    )!;
    const [pairsAlong, pairsAcross] = [(4000 - 25) * 80, 4000 * (80 - 25)];
    expect(meanSquareDifference(both, 25)!).toBeCloseTo((along * pairsAlong) / (pairsAlong + pairsAcross), 10);
  });

  test('unequal edges: lags are lengths, interpolated between columns', () => {
    const plane = fieldFrom([20, 30], [2, 3], (y, x) => 4 * y + 6 * x); // slope 2 both ways
    expect(meanSquareDifference(plane, 6)).toBeCloseTo(144, 10);
    // along rows of 2: 4 is two steps; along columns of 3: between one and two
    const [rows, columns] = [18 * 30, 20 * 29];
    expect(meanSquareDifference(plane, 4)).toBeCloseTo((64 * rows + (36 * (2 / 3) + 144 / 3) * columns) / (rows + columns), 10);
    expect(meanSquareDifference(plane, 100)).toBeUndefined();
  });

  test('through the engine in micrometres; a lag beyond the map has a reason', async () => {
    const ramp: Structure = { shape: [20, 6, 16], spacing: [0.5, 1, 1], label: (z, _, x) => (z <= x ? 1 : 3) };
    const [list, far] = await ask(
      ramp,
      ['height.difference_correlation', { lags_voxels: [0, 2] }],
      ['height.difference_correlation', { lags_voxels: [40] }],
    );
    // lag 2: along x 2 layers of 0.5 um over 6 x 14 pairs, along y none over 4 x 16
    expect(list!.value).toEqual([0, expect.closeTo(Math.sqrt(84 / 148), 10)]);
    expect(far!.reason).toContain('longer than the map');
  });
});

describe('correlation length', () => {
  test('a sine: acos(1/e) / k', () => {
    expect(correlationLength(fieldFrom([1, 2000], [1, 0.25], (_, x) => sine(100, 5)(x)))!).toBeCloseTo(
      (Math.acos(1 / Math.E) / (2 * Math.PI)) * 25,
      1,
    );
  });

  test('a random walk that is pulled back: exp(-r / l)', () => {
    const rng = createRng(5);
    const keep = Math.exp(-1 / 12);
    let at = 0;
    const heights = Array.from({ length: 60_000 }, () => (at = keep * at + rng.normal()));
    expect(correlationLength(fieldFrom([1, heights.length], [1, 1], (_, x) => heights[x]!))!).toBeCloseTo(12, -0.3);
  });

  test('flat, and never falling', async () => {
    const flat: Structure = { shape: [6, 8, 8], label: (z) => (z < 3 ? 1 : 3) };
    expect((await ask(flat, 'height.correlation_length'))[0]!.reason).toContain('flat');
    // a ridge: along it the heights never change
    const ridge: Structure = { shape: [6, 12, 40], label: (z, y) => (z < (y === 5 ? 5 : 1) ? 1 : 3) };
    expect((await ask(ridge, 'height.correlation_length'))[0]!.reason).toContain('half of the map');
  });
});

describe('Hurst exponent', () => {
  /** columns of a random walk as an image: exponent 1/2 */
  function walk(length: number, seed: number): Structure {
    const rng = createRng(seed);
    let at = 400;
    const heights = Array.from({ length }, () => (at += Math.round(6 * rng.normal())));
    const low = Math.min(...heights);
    const shape = [Math.max(...heights) - low + 2, 1, length] as const;
    return { shape, label: (z, _, x) => (z <= heights[x]! - low ? 1 : 3) };
  }

  test('a random walk has 1/2, with its range and fit', async () => {
    const values = [];
    for (const seed of [1, 2, 3, 4]) {
      const [result] = await ask(walk(3000, seed), 'height.hurst_exponent');
      expect(result!.note).toMatch(/lags of \d+ to \d+ voxels \(\d\.\d\d decades\), R\^2 = 0\.99/);
      values.push(result!.value as number);
    }
    expect(values.reduce((a, b) => a + b, 0) / 4).toBeCloseTo(0.5, 1);
  });

  test('a plane has 1; under a decade it is refused', async () => {
    const ramp: Structure = { shape: [400, 1, 400], label: (z, _, x) => (z <= x ? 1 : 3) };
    expect((await ask(ramp, ['height.hurst_exponent', { lags_voxels: [2, 4, 8, 16, 32] }]))[0]!.value).toBeCloseTo(1, 10);
    const [small] = await ask(walk(30, 1), 'height.hurst_exponent');
    expect(small).toMatchObject({ value: null });
    expect(small!.reason).toContain('decade');
    expect((await ask({ ...ramp, label: (z) => (z < 4 ? 1 : 3) }, 'height.hurst_exponent'))[0]!.reason).toContain('flat');
  });
});

test('one column, and no lithium at all', async () => {
  const column: Structure = { shape: [6, 1, 1], label: (z) => (z < 3 ? 1 : 3) };
  expect((await ask(column, 'height.Sdr', 'height.difference_correlation')).map(({ reason }) => reason)).toEqual(
    Array(2).fill('the height map has a single column'),
  );
  expect(valuesOf(await ask({ shape: [4, 5, 6], label: () => 3 }, 'height.Sdr', 'height.hurst_exponent'))).toEqual([0, null]);
});
