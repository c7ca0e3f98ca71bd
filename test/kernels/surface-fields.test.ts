/** Smoothed meshes, curvatures and triple lines against closed forms, and slabs against the whole. */
import { describe, expect, test } from 'vitest';
import { meanCurvatureIntegral } from '../../src/kernels/mean-curvature.js';
import { MESH_SIGMA, meshArea, smoothingHalo } from '../../src/kernels/mesh-area.js';
import { smoothMask } from '../../src/kernels/smooth-mask.js';
import { countSurfaceOf } from '../../src/kernels/surface-counts.js';
import { CURVATURE_SUMS, curvatureHalo, curvatureStatistics, curvatureSums } from '../../src/kernels/surface-curvature.js';
import { surfaceTotals } from '../../src/kernels/surface-totals.js';
import { tripleEdges, tripleLength } from '../../src/kernels/triple-line.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { ball, maskOf, noise, permute, torus } from './shapes.js';

const UNIT: Vec3 = [1, 1, 1];
const slabOf = (data: Uint8Array, shape: Shape3, spacing: Vec3 = UNIT) =>
  ({ planes: { data, first: 0 }, value: 1, shape, spacing, first: 0, end: shape[0] }) as const;

/** the same slab by slab with a halo */
function slabs(data: Uint8Array, shape: Shape3, spacing: Vec3, halo: number) {
  const plane = shape[1] * shape[2];
  return [[0, 3], [3, 4], [4, shape[0]]].map(([first = 0, end = 0]) => {
    const low = Math.max(0, first - halo);
    const planes = { data: data.slice(low * plane, Math.min(shape[0], end + halo) * plane), first: low };
    return { planes, value: 1, shape, spacing, first, end };
  }); // prettier-ignore
}

describe('smoothing', () => {
  test('keeps what is full or empty, and the whole of what lies inside', () => {
    const shape: Shape3 = [9, 10, 11];
    expect(smoothMask(new Uint8Array(990).fill(1), 1, shape, [1, 2, 1.5]).every((v) => v === 1)).toBe(true);
    expect(smoothMask(new Uint8Array(990).fill(1), 0, shape, [1, 2, 1.5]).every((v) => v === 0)).toBe(true);
    const spot = maskOf(shape, (z, y, x) => z === 4 && y === 5 && x === 5);
    expect(smoothMask(spot, 1, shape, UNIT).reduce((a, b) => a + b, 0)).toBe(1);
  });

  test('is the same whatever the order of the axes, to the last bit', () => {
    const shape: Shape3 = [7, 8, 9];
    const mask = noise(shape, 0.5, 3);
    const turned = permute(mask, shape, [2, 0, 1]);
    const back = smoothMask(turned.mask, 1, turned.shape, [1.5, 1, 2]);
    const there = smoothMask(mask, 1, shape, [1, 2, 1.5]);
    for (let z = 0; z < 7; z++)
      for (let y = 0; y < 8; y++) for (let x = 0; x < 9; x++) expect(back[(x * 7 + z) * 8 + y]).toBe(there[(z * 8 + y) * 9 + x]);
  });
});

describe('mesh', () => {
  test('a slab across the box is exact at any spacing, and an empty or full box has none', () => {
    const shape: Shape3 = [12, 9, 10];
    for (const spacing of [UNIT, [3, 1, 2]] as Vec3[]) {
      const area = meshArea(
        slabOf(
          maskOf(shape, (_z, y) => y >= 3 && y < 7),
          shape,
          spacing,
        ),
      );
      expect(area / (2 * 12 * 10 * spacing[0] * spacing[2])).toBeCloseTo(1, 6);
    }
    expect(meshArea(slabOf(new Uint8Array(1080), shape))).toBe(0);
    expect(meshArea(slabOf(new Uint8Array(1080).fill(1), shape))).toBe(0);
    expect(meshArea(slabOf(Uint8Array.of(1), [1, 1, 1]))).toBe(0);
  });

  test.each([
    [10, -0.02, 0.006],
    [20, -0.002, 0.004],
  ])('ball of radius %i reads %d', (radius, bias, tolerance) => {
    const { mask, shape } = ball(radius);
    expect(Math.abs(meshArea(slabOf(mask, shape)) / (4 * Math.PI * radius ** 2) - 1 - bias)).toBeLessThan(tolerance);
  });

  test('slabs add up to the whole', () => {
    const shape: Shape3 = [13, 9, 8];
    const mask = noise(shape, 0.5, 4);
    const spacing: Vec3 = [1, 2, 1.5];
    const parts = slabs(mask, shape, spacing, smoothingHalo(spacing, MESH_SIGMA)).map(meshArea);
    expect(parts.reduce((a, b) => a + b, 0)).toBeCloseTo(meshArea(slabOf(mask, shape, spacing)), 9);
  });
});

describe('curvature', () => {
  test.each<[number, Vec3]>([
    [6, UNIT],
    [10, UNIT],
    [10, [2, 1, 1]],
  ])('ball of radius %i at spacing %s: 1/R and 1/R^2', (radius, spacing) => {
    const n = spacing.map((s) => Math.ceil((2 * radius) / s) + 12) as unknown as Shape3;
    const mask = maskOf(n, (...p) => p.reduce((sum, v, a) => sum + ((v + 0.6 - n[a]! / 2) * spacing[a]!) ** 2, 0) < radius ** 2);
    const sums = curvatureSums(slabOf(mask, n, spacing));
    expect(sums.length).toBe(CURVATURE_SUMS);
    const mean = curvatureStatistics(sums, 1, spacing)!;
    const gauss = curvatureStatistics(sums, 2, spacing)!;
    expect(Math.abs(mean.p50 * radius - 1)).toBeLessThan(0.015);
    expect(Math.abs(mean.mean * radius - 1)).toBeLessThan(0.015);
    expect(Math.abs(gauss.p50 * radius ** 2 - 1)).toBeLessThan(0.025);
    expect(mean.p10).toBeLessThan(mean.p50);
    expect(mean.p90).toBeGreaterThan(mean.p50);
    // a cavity is the same surface seen from the other side
    const cavity = curvatureStatistics(curvatureSums(slabOf(mask.map((v) => 1 - v), n, spacing)), 1, spacing)!; // prettier-ignore
    expect(cavity.mean).toBeCloseTo(-mean.mean, 9);
  });

  test('a plane has none, an empty box has no surface', () => {
    const shape: Shape3 = [12, 9, 9];
    const flat = curvatureStatistics(curvatureSums(slabOf(maskOf(shape, (z) => z < 6), shape)), 1, UNIT)!; // prettier-ignore
    expect([flat.mean, flat.std]).toEqual([0, 0]);
    expect(Math.abs(flat.p50)).toBeLessThan(1e-5);
    expect(curvatureStatistics(curvatureSums(slabOf(new Uint8Array(972), shape)), 2, UNIT)).toBeUndefined();
  });

  test('slabs add up to the whole', () => {
    const { mask, shape } = torus(7, 3);
    const parts = slabs(mask, shape, UNIT, curvatureHalo(UNIT)).map(curvatureSums);
    const whole = curvatureSums(slabOf(mask, shape));
    for (let k = 0; k < whole.length; k++) expect(parts.reduce((sum, part) => sum + part[k]!, 0)).toBeCloseTo(whole[k]!, 9);
  });

  test('integral of the mean curvature: 4 pi R of a ball, 2 pi n of a cube of n voxels by its three axes', () => {
    const { mask, shape } = ball(10);
    const of = (data: Uint8Array, size: Shape3, spacing: Vec3) => meanCurvatureIntegral(surfaceTotals(countSurfaceOf(data, 1, size, 'zero'), 'zero'), spacing); // prettier-ignore
    expect(Math.abs(of(mask, shape, [2, 2, 2]) / (80 * Math.PI) - 1)).toBeLessThan(0.01);
    const cube = maskOf([9, 9, 9], (...p) => p.every((v) => v > 1 && v < 7));
    expect(of(cube, [9, 9, 9], UNIT)).toBeCloseTo(2 * Math.PI * 5, 9);
    expect(of(new Uint8Array(729), [9, 9, 9], UNIT)).toBe(0);
  });
});

describe('triple line', () => {
  const shape: Shape3 = [6, 8, 10];
  const labels = new Uint8Array(480).map((_, i) => (i % 10 < 5 ? 1 : Math.floor(i / 10) % 8 < 3 ? 2 : 3));

  test('three blocks meet along a straight line of the grid: an exact count of edges', () => {
    const edges = tripleEdges({ data: labels, first: 0 }, [1, 2, 3], shape, 0, 6);
    expect(edges).toEqual([6, 0, 0]);
    expect(tripleLength(edges, [0.5, 1, 1])).toBeCloseTo(2, 12);
    expect(tripleEdges({ data: labels, first: 0 }, [1, 2, 4], shape, 0, 6)).toEqual([0, 0, 0]);
    expect(tripleEdges({ data: Uint8Array.of(1), first: 0 }, [1, 2, 3], [1, 1, 1], 0, 1)).toEqual([0, 0, 0]);
  });

  test('slabs add up to the whole, and all three axes are found in noise', () => {
    const data = noise(shape, 0.5, 2).map((v, i) => v + noise(shape, 0.5, 9)[i]! + 1);
    const whole = tripleEdges({ data, first: 0 }, [1, 2, 3], shape, 0, 6);
    const parts = [tripleEdges({ data: data.subarray(0, 320), first: 0 }, [1, 2, 3], shape, 0, 3), tripleEdges({ data: data.subarray(240), first: 3 }, [1, 2, 3], shape, 3, 6)]; // prettier-ignore
    expect([0, 1, 2].map((a) => parts[0]![a]! + parts[1]![a]!)).toEqual([...whole]);
    for (const count of whole) expect(count).toBeGreaterThan(20);
  });
});
