import { describe, expect, test } from 'vitest';
import { linealPath, runLengths, runMoments } from '../../src/kernels/chords.js';
import { twoPointCurve, twoPointRadial } from '../../src/kernels/two-point.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { ball, maskOf, noise, permute } from './shapes.js';

const SHAPE: Shape3 = [6, 7, 9];
const MASK = noise(SHAPE, 0.45, 12);
const at = (z: number, y: number, x: number): number => MASK[(z * 7 + y) * 9 + x]!;

describe('two-point probability along an axis', () => {
  test('laminate: triangle wave', () => {
    const shape: Shape3 = [3, 4, 24];
    const mask = maskOf(shape, (_z, _y, x) => x % 8 < 4);
    expect(twoPointCurve(mask, shape, [0, 1, 2, 4, 6, 8], 2, 'periodic')).toEqual([0.5, 0.375, 0.25, 0, 0.25, 0.5]);
    expect(twoPointCurve(mask, shape, [0, 1, 3], 0, 'periodic')).toEqual([0.5, 0.5, NaN]);
  });

  test.each([0, 1, 2] as const)('equals counting pairs along axis %d', (axis) => {
    const step = [0, 0, 0];
    for (const lag of [0, 1, 3, 5]) {
      step[axis] = lag;
      let [plain, places, wrapped] = [0, 0, 0];
      for (let z = 0; z < 6; z++)
        for (let y = 0; y < 7; y++)
          for (let x = 0; x < 9; x++) {
            const [z2, y2, x2] = [z + step[0]!, y + step[1]!, x + step[2]!];
            wrapped += at(z, y, x) * at(z2 % 6, y2 % 7, x2 % 9);
            if (z2 >= 6 || y2 >= 7 || x2 >= 9) continue;
            places++;
            plain += at(z, y, x) * at(z2, y2, x2);
          }
      expect(twoPointCurve(MASK, SHAPE, [lag], axis, 'plain')[0]).toBeCloseTo(plain / places, 14);
      expect(twoPointCurve(MASK, SHAPE, [lag], axis, 'periodic')[0]).toBeCloseTo(wrapped / 378, 14);
    }
  });

  test('lags must be whole numbers', () => {
    expect(() => twoPointCurve(MASK, SHAPE, [1.5], 0, 'plain')).toThrow('whole numbers');
  });
});

describe('two-point probability over all directions', () => {
  test.each(['plain', 'periodic'] as const)('equals the mean over all lag vectors (%s)', (boundary) => {
    const spacing: Vec3 = [2, 1, 1.5];
    const result = twoPointRadial(MASK, SHAPE, spacing, { boundary, reach: 4 });
    const hits = new Map<number, [number, number]>();
    for (let dz = -5; dz <= 5; dz++)
      for (let dy = -6; dy <= 6; dy++)
        for (let dx = -8; dx <= 8; dx++) {
          const shell = Math.floor(Math.hypot(dz * 2, dy, dx * 1.5) + 0.5);
          if (Math.abs(dz) * 2 > 4 || Math.abs(dy) > 4 || Math.abs(dx) * 1.5 > 4) continue;
          const entry = hits.get(shell) ?? [0, 0];
          for (let z = 0; z < 6; z++)
            for (let y = 0; y < 7; y++)
              for (let x = 0; x < 9; x++) {
                const [z2, y2, x2] = [z + dz, y + dy, x + dx];
                const inside = z2 >= 0 && y2 >= 0 && x2 >= 0 && z2 < 6 && y2 < 7 && x2 < 9;
                if (!inside && boundary === 'plain') continue;
                entry[0] += at(z, y, x) * at((z2 + 6) % 6, (y2 + 7) % 7, (x2 + 9) % 9);
                entry[1]++;
              }
          hits.set(shell, entry);
        }
    result.probability.forEach((value, k) => {
      expect(value).toBeCloseTo(hits.get(k)![0] / hits.get(k)![1], 12);
      expect(result.pairs[k]).toBe(hits.get(k)![1]);
    });
    expect(result.distance[0]).toBe(0);
  });

  test('ball in a large box: the volume fraction times the overlap of two balls', () => {
    const radius = 9;
    const { mask, shape } = ball(radius);
    const { distance, probability, pairs } = twoPointRadial(mask, shape, [1, 1, 1], { reach: 8 });
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

  test('degenerate boxes', () => {
    expect([...twoPointRadial(Uint8Array.of(1), [1, 1, 1], [1, 1, 1]).probability]).toEqual([1]);
    expect([...twoPointRadial(Uint8Array.of(1, 1, 0, 1), [1, 1, 4], [1, 1, 1], { reach: 2 }).probability]).toEqual([0.75, 1 / 3, 0.5]);
  });
});

describe('chords', () => {
  test('runs along every axis are those of the turned volume', () => {
    const turned = permute(MASK, SHAPE, [1, 2, 0]);
    for (const periodic of [false, true]) {
      const direct = runLengths(MASK, 1, SHAPE, 0, periodic);
      const along = runLengths(turned.mask, 1, turned.shape, 2, periodic);
      expect([...direct.inner]).toEqual([...along.inner]);
      expect([...direct.cut]).toEqual([...along.cut]);
    }
  });

  test('runs on a line: inner, cut, joined around', () => {
    const line = Uint8Array.of(1, 1, 0, 1, 1, 1, 0, 1);
    const plain = runLengths(line, 1, [1, 1, 8], 2, false);
    expect([plain.inner[3], plain.cut[2], plain.cut[1]]).toEqual([1, 1, 1]);
    const closed = runLengths(line, 1, [1, 1, 8], 2, true);
    expect(closed.inner[3]).toBe(2);
    expect(runMoments(closed.inner)).toEqual({ count: 2, mean: 3, variance: 0 });
  });

  test.each([true, false])('the lineal path is the share of whole segments (periodic %s)', (periodic) => {
    const mask = MASK.map((value, i) => (i < 63 ? 1 : value));
    const found = runLengths(mask, 1, SHAPE, 2, periodic);
    for (const lag of [0, 1, 2, 8]) {
      let [whole, places] = [0, 0];
      for (let row = 0; row < 42; row++)
        for (let x = 0; x < 9; x++) {
          if (!periodic && x + lag >= 9) continue;
          places++;
          if (Array.from({ length: lag + 1 }, (_, k) => mask[row * 9 + ((x + k) % 9)]).every((v) => v === 1)) whole++;
        }
      expect(linealPath(found, SHAPE, 2, lag, periodic)).toBeCloseTo(whole / places, 14);
    }
    expect(linealPath(found, SHAPE, 2, 9, periodic)).toBeNull();
  });
});
