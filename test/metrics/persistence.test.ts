import { describe, expect, test } from 'vitest';
import { measure } from '../../src/metrics/index.js';
import type { MeasureResult } from '../../src/metrics/index.js';
import { labelVolume } from '../../src/volume/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { maskOf, noise } from '../kernels/shapes.js';

const workers = createInlineWorkers();
const IDS = ['pairs0', 'pairs1', 'pairs2', 'summary0', 'summary1', 'summary2', 'neck_diameter'].map((name) => `persistence.${name}`);

async function all(data: Uint8Array, shape: Shape3, spacing: Vec3 | null, params: Record<string, unknown> = {}): Promise<MeasureResult[]> {
  const labels = labelVolume(data, shape, { spacing, source: 'test', unit: spacing === null ? null : 'um' }, 'test');
  return [...(await measure(IDS.map((metric) => ({ metric, params })), { labels }, { workers })).results]; // prettier-ignore
}

const near = (v: number, c: number, r: number): boolean => Math.abs(v - c) <= r;

describe('persistence of the signed distance', () => {
  const shape: Shape3 = [17, 17, 31];
  const cube = (z: number, y: number, x: number, c: number, r: number): boolean => near(z, 8, r) && near(y, 8, r) && near(x, c, r);
  const necked = maskOf(
    shape,
    (z, y, x) => cube(z, y, x, 9, 5) || cube(z, y, x, 23, 4) || (near(z, 8, 1) && near(y, 8, 1) && x > 9 && x < 23),
  );

  test('two bodies with a neck: sizes in the unit of the input', async () => {
    const results = await all(necked, shape, [0.5e-6, 0.5e-6, 0.5e-6]);
    expect(results.map(({ value }) => value)).toEqual([
      2,
      0,
      0,
      { median_birth: -2.5, median_death: -1, longest_lifetime: 1.5, total_lifetime: 1.5 },
      null,
      null,
      2,
    ]);
    expect(results[3]!.unit).toBe('um');
    expect(results[4]!.reason).toContain('loop');
  });

  test('a threshold above the lifetime leaves one piece', async () => {
    const asked = await all(necked, shape, [0.5e-6, 0.5e-6, 0.5e-6], { threshold: '1.5um' });
    expect(asked[0]!.value).toBe(1);
    expect((await all(necked, shape, [0.5e-6, 0.5e-6, 0.5e-6], { threshold: '1.49um' }))[0]!.value).toBe(2);
    expect(asked[6]).toMatchObject({ value: null, reason: 'no neck: no two bodies of the phase meet inside it' });
  });

  test('spacing of 1 x 1 x 10: a gap of two voxels along x', async () => {
    const box: Shape3 = [9, 9, 14];
    const data = maskOf(box, (z, y, x) => near(z, 4, 1) && near(y, 4, 1) && (near(x, 4, 1) || near(x, 9, 1)));
    const results = await all(data, box, [1e-6, 1e-6, 10e-6], { threshold: '0.5um' });
    // half of the bodies is 2 thick, the gap is crossed at one voxel of 10
    expect(results[3]!.value).toEqual({ median_birth: -2, median_death: 10, longest_lifetime: 12, total_lifetime: 12 });
  });

  test('a slice: 8 and 4 neighbours', async () => {
    const box: Shape3 = [1, 9, 9];
    const data = maskOf(box, (_, y, x) => (y < 4 && x < 4) || (y >= 4 && x >= 4));
    // two blocks that touch at a corner: joined inside the phase, or only one voxel outside it
    const deathOf = async (connectivity: 8 | 4): Promise<unknown> => {
      const [, , voids, pieces] = await all(data, box, [1e-6, 1e-6, 1e-6], { connectivity });
      expect(voids).toMatchObject({ value: null, reason: expect.stringContaining('3D') as string });
      return (pieces!.value as Record<string, number>)['median_death'];
    };
    expect(await deathOf(8)).toBe(-1);
    expect(await deathOf(4)).toBe(1);
  });

  test('one object by its seed', async () => {
    const box: Shape3 = [11, 11, 21];
    const data = maskOf(box, (z, y, x) => near(z, 5, 2) && near(y, 5, 2) && (near(x, 5, 2) || near(x, 14, 2)));
    expect((await all(data, box, [1e-6, 1e-6, 1e-6]))[0]!.value).toBe(2);
    expect((await all(data, box, [1e-6, 1e-6, 1e-6], { seed_voxel_zyx: [5, 5, 5] }))[0]!.value).toBe(1);
  });
});

describe('bad input gives null with a reason, or the right value', () => {
  const shape: Shape3 = [5, 6, 7];
  const cell: Vec3 = [1e-6, 1e-6, 1e-6];

  test.each([
    ['an empty phase', new Uint8Array(210), cell, 'phase is empty'],
    ['a full phase', new Uint8Array(210).fill(1), cell, 'no surface'],
    ['an unknown voxel size', noise(shape, 0.5, 1), null, 'voxel size'],
  ] as const)('%s', async (_, data, spacing, reason) => {
    for (const result of await all(data, shape, spacing)) {
      expect(result.value).toBeNull();
      expect(result.error).toBeUndefined();
      expect(result.reason).toContain(reason);
    }
  });

  test.each([
    ['one voxel', maskOf(shape, (z, y, x) => z === 2 && y === 2 && x === 2), shape],
    ['a voxel in a corner', maskOf(shape, (z, y, x) => z + y + x === 0), shape],
    ['a plate one voxel thick', maskOf(shape, (z) => z === 2), shape],
    ['a line of voxels', Uint8Array.of(0, 1, 1, 0, 0), [1, 1, 5] as Shape3],
  ])('%s is one piece without loops and voids', async (_, data, box) => {
    const counts = (await all(data, box, cell)).slice(0, 3).map(({ value }) => value);
    expect(counts).toEqual([1, 0, 0]);
  });

  test('18 neighbours are refused', async () => {
    expect((await all(noise(shape, 0.5, 1), shape, cell, { connectivity: 18 }))[0]!.error?.code).toBe('bad-parameter');
  });
});
