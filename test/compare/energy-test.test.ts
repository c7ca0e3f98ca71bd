import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { energyTest, holm } from '../../src/compare/index.js';

const apart = (a: number, b: number): number => Math.abs(a - b);

function sample(n: number, seed: number, mean = 0, spread = 1): number[] {
  const rng = createRng(seed);
  return Array.from({ length: n }, () => mean + spread * rng.normal());
}

describe('the energy test', () => {
  test('mean distances of a case done by hand', () => {
    const { between, withinA } = energyTest([0, 1], [3], apart);
    expect(between).toBeCloseTo(2.5, 12);
    expect(withinA).toBeCloseTo(1, 12);
  });

  test('p is uniform when both samples come from one population', () => {
    const p = Array.from({ length: 120 }, (_, k) => energyTest(sample(9, 2 * k + 1), sample(12, 2 * k + 2), apart, k).p).sort(
      (a, b) => a - b,
    );
    // Kolmogorov-Smirnov: 1.63 / sqrt(120) is the 1 % bound; the seeds are fixed, so the outcome is too
    const gap = p.reduce((most, value, i) => Math.max(most, Math.abs(value - i / p.length), Math.abs(value - (i + 1) / p.length)), 0);
    expect(gap).toBeLessThan(1.63 / Math.sqrt(120));
  });

  test.each([
    ['another mean', sample(16, 8, 2)],
    ['another spread', sample(16, 8, 0, 8)],
  ])('p is small for %s', (_, other) => {
    expect(energyTest(sample(16, 7), other, apart).p).toBeLessThan(0.01);
  });

  test('equal samples are no evidence, and constant ones neither', () => {
    const windows = sample(10, 3);
    expect(energyTest(windows, windows, apart).p).toBeGreaterThan(0.5);
    expect(energyTest(Array(8).fill(2), Array(8).fill(2), apart)).toEqual({ between: 0, withinA: 0, p: 1 });
  });

  test('the same call gives the same p, and p is never zero', () => {
    const once = energyTest(sample(8, 1), sample(8, 2, 100), apart);
    expect(energyTest(sample(8, 1), sample(8, 2, 100), apart)).toEqual(once);
    expect(once.p).toBeGreaterThan(0);
  });
});

describe("Holm's correction", () => {
  test.each([
    ['none', [], []],
    ['the published example: 0.01, 0.04, 0.03, 0.005', [0.01, 0.04, 0.03, 0.005], [true, false, false, true]],
    ['one that fails stops all larger ones, even those below the level', [0.001, 0.04, 0.026], [true, false, false]],
    ['all significant', [0.001, 0.002, 0.003], [true, true, true]],
    ['nothing significant', [0.2, 0.5, 0.9], [false, false, false]],
  ])('%s', (_, p, expected) => {
    expect(holm(p, 0.05)).toEqual(expected);
  });

  test('is never stricter than Bonferroni and never laxer than no correction', () => {
    const rng = createRng(9);
    for (let k = 0; k < 50; k++) {
      const p = Array.from({ length: 6 }, () => rng.uniform(0, 0.1));
      holm(p, 0.05).forEach((significant, i) => {
        if (p[i]! <= 0.05 / 6) expect(significant).toBe(true);
        if (p[i]! > 0.05) expect(significant).toBe(false);
      });
    }
  });
});
