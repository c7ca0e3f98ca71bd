import { describe, expect, test } from 'vitest';
import { mergeBoxes, slabBoxes } from '../../src/kernels/index.js';
import type { Shape3 } from '../../src/volume/index.js';
import { boxCounts } from './oracles/box-counts.js';
import { maskOf, noise } from './shapes.js';

function counted(data: Uint8Array, shape: Shape3, sizes: readonly number[], planes: number): number[] {
  const plane = shape[1] * shape[2];
  const slabs = [];
  for (let z = 0; z < shape[0]; z += planes)
    slabs.push(slabBoxes(data.subarray(z * plane, Math.min(shape[0], z + planes) * plane), 1, z, shape, sizes));
  return mergeBoxes(slabs);
}

const SIZES = [1, 2, 3, 4, 5, 7, 8, 16, 27, 32, 33, 64, 65, 100, 5000];
const SHAPES: readonly Shape3[] = [[6, 7, 9], [1, 1, 1], [1, 5, 64], [9, 1, 65], [70, 2, 3], [35, 33, 130], [4, 3, 200]]; // prettier-ignore

describe('box counts', () => {
  test.each(SHAPES)('equal the voxel by voxel definition, %i x %i x %i', (...shape) => {
    for (const fill of [0, 0.002, 0.1, 0.9, 1]) {
      const mask = noise(shape, fill, shape[1]);
      if (fill === 1) mask.fill(1);
      const expected = boxCounts(mask, 1, shape, SIZES);
      for (const planes of [1, 3, 1000]) expect(counted(mask, shape, SIZES, planes), `fill ${fill}, slabs of ${planes}`).toEqual(expected);
    }
  });

  test('Menger sponge of 27 voxels', () => {
    const hollow = (z: number, y: number, x: number): boolean => {
      for (let [a, b, c] = [z, y, x]; a + b + c > 0; [a, b, c] = [Math.floor(a / 3), Math.floor(b / 3), Math.floor(c / 3)])
        if (Number(a % 3 === 1) + Number(b % 3 === 1) + Number(c % 3 === 1) > 1) return true;
      return false;
    };
    const shape: Shape3 = [27, 27, 27];
    const sponge = maskOf(shape, (z, y, x) => !hollow(z, y, x));
    expect(counted(sponge, shape, [1, 3, 9, 27], 5)).toEqual([8000, 400, 20, 1]);
  });
});
