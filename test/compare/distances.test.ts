import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { curveDistance, scalarDistance, wasserstein1 } from '../../src/compare/index.js';
import type { Distribution } from '../../src/compare/index.js';

const at = (value: number): Distribution => ({ values: [value], weights: [1] });

describe('the first Wasserstein distance', () => {
  test.each([
    ['two points', at(2), at(7.5), 5.5],
    ['equal distributions', { values: [1, 2, 3], weights: [1, 1, 2] }, { values: [3, 1, 2], weights: [4, 2, 2] }, 0],
    ['a shift moves all weight by the shift', { values: [1, 2, 4], weights: [1, 3, 2] }, { values: [3, 4, 6], weights: [1, 3, 2] }, 2],
    ['half of the weight moves by one', { values: [0, 1], weights: [1, 1] }, at(0), 0.5],
    ['uniform on 4 points to its mean', { values: [0, 1, 2, 3], weights: [1, 1, 1, 1] }, at(1.5), 1],
  ])('%s', (_, a, b, expected) => {
    expect(wasserstein1(a, b)).toBeCloseTo(expected, 12);
  });

  /** slow oracle: quantile functions on a fine common grid of equal weights */
  function byQuantiles(a: readonly number[], b: readonly number[]): number {
    const p = a.flatMap((value) => Array<number>(b.length).fill(value)).sort((x, y) => x - y);
    const q = b.flatMap((value) => Array<number>(a.length).fill(value)).sort((x, y) => x - y);
    return p.reduce((sum, value, i) => sum + Math.abs(value - q[i]!), 0) / p.length;
  }

  const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 8 });
  const even = (list: readonly number[]): Distribution => ({ values: list, weights: list.map(() => 0.3) });

  test('equals the distance of quantile functions, is symmetric and obeys the triangle inequality', () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        const ab = wasserstein1(even(a), even(b));
        expect(ab).toBeCloseTo(byQuantiles(a, b), 9);
        expect(wasserstein1(even(b), even(a))).toBeCloseTo(ab, 12);
        expect(ab).toBeLessThanOrEqual(wasserstein1(even(a), even(c)) + wasserstein1(even(c), even(b)) + 1e-9);
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});

describe('distances of curves and numbers', () => {
  test('a curve is as far away as its constant offset', () => {
    const x = [0, 1, 2, 3];
    expect(curveDistance({ x, y: [1, 2, 3, 4] }, { x, y: [1.5, 2.5, 3.5, 4.5] })).toBeCloseTo(0.5, 12);
    expect(curveDistance({ x, y: [1, 0, 0, 0] }, { x, y: [0, 0, 0, 0] })).toBeCloseTo(0.5, 12);
    expect(curveDistance({ x, y: [1, 2, 3, 4] }, { x, y: [1, 2, 3, 4] })).toBe(0);
    expect(curveDistance({ x: [], y: [] }, { x, y: [1, 2, 3, 4] })).toBe(0);
  });

  test('numbers by their difference', () => {
    expect(scalarDistance(3, 5)).toBe(2);
    expect(scalarDistance(5, 3)).toBe(2);
  });
});
