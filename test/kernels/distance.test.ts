import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { chunkColumns, distanceInPlanes, distanceThroughPlanes, squaredDistance } from '../../src/kernels/index.js';
import type { EdtOptions } from '../../src/kernels/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { plainSquaredDistance } from './oracles/edt.js';
import { maskOf, noise } from './shapes.js';

/** Every pair of voxels. */
function slowSquares(mask: Uint8Array, [nz, ny, nx]: Shape3, [sz, sy, sx]: Vec3, boxFaces: boolean): Float64Array {
  const outside: [number, number, number][] = [];
  const margin = boxFaces ? 1 : 0;
  for (let z = -margin; z < nz + margin; z++)
    for (let y = -margin; y < ny + margin; y++)
      for (let x = -margin; x < nx + margin; x++) {
        const inBox = z >= 0 && y >= 0 && x >= 0 && z < nz && y < ny && x < nx;
        if (!inBox || mask[(z * ny + y) * nx + x] === 0) outside.push([z, y, x]);
      }
  const result = new Float64Array(mask.length);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (mask[i] === 0) continue;
        result[i] = Math.min(Infinity, ...outside.map(([a, b, c]) => ((a - z) * sz) ** 2 + ((b - y) * sy) ** 2 + ((c - x) * sx) ** 2));
      }
  return result;
}

/** Largest difference relative to the value; Infinity where one is infinite and the other not. */
function relative(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => (value === b[i] ? most : Math.max(most, Math.abs(value - b[i]!) / b[i]!)), 0);
}

describe('distance to the background', () => {
  test.each<[Vec3, number, boolean]>([
    [[1, 1, 1], 0.9, false],
    [[1, 1, 1], 0.97, true],
    [[3, 1, 0.5], 0.95, false],
    [[0.7, 2, 1], 0.98, true],
  ])('equals the slow minimum over all pairs: spacing %s, filling %d, box faces %s', (spacing, filling, boxFaces) => {
    const shape: Shape3 = [7, 9, 11];
    const mask = noise(shape, filling, 4);
    const fast = squaredDistance(mask, shape, spacing, { boxFaces });
    slowSquares(mask, shape, spacing, boxFaces).forEach((value, i) => expect(fast[i]).toBeCloseTo(value, 4));
  });

  const shapes: Shape3[] = [
    [1, 1, 1],
    [1, 1, 70],
    [1, 70, 1],
    [70, 1, 1],
    [1, 33, 47],
    [33, 1, 47],
    [33, 47, 1],
    [5, 8, 16],
    [19, 23, 37],
    [40, 3, 9],
  ];
  const fillings = [0, 0.3, 0.9, 0.999, 1];
  const options: EdtOptions[] = [{}, { boxFaces: true }, { boxFaces: true, flatAxis: 0 }, { value: 0 }, { value: 7 }];

  test.each(shapes)('equals its plain twin: %d x %d x %d', (...shape) => {
    for (const filling of fillings)
      for (const option of options) {
        const mask = noise(shape, filling, 3);
        const name = `filling ${filling}, ${JSON.stringify(option)}`;
        expect(squaredDistance(mask, shape, [1, 1, 1], option), name).toEqual(plainSquaredDistance(mask, shape, [1, 1, 1], option));
        const spacing: Vec3 = [1, 1.3, 10];
        expect(
          relative(squaredDistance(mask, shape, spacing, option), plainSquaredDistance(mask, shape, spacing, option)),
          name,
        ).toBeLessThan(2e-7);
      }
  });

  test('far surfaces, where columns need lower envelopes', () => {
    const shape: Shape3 = [130, 140, 9];
    const mask = maskOf(shape, (z, y, x) => !(z === 3 && y === 5 && x === 2) && (z !== 100 || y !== 120));
    for (const boxFaces of [false, true]) {
      expect(squaredDistance(mask, shape, [1, 1, 1], { boxFaces })).toEqual(plainSquaredDistance(mask, shape, [1, 1, 1], { boxFaces }));
      const spacing: Vec3 = [3, 1, 0.3];
      const [fast, plain] = [squaredDistance(mask, shape, spacing, { boxFaces }), plainSquaredDistance(mask, shape, spacing, { boxFaces })];
      expect(relative(fast, plain)).toBeLessThan(2e-7);
    }
  });

  test('to another label, from all voxels that have it not', () => {
    const rng = createRng(5);
    const shape: Shape3 = [9, 10, 21];
    const labels = Uint8Array.from({ length: 9 * 10 * 21 }, () => rng.int(40));
    const inverse = labels.map((label) => (label === 3 ? 0 : 1));
    expect(squaredDistance(labels, shape, [1, 1, 1], { toValue: 3 })).toEqual(plainSquaredDistance(inverse, shape, [1, 1, 1]));
  });

  test('cut into parts it is the same', () => {
    const shape: Shape3 = [21, 60, 70];
    const task = { data: noise(shape, 0.97, 8), shape, spacing: [1, 1, 1] as const, options: {} };
    const out = new Float32Array(task.data.length);
    for (const [first, end] of [
      [0, 4],
      [4, 20],
      [20, 21],
    ] as const)
      distanceInPlanes(task, [first, end], out);
    const columns = 60 * 70;
    const cut = chunkColumns(columns);
    let largest = 0;
    for (let first = 0; first < columns; first += cut)
      largest = Math.max(largest, distanceThroughPlanes(task, [first, Math.min(columns, first + cut)], out));
    const whole = squaredDistance(task.data, shape, task.spacing);
    expect(out).toEqual(whole);
    expect(largest).toBe(whole.reduce((a, b) => Math.max(a, b), 0));
  });

  test('without background every distance is infinite', () => {
    expect(squaredDistance(new Uint8Array(24).fill(1), [2, 3, 4], [1, 1, 1]).every((v) => v === Infinity)).toBe(true);
  });

  test('thin boxes', () => {
    expect([...squaredDistance(Uint8Array.of(0, 1, 1, 1, 0), [1, 1, 5], [1, 1, 1])]).toEqual([0, 1, 4, 1, 0]);
    expect([...squaredDistance(Uint8Array.of(0, 1, 1, 1, 1), [5, 1, 1], [2, 1, 1])]).toEqual([0, 4, 16, 36, 64]);
    expect([...squaredDistance(Uint8Array.of(1), [1, 1, 1], [1, 2, 3], { boxFaces: true })]).toEqual([1]);
    expect([...squaredDistance(new Uint8Array(9).fill(1), [1, 3, 3], [0.1, 1, 1], { boxFaces: true, flatAxis: 0 })]).toEqual([
      1, 1, 1, 1, 4, 1, 1, 1, 1,
    ]);
  });
});
