import { describe, expect, test } from 'vitest';
import { distanceMetrics } from '../../src/metrics/distance.js';
import { granulometryMetrics } from '../../src/metrics/granulometry.js';
import type { Measured, Params } from '../../src/metrics/index.js';
import { thicknessMetrics } from '../../src/metrics/thickness.js';
import type { LabelVolume, Shape3, Vec3 } from '../../src/volume/index.js';
import { ball, maskOf } from '../kernels/shapes.js';
import { labelsOf, measureOne } from './geometry-context.js';

const METRICS = [...distanceMetrics, ...granulometryMetrics, ...thicknessMetrics];
const ask = (id: string, labels: LabelVolume, params: Params = {}): Promise<Measured> => measureOne(METRICS, id, labels, params);
const value = async (id: string, labels: LabelVolume, params: Params = {}): Promise<unknown> => (await ask(id, labels, params)).value;

/** plates across z of 2, 4 and 8 voxels, 40 planes */
const SHAPE: Shape3 = [40, 5, 6];
const THICK = (z: number): boolean => (z >= 4 && z < 6) || (z >= 10 && z < 14) || (z >= 20 && z < 28);
const plates = (spacing: Vec3 = [0.5, 0.5, 0.5]): LabelVolume =>
  labelsOf(
    maskOf(SHAPE, (z) => THICK(z)),
    SHAPE,
    spacing,
  );

describe('distance to the boundary', () => {
  // 2, 4 and 8 planes at distances 1 1, 1 2 2 1, 1 2 3 4 4 3 2 1, in half metres
  test('plates: mean, quantiles, largest, histogram', async () => {
    expect(await value('distance.mean', plates())).toBeCloseTo((0.5 * 28) / 14, 12);
    expect(await value('distance.p50', plates())).toBe(1);
    expect(await value('distance.p95', plates())).toBe(2);
    expect(await value('distance.max', plates())).toBe(2);
    const shares = await value('distance.share_deeper', plates(), { depths: [0.5, 1, 2, 3, 4] });
    expect(shares).toEqual([14, 8, 4, 2, 0].map((planes) => planes / 14));
  });

  test('spacing counts along its own axis', async () => {
    expect(await value('distance.max', plates([10, 1, 1]))).toBe(40);
  });

  test('one object only', async () => {
    expect(await value('distance.max', plates(), { seed_voxel_zyx: [11, 0, 0] })).toBe(1);
  });
});

describe('distance to another phase', () => {
  const labels = labelsOf(
    maskOf([1, 1, 12], () => true).map((_, x) => (x < 4 ? 1 : x < 9 ? 3 : 4)),
    [1, 1, 12],
    [1, 1, 2],
  );

  test('from the pore to the nearest lithium, through anything', async () => {
    expect(await value('distance.to_phase_mean', labels, { phase: 4, to_phase: 1 })).toBe(14);
    expect(await value('distance.to_phase_p50', labels, { phase: 4, to_phase: 1 })).toBe(14);
    expect(await value('distance.to_phase_max', labels, { phase: 4, to_phase: 1 })).toBe(16);
  });

  test('what is missing is said', async () => {
    const reasons = [
      await ask('distance.to_phase_mean', labels),
      await ask('distance.to_phase_mean', labels, { phase: 9, to_phase: 1 }),
      await ask('distance.to_phase_mean', labels, { phase: 4, to_phase: 4 }),
    ];
    expect(reasons.map((measured) => (measured.value === null ? measured.reason : measured.value))).toEqual([
      'there is no voxel of phase 2 to measure to',
      'phase is empty',
      'a phase has no distance to itself; name another to_phase',
    ]);
  });
});

describe('distribution of local thickness', () => {
  test('plates: quantiles, spread, openings', async () => {
    const p = (id: string, params?: Params): Promise<unknown> => value(id, plates(), params);
    expect([await p('thickness.p10'), await p('thickness.p50'), await p('thickness.p90')]).toEqual([1, 4, 4]);
    expect(await p('thickness.mean')).toBeCloseTo((2 * 1 + 4 * 2 + 8 * 4) / 14, 12);
    expect(await p('thickness.std')).toBeCloseTo(Math.sqrt((2 * 1 + 4 * 4 + 8 * 16) / 14 - 9), 12);
    expect([await p('granulometry.d10'), await p('granulometry.d50'), await p('granulometry.d90')]).toEqual([1, 4, 4]);
    expect(await p('granulometry.surviving_share', { diameters: [1, 2, 3, 4, 8, 9] })).toEqual(
      [14, 14, 12, 12, 8, 0].map((planes) => planes / 14),
    );
    const spectrum = (await p('granulometry.pattern_spectrum', { diameters: [3, 5, 9] })) as number[];
    spectrum.forEach((share, k) => expect(share).toBeCloseTo([2, 4, 8, 0][k]! / 14, 12));
    expect((await ask('granulometry.surviving_share', plates(), { diameters: [3, 3] })).value).toBeNull();
  });

  test('the opening by a ball leaves what local thickness says', async () => {
    const { mask, shape } = ball(7);
    const labels = labelsOf(mask, shape);
    const largest = (await value('thickness.max', labels)) as number;
    const [all, none] = (await value('granulometry.surviving_share', labels, { diameters: [2, largest + 0.1] })) as number[];
    expect([all, none]).toEqual([1, 0]);
    expect(await value('granulometry.surviving_share', labels, { diameters: [largest] })).toEqual([
      await value('thickness.volume_share_above', labels, { threshold: `${largest - 0.01}m` }),
    ]);
  });

  test('the half-voxel correction takes one voxel off; it needs cubic voxels', async () => {
    const corrected = { half_voxel_correction: true };
    expect(await value('thickness.max', plates(), corrected)).toBe(3.5);
    expect(await value('thickness.mean', plates(), corrected)).toBeCloseTo(2.5, 12);
    expect(await value('thickness.at_voxel', plates(), { ...corrected, voxel_zyx: [4, 2, 2] })).toBe(0.5);
    expect(await value('thickness.max', plates([1, 1, 3]), corrected)).toBeNull();
  });
});

describe('every one of them', () => {
  const ids = METRICS.map((metric) => metric.id).filter((id) => !['thickness.at_voxel', 'thickness.volume_share_above'].includes(id));
  const asked = (id: string): Params => (id.includes('to_phase') ? { to_phase: 0 } : {});

  test.each(ids)('%s: empty and full volumes give a reason, thin and crowded ones a finite value', async (id) => {
    const reason = async (labels: LabelVolume): Promise<string> => {
      const measured = await ask(id, labels, asked(id));
      return measured.value === null ? measured.reason : `value ${JSON.stringify(measured.value)}`;
    };
    expect(await reason(labelsOf(new Uint8Array(24), [2, 3, 4]))).toBe('phase is empty');
    expect(await reason(labelsOf(new Uint8Array(24).fill(1), [2, 3, 4]))).toMatch(/no boundary|no voxel of phase 0/);
    const finite = async (labels: LabelVolume, params: Params = {}): Promise<void> => {
      const measured = await value(id, labels, { ...asked(id), ...params });
      for (const number of Array.isArray(measured) ? measured : [measured]) expect(Number.isFinite(number)).toBe(true);
    };
    await finite(labelsOf(Uint8Array.of(0, 1, 0), [1, 1, 3]));
    await finite(labelsOf(Uint8Array.of(0, 1), [2, 1, 1], [10, 1, 1]));
    await finite(
      labelsOf(
        maskOf([7, 7, 7], (z) => z === 3),
        [7, 7, 7],
        [10, 1, 1],
      ),
    );
    await finite(
      labelsOf(
        maskOf([6, 7, 8], (z, y, x) => z + y + x > 0),
        [6, 7, 8],
      ),
    );
    if (METRICS.some((metric) => metric.id === id && metric.params.some((spec) => spec.name === 'box_faces')))
      await finite(labelsOf(new Uint8Array(1).fill(1), [1, 1, 1]), { box_faces: true });
  });
});
