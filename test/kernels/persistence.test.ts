import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { eulerNumber, labelComponents, persistence, signedSquares } from '../../src/kernels/index.js';
import type { PersistenceDiagrams } from '../../src/kernels/index.js';
import { orderByValue } from '../../src/kernels/value-order.js';
import type { Shape3 } from '../../src/volume/index.js';
import { slowPersistence } from './oracles/persistence.js';
import { ball, maskOf, noise, torus } from './shapes.js';

const listOf = ({ pairs }: PersistenceDiagrams): number[][][] =>
  pairs.map(({ births, deaths }) => Array.from(births, (birth, k) => [birth, deaths[k]!]));

/** Diagrams of the signed squared distance to a body. */
function ofBody(mask: Uint8Array, shape: Shape3, connectivity: 6 | 26 = 26): number[][][] {
  return listOf(persistence(signedSquares(mask, shape, [1, 1, 1], 1), shape, connectivity));
}

const alive = (pairs: readonly (readonly number[])[], level: number): number => pairs.filter(([b, d]) => b! <= level && d! > level).length;

describe('persistence equals the reduction of the whole boundary matrix', () => {
  const shapes: Shape3[] = [[4, 4, 4], [3, 5, 4], [1, 6, 7], [6, 1, 5], [5, 6, 1], [1, 1, 9], [1, 1, 1], [2, 2, 2]]; // prettier-ignore
  const levels = [2, 5, 1000];
  test.each(shapes.flatMap((shape) => levels.map((count) => [shape, count] as const)))('%j with %i levels', (shape, count) => {
    for (let seed = 0; seed < 4; seed++) {
      const rng = createRng(100 * count + seed);
      const values = Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, () => Math.floor(rng.next() * count) - 1);
      for (const [connectivity, voxelsAre] of [
        [26, 'cubes'],
        [6, 'points'],
      ] as const) {
        // prettier-ignore
        const slow = slowPersistence(values, shape, voxelsAre);
        const fast = persistence(values, shape, connectivity);
        expect(listOf(fast)).toEqual([slow[0]!.filter(([, death]) => death < Infinity), slow[1], slow[2]]);
        expect(slow[0]!.filter(([, death]) => death === Infinity)).toEqual([[fast.lowest, Infinity]]);
        expect(slow[3]).toEqual([]);
      }
    }
  });

  test('a larger volume of few levels, where most events are ties', () => {
    const shape: Shape3 = [7, 6, 7];
    const values = Float32Array.from(noise(shape, 0.5, 3), (v) => v - 0.5);
    const slow = slowPersistence(values, shape, 'cubes');
    expect(listOf(persistence(values, shape, 26))).toEqual([slow[0]!.slice(1), slow[1], slow[2]]);
  });
});

/** levels are signed squares of distances between voxel centres */
describe('closed forms of the signed distance', () => {
  test('a ball: one piece that never dies, nothing else that crosses the surface', () => {
    const { mask, shape } = ball(8);
    const [pieces, loops, voids] = ofBody(mask, shape);
    expect([pieces, loops, voids].map((pairs) => alive(pairs!, 0))).toEqual([0, 0, 0]);
  });

  test('a cube of 7: its centre is 4 from the outside', () => {
    const shape: Shape3 = [15, 15, 15];
    const inside = (v: number): boolean => v >= 4 && v < 11;
    const { pairs, lowest } = persistence(signedSquares(maskOf(shape, (z, y, x) => inside(z) && inside(y) && inside(x)), shape, [1, 1, 1], 1), shape, 26); // prettier-ignore
    expect(lowest).toBe(-16);
    expect(pairs.map(({ births }) => births.length)).toEqual([0, 0, 0]);
  });

  test('a shell: one void, born with half the wall and filled at the radius of the hole', () => {
    const shape: Shape3 = [25, 25, 25];
    const far = (v: number): number => Math.abs(v - 12);
    // a cube shell: walls 5 thick, hole 11 wide
    const mask = maskOf(shape, (z, y, x) => {
      const d = Math.max(far(z), far(y), far(x));
      return d >= 6 && d <= 10;
    });
    const [pieces, , voids] = ofBody(mask, shape);
    expect(voids!.filter(([b, d]) => b! < 0 && d! > 0)).toEqual([[-9, 36]]);
    expect(pieces!.filter(([b, d]) => b! < 0 && d! > 0)).toEqual([]);
  });

  test('a torus: one loop, born with the radius of the tube and filled at that of the hole', () => {
    const { mask, shape } = torus(12, 4);
    const [, loops, voids] = ofBody(mask, shape);
    const through = loops!.filter(([b, d]) => b! < 0 && d! > 0);
    expect(through).toHaveLength(1);
    // distances between centres read up to a voxel more than those to the surface
    expect(Math.sqrt(-through[0]![0]!)).toBeGreaterThan(3.5);
    expect(Math.sqrt(-through[0]![0]!)).toBeLessThan(5);
    expect(Math.sqrt(through[0]![1]!)).toBeGreaterThan(7.5);
    expect(Math.sqrt(through[0]![1]!)).toBeLessThan(9);
    expect(alive(voids!, 0)).toBe(0);
  });

  test('a square ring: the exact levels', () => {
    const shape: Shape3 = [13, 21, 21];
    const far = (v: number): number => Math.abs(v - 10);
    const mask = maskOf(shape, (z, y, x) => Math.abs(z - 6) <= 1 && Math.max(far(y), far(x)) >= 4 && Math.max(far(y), far(x)) <= 6);
    const [, loops] = ofBody(mask, shape);
    expect(loops!.filter(([b, d]) => b! < 0 && d! > 0)).toEqual([[-4, 16]]);
  });

  test('two cubes with a neck: the smaller dies at half the width of the neck', () => {
    const shape: Shape3 = [17, 17, 31];
    const near = (v: number, c: number, r: number): boolean => Math.abs(v - c) <= r;
    const cube = (z: number, y: number, x: number, c: number, r: number): boolean => near(z, 8, r) && near(y, 8, r) && near(x, c, r);
    const mask = maskOf(
      shape,
      (z, y, x) => cube(z, y, x, 9, 5) || cube(z, y, x, 23, 4) || (near(z, 8, 1) && near(y, 8, 1) && x > 9 && x < 23),
    );
    const { pairs, lowest } = persistence(signedSquares(mask, shape, [1, 1, 1], 1), shape, 26);
    expect(lowest).toBe(-36);
    expect(listOf({ pairs, lowest })[0]).toEqual([[-25, -4]]);
  });

  test('two cubes apart: one dies half way through the gap', () => {
    const shape: Shape3 = [11, 11, 21];
    const mask = maskOf(
      shape,
      (z, y, x) => Math.abs(z - 5) <= 2 && Math.abs(y - 5) <= 2 && (Math.abs(x - 5) <= 2 || Math.abs(x - 14) <= 2),
    );
    // voxels 8 to 11 lie between
    expect(ofBody(mask, shape)[0]).toEqual([[-9, 4]]);
  });
});

describe('on random volumes', () => {
  const shape: Shape3 = [12, 14, 13];
  test.each([6, 26] as const)('%i neighbours: pieces and Euler number at every level are those of the thresholded body', (connectivity) => {
    const values = signedSquares(noise(shape, 0.45, 8), shape, [1, 1, 1], 1);
    const diagrams = persistence(values, shape, connectivity);
    const [pieces, loops, voids] = listOf(diagrams);
    for (const level of new Set(values)) {
      const body = Uint8Array.from(values, (v) => (v <= level ? 1 : 0));
      expect(alive(pieces!, level) + 1).toBe(labelComponents(body, shape, connectivity, { values: [1] }).count);
      const euler = eulerNumber(body, shape, connectivity);
      expect(alive(pieces!, level) + 1 - alive(loops!, level) + alive(voids!, level)).toBe(euler);
    }
  });

  test('the order of ties does not show: a mirrored volume has the same diagrams', () => {
    const values = signedSquares(noise(shape, 0.3, 9), shape, [1, 1, 1], 1);
    expect(listOf(persistence(values.toReversed(), shape, 26))).toEqual(listOf(persistence(values, shape, 26)));
  });
});

test('voxels are put in order by value, then index; infinite values are in order and NaN is refused', () => {
  const values = Float32Array.of(3, -1, 0, -0, Infinity, -1, -Infinity, 1e-40, -1e30);
  expect([...orderByValue(values)]).toEqual([6, 8, 1, 5, 2, 3, 7, 0, 4]);
  expect(() => orderByValue(Float32Array.of(1, NaN))).toThrow('not a number');
  const rng = createRng(4);
  const many = Float32Array.from({ length: 5000 }, () => Math.round(rng.uniform(-50, 50)) / 3);
  const sorted = Array.from(many, (_, i) => i).sort((a, b) => many[a]! - many[b]! || a - b);
  expect([...orderByValue(many)]).toEqual(sorted);
});

test('values that do not fit the shape are refused', () => {
  expect(() => persistence(new Float32Array(7), [2, 2, 2], 26)).toThrow('needs 8');
  expect(() => persistence(new Float32Array(0), [0, 2, 2], 26)).toThrow('at least one');
  expect(() => persistence(new Float32Array(0), [2000, 2000, 2000], 26)).toThrow('measure a smaller region');
});
