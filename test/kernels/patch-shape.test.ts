import { describe, expect, test } from 'vitest';
import { PATCH_FEATURES, patchShapes } from '../../src/kernels/index.js';
import { countPlateaus, crestMask } from '../../src/kernels/patch-tips.js';
import { createRng } from '../../src/base/index.js';
import type { Face, Shape3, Vec3 } from '../../src/volume/index.js';
import { maskOf } from './shapes.js';

type Features = Record<(typeof PATCH_FEATURES)[number], number>;

/** the features of each patch, by name */
function shapesOf(labels: Uint8Array, shape: Shape3, spacing: Vec3 = [1, 1, 1], face: Face = 'z-'): (Features | undefined)[] {
  return patchShapes(labels, shape, { phase: 1, face, spacing }).map(({ features }) =>
    features === undefined ? undefined : (Object.fromEntries(PATCH_FEATURES.map((name, k) => [name, features[k]])) as Features),
  );
}

describe('features of ideal shapes', () => {
  test('a flat film: one plateau, all surface faces growth, the shortest chord is along growth', () => {
    const shape: Shape3 = [20, 24, 24];
    const [film] = shapesOf(maskOf(shape, (z) => z < 6), shape); // prettier-ignore
    expect(film).toMatchObject({ covered: 1, relief: 0, filled: 1, aspect: 0, lying: 1, upper: 1, evenness: 0, facing: 1 });
    expect(film!.tips).toBeCloseTo(Math.log(0.003 + 36 / 576), 12);
  });

  test('square pillars: upright, four tips, a quarter of the area covered', () => {
    const shape: Shape3 = [40, 24, 24];
    const pillars = maskOf(shape, (z, y, x) => z < 30 && Math.abs((y % 12) - 5.5) < 3 && Math.abs((x % 12) - 5.5) < 3);
    const [patch] = shapesOf(pillars, shape);
    expect(patch).toMatchObject({ covered: 0.25, relief: 0, filled: 1, upright: 1, upper: 1 });
    expect(patch!.lying).toBeLessThan(0.1);
    // chords across a square of 6: at most 6, along diagonals less
    expect(patch!.aspect).toBeGreaterThan(Math.log(5));
    expect(patch!.facing).toBeLessThan(0.07);
  });

  test('the collector below does not count as height, whatever face it lies at', () => {
    const shape: Shape3 = [24, 20, 24];
    const labels = maskOf(shape, (_, y) => y < 6).map((film, i) => (film === 1 ? 1 : Math.floor(i / 24) % 20 >= 16 ? 5 : 3));
    // growth from y+: five layers of copper, ten of liquid, and the film hangs above them
    const [hanging] = shapesOf(labels, shape, [1, 1, 1], 'y+');
    expect(hanging!.filled).toBeCloseTo(6 / 16, 12);
    const upon = labels.map((v) => (v === 1 ? 5 : v === 5 ? 3 : 1));
    const [standing] = shapesOf(upon.map((v, i) => (Math.floor(i / 24) % 20 >= 12 && v === 1 ? 3 : v)), shape, [1, 1, 1], 'y-'); // prettier-ignore
    expect(standing).toMatchObject({ covered: 1, relief: 0, filled: 1, aspect: 0 });
  });

  test('only ratios count: the same body in voxels of another size, and of 1 x 1 x 2', () => {
    const shape: Shape3 = [30, 16, 32];
    const body = maskOf(shape, (z, y, x) => (z - 4) ** 2 + ((y % 16) - 8) ** 2 + ((x % 16) - 8) ** 2 < 30);
    const [fine] = shapesOf(body, shape);
    const [large] = shapesOf(body, shape, [1e-6, 1e-6, 1e-6]);
    for (const name of PATCH_FEATURES) expect(large![name]).toBeCloseTo(fine![name], 9);
    const halved = maskOf([30, 16, 16], (z, y, x) => (z - 4) ** 2 + ((y % 16) - 8) ** 2 + (((2 * x + 0.5) % 16) - 8) ** 2 < 30);
    const [flat] = shapesOf(halved, [30, 16, 16], [1, 1, 2]);
    expect(flat!.covered).toBeCloseTo(fine!.covered, 1);
    expect(flat!.aspect).toBeCloseTo(fine!.aspect, 0);
  });
});

test('patches cover the collector; bare ones have no features', () => {
  const shape: Shape3 = [12, 20, 90];
  const patches = patchShapes(maskOf(shape, (z, _, x) => z < 3 && x < 30), shape, { phase: 1, face: 'z-', spacing: [1, 1, 1] }); // prettier-ignore
  expect(patches.length).toBeGreaterThan(3);
  expect(patches.reduce((sum, { area }) => sum + area, 0)).toBeCloseTo(1, 12);
  const bare = patches.filter(({ features }) => features === undefined).reduce((sum, { area }) => sum + area, 0);
  expect(Math.abs(bare - 2 / 3)).toBeLessThan(0.1);
  expect(patchShapes(new Uint8Array(8), [2, 2, 2], { phase: 1, face: 'z-', spacing: [1, 1, 1] })).toEqual([]);
});

test('crests and plateaus equal a slow search', () => {
  const [rows, columns] = [11, 14];
  const rng = createRng(6);
  const heights = Int32Array.from({ length: rows * columns }, () => rng.int(7));
  const crests = crestMask(heights, rows, columns, 2, 3);
  heights.forEach((height, i) => {
    const around = heights.filter((_, j) => Math.abs(Math.floor(j / columns) - Math.floor(i / columns)) <= 2 && Math.abs((j % columns) - (i % columns)) <= 3); // prettier-ignore
    expect(crests[i]).toBe(height === Math.max(...around) ? 1 : 0);
  });
  const plateaus = Uint8Array.of(1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1);
  expect(countPlateaus(plateaus, 4, [0, 3, 0, 4])).toBe(3);
  expect(countPlateaus(plateaus, 4, [0, 2, 0, 3])).toBe(1);
});
