import { expect, test } from 'vitest';
import { gatherPlane } from '../../src/kernels/index.js';
import { slicePlane } from '../../src/review/index.js';
import { planeAlongX } from '../../src/services/image/strip-cache.js';
import type { Shape3 } from '../../src/volume/index.js';

const SHAPE: Shape3 = [3, 5, 37];

function filled(): Uint8Array {
  return Uint8Array.from({ length: 3 * 5 * 37 }, (_, i) => (i * 31 + (i >> 4)) & 255);
}

test('planes along x by strips are those gathered one by one, in any order', () => {
  const data = filled();
  for (const x of [0, 15, 16, 36, 17, 2, 31, 32, 8, 36])
    expect(planeAlongX(data, SHAPE, 'labels-1-0', x)).toEqual(gatherPlane(data, slicePlane(SHAPE, 'x', x)));
});

test('an edit, which is another version, is seen', () => {
  const data = filled();
  expect(planeAlongX(data, SHAPE, 'labels-1-0', 20)[7]).not.toBe(9);
  data[7 * 37 + 20] = 9;
  expect(planeAlongX(data, SHAPE, 'labels-1-1', 20)[7]).toBe(9);
});
