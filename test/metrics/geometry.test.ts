/** Geometric records on bodies with closed forms, and their answers where there is nothing to measure. */
import { describe, expect, test } from 'vitest';
import { fractalMetrics } from '../../src/metrics/fractal.js';
import { interfaceMetrics } from '../../src/metrics/interface.js';
import type { Measured, Metric, Params } from '../../src/metrics/index.js';
import { seiMetrics } from '../../src/metrics/sei.js';
import { shapeMetrics } from '../../src/metrics/shape.js';
import { shape2dMetrics } from '../../src/metrics/shape2d.js';
import { specificSurfaceMetrics } from '../../src/metrics/specific-surface.js';
import { statisticsMetrics } from '../../src/metrics/statistics.js';
import { surfaceMetrics } from '../../src/metrics/surface.js';
import { thicknessMetrics } from '../../src/metrics/thickness.js';
import { topologyMetrics } from '../../src/metrics/topology.js';
import type { LabelVolume, Shape3, Vec3 } from '../../src/volume/index.js';
import { ball, maskOf, torus } from '../kernels/shapes.js';
import { labelsOf, measureOne } from './geometry-context.js';

const ALL: readonly Metric[] = [
  ...surfaceMetrics,
  ...specificSurfaceMetrics,
  ...topologyMetrics,
  ...seiMetrics,
  ...shapeMetrics,
  ...shape2dMetrics,
  ...thicknessMetrics,
  ...interfaceMetrics,
  ...statisticsMetrics,
  ...fractalMetrics,
];

const ask = (id: string, labels: LabelVolume, params: Params = {}): Promise<Measured> => measureOne(ALL, id, labels, params);
const valueOf = async (id: string, labels: LabelVolume, params: Params = {}): Promise<unknown> => (await ask(id, labels, params)).value;

const SPACING: Vec3 = [1e-7, 1e-7, 1e-7];

describe('bodies with closed forms', () => {
  const { mask, shape } = ball(12);
  const labels = labelsOf(mask, shape, SPACING);
  const R = 12e-7;

  test.each([
    ['surface.area', 4 * Math.PI * R ** 2, 0.01],
    ['specific_surface.S_per_V', 3 / R, 0.01],
    ['shape.sphericity', 1, 0.01],
    ['shape.mean_chord', (4 / 3) * R, 0.01],
    ['shape.inverse_isoperimetric_quotient', 1, 0.02],
    ['statistics.mean_chord_isotropic', (4 / 3) * R, 0.01],
    ['thickness.max', 2 * R, 0.1],
  ])('ball of 12 voxels radius: %s', async (id, expected, tolerance) => {
    expect(Math.abs((await valueOf(id, labels)) as number) / expected).toBeGreaterThan(1 - tolerance);
    expect(Math.abs((await valueOf(id, labels)) as number) / expected).toBeLessThan(1 + tolerance);
  });

  test('semi-axes of a tilted ellipsoid at unequal spacing, longest first', async () => {
    const [c, s] = [Math.cos(0.6), Math.sin(0.6)];
    const box: Shape3 = [30, 60, 60];
    const data = maskOf(box, (z, y, x) => {
      const [pz, py, px] = [(z - 14.7) * 2, y - 29.4, x - 29.8];
      return ((c * px + s * py) / 25) ** 2 + ((c * py - s * px) / 15) ** 2 + (pz / 20) ** 2 < 1;
    });
    const axes = (await valueOf('shape.semi_axes', labelsOf(data, box, [2e-9, 1e-9, 1e-9]))) as number[];
    [25, 20, 15].forEach((expected, k) => expect(axes[k]! / (expected * 1e-9)).toBeCloseTo(1, 1.7));
  });

  test('a torus has one handle; two of them beside a hollow ball', async () => {
    const ring = torus(10, 3);
    const at = labelsOf(ring.mask, ring.shape, null);
    expect([await valueOf('topology.betti0', at), await valueOf('topology.betti1', at), await valueOf('topology.betti2', at)]).toEqual([
      1, 1, 0,
    ]);
    const hollow = ball(8, 4);
    const shell = labelsOf(hollow.mask, hollow.shape, null);
    expect([
      await valueOf('topology.euler', shell),
      await valueOf('topology.betti1', shell),
      await valueOf('topology.betti2', shell),
    ]).toEqual([2, 0, 1]);
  });

  test('a disc, in an image of any orientation', async () => {
    for (const flat of [0, 1, 2]) {
      const box = [70, 70, 70].map((n, axis) => (axis === flat ? 1 : n)) as unknown as Shape3;
      const data = maskOf(box, (...at) => {
        const [a, b] = at.filter((_, axis) => axis !== flat) as [number, number];
        return (a - 34.6) ** 2 + (b - 34.3) ** 2 < 900;
      });
      const image = labelsOf(data, box, SPACING);
      expect(((await valueOf('shape2d.perimeter', image)) as number) / (2 * Math.PI * 30e-7)).toBeCloseTo(1, 1.7);
      expect(((await valueOf('shape2d.area', image)) as number) / (Math.PI * 900e-14)).toBeCloseTo(1, 1.7);
      expect(await valueOf('shape2d.inverse_isoperimetric_quotient', image)).toBeCloseTo(1, 1.7);
    }
  });

  test('8 and 4 neighbours in an image', async () => {
    const diagonal = labelsOf(Uint8Array.of(1, 0, 0, 1), [1, 2, 2], null);
    expect(await valueOf('topology.betti0', diagonal, { connectivity: 8 })).toBe(1);
    expect(await valueOf('topology.betti0', diagonal, { connectivity: 4 })).toBe(2);
    const ring = labelsOf(Uint8Array.of(1, 1, 1, 1, 0, 1, 1, 1, 1), [1, 3, 3], null);
    expect([await valueOf('topology.euler', ring), await valueOf('topology.betti1', ring)]).toEqual([0, 1]);
  });

  test('a half-covered flat interface', async () => {
    const box: Shape3 = [10, 16, 16];
    const data = maskOf(box, () => true).map((_, i) => (i < 5 * 256 ? 1 : i % 16 < 8 ? 2 : 3));
    const half = labelsOf(data, box, SPACING);
    expect(await valueOf('interface.faces_area', half)).toBeCloseTo(128e-14, 24);
    expect(await valueOf('interface.contact_fraction', half)).toBeCloseTo(0.5, 1);
    expect(await valueOf('sei.coverage', half)).toBeCloseTo(0.5, 12);
    expect(await valueOf('interface.area', half, { phases: [1, 9] })).toBe(0);
    // symmetric in the pair
    expect(await valueOf('interface.area', half, { phases: [2, 1] })).toBe(await valueOf('interface.area', half, { phases: [1, 2] }));
  });

  test('a solid ball is no fractal, and the note says so', async () => {
    const measured = await ask('fractal.dimension', labels, { boxes: [1, 2, 5, 10] });
    expect(measured).toHaveProperty('note', expect.stringMatching(/boxes of 1 to 10 voxels.*not constant/));
  });
});

describe('nothing to measure', () => {
  const empty = labelsOf(new Uint8Array(27), [3, 3, 3], SPACING);
  const full = labelsOf(new Uint8Array(27).fill(1), [3, 3, 3], SPACING);

  test.each(ALL.filter((metric) => metric.dimension !== 2).map((metric) => [metric.id] as const))('%s never gives NaN', async (id) => {
    for (const labels of [empty, full, labelsOf(Uint8Array.of(1), [1, 1, 1], SPACING), labelsOf(Uint8Array.of(1, 2), [1, 1, 2], SPACING)]) {
      const measured = await ask(id, labels, { threshold: '10nm', voxel_zyx: [0, 0, 0] });
      if (measured.value === null) expect(measured.reason).not.toBe('');
      else for (const number of [measured.value].flat()) expect(Number.isNaN(number)).toBe(false);
    }
  });

  test('a seed outside the phase gives a reason, outside the box an error', async () => {
    const one = labelsOf(Uint8Array.of(0, 1), [1, 1, 2], SPACING);
    expect(await ask('surface.faces', one, { seed_voxel_zyx: [0, 0, 0] })).toMatchObject({
      value: null,
      reason: expect.stringContaining('seed'),
    });
    await expect(ask('surface.faces', one, { seed_voxel_zyx: [0, 0, 5] })).rejects.toThrow('inside 1 x 1 x 2');
  });

  test('SEI without lithium, lithium without SEI, SEI that fills the box', async () => {
    expect(await ask('sei.coverage', empty)).toMatchObject({ reason: 'no lithium surface inside the box' });
    const bare = labelsOf(Uint8Array.of(1, 1, 3, 3), [4, 1, 1], SPACING);
    expect(await valueOf('sei.coverage', bare)).toBe(0);
    expect(await ask('sei.thickness_median', bare)).toMatchObject({ value: null, reason: 'no SEI on the lithium surface' });
    const filled = labelsOf(Uint8Array.of(1, 1, 2, 2), [4, 1, 1], SPACING);
    expect(await valueOf('sei.cut_off_share', filled)).toBe(1);
    expect(await ask('sei.thickness_median', filled)).toMatchObject({ value: null, reason: expect.stringContaining('100 % of the SEI') });
    expect(await ask('sei.thickness_mean', filled)).toMatchObject({ note: expect.stringContaining('lower bound') });
  });
});
