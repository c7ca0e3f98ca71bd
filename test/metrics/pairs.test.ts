import { describe, expect, test } from 'vitest';
import { twoPointCurve } from '../../src/kernels/index.js';
import type { PairBoundary, RadialTwoPoint } from '../../src/kernels/index.js';
import { radialPairs } from '../../src/metrics/pairs.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { twoPointRadial } from '../kernels/oracles/two-point.js';
import { ball, noise } from '../kernels/shapes.js';

const workers = createInlineWorkers();

function radial(mask: Uint8Array, shape: Shape3, spacing: Vec3, boundary: PairBoundary, reach: number): Promise<RadialTwoPoint> {
  return radialPairs({ data: mask, value: 1, shape, spacing }, boundary, reach, { workers });
}

/** every combination of factors 2, 3, 5, single planes and rows, and lengths that have other factors */
const SHAPES: readonly Shape3[] = [
  [6, 7, 9], [16, 16, 16], [1, 12, 15], [5, 1, 20], [8, 30, 1], [1, 1, 1], [1, 1, 4], [2, 3, 2], [27, 25, 32], [13, 11, 7], [1, 1, 17], [10, 64, 48],
]; // prettier-ignore

describe('pairs at all lag vectors', () => {
  test.each(SHAPES)('equal a count of every pair, %i x %i x %i', async (...shape) => {
    const mask = noise(shape, 0.4, 3);
    for (const boundary of ['plain', 'periodic'] as const)
      for (const spacing of [
        [1, 1, 1],
        [2, 1, 1.5],
      ] as const)
        for (const reach of mask.length < 2500 ? [0, 1, 4, 9] : [2]) {
          const found = await radial(mask, shape, spacing, boundary, reach);
          const expected = twoPointRadial(mask, shape, spacing, boundary, reach);
          const what = `${boundary} ${spacing.join(' ')} reach ${reach}`;
          expect([...found.pairs], what).toEqual(expected.pairs);
          found.probability.forEach((value, k) => expect(value, what).toBeCloseTo(expected.probability[k]!, 13));
          found.distance.forEach((value, k) => expect(value, what).toBeCloseTo(expected.distance[k]!, 12));
          for (const axis of [0, 1, 2] as const)
            expect([...found.axes[axis]], `${what} axis ${axis}`).toEqual(
              twoPointCurve(mask, shape, [...found.axes[axis].keys()], axis, boundary),
            );
        }
  });

  test('threads that share the work in any way count the same', async () => {
    const shape: Shape3 = [20, 33, 18];
    const mask = noise(shape, 0.6, 8);
    const body = { data: mask, value: 1, shape, spacing: [1, 2, 1] as const };
    const one = await radialPairs(body, 'plain', 7, { workers });
    expect(await radialPairs(body, 'plain', 7, { workers: { ...workers, threads: 3 } })).toEqual(one);
  });

  test('what an earlier volume left in memory makes no difference', async () => {
    const small: Shape3 = [9, 10, 13];
    const mask = noise(small, 0.5, 4);
    const first = await radial(mask, small, [1, 1, 1], 'periodic', 5);
    for (const shape of [
      [24, 30, 28],
      [10, 64, 48],
    ] as const) {
      await radial(noise(shape, 0.9, 1), shape, [1, 1, 1], 'plain', 12);
      expect(await radial(mask, small, [1, 1, 1], 'periodic', 5)).toEqual(first);
    }
  });

  test('ball in a large box: the volume fraction times the overlap of two balls', async () => {
    const radius = 9;
    const { mask, shape } = ball(radius);
    const { distance, probability, pairs } = await radial(mask, shape, [1, 1, 1], 'plain', 8);
    const volume = (4 / 3) * Math.PI * radius ** 3;
    const lagVectors = new Float64Array(9);
    for (let z = -8; z <= 8; z++)
      for (let y = -8; y <= 8; y++) for (let x = -8; x <= 8; x++) lagVectors[Math.min(8, Math.floor(Math.hypot(z, y, x) + 0.5))]!++;
    for (const k of [1, 2, 4, 7]) {
      const r = distance[k]!;
      const overlap = volume * (1 - (3 * r) / (4 * radius) + r ** 3 / (16 * radius ** 3));
      expect((probability[k]! * pairs[k]!) / lagVectors[k]! / overlap - 1).toBeCloseTo(0, 1.5);
    }
  });
});
