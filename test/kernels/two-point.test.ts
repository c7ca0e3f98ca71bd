import { describe, expect, test } from 'vitest';
import { linealPath, runMoments } from '../../src/kernels/chords.js';
import { twoPointCurve } from '../../src/kernels/two-point.js';
import type { Shape3 } from '../../src/volume/index.js';
import { runLengths } from './oracles/chords.js';
import { maskOf, noise, permute } from './shapes.js';

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
