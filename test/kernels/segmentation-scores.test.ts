import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import {
  bootstrapMean,
  calibrationCounts,
  clDice,
  expectedCalibrationError,
  morphologicalSkeleton,
  multiOtsu,
} from '../../src/kernels/index.js';
import type { Shape3 } from '../../src/volume/index.js';

const SHAPE: Shape3 = [9, 9, 30];

function mask(inside: (z: number, y: number, x: number) => boolean, shape = SHAPE): Uint8Array {
  const out = new Uint8Array(shape[0] * shape[1] * shape[2]);
  for (let z = 0, i = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++, i++) if (inside(z, y, x)) out[i] = 1;
  return out;
}

describe('centreline Dice', () => {
  const rod = (radius: number) => mask((z, y) => Math.abs(z - 4) + Math.abs(y - 4) <= radius);

  test('the skeleton of a rod with a diamond section lies on its axis', () => {
    const skeleton = morphologicalSkeleton(rod(2), SHAPE);
    for (let x = 0; x < 30; x++) expect(skeleton[(4 * 9 + 4) * 30 + x]).toBe(1);
  });

  test('the same rod thinner: still 1, where Dice is 2*5/(5+13)', () => {
    expect(clDice(rod(1), rod(2), SHAPE)).toBe(1);
  });

  test('a rod cut over a third of its length: precision 1, sensitivity 2/3', () => {
    const line = mask((z, y) => z === 4 && y === 4);
    const cut = mask((z, y, x) => z === 4 && y === 4 && (x < 10 || x >= 20));
    expect(clDice(cut, line, SHAPE)).toBeCloseTo((2 * 1 * (2 / 3)) / (1 + 2 / 3), 12);
  });

  test('nothing in both is undefined, nothing in one is 0, a full box is 1', () => {
    const none = mask(() => false);
    const all = mask(() => true);
    expect(clDice(none, none, SHAPE)).toBeNull();
    expect(clDice(none, rod(1), SHAPE)).toBe(0);
    expect(clDice(all, all, SHAPE)).toBe(1);
  });
});

describe('multi-Otsu', () => {
  /** between-class variance, up to a constant, of every choice of thresholds */
  function exhaustive(counts: readonly number[]): number[] {
    const part = (from: number, to: number): number => {
      let w = 0;
      let m = 0;
      for (let b = from; b < to; b++) {
        w += counts[b]!;
        m += b * counts[b]!;
      }
      return w === 0 ? -Infinity : (m * m) / w;
    };
    let best = -Infinity;
    let found: number[] = [];
    for (let a = 1; a < counts.length - 1; a++)
      for (let b = a + 1; b < counts.length; b++) {
        const value = part(0, a) + part(a, b) + part(b, counts.length);
        if (value > best + 1e-9) [best, found] = [value, [a - 1, b - 1]];
      }
    return found;
  }

  test('equals the exhaustive search for three classes', () => {
    const rng = createRng(5);
    for (let trial = 0; trial < 20; trial++) {
      const counts = Array.from({ length: 14 }, () => rng.int(50) + 1);
      expect(multiOtsu(counts, 3)).toEqual(exhaustive(counts));
    }
  });

  test('separate peaks are split between them, fewer values than classes give fewer thresholds', () => {
    expect(multiOtsu([9, 9, 0, 0, 0, 7, 7, 0, 0, 0, 8], 3)).toEqual([1, 6]);
    expect(multiOtsu([0, 0, 5, 0, 6, 0], 4)).toEqual([2]);
    expect(multiOtsu([0, 7, 0], 3)).toEqual([]);
  });
});

describe('calibration error', () => {
  test('says 0.8 and is right in 8 of 10: nothing; in 5 of 10: 0.3', () => {
    const sure = new Uint8Array(10).fill(204);
    const rest = new Uint8Array(10).fill(51);
    const truth = (right: number) => Uint8Array.from({ length: 10 }, (_, i) => (i < right ? 1 : 3));
    const error = (right: number) => expectedCalibrationError(calibrationCounts([sure, rest], [1, 3], truth(right)));
    expect(error(8)).toBeCloseTo(0, 12);
    expect(error(5)).toBeCloseTo(0.3, 12);
  });

  test('voxels without a truth do not count', () => {
    expect(expectedCalibrationError(calibrationCounts([new Uint8Array(4)], [1], new Uint8Array(4)))).toBeNull();
  });
});

describe('bootstrap of a mean', () => {
  test('equal values have no width, the same seed the same interval', () => {
    expect(bootstrapMean([2, 2, 2], ['a', 'b', 'c'], createRng(1))).toEqual({ mean: 2, low: 2, high: 2 });
    const values = [1, 5, 3, 8];
    const names = ['a', 'b', 'c', 'd'];
    expect(bootstrapMean(values, names, createRng(1))).toEqual(bootstrapMean(values, names, createRng(1)));
    expect(bootstrapMean([], [], createRng(1))).toBeNull();
  });

  test('pictures of one structure are drawn together: a single structure has no width of its own', () => {
    expect(bootstrapMean([1, 9], ['a', 'a'], createRng(1))).toEqual({ mean: 5, low: 5, high: 5 });
  });

  test('width of a normal mean: 2 x 1.96 / sqrt(n), to 15 %', () => {
    const rng = createRng(3);
    const values = Array.from({ length: 200 }, () => rng.normal());
    const found = bootstrapMean(
      values,
      values.map((_, i) => String(i)),
      rng,
      2000,
    );
    expect((found!.high - found!.low) / ((2 * 1.96) / Math.sqrt(200))).toBeGreaterThan(0.85);
    expect((found!.high - found!.low) / ((2 * 1.96) / Math.sqrt(200))).toBeLessThan(1.15);
  });
});
