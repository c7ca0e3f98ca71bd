import { describe, expect, test } from 'vitest';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { croftonArea13, faceArea } from '../../src/kernels/crofton.js';
import type { Outside } from '../../src/kernels/planes.js';
import { countSurfaceOf } from '../../src/kernels/surface-counts.js';
import { surfaceTotals } from '../../src/kernels/surface-totals.js';
import { eulerNumber } from '../../src/kernels/euler.js';
import { DIRECTIONS, weightedDirections } from '../../src/kernels/lattice-directions.js';
import { ball, maskOf, noise, permute, torus } from './shapes.js';

const UNIT: Vec3 = [1, 1, 1];
const totalsOf = (mask: Uint8Array, shape: Shape3, outside: Outside) => surfaceTotals(countSurfaceOf(mask, 1, shape, outside), outside);

describe('directions', () => {
  test('shares of cubic voxels are the tabulated ones (Ohser & Schladitz)', () => {
    const shares = weightedDirections(UNIT).map((d) => d.share);
    for (let k = 0; k < 3; k++) expect(shares[k]).toBeCloseTo(0.0915557824, 9);
    for (let k = 3; k < 9; k++) expect(shares[k]).toBeCloseTo(0.0739612, 6);
    for (let k = 9; k < 13; k++) expect(shares[k]).toBeCloseTo(0.0703914, 6);
  });

  test.each<Vec3>([
    [3, 1, 1],
    [0.3, 0.2, 0.4],
    [1e-8, 1e-8, 5e-8],
    [40, 1, 1],
  ])('shares sum to one and follow the axes at spacing %s %s %s', (...spacing) => {
    const shares = weightedDirections(spacing);
    expect(shares.reduce((sum, d) => sum + d.share, 0)).toBeCloseTo(1, 12);
    for (const d of shares) expect(d.share).toBeGreaterThan(0);
    const swapped = weightedDirections([spacing[2], spacing[1], spacing[0]]);
    const find = (z: number, y: number, x: number) =>
      DIRECTIONS.findIndex((s) => Math.abs(s[0]) === z && Math.abs(s[1]) === y && Math.abs(s[2]) === x);
    expect(shares[find(1, 0, 0)]!.share).toBeCloseTo(swapped[find(0, 0, 1)]!.share, 10);
    expect(shares[find(1, 1, 0)]!.share).toBeCloseTo(swapped[find(0, 1, 1)]!.share, 10);
  });

  test('shares agree with counting random directions', () => {
    const spacing: Vec3 = [2.5, 1, 0.7];
    const directions = weightedDirections(spacing);
    const hits = new Float64Array(13);
    const n = 40000;
    for (let i = 0; i < n; i++) {
      const z = (i + 0.5) / n;
      const angle = i * Math.PI * (3 - Math.sqrt(5));
      const r = Math.sqrt(1 - z * z);
      const v = [z, r * Math.cos(angle), r * Math.sin(angle)];
      let best = 0;
      let bestCos = -1;
      directions.forEach(({ step, length }, k) => {
        const cos = Math.abs(step.reduce((sum, s, a) => sum + s * spacing[a]! * v[a]!, 0)) / length;
        if (cos > bestCos) [best, bestCos] = [k, cos];
      });
      hits[best]! += 1 / n;
    }
    directions.forEach((d, k) => expect(Math.abs(d.share - hits[k]!)).toBeLessThan(2e-3));
  });
});

describe('Crofton area', () => {
  test.each([
    [5, 0.05],
    [10, 0.01],
    [20, 0.005],
  ])('ball of radius %d voxels', (radius, tolerance) => {
    const { mask, shape } = ball(radius);
    expect(Math.abs(croftonArea13(mask, shape, UNIT) / (4 * Math.PI * radius ** 2) - 1)).toBeLessThan(tolerance);
  });

  test('ball sampled three times coarser along z', () => {
    const spacing: Vec3 = [3, 1, 1];
    const shape: Shape3 = [18, 50, 50];
    const mask = maskOf(shape, (z, y, x) => ((z - 8.7) * 3) ** 2 + (y - 24.6) ** 2 + (x - 24.9) ** 2 < 22 ** 2);
    expect(Math.abs(croftonArea13(mask, shape, spacing) / (4 * Math.PI * 22 ** 2) - 1)).toBeLessThan(0.03);
  });

  test('torus R = 24, r = 8 is within half a percent', () => {
    const { mask, shape } = torus(24, 8);
    expect(Math.abs(croftonArea13(mask, shape, UNIT) / (4 * Math.PI ** 2 * 24 * 8) - 1)).toBeLessThan(0.005);
  });

  test.each<[Vec3, number]>([
    [UNIT, -0.0734],
    [[0.2, 0.3, 0.4], -0.134],
  ])('a slab across the box reads low by the stated bias at spacing %s', (spacing, bias) => {
    const shape: Shape3 = [12, 7, 9];
    const mask = maskOf(shape, (z) => z >= 3 && z < 8);
    const area = 2 * 7 * 9 * spacing[1] * spacing[2];
    expect(croftonArea13(mask, shape, spacing) / area - 1).toBeCloseTo(bias, 3);
    expect(faceArea(totalsOf(mask, shape, 'edge'), spacing)).toBeCloseTo(area, 10);
  });

  test('nothing happens at the box faces unless they count', () => {
    const shape: Shape3 = [4, 5, 6];
    const full = maskOf(shape, () => true);
    expect(croftonArea13(full, shape, UNIT)).toBe(0);
    expect(faceArea(totalsOf(full, shape, 'zero'), UNIT)).toBe(2 * (20 + 24 + 30));
    expect(croftonArea13(full, shape, UNIT, { periodic: true })).toBe(0);
  });

  test('scales with the square of the spacing and follows the axes', () => {
    const shape: Shape3 = [9, 11, 13];
    const mask = noise(shape, 0.4, 5);
    const spacing: Vec3 = [3, 1, 2];
    const area = croftonArea13(mask, shape, spacing);
    expect(croftonArea13(mask, shape, [3e-8, 1e-8, 2e-8]) / area).toBeCloseTo(1e-16, 26);
    const turned = permute(mask, shape, [2, 0, 1]);
    expect(croftonArea13(turned.mask, turned.shape, [2, 3, 1])).toBeCloseTo(area, 6);
  });

  test('mirror images have the same area', () => {
    const shape: Shape3 = [5, 6, 7];
    const mask = noise(shape, 0.5, 11);
    const mirrored = maskOf(shape, (z, y, x) => mask[(z * 6 + y) * 7 + (6 - x)] === 1);
    expect(croftonArea13(mirrored, shape, [1, 2, 3])).toBeCloseTo(croftonArea13(mask, shape, [1, 2, 3]), 9);
  });

  test('crossings equal a direct count of pairs', () => {
    const shape: Shape3 = [6, 5, 7];
    const mask = noise(shape, 0.5, 8);
    const at = (z: number, y: number, x: number) =>
      z < 0 || y < 0 || x < 0 || z >= 6 || y >= 5 || x >= 7 ? 0 : mask[(z * 5 + y) * 7 + x]!;
    const spacing: Vec3 = [1.5, 1, 2];
    let area = 0;
    for (const { step, length, share } of weightedDirections(spacing))
      for (let z = -1; z <= 6; z++)
        for (let y = -1; y <= 5; y++)
          for (let x = -1; x <= 7; x++) if (at(z, y, x) !== at(z + step[0], y + step[1], x + step[2])) area += (2 * share * 3) / length;
    expect(croftonArea13(mask, shape, spacing, { boxFaces: true })).toBeCloseTo(area, 8);
  });
});

describe('Euler number', () => {
  test.each([
    ['ball', ball(8), 1],
    ['torus', torus(12, 4), 0],
    ['shell', ball(10, 6), 2],
  ] as const)('%s', (_, { mask, shape }, expected) => {
    for (const connectivity of [6, 18, 26] as const) expect(eulerNumber(mask, shape, connectivity)).toBe(expected);
  });

  test('wire-frame cube: -4', () => {
    const shape: Shape3 = [9, 9, 9];
    const onEdge = (v: number) => v === 1 || v === 7;
    const inside = (v: number) => v >= 1 && v <= 7;
    const mask = maskOf(shape, (z, y, x) => inside(z) && inside(y) && inside(x) && [z, y, x].filter(onEdge).length >= 2);
    for (const connectivity of [6, 18, 26] as const) expect(eulerNumber(mask, shape, connectivity)).toBe(-4);
  });

  test('two voxels that meet at a corner or an edge are one or two bodies by the neighbourhood', () => {
    const corner = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 1);
    expect([6, 18, 26].map((c) => eulerNumber(corner, [2, 2, 2], c as 6))).toEqual([2, 2, 1]);
    const edge = Uint8Array.of(1, 0, 0, 0, 0, 0, 1, 0);
    expect([6, 18, 26].map((c) => eulerNumber(edge, [2, 2, 2], c as 6))).toEqual([2, 1, 1]);
  });

  test('body and background obey duality in a periodic box', () => {
    const shape: Shape3 = [8, 9, 10];
    const mask = noise(shape, 0.4, 21);
    const inverse = mask.map((v) => 1 - v);
    // on a closed 3-manifold of Euler number 0 the two sides differ only in sign convention: chi(X) = chi(boundary)/2 = chi(complement)
    expect(eulerNumber(mask, shape, 26, { periodic: true })).toBe(eulerNumber(inverse, shape, 6, { periodic: true }));
  });
});
