/** Transport metrics: closed forms, limits, degenerate boxes, and that neither direction nor threads change a number. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import type { Measured, Metric, Params } from '../../src/metrics/index.js';
import { transportMetrics } from '../../src/metrics/transport.js';
import { createThreadWorkers } from '../../src/node/workers.js';
import type { ThreadWorkers } from '../../src/node/workers.js';
import type { Face, LabelVolume, Shape3, Vec3 } from '../../src/volume/index.js';
import { flood } from '../kernels/flood-fill.js';
import { oracleElectrode } from '../kernels/oracles/transport.js';
import { bundleEntry } from '../support/bundle.js';
import { contextOf, labelsOf, measureOne } from './geometry-context.js';

const TAU = 'transport.tortuosity_factor';
const RELATIVE = 'transport.relative_diffusivity';
const FRACTION = 'transport.through_connected_fraction';
const PERCOLATES = 'transport.percolates';
const GEODESIC = 'transport.geodesic_tortuosity';
const ELECTRODE = 'transport.electrode_tortuosity_factor';

const ask = (id: string, labels: LabelVolume, params: Params = {}): Promise<Measured> => measureOne(transportMetrics, id, labels, params);

const recordOf = (id: string): Metric => transportMetrics.find((metric) => metric.id === id)!;

const electrode = (labels: LabelVolume, face: Face, params: Params = {}): Promise<Measured> =>
  recordOf(ELECTRODE).compute({ ...contextOf(labels), collectorFaces: [face] }, { phase: 1, sides: 'no-flux', ...params });

const valueOf = async (measured: Promise<Measured>): Promise<number> => {
  const { value } = await measured;
  expect(typeof value).toBe('number');
  return value as number;
};

/** smooth random structure: a sum of plane waves, cut at a level */
function waves(shape: Shape3, seed: number, level: number): Uint8Array {
  const rng = createRng(seed);
  const terms = Array.from({ length: 12 }, () => [
    rng.uniform(-0.7, 0.7),
    rng.uniform(-0.7, 0.7),
    rng.uniform(-0.7, 0.7),
    rng.uniform(0, 6.3),
  ]);
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  for (let z = 0, i = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++)
      for (let x = 0; x < shape[2]; x++, i++)
        data[i] = terms.reduce((sum, [a, b, c, d]) => sum + Math.cos(a! * z + b! * y + c! * x + d!), 0) > level ? 1 : 2;
  return data;
}

/** axes z y x become y x z, with their spacing */
function turned(data: Uint8Array, [nz, ny, nx]: Shape3): Uint8Array {
  const out = new Uint8Array(data.length);
  for (let z = 0, i = 0; z < nz; z++) for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, i++) out[(x * nz + z) * ny + y] = data[i]!;
  return out;
}

const SHAPE: Shape3 = [22, 25, 28];
const SPACING: Vec3 = [3e-7, 2e-7, 2.5e-7];

describe('one structure, seen differently', () => {
  const data = waves(SHAPE, 4, 0.5);
  // fast marching settles equal distances in the order of the voxels
  const scalars = [[TAU, 2e-4], [RELATIVE, 2e-4], [FRACTION, 1e-12], [GEODESIC, 2e-3], ['transport.constrictivity', 4e-3]] as const; // prettier-ignore

  test.each(scalars)('%s: mirrored, turned, scaled', async (id, allowed) => {
    const value = await valueOf(ask(id, labelsOf(data, SHAPE, SPACING)));
    const close = (other: number): void => expect(Math.abs(other / value - 1)).toBeLessThanOrEqual(allowed);
    close(await valueOf(ask(id, labelsOf(data.slice().reverse(), SHAPE, SPACING))));
    close(await valueOf(ask(id, labelsOf(data, SHAPE, [3, 2, 2.5]))));
    const [z, y, x] = SHAPE;
    close(await valueOf(ask(id, labelsOf(turned(data, SHAPE), [x, z, y], [2.5, 3, 2]), { axis: 'y' })));
  });

  test('a periodic box may be rolled sideways', async () => {
    const rolled = data.map((_, i) => data[i - (i % 28) + ((i + 9) % 28)]!);
    const value = await valueOf(ask(TAU, labelsOf(data, SHAPE), { sides: 'periodic' }));
    expect((await valueOf(ask(TAU, labelsOf(rolled, SHAPE), { sides: 'periodic' }))) / value).toBeCloseTo(1, 3);
  });

  test('bounds: tau at least the squared shortest path, diffusivity at most the share, periodic sides help', async () => {
    const labels = labelsOf(data, SHAPE, SPACING);
    const tau = await valueOf(ask(TAU, labels));
    const share = data.reduce((sum, v) => sum + (v === 1 ? 1 : 0), 0) / data.length;
    expect(await valueOf(ask(RELATIVE, labels))).toBeCloseTo(share / tau, 10);
    expect(tau).toBeGreaterThan((await valueOf(ask(GEODESIC, labels))) ** 2);
    expect(await valueOf(ask('transport.constrictivity', labels))).toBeLessThan(1);
    expect(await valueOf(ask(TAU, labels, { sides: 'periodic' }))).toBeLessThan(tau);
  });

  test('states how it converged', async () => {
    expect(await ask(TAU, labelsOf(data, SHAPE, SPACING))).toMatchObject({
      note: expect.stringMatching(/iterations: flux mismatch between planes .* %, relative residual .* %/) as string,
    });
  });
});

describe('electrode tortuosity', () => {
  test('straight channels give 1, at any length and spacing, from either side', async () => {
    for (const n of [2, 3, 7]) {
      const data = Uint8Array.from({ length: n * 12 }, (_, i) => (i % 12 < 5 ? 1 : 0));
      for (const face of ['z-', 'z+'] as const)
        expect(await valueOf(electrode(labelsOf(data, [n, 3, 4], [2, 1, 5]), face))).toBeCloseTo(1, 4);
    }
  });

  test('a slower solver agrees; dead ends count and closed pores only dilute', async () => {
    const shape: Shape3 = [10, 11, 12];
    const spacing: Vec3 = [1.5, 1, 1];
    const data = waves(shape, 7, 0);
    const strides = [132, 12, 1];
    for (const axis of [0, 1, 2]) {
      const seeds = [...data.keys()].filter((i) => Math.floor(i / strides[axis]!) % shape[axis]! === 0);
      const reached = flood((i) => data[i] === 1, seeds, shape, 6);
      const expected = oracleElectrode(
        data.map((v) => (v === 1 ? 1 : 0)),
        shape,
        spacing,
        axis,
        reached,
      );
      const face = (['z+', 'y+', 'x+'] as const)[axis]!;
      expect((await valueOf(electrode(labelsOf(data, shape, spacing), face))) / expected).toBeCloseTo(1, 3);
    }
    const pocket = Uint8Array.from({ length: 5 * 5 * 6 }, (_, i) => (i % 5 === 1 ? 1 : 0));
    const plain = await valueOf(electrode(labelsOf(pocket, [6, 5, 5]), 'z-'));
    pocket[2 * 25 + 3] = 1;
    expect(await valueOf(electrode(labelsOf(pocket, [6, 5, 5]), 'z-'))).toBeCloseTo((plain * 31) / 30, 4);
  });

  test('a phase away from the open face is infinitely far', async () => {
    const data = Uint8Array.from({ length: 4 * 9 }, (_, i) => (i < 27 ? 1 : 0));
    expect(await electrode(labelsOf(data, [4, 3, 3]), 'z-')).toMatchObject({ value: 'Infinity' });
    expect(await electrode(labelsOf(data, [4, 3, 3]), 'z-', { phase: 5 })).toMatchObject({ value: null, reason: 'phase is empty' });
  });
});

describe('degenerate boxes', () => {
  const box = (shape: Shape3, fill: (i: number) => number): LabelVolume =>
    labelsOf(
      Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => fill(i)),
      shape,
    );

  test('empty: no tau and no share, nothing conducts', async () => {
    const empty = box([5, 4, 6], () => 0);
    for (const id of [TAU, FRACTION, GEODESIC]) expect(await ask(id, empty)).toMatchObject({ value: null, reason: 'phase is empty' });
    expect(await ask(RELATIVE, empty)).toMatchObject({ value: 0 });
    expect(await ask(PERCOLATES, empty)).toMatchObject({ value: false });
  });

  test('full, one voxel, one line, one column', async () => {
    for (const shape of [
      [5, 4, 6],
      [1, 1, 1],
      [1, 1, 9],
      [9, 1, 1],
    ] as const)
      for (const axis of ['z', 'y', 'x']) {
        const full = box(shape, () => 1);
        for (const id of [TAU, RELATIVE, FRACTION, GEODESIC]) expect(await valueOf(ask(id, full, { axis }))).toBeCloseTo(1, 6);
        expect(await ask(PERCOLATES, full, { axis })).toMatchObject({ value: true });
      }
  });

  test('one slice has no extent across itself, but conducts along itself', async () => {
    const slice = box([1, 6, 8], (i) => (i % 8 < 3 ? 1 : 0));
    expect(await ask(TAU, slice)).toMatchObject({ value: null, reason: 'no extent along z: one slice' });
    expect(await valueOf(ask(TAU, slice, { axis: 'y' }))).toBeCloseTo(1, 6);
    expect(await ask(TAU, slice, { axis: 'x' })).toMatchObject({ value: 'Infinity' });
  });

  test('one layer that blocks the way: infinite, 0, and not a zero division', async () => {
    const blocked = box([6, 4, 4], (i) => (Math.floor(i / 16) === 3 ? 4 : 1));
    for (const id of [TAU, GEODESIC]) expect(await ask(id, blocked)).toMatchObject({ value: 'Infinity' });
    expect(await ask(RELATIVE, blocked)).toMatchObject({ value: 0 });
    expect(await ask(FRACTION, blocked)).toMatchObject({ value: 0 });
    expect(await ask(PERCOLATES, blocked)).toMatchObject({ value: false });
    expect((await ask('transport.constrictivity', blocked)).value).toBeNull();
  });

  test('a label outside the table is a phase like any other', async () => {
    expect(
      await valueOf(
        ask(
          TAU,
          box([4, 4, 4], () => 200),
          { phase: 200 },
        ),
      ),
    ).toBeCloseTo(1, 9);
  });

  test('layers ten times thicker than wide', async () => {
    const labels = labelsOf(waves([12, 24, 24], 2, 0), [12, 24, 24], [10, 1, 1]);
    const z = await valueOf(ask(TAU, labels));
    const x = await valueOf(ask(TAU, labels, { axis: 'x' }));
    expect(z).toBeGreaterThan(1);
    expect(x).toBeGreaterThan(z);
  });
});

describe('threads', () => {
  let workers: ThreadWorkers;
  beforeAll(async () => {
    workers = createThreadWorkers({ threads: 2, entry: await bundleEntry('src/node/worker-entry.ts') });
  });
  afterAll(() => workers.close());

  test('two threads give the same number to the last bit', async () => {
    const shape: Shape3 = [70, 40, 44];
    const labels = labelsOf(waves(shape, 3, 0.5), shape);
    const shared = { ...labels, data: workers.share(labels.data) };
    const params = { phase: 1, axis: 'z', sides: 'no-flux' };
    const one = await recordOf(TAU).compute(contextOf(labels), params);
    const two = await recordOf(TAU).compute({ ...contextOf(shared), workers }, params);
    expect(typeof one.value).toBe('number');
    expect(two).toEqual(one);
  });

  test('an abort ends a running solve at once', async () => {
    const shape: Shape3 = [160, 160, 160];
    const data = workers.share(new Uint8Array(160 ** 3).map((_, i) => ((i * 2654435761) % 97 < 60 ? 1 : 0)));
    const stop = new AbortController();
    const context = { ...contextOf(labelsOf(data, shape)), workers, signal: stop.signal };
    const running = recordOf(TAU).compute(context, { phase: 1, axis: 'z', sides: 'no-flux' });
    setTimeout(() => stop.abort(), 150);
    await expect(running).rejects.toMatchObject({ tag: 'aborted' });
  });
});
