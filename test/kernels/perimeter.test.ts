import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { croftonPerimeter } from '../../src/kernels/perimeter.js';
import { perimeterWeights } from '../../src/kernels/perimeter-weights.js';

type Pair = readonly [number, number];

/** A figure around the middle of an image, from a rule in physical lengths. */
function draw(shape: Pair, spacing: Pair, middle: Pair, turn: number, inside: (y: number, x: number) => boolean): Uint8Array {
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  return Uint8Array.from({ length: shape[0] * shape[1] }, (_, i) => {
    const y = (Math.floor(i / shape[1]) + 0.5 - middle[0]) * spacing[0];
    const x = ((i % shape[1]) + 0.5 - middle[1]) * spacing[1];
    return inside(c * y - s * x, s * y + c * x) ? 1 : 0;
  });
}

/** Mean and root mean square of relative errors, in per cent, over places and orientations; lengths in mean pixel edges. */
function errors([dy, dx]: Pair, reach: number, truth: number, turned: boolean, inside: (y: number, x: number) => boolean) {
  const rng = createRng(3);
  const edge = Math.sqrt(dy * dx);
  const spacing: Pair = [dy / edge, dx / edge];
  const shape: Pair = [Math.ceil((2 * reach + 6) / spacing[0]), Math.ceil((2 * reach + 6) / spacing[1])];
  const found = Array.from({ length: 24 }, () => {
    const middle: Pair = [shape[0] / 2 + rng.uniform(0, 1) - 0.5, shape[1] / 2 + rng.uniform(0, 1) - 0.5];
    const image = draw(shape, spacing, middle, turned ? rng.uniform(0, 1) * 2 * Math.PI : 0, inside);
    return 100 * (croftonPerimeter(image, shape, spacing, { value: 1 }) / truth - 1);
  });
  const mean = found.reduce((sum, e) => sum + e, 0) / found.length;
  return { mean, rms: Math.sqrt(found.reduce((sum, e) => sum + e * e, 0) / found.length) };
}

const disc = (r: number) => (y: number, x: number) => y * y + x * x < r * r;
const box = (a: number, b: number) => (y: number, x: number) => Math.abs(y) < a / 2 && Math.abs(x) < b / 2;

describe('perimeter', () => {
  test.each([
    [[1, 1], 0.6, 1.5],
    [[3, 1], 1.6, 2.5],
    [[0.8, 1.2], 0.8, 1.7],
  ] as const)('discs, rings and boxes in any orientation at spacing %j', (spacing, round, straight) => {
    expect(errors(spacing, 10, 20 * Math.PI, false, disc(10)).rms).toBeLessThan(round);
    expect(Math.abs(errors(spacing, 20, 40 * Math.PI, false, disc(20)).mean)).toBeLessThan(0.3);
    expect(errors(spacing, 20, 68 * Math.PI, false, (y, x) => disc(20)(y, x) && !disc(14)(y, x)).rms).toBeLessThan(round);
    expect(errors(spacing, 29, 160, true, box(40, 40)).rms).toBeLessThan(straight);
    expect(errors(spacing, 21, 104, true, box(12, 40)).rms).toBeLessThan(1.5 * straight);
  });

  test('a square along the grid reads 2 % low, by its corners', () => {
    const image = draw([30, 30], [1, 1], [15, 15], 0, box(20, 20));
    const short = (croftonPerimeter(image, [30, 30], [1, 1], { value: 1 }) - 80) / 4;
    expect(short).toBeCloseTo(-0.4, 1);
    const large = draw([90, 90], [1, 1], [45, 45], 0, box(80, 80));
    // the edges themselves are right within 0.3 %
    expect((croftonPerimeter(large, [90, 90], [1, 1], { value: 1 }) / 4 - short) / 80).toBeCloseTo(1, 2.3);
  });

  test('a line through the image has its length, and the border none unless it is asked for', () => {
    const half = Uint8Array.from({ length: 400 }, (_, i) => (Math.floor(i / 20) < 9 ? 1 : 0));
    expect(croftonPerimeter(half, [20, 20], [2, 1], { value: 1 }) / 20).toBeCloseTo(1, 1.5);
    const full = new Uint8Array(400).fill(1);
    expect(croftonPerimeter(full, [20, 20], [2, 1], { value: 1 })).toBe(0);
    expect(croftonPerimeter(full, [20, 20], [1, 1], { value: 1, boxFaces: true }) / 80).toBeCloseTo(0.98, 2);
    expect(croftonPerimeter(new Uint8Array(1), [1, 1], [1, 1], { value: 1, boxFaces: true })).toBe(0);
  });

  test('a line at any angle, cut by the border of the image, has its length', () => {
    const shape: Pair = [60, 60];
    for (const degrees of [7, 22, 45, 68, 83]) {
      const angle = (degrees * Math.PI) / 180;
      const image = draw(shape, [1, 1], [30, 30], angle, (y) => y < 0);
      const length = 60 / Math.max(Math.cos(angle), Math.sin(angle));
      expect(Math.abs(croftonPerimeter(image, shape, [1, 1], { value: 1 }) / length - 1)).toBeLessThan(0.02);
    }
  });

  test('the same when mirrored or with the axes in another order', () => {
    const rng = createRng(5);
    const [ny, nx] = [13, 9];
    const image = Uint8Array.from({ length: ny * nx }, () => (rng.uniform(0, 1) < 0.5 ? 1 : 0));
    const turned = Uint8Array.from({ length: ny * nx }, (_, i) => image[(i % ny) * nx + Math.floor(i / ny)]!);
    const mirrored = Uint8Array.from({ length: ny * nx }, (_, i) => image[i - (i % nx) + nx - 1 - (i % nx)]!);
    for (const boxFaces of [false, true]) {
      const found = croftonPerimeter(image, [ny, nx], [3, 1], { value: 1, boxFaces });
      expect(croftonPerimeter(turned, [nx, ny], [1, 3], { value: 1, boxFaces })).toBeCloseTo(found, 9);
      expect(croftonPerimeter(mirrored, [ny, nx], [3, 1], { value: 1, boxFaces })).toBeCloseTo(found, 9);
    }
  });

  test('weights: none negative, alike for alike axes, by the ratio of the spacing alone; bad spacing is named', () => {
    const square = perimeterWeights([2, 2]);
    expect(square.directions[0]).toBe(square.directions[1]);
    expect(square.flats[0]).toBe(square.flats[1]);
    const narrow = perimeterWeights([3, 1]);
    const wide = perimeterWeights([1, 3]);
    expect(wide.flats).toEqual([narrow.flats[1], narrow.flats[0]]);
    for (const weight of [...narrow.directions, ...perimeterWeights([1, 10]).directions]) expect(weight).toBeGreaterThanOrEqual(0);
    expect(() => perimeterWeights([0, 1])).toThrow('0 x 1');
  });
});
