import { describe, expect, test } from 'vitest';
import { objectSizeMetrics } from '../../src/metrics/object-sizes.js';
import type { Measured, Params } from '../../src/metrics/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { maskOf } from '../kernels/shapes.js';
import { labelsOf, measureOne } from './geometry-context.js';

const SHAPE: Shape3 = [10, 10, 40];
const SPACING: Vec3 = [2, 1, 1];
/** rods of 1, 2, 3 and 10 voxels inside, and one of 4 at the face x+ */
const RODS = [
  [2, 5, 1],
  [4, 5, 2],
  [6, 5, 3],
  [8, 5, 10],
  [2, 36, 4],
] as const;
const DATA = maskOf(SHAPE, (z, y, x) => y === 5 && RODS.some(([row, start, n]) => z === row && x >= start && x < start + n));

const ask = (name: string, params: Params = {}, data = DATA, shape = SHAPE, spacing: Vec3 = SPACING): Promise<Measured> =>
  measureOne(objectSizeMetrics, `objects.${name}`, labelsOf(data, shape, spacing), params);

describe('number and size of objects', () => {
  test('closed forms', async () => {
    expect(await ask('number')).toEqual({ value: 5 });
    expect(await ask('number', { cut_objects: 'left-out' })).toEqual({ value: 4 });
    expect(await ask('volume_p50')).toEqual({ value: 3 * 2 });
    expect(await ask('volume_p50', { cut_objects: 'left-out' })).toEqual({ value: 2.5 * 2 });
    expect((await ask('volume_p10')).value).toBeCloseTo(2 * 1.4, 12);
    expect((await ask('volume_p90')).value).toBeCloseTo(2 * (4 + 0.6 * 6), 12);
    expect(await ask('volume_mean')).toEqual({ value: 8 });
    expect(await ask('largest_share')).toEqual({ value: 0.5 });
    expect((await ask('number_density')).value).toBeCloseTo(4.5 / 8000, 15);
  });

  test('the neighbourhood decides what one object is', async () => {
    const diagonal = maskOf([4, 4, 4], (z, y, x) => z === y && y === x);
    const number = async (connectivity: number) => (await ask('number', { connectivity }, diagonal, [4, 4, 4])).value;
    expect([await number(26), await number(18), await number(6)]).toEqual([1, 4, 4]);
  });

  test('nothing, everything, one voxel', async () => {
    const shape: Shape3 = [3, 4, 5];
    const empty = new Uint8Array(60);
    expect(await ask('number', {}, empty, shape)).toEqual({ value: 0 });
    expect(await ask('number_density', {}, empty, shape)).toEqual({ value: 0 });
    expect(await ask('volume_p50', {}, empty, shape)).toEqual({ value: null, reason: 'phase is empty' });
    const full = new Uint8Array(60).fill(1);
    expect(await ask('largest_share', {}, full, shape)).toEqual({ value: 1 });
    expect(await ask('volume_p50', { cut_objects: 'left-out' }, full, shape)).toEqual({
      value: null,
      reason: 'every object is cut by a face of the image',
    });
    expect(await ask('volume_p90', {}, new Uint8Array(1).fill(1), [1, 1, 1])).toEqual({ value: 2 });
  });

  test('the flat faces of an image do not cut', async () => {
    const shape: Shape3 = [1, 9, 9];
    const data = maskOf(shape, (_, y, x) => y > 2 && y < 6 && x > 2 && x < 6);
    expect(await ask('number', { connectivity: 8, cut_objects: 'left-out' }, data, shape)).toEqual({ value: 1 });
  });
});
