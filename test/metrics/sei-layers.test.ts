/** Inner and outer SEI, and bare patches one by one, in volumes and images. */
import { describe, expect, test } from 'vitest';
import { countInnerLayer } from '../../src/kernels/inner-layer.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { noise } from '../kernels/shapes.js';
import { ask, valuesOf } from './ask.js';
import type { Structure } from './ask.js';

describe('inner SEI', () => {
  test.each([
    ['z', [2, 1, 1]],
    ['y', [1, 0.5, 3]],
    ['x', [1, 3, 0.25]],
  ] as const)('flat lithium normal to %s: k voxels are the inner k of 7 layers', async (axis, spacing) => {
    const at = 'zyx'.indexOf(axis);
    const shape: Shape3 = [12, 12, 12];
    const film: Structure = { shape, spacing, faces: [], label: (...place) => (place[at]! < 3 ? 1 : place[at]! < 10 ? 2 : 3) };
    for (const k of [1, 3, 7, 9]) {
      const inner_thickness = `${k * spacing[at]!}um`;
      const [share, inner, outer] = await ask(
        film,
        ...['share', 'volume'].map((what) => [`sei.inner_${what}`, { inner_thickness }] as const),
        ['sei.outer_volume', { inner_thickness }],
      );
      const voxel = spacing[0] * spacing[1] * spacing[2];
      expect(share!.value).toBe(Math.min(1, k / 7));
      expect(inner!.value).toBeCloseTo(Math.min(7, k) * 144 * voxel, 9);
      expect(outer!.value).toBeCloseTo(Math.max(0, 7 - k) * 144 * voxel, 9);
    }
  });

  test('shells around a ball: the volume between two spheres less than 4 % high', async () => {
    const r = (z: number, y: number, x: number): number => Math.hypot(z - 23.7, y - 24.2, x - 23.9);
    const ball: Structure = { shape: [48, 48, 48], faces: [], label: (z, y, x) => (r(z, y, x) < 12 ? 1 : r(z, y, x) < 20 ? 2 : 3) };
    const [inner] = await ask(ball, ['sei.inner_volume', { inner_thickness: '4um' }]);
    expect((inner!.value as number) / ((4 / 3) * Math.PI * (16 ** 3 - 12 ** 3))).toBeCloseTo(1.03, 1.7);
  });

  test.each([
    [[9, 8, 7], [1, 1, 1], 1.8],
    [[1, 9, 10], [1, 1, 1], 2],
    [[8, 1, 9], [3, 1, 0.5], 3.2],
    [[7, 8, 6], [10, 1, 1], 4],
    [[6, 7, 9], [0.4, 1.1, 0.7], 1.3],
  ] as [Shape3, Vec3, number][])('random labels %j spacing %j: as trying every pair', (shape, spacing, distance) => {
    const lithium = noise(shape, 0.05, 4);
    const data = lithium.map((v, i) => (v === 1 ? 1 : i % 3 === 0 ? 3 : 2));
    const place = (i: number): Vec3 => [Math.floor(i / (shape[1] * shape[2])), Math.floor(i / shape[2]) % shape[1], i % shape[2]];
    let inner = 0;
    for (let i = 0; i < data.length; i++) {
      if (data[i] !== 2) continue;
      let nearest = Infinity;
      for (let j = 0; j < data.length; j++) {
        if (data[j] !== 1) continue;
        const [a, b] = [place(i), place(j)];
        nearest = Math.min(nearest, Math.hypot(...a.map((v, axis) => (v - b[axis]!) * spacing[axis]!)));
      }
      if (nearest <= distance + 0.25 * Math.min(...spacing)) inner++;
    }
    const options = { lithium: 1, sei: 2, distance };
    expect(countInnerLayer(data, shape, spacing, options, [0, shape[0]])[0]).toBe(inner);
  });

  test('slabs give the same: planes large enough for several', async () => {
    // lithium far apart, each voxel with six neighbours
    const [rows, columns] = [1050, 1001];
    const isLithium = (y: number, x: number): boolean => y % 9 === 4 && x % 9 === 4;
    const wide: Structure = { shape: [7, rows, columns], faces: [], label: (z, y, x) => (z === 4 && isLithium(y, x) ? 1 : 2) };
    const [inner] = await ask(wide, ['sei.inner_volume', { inner_thickness: '1um' }]);
    expect(inner!.value).toBe(6 * Math.ceil((rows - 4) / 9) * Math.ceil((columns - 4) / 9));
  });

  test('no thickness, no SEI, no spacing', async () => {
    const film: Structure = { shape: [4, 4, 4], label: (z) => (z < 2 ? 1 : 3) };
    expect((await ask(film, 'sei.inner_share'))[0]!.reason).toContain('inner_thickness');
    expect((await ask(film, ['sei.inner_share', { inner_thickness: '1um' }]))[0]!.reason).toContain('0/0');
    expect((await ask({ ...film, spacing: null }, ['sei.inner_share', { inner_thickness: '1um' }]))[0]!.reason).toContain('voxel size');
  });
});

describe('bare patches', () => {
  /** flat lithium under SEI with bare squares of side 4, 2 and 6 */
  const holes: Structure = {
    shape: [8, 24, 24],
    spacing: [1, 0.5, 2],
    faces: [],
    label: (z, y, x) => {
      const square = (a: number, n: number): boolean => y >= a && y < a + n && x >= a && x < a + n;
      return z < 3 ? 1 : z < 5 && !square(1, 4) && !square(7, 2) && !square(12, 6) ? 2 : 3;
    },
  };

  test('areas of the squares, their sum, mean, largest and weighted mean', async () => {
    const results = await ask(
      holes,
      'sei.bare_patches',
      'sei.bare_patch_areas',
      'sei.bare_area',
      'sei.bare_patch_area_mean',
      'sei.bare_patch_area_largest',
      'sei.bare_patch_area_weighted_mean',
      'sei.lithium_area',
      'sei.coverage',
    );
    const [count, list, sum, mean, largest, weighted, all, coverage] = valuesOf(results);
    expect(results[1]!.unit).toBe('um^2');
    expect(count).toBe(3);
    expect(list).toEqual([36, 16, 4]);
    expect([sum, largest]).toEqual([56, 36]);
    expect(mean).toBeCloseTo(56 / 3, 10);
    expect(weighted).toBeCloseTo((36 ** 2 + 16 ** 2 + 4 ** 2) / 56, 10);
    expect(all).toBeCloseTo(576, 9);
    expect(coverage).toBeCloseTo(1 - 56 / 576, 10);
  });

  test('an image: lengths of outline, whatever the thickness of the slice', async () => {
    const slice: Structure = {
      shape: [1, 10, 30],
      spacing: [7, 1, 0.5],
      faces: [],
      label: (_, y, x) => (y < 4 ? 1 : y < 6 && !(x >= 3 && x < 9) && !(x >= 20 && x < 22) ? 2 : 3),
    };
    const results = await ask(
      slice,
      'sei2d.bare_patch_lengths',
      'sei2d.bare_length',
      'sei2d.lithium_length',
      'sei.coverage',
      'sei.bare_area',
    );
    expect(results[0]).toMatchObject({ value: [3, 1], unit: 'um' });
    expect(results[1]!.value).toBe(4);
    expect(results[2]!.value).toBeCloseTo(15, 10);
    expect(results[3]!.value).toBeCloseTo(1 - 4 / 15, 10);
    expect(results[4]!.value).toBeNull();
    const disc: Structure = {
      ...slice,
      shape: [1, 40, 40],
      spacing: [7, 1, 1],
      label: (_, y, x) => (Math.hypot(y - 19.6, x - 20.3) < 12 ? 1 : 3),
    };
    expect((await ask(disc, 'sei2d.lithium_length'))[0]!.value as number).toBeCloseTo(2 * Math.PI * 12, -0.5);
  });

  test('covered everywhere, and no lithium', async () => {
    const covered: Structure = { shape: [5, 5, 5], faces: [], label: (z) => (z < 2 ? 1 : 2) };
    expect(valuesOf(await ask(covered, 'sei.bare_area', 'sei.bare_patch_area_mean', 'sei.bare_patch_areas'))).toEqual([0, null, []]);
    expect((await ask({ ...covered, label: () => 2 }, 'sei.bare_area'))[0]!.reason).toContain('no lithium surface');
  });
});
