import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { labelComponents } from '../../src/kernels/components.js';
import type { Connectivity } from '../../src/kernels/components.js';
import { touchesFaces } from '../../src/kernels/face-voxels.js';
import type { Shape3 } from '../../src/volume/index.js';
import { floodLabels } from './flood-fill.js';
import { labelsByRows } from './oracles/components.js';
import { noise } from './shapes.js';

const CASES: readonly (readonly [Shape3, Connectivity])[] = [
  [[7, 6, 9], 6],
  [[7, 6, 9], 18],
  [[7, 6, 9], 26],
  [[1, 11, 13], 4],
  [[1, 11, 13], 8],
  [[11, 1, 13], 8],
  [[11, 13, 1], 4],
  [[1, 1, 17], 26],
  [[9, 1, 1], 6],
];

describe('components of a mask', () => {
  test.each(CASES)('shape %s, %i neighbours: equals a flood fill, label by label', (shape, connectivity) => {
    const rng = createRng(7);
    for (let round = 0; round < 40; round++) {
      const fill = 0.1 + 0.8 * rng.next();
      const mask = Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () => (rng.chance(fill) ? 1 + rng.int(200) : 0));
      const { labels, count } = labelComponents(mask, shape, connectivity);
      const slow = floodLabels(mask, shape, connectivity);
      expect(count).toBe(slow.count);
      expect(Array.from(labels)).toEqual(Array.from(slow.labels));
    }
  });

  test.each([6, 18, 26] as const)('odd sizes, rows of several words, %i neighbours: equals the plain code', (connectivity) => {
    const shapes: Shape3[] = [[5, 7, 63], [4, 5, 64], [3, 6, 65], [2, 3, 130], [1, 1, 1], [1, 9, 200], [9, 200, 1], [200, 1, 3], [16, 16, 16]]; // prettier-ignore
    for (const [round, shape] of shapes.entries())
      for (const fill of [0, 0.05, 0.3, 0.6, 0.9, 1]) {
        const mask = noise(shape, fill, 100 + round);
        const packed = labelComponents(mask, shape, connectivity);
        const plain = labelsByRows(mask, shape, connectivity);
        expect(packed.count).toBe(plain.count);
        expect(packed.labels).toEqual(plain.labels);
      }
  });

  test('any set of values is foreground', () => {
    const rng = createRng(3);
    const mask = Uint8Array.from({ length: 9 * 10 * 11 }, () => rng.int(256));
    const values = Array.from({ length: 256 }, (_, value) => value).filter(() => rng.chance(0.4));
    const packed = labelComponents(mask, [9, 10, 11], 18, { values });
    expect(packed.labels).toEqual(labelsByRows(mask, [9, 10, 11], 18, { values }).labels);
  });

  test('two voxels that share only an edge are one piece under 18, two that share a corner only under 26', () => {
    const edge = Uint8Array.from([1, 0, 0, 0, 0, 0, 1, 0]); // (0,0,0) and (1,1,0)
    const corner = Uint8Array.from([1, 0, 0, 0, 0, 0, 0, 1]);
    const count = (mask: Uint8Array, n: Connectivity): number => labelComponents(mask, [2, 2, 2], n).count;
    expect([count(edge, 6), count(edge, 18), count(edge, 26)]).toEqual([2, 1, 1]);
    expect([count(corner, 6), count(corner, 18), count(corner, 26)]).toEqual([2, 2, 1]);
  });

  test('a 3D checkerboard has one piece per voxel under 6 and one piece under 18', () => {
    const mask = new Uint8Array(8 * 8 * 8);
    for (let i = 0; i < mask.length; i++) mask[i] = ((i >> 6) + (i >> 3) + i) & 1;
    expect(labelComponents(mask, [8, 8, 8], 6).count).toBe(256);
    expect(labelComponents(mask, [8, 8, 8], 18).count).toBe(1);
  });

  test('chosen values only, and faces are told apart', () => {
    const mask = Uint8Array.from([1, 2, 0, 1, 1, 0, 0, 0, 3]); // 1 x 3 x 3
    const { labels, count } = labelComponents(mask, [1, 3, 3], 4, { values: [1] });
    expect(count).toBe(1);
    expect(Array.from(labels)).toEqual([1, 0, 0, 1, 1, 0, 0, 0, 0]);
    expect(touchesFaces(labels, count, [1, 3, 3])[1]).toBe(0b010111); // z-, z+, y-, x-
  });

  test('nothing gives nothing; a wrong length or an impossible neighbourhood is refused', () => {
    expect(labelComponents(new Uint8Array(8), [2, 2, 2], 26).count).toBe(0);
    expect(() => labelComponents(new Uint8Array(7), [2, 2, 2], 26)).toThrow('7 voxels');
    expect(() => labelComponents(new Uint8Array(8), [2, 2, 2], 8)).toThrow('axis of length 1');
  });
});
