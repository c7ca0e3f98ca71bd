import { describe, expect, test } from 'vitest';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { squaredDistance } from '../../src/kernels/edt.js';
import { localThickness, localThicknessDistribution } from '../../src/kernels/local-thickness.js';
import { ball, maskOf, noise } from './shapes.js';

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

/** Paints every inscribed ball. */
function slowThickness(mask: Uint8Array, shape: Shape3, spacing: Vec3): Float64Array {
  const [nz, ny, nx] = shape;
  const squares = slowSquares(mask, shape, spacing, false);
  const result = new Float64Array(mask.length);
  for (let q = 0; q < mask.length; q++) {
    if (mask[q] === 0) continue;
    for (let p = 0; p < mask.length; p++) {
      const dz = (Math.floor(p / (ny * nx)) - Math.floor(q / (ny * nx))) * spacing[0];
      const dy = ((Math.floor(p / nx) % ny) - (Math.floor(q / nx) % ny)) * spacing[1];
      const dx = ((p % nx) - (q % nx)) * spacing[2];
      if (dz * dz + dy * dy + dx * dx < squares[q]! - 1e-9) result[p] = Math.max(result[p]!, 2 * Math.sqrt(squares[q]!));
    }
  }
  expect(nz).toBeGreaterThan(0);
  return result;
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

describe('local thickness', () => {
  test.each<[Vec3, number, number]>([
    [[1, 1, 1], 0.85, 1],
    [[1, 1, 1], 0.97, 2],
    [[2, 1, 1], 0.95, 3],
    [[1e-8, 1.5e-8, 0.7e-8], 0.96, 4],
  ])('equals painting every inscribed ball: spacing %s, filling %d', (spacing, filling, seed) => {
    const shape: Shape3 = [8, 9, 10];
    const mask = noise(shape, filling, seed);
    const { diameters, unit } = localThickness(mask, shape, spacing)!;
    const scale = Math.min(...spacing);
    expect(unit).toBe(scale);
    const slow = slowThickness(mask, shape, [spacing[0] / scale, spacing[1] / scale, spacing[2] / scale]);
    slow.forEach((value, i) => expect(diameters[i]).toBeCloseTo(value, 3));
  });

  test('equals painting every inscribed ball in a ball', () => {
    const { mask, shape } = ball(6);
    const { diameters } = localThickness(mask, shape, [1, 1, 1])!;
    slowThickness(mask, shape, [1, 1, 1]).forEach((value, i) => expect(diameters[i]).toBeCloseTo(value, 4));
  });

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
