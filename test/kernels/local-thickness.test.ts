import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import {
  countOf,
  countValues,
  deviationOf,
  inVoxelEdges,
  localThickness,
  localThicknessDistribution,
  meanOf,
  mergeDistributions,
  quantileOf,
  shareAbove,
  squaredDistance,
  thicknessInSlab,
} from '../../src/kernels/index.js';
import type { EdtOptions } from '../../src/kernels/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { plainThickness } from './oracles/local-thickness.js';
import { ball, maskOf, noise } from './shapes.js';

/** The map and that of the plain twin. */
function both(mask: Uint8Array, shape: Shape3, spacing: Vec3, options: EdtOptions = {}): [Float32Array, Float32Array] {
  const { steps } = inVoxelEdges(spacing);
  const map = localThickness(mask, shape, spacing, options)!;
  return [map.diameters, plainThickness(squaredDistance(mask, shape, steps, options), shape, steps)];
}

/** Overlapping balls of many sizes: necks, ridges and caps. */
function lumps(shape: Shape3, seed: number): Uint8Array {
  const rng = createRng(seed);
  const balls = Array.from({ length: 9 }, () => ({
    at: shape.map((n) => rng.uniform(0, n)) as [number, number, number],
    r2: rng.uniform(1.5, 8) ** 2,
  }));
  return maskOf(shape, (z, y, x) => balls.some(({ at, r2 }) => (z - at[0]) ** 2 + (y - at[1]) ** 2 + (x - at[2]) ** 2 < r2));
}

describe('local thickness equals painting every inscribed ball', () => {
  const spacings: Vec3[] = [
    [1, 1, 1],
    [2e-8, 2e-8, 2e-8],
    [1, 1, 3],
    [3, 1, 1],
    [10, 1, 1],
    [1e-8, 1.5e-8, 0.7e-8],
  ];

  test.each(spacings)('noise, spacing %d x %d x %d', (...spacing) => {
    const shapes: Shape3[] = [
      [8, 9, 10],
      [17, 5, 23],
      [1, 30, 31],
      [30, 1, 29],
      [31, 30, 1],
      [1, 1, 60],
      [60, 1, 1],
    ];
    for (const shape of shapes)
      for (const filling of [0.4, 0.85, 0.98]) {
        const mask = noise(shape, filling, 7);
        if (mask.every((value) => value === 1)) continue;
        const [fast, plain] = both(mask, shape, spacing);
        expect(fast, `${shape.join('x')}, filling ${filling}`).toEqual(plain);
      }
  });

  test.each([1, 2, 3, 4])('overlapping balls %d', (seed) => {
    const shape: Shape3 = [22, 25, 27];
    for (const spacing of [
      [1, 1, 1],
      [1.6, 1, 1.25],
    ] as const) {
      const [fast, plain] = both(lumps(shape, seed), shape, spacing);
      expect(fast).toEqual(plain);
    }
  });

  test('flat, tilted and wavy plates, where most of a ball is left to neighbours', () => {
    const shape: Shape3 = [26, 24, 25];
    const plates = [
      maskOf(shape, (z) => z >= 6 && z < 18),
      maskOf(shape, (z, y, x) => Math.abs(z - 13 + 0.3 * (y - 12) - 0.2 * (x - 12)) < 5),
      maskOf(shape, (z, y, x) => Math.abs(z - 13) < 6 + 2 * Math.sin(y / 3) * Math.cos(x / 4)),
      maskOf(shape, (z) => z < 20),
    ];
    for (const plate of plates) {
      const [fast, plain] = both(plate, shape, [1, 1, 1]);
      expect(fast).toEqual(plain);
    }
  });

  test('box faces as background, also of an image', () => {
    const shape: Shape3 = [1, 21, 30];
    const full = new Uint8Array(21 * 30).fill(1);
    const [fast, plain] = both(full, shape, [1, 1, 1], { boxFaces: true, flatAxis: 0 });
    expect(fast).toEqual(plain);
    expect(fast.reduce((a, b) => Math.max(a, b), 0)).toBe(22);
  });

  test('a large ball', () => {
    const { mask, shape } = ball(13.4);
    const [fast, plain] = both(mask, shape, [1, 1, 1]);
    expect(fast).toEqual(plain);
  });

  test('any cut into slabs gives the same map', () => {
    const shape: Shape3 = [23, 14, 15];
    const mask = lumps(shape, 9);
    const squares = squaredDistance(mask, shape, [1, 1, 1]);
    const largest = squares.reduce((a, b) => Math.max(a, b), 0);
    const whole = localThickness(mask, shape, [1, 1, 1])!.diameters;
    for (const cut of [1, 4, 23]) {
      const out = new Float32Array(mask.length);
      for (let z = 0; z < 23; z += cut) thicknessInSlab({ squares, largest, shape, steps: [1, 1, 1] }, [z, Math.min(23, z + cut)], out);
      expect(out).toEqual(whole);
    }
  });
});

describe('local thickness', () => {
  test.each([
    [2, 2],
    [3, 4],
    [8, 8],
    [9, 10],
  ])('a slab of %d voxels reads %d', (voxels, expected) => {
    const mask = maskOf([16, 6, 7], (z) => z >= 3 && z < 3 + voxels);
    const { diameters, weights } = localThicknessDistribution(mask, [16, 6, 7], [0.5, 0.5, 0.5])!;
    expect([...diameters]).toEqual([expected / 2]);
    expect([...weights]).toEqual([1]);
  });

  test('shares add up to one, and nothing to measure gives undefined', () => {
    const shape: Shape3 = [12, 12, 12];
    const distribution = localThicknessDistribution(noise(shape, 0.8, 9), shape, [1, 1, 1])!;
    expect(distribution.weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
    expect([...distribution.diameters]).toEqual([...distribution.diameters].sort((a, b) => a - b));
    expect(localThicknessDistribution(new Uint8Array(8), [2, 2, 2], [1, 1, 1])).toBeUndefined();
    expect(localThicknessDistribution(new Uint8Array(8).fill(1), [2, 2, 2], [1, 1, 1])).toBeUndefined();
  });
});

describe('distribution of the numbers of a map', () => {
  test('counts each number, where a label asks for it, in parts or at once', () => {
    const rng = createRng(3);
    const numbers = Float32Array.from({ length: 30_000 }, () => (rng.chance(0.3) ? 0 : Math.sqrt(rng.int(9000))));
    const labels = Uint8Array.from({ length: 30_000 }, () => rng.int(3));
    const mask = { labels, label: 2 };
    const slow = new Map<number, number>();
    numbers.forEach((value, i) => value > 0 && labels[i] === 2 && slow.set(value, (slow.get(value) ?? 0) + 1));
    const whole = countValues(numbers, [0, 30_000], mask);
    expect([...whole.values]).toEqual([...slow.keys()].sort((a, b) => a - b));
    whole.values.forEach((value, k) => expect(whole.counts[k]).toBe(slow.get(value)));
    expect(mergeDistributions([countValues(numbers, [0, 12_345], mask), countValues(numbers, [12_345, 30_000], mask)])).toEqual(whole);
  });

  test('numbers of a small one', () => {
    const small = countValues(Float32Array.of(4, 1, 0, 2, 2, Infinity), [0, 5]);
    expect([countOf(small), meanOf(small), deviationOf(small) ** 2]).toEqual([4, 2.25, expect.closeTo(1.1875, 12)]);
    expect([0.25, 0.26, 0.75, 0.76, 1].map((share) => quantileOf(small, share))).toEqual([1, 2, 2, 4, 4]);
    expect([0.5, 1, 2, 4].map((threshold) => shareAbove(small, threshold))).toEqual([1, 0.75, 0.25, 0]);
    expect(countValues(Float32Array.of(Infinity), [0, 1]).values[0]).toBe(Infinity);
  });
});
