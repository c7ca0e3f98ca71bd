/** Metrics beside the standard set: measured alone where the rest still holds, kept in the result, the recipe and the report. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { MeasureDocument } from '../../src/contract/index.js';
import { curvesOfDocument } from '../../src/services/measure-curves.js';
import { startCore, temporaryFolder } from './core-harness.js';
import type { TestCore } from './core-harness.js';
import { SHAPE, writeTinyImage, writeTinyLabels } from './tiny-stack.js';

const home = temporaryFolder();
let host: TestCore;
let study: string;

beforeAll(async () => {
  await writeTinyImage(join(home, 'cell.tif'));
  await writeTinyLabels(join(home, 'labels.tif'));
  host = startCore(home);
  const { id } = await host.client['study.create']({
    files: [host.read(join(home, 'cell.tif'))],
    folder: host.write(join(home, 'chosen.lithoscope')),
  });
  await host.client['setup.update']({ study: id, collector: ['y-'], cell: 'wet' });
  await host.client['segment.import']({ study: id, labels: host.read(join(home, 'labels.tif')) });
  study = id;
});

const LINE = { metric: 'statistics.lineal_path', params: { axis: 'y', lags_voxels: [0, 1, 2] } };
const EDGES = { metric: 'volume.voxels', params: { phase: 3 } };

describe('metrics that are asked for', () => {
  it('stand beside the set, which is not measured again', async () => {
    const before = await host.client['measure.run']({ study, errorBars: false });
    expect(before.chosen).toBeUndefined();
    const steps: string[] = [];
    const after = await host.client['measure.run'](
      { study, requests: [LINE], keep: true, errorBars: false },
      { onProgress: ({ done, total, what }) => steps.push(`${done}/${total} ${what}`) },
    );
    expect(steps).toEqual(['1/1 metrics']);
    expect(after.document.results.slice(0, -1)).toEqual(before.document.results);
    expect(after.document.results.at(-1)).toMatchObject({ metric: LINE.metric, params: { axis: 'y' } });
    expect(after.chosen).toEqual([LINE]);
    expect(after.headline).toEqual(before.headline);
    expect(after.curves.map(({ id }) => id)).toContain(LINE.metric);
  });

  it('are kept while others come and go', async () => {
    const both = await host.client['measure.run']({ study, requests: [EDGES, LINE], keep: true, errorBars: false });
    expect(both.document.results.slice(-2).map(({ metric }) => metric)).toEqual([EDGES.metric, LINE.metric]);
    const none = await host.client['measure.run']({ study, requests: [], keep: true, errorBars: false });
    expect(none.chosen).toBeUndefined();
    expect(none.document.results.map(({ metric }) => metric)).not.toContain(LINE.metric);
    expect(none.curves.map(({ id }) => id)).not.toContain(LINE.metric);
    await host.client['measure.run']({ study, requests: [EDGES, LINE], keep: true, errorBars: false });
    expect(await host.client['measure.get']({ study })).toMatchObject({ chosen: [EDGES, LINE] });
  });

  it('say what is wrong with them without losing the others', async () => {
    const { document } = await host.client['measure.run']({
      study,
      requests: [{ metric: 'no.such' }, { metric: LINE.metric, params: { axis: 'w' } }, EDGES],
      keep: true,
      errorBars: false,
    });
    const [unknown, bad, good] = document.results.slice(-3);
    expect(unknown?.error?.code).toBe('unknown-metric');
    expect(bad?.reason).toContain('axis');
    expect(good?.value).toBeTypeOf('number');
  });

  it('are measured with everything when the labels changed, or when the set-up did', async () => {
    await host.client['measure.run']({ study, requests: [LINE], keep: true, errorBars: false });
    await host.client['setup.update']({ study, voxel: { value: [2, 2, 2], unit: 'um' } });
    const { document, curves } = await host.client['measure.run']({ study, requests: [LINE], keep: true, errorBars: false });
    expect(document.input.spacing?.value).toEqual([2, 2, 2]);
    expect(document.results.length).toBeGreaterThan(20);
    expect(curves.find(({ id }) => id === LINE.metric)?.x.values[1]).toBeCloseTo(2e-6, 15);
  });

  it('are in the recipe and in the report', async () => {
    await host.client['report.build']({ study, formats: ['html', 'csv'] });
    const folder = join(home, 'chosen.lithoscope', 'results', 'report');
    const recipe = JSON.parse(readFileSync(join(folder, 'recipe.json'), 'utf8')) as { measure: { requests: unknown } };
    expect(recipe.measure.requests).toEqual([LINE]);
    const page = readFileSync(join(folder, 'report.html'), 'utf8');
    expect(page).toContain('Lineal path, axis y, lags_voxels [0,1,2]');
    expect(page).toContain('Lineal path, lithium, along y');
  });
});

it('the labels before the first edit are read long after the call that opened the study has ended', async () => {
  await host.client['study.close']({ study });
  const other = startCore(home);
  const stop = new AbortController();
  const { studies } = await other.client['study.recent']({});
  const opened = await other.client['study.open']({ ref: studies[0]!.ref }, { signal: stop.signal });
  stop.abort();
  const { data } = await other.core.slices.slice({ study: opened.id, layer: 'first-labels', axis: 'z', index: 0 });
  expect(data).toHaveLength(SHAPE[1] * SHAPE[2]);
});

describe('the axis of a list', () => {
  const document = (result: Partial<MeasureDocument['results'][number]>, spacing: number[] | null): MeasureDocument => ({
    schema: 'lithoscope-measure/1',
    input: {
      path: '',
      sha256: '',
      shape: [10, 20, 30],
      axes: 'zyx',
      spacing: spacing === null ? null : { value: spacing as [number, number, number], unit: 'um', source: 'test' },
    },
    labels: {},
    results: [{ metric: 'x', params: {}, value: null, ...result }],
    warnings: [],
  });
  const curveOf = (result: Partial<MeasureDocument['results'][number]>, spacing: number[] | null = [3, 2, 1]) =>
    curvesOfDocument(document(result, spacing))[0];

  it('is the distance from the first collector, in layers of that axis', () => {
    const found = curveOf({ metric: 'profile.li_fraction_along_growth', params: { collector_faces: ['y-'] }, value: [0.5, 0.25] });
    expect(found?.x).toMatchObject({ unit: 'm', values: [1e-6, 3e-6] });
  });

  it('is in voxels without a voxel size', () => {
    const found = curveOf({ metric: 'statistics.two_point', params: { axis: 'z', lags_voxels: [0, 2] }, value: [1, 0.5] }, null);
    expect(found?.x).toMatchObject({ unit: 'voxel', values: [0, 2] });
  });

  it('of balls and depths is in shortest edges; the spectrum starts at nothing', () => {
    const found = curveOf({ metric: 'granulometry.pattern_spectrum', params: { diameters: [2, 4] }, value: [0.2, 0.5, 0.3] });
    expect(found?.x.values.map((value) => Math.round(value * 1e6))).toEqual([0, 2, 4]);
  });

  it('of boxes is in powers of two, on logarithms where counts are positive', () => {
    const found = curveOf({ metric: 'fractal.box_counts', value: [64, 16, 4], unit: 'count' });
    expect(found).toMatchObject({ x: { values: [1, 2, 4], scale: 'log' }, y: { scale: 'log' } });
    expect(curveOf({ metric: 'fractal.box_counts', value: [4, 0], unit: 'count' })?.x.scale).toBeUndefined();
  });

  it('of height differences is across the collector, and both are lengths', () => {
    const found = curveOf({ metric: 'height.difference_correlation', params: { collector_faces: ['z-'] }, value: [1, 2, 3], unit: 'um' });
    expect(found?.x.values).toEqual([1e-6, 2e-6, 4e-6]);
    expect(found?.y).toMatchObject({ unit: 'm', values: [1e-6, 2e-6, 3e-6] });
  });

  it('there is none for one value, a missing one, or a list of another length', () => {
    for (const value of [null, [1], [1, 2, 3]])
      expect(curveOf({ metric: 'statistics.two_point', params: { axis: 'z', lags_voxels: [0, 1] }, value })).toBeUndefined();
  });
});
