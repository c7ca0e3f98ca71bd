import { describe, expect, test } from 'vitest';
import { latticeSteps, slabStepPairs, stepsReach, symmetricEigen } from '../../src/kernels/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { countStep } from './oracles/direction-pairs.js';
import { noise } from './shapes.js';

const SHAPES: readonly Shape3[] = [[6, 7, 9], [1, 1, 1], [2, 5, 64], [3, 1, 65], [4, 3, 130], [30, 2, 3]]; // prettier-ignore

describe('pairs a lattice step apart', () => {
  test.each(SHAPES)('equal a count one by one, %i x %i x %i', (...shape) => {
    for (const spacing of [
      [1, 1, 1],
      [1, 3, 10],
      [10, 1, 1],
    ] as const)
      for (const fill of [0, 0.4, 1]) {
        const mask = noise(shape, fill, 4);
        if (fill === 1) mask.fill(1);
        const steps = latticeSteps(spacing);
        const end = Math.ceil(shape[0] / 2);
        const counts = slabStepPairs(mask, 1, shape[1], shape[2], 0, end, steps);
        steps.forEach((step, k) =>
          expect([counts[2 * k], counts[2 * k + 1]], `${spacing.join(' ')} ${step.join(' ')}`).toEqual(
            countStep(mask, shape, step, 0, end),
          ),
        );
      }
  });

  test('equal spacing: the 49 lattice directions with entries up to 2', () => {
    const steps = latticeSteps([0.2, 0.2, 0.2]);
    expect(steps).toHaveLength(49);
    expect(stepsReach(steps)).toBe(2);
  });

  test('unequal spacing: directions as evenly spread, no step longer than three of the longest edge', () => {
    const spacing: Vec3 = [10, 1, 1];
    for (const step of latticeSteps(spacing)) expect(Math.hypot(...step.map((s, a) => s * spacing[a]!))).toBeLessThanOrEqual(35);
    expect(stepsReach(latticeSteps(spacing))).toBe(1);
    expect(stepsReach(latticeSteps([1, 1, 10]))).toBe(20);
  });
});

test('eigenvectors of a symmetric matrix', () => {
  const matrix = [[2, 1, 0.3], [1, 3, -0.5], [0.3, -0.5, 1]]; // prettier-ignore
  const { values, vectors } = symmetricEigen(matrix);
  expect(values[0]! + values[1]! + values[2]!).toBeCloseTo(6, 12);
  vectors.forEach((vector, k) => {
    expect(Math.hypot(...vector)).toBeCloseTo(1, 12);
    matrix.forEach((row, i) => expect(row.reduce((sum, value, j) => sum + value * vector[j]!, 0)).toBeCloseTo(values[k]! * vector[i]!, 12));
  });
});
