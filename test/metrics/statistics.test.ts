import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { measure } from '../../src/metrics/index.js';
import type { MeasureRequest, MeasureResult } from '../../src/metrics/index.js';
import { labelVolume } from '../../src/volume/index.js';
import type { Shape3, Vec3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { maskOf, noise } from '../kernels/shapes.js';

const workers = createInlineWorkers();

async function ask(
  data: Uint8Array,
  shape: Shape3,
  requests: readonly MeasureRequest[],
  spacing: Vec3 = [1, 1, 1],
): Promise<readonly MeasureResult[]> {
  const metres: Vec3 = [spacing[0] * 1e-6, spacing[1] * 1e-6, spacing[2] * 1e-6];
  const labels = labelVolume(data, shape, { spacing: metres, source: 'test', unit: 'um' }, 'test');
  return (await measure(requests, { labels }, { workers })).results;
}

const one = async (data: Uint8Array, shape: Shape3, metric: string, params = {}, spacing: Vec3 = [1, 1, 1]): Promise<MeasureResult> =>
  (await ask(data, shape, [{ metric, params }], spacing))[0]!;

describe('pairs', () => {
  const shape: Shape3 = [24, 24, 24];
  const board = maskOf(shape, (z, y, x) => (Math.floor(z / 4) + Math.floor(y / 4) + Math.floor(x / 4)) % 2 === 0);

  test('over all directions: fraction at 0, and nothing asked beyond the box', async () => {
    const found = await one(board, shape, 'statistics.two_point_radial', { lags_voxels: [0, 1, 3] });
    expect((found.value as number[])[0]).toBe(0.5);
    expect((found.value as number[])[1]).toBeLessThan(0.42);
    expect((await one(board, shape, 'statistics.two_point_radial', { lags_voxels: [80] })).reason).toContain('beyond');
  });

  test('checkerboard: the covariance falls linearly to zero over half a cell', async () => {
    for (const axis of ['z', 'y', 'x'] as const)
      expect((await one(board, shape, 'statistics.covariance_length', { axis, boundary: 'periodic' })).value).toBeCloseTo(1, 12);
    const finer = await one(board, shape, 'statistics.covariance_length', { axis: 'y', boundary: 'periodic' }, [1, 0.5, 1]);
    expect(finer.value).toBeCloseTo(0.5, 12);
  });

  test('independent voxels: the length is about half a voxel, the same in all directions', async () => {
    const found = await one(noise(shape, 0.5, 4), shape, 'statistics.covariance_length_isotropic', { boundary: 'periodic' });
    expect(found.value as number).toBeGreaterThan(0.45);
    expect(found.value as number).toBeLessThan(0.7);
  });

  test('no covariance without two phases, or where it never falls', async () => {
    const reason = async (mask: Uint8Array): Promise<string> =>
      (await one(mask, shape, 'statistics.covariance_length', { axis: 'z' })).reason ?? '';
    expect(await reason(new Uint8Array(board.length))).toContain('empty');
    expect(await reason(board.map(() => 1))).toContain('fills');
    expect(await reason(maskOf(shape, (_z, _y, x) => x < 12))).toContain('does not fall');
  });

  test('cluster function: pairs of one piece only', async () => {
    const plates = maskOf(shape, (z) => z % 4 < 2);
    const along = async (metric: string, axis: string): Promise<unknown> =>
      (await one(plates, shape, metric, { axis, lags_voxels: [0, 1, 2, 4] })).value;
    expect(await along('statistics.two_point_cluster', 'x')).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect(await along('statistics.two_point_cluster', 'z')).toEqual([0.5, 6 / 23, 0, 0]);
    expect(await along('statistics.two_point', 'z')).toEqual([0.5, 6 / 23, 0, 0.5]);
  });

  test('lags must be whole', async () => {
    for (const metric of ['two_point', 'two_point_radial', 'two_point_cluster'])
      expect((await one(board, shape, `statistics.${metric}`, { lags_voxels: [1.5] })).error?.message).toContain('whole');
  });
});

describe('lineal path over three axes', () => {
  test('plates: the mean of the axes, at distances between voxels on straight lines', async () => {
    const shape: Shape3 = [12, 12, 12];
    const plates = maskOf(shape, (z) => z % 4 < 2);
    const ask2 = async (metric: string, axis: string): Promise<number[]> =>
      (await one(plates, shape, metric, { ...(axis === '' ? {} : { axis }), lags_voxels: [0, 1, 2] })).value as number[];
    const [z, x, mean] = await Promise.all([
      ask2('statistics.lineal_path', 'z'),
      ask2('statistics.lineal_path', 'x'),
      ask2('statistics.lineal_path_radial', ''),
    ]);
    mean.forEach((value, k) => expect(value).toBeCloseTo((z[k]! + 2 * x[k]!) / 3, 14));
    const coarse = await one(plates, shape, 'statistics.lineal_path_radial', { lags_voxels: [1] }, [2, 1, 1]);
    expect((coarse.value as number[])[0]).toBeCloseTo(((z[0]! + z[1]!) / 2 + 2 * x[1]!) / 3, 14);
    expect((await one(plates, shape, 'statistics.lineal_path_radial', { lags_voxels: [12] })).value).toBeNull();
  });
});

describe('field of view', () => {
  /** cubes of `edge` voxels that are phase or not, by chance */
  function cubes(shape: Shape3, edge: number, seed: number): Uint8Array {
    const rng = createRng(seed);
    const across = Math.ceil(shape[2] / edge);
    const down = Math.ceil(shape[1] / edge);
    const chosen = Array.from({ length: across * down * Math.ceil(shape[0] / edge) }, () => rng.chance(0.4));
    return maskOf(shape, (z, y, x) => chosen[(Math.floor(z / edge) * down + Math.floor(y / edge)) * across + Math.floor(x / edge)]!);
  }

  test('independent cubes: the integral range is their volume, for voxels of any shape', async () => {
    const shape: Shape3 = [96, 96, 96];
    let [equal, flat] = [0, 0];
    for (const seed of [1, 2, 3, 4]) {
      equal += (await one(cubes(shape, 4, seed), shape, 'statistics.integral_range')).value as number;
      flat += (await one(cubes([48, 96, 96], 4, seed), [48, 96, 96], 'statistics.integral_range', {}, [2, 1, 1])).value as number;
    }
    // the variance over 27 windows has a random error of 28 %, the mean of four 14 %
    expect(Math.abs(equal / 4 / 64 - 1)).toBeLessThan(0.3);
    expect(Math.abs(flat / 4 / 128 - 1)).toBeLessThan(0.3);
  });

  test('the error of the fraction covers the truth, and the curve falls', async () => {
    const shape: Shape3 = [64, 64, 64];
    let covered = 0;
    for (let seed = 0; seed < 8; seed++) {
      const mask = cubes(shape, 8, seed);
      const [error, fraction] = await ask(mask, shape, [{ metric: 'statistics.fraction_error' }, { metric: 'volume.fraction' }]);
      if (Math.abs((fraction!.value as number) - 0.4) <= (error!.value as number)) covered++;
    }
    expect(covered).toBeGreaterThanOrEqual(6);
    const curve = Object.values((await one(cubes(shape, 8, 1), shape, 'statistics.local_fraction_std')).value as Record<string, number>);
    expect(curve.length).toBe(3);
    expect(curve[2]!).toBeLessThan(curve[0]!);
  });

  test('no spread of nothing, everything or too little', async () => {
    const reasons = await Promise.all([
      one(new Uint8Array(4096), [16, 16, 16], 'statistics.integral_range'),
      one(new Uint8Array(4096).fill(1), [16, 16, 16], 'statistics.fraction_error'),
      one(noise([6, 6, 6], 0.5, 1), [6, 6, 6], 'statistics.representative_edge'),
    ]);
    expect(reasons.map(({ value }) => value)).toEqual([null, null, null]);
    for (const { reason } of reasons) expect(reason).toBeTruthy();
  });
});

describe('dimensions', () => {
  const shape: Shape3 = [65, 65, 65];
  const dim = (inside: (z: number, y: number, x: number) => boolean, params = {}): Promise<MeasureResult> =>
    one(maskOf(shape, inside), shape, 'fractal.mass_radius_dimension', params);

  test('line, plane and ball', async () => {
    expect((await dim((z, y) => z === 32 && y === 32)).value).toBeCloseTo(1, 6);
    expect(Math.abs(((await dim((z) => z === 32)).value as number) - 2)).toBeLessThan(0.05);
    const ball = await dim((z, y, x) => Math.hypot(z - 32, y - 32, x - 32) < 30);
    expect(Math.abs((ball.value as number) - 3)).toBeLessThan(0.08);
    expect(ball.note).toContain('R^2');
  });

  test('refused where there is no range of scales, or nothing at the centre', async () => {
    expect((await dim((z, y, x) => Math.hypot(z - 32, y - 32, x - 32) < 6)).reason).toContain('decade');
    expect((await dim((z) => z < 2)).value).toBeNull();
    expect((await dim((z, y, x) => Math.hypot(z - 32, y - 32, x - 32) > 30)).reason).toContain('centre');
    expect((await dim((z, y) => z === 32 && y === 32, { centre_voxel_zyx: [0, 0, 0] })).value).toBeNull();
  });

  test('boxes: refused under a decade, for a full mask and for what follows no law', async () => {
    const cube: Shape3 = [64, 64, 64];
    const dust = noise(cube, 0.0003, 2);
    expect((await one(dust, cube, 'fractal.dimension')).reason).toContain('straight line');
    expect((await one(dust, cube, 'fractal.dimension', { boxes: [1, 2, 4, 8] })).reason).toContain('decade');
    expect((await one(dust.map((v) => 1 - v), cube, 'fractal.dimension')).reason).toContain('full'); // prettier-ignore
  });
});
