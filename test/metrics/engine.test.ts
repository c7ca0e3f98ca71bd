import { describe, expect, test } from 'vitest';
import { measure, METRICS, metricPages, standardRequest } from '../../src/metrics/index.js';
import type { MeasureInput, MeasureRequest } from '../../src/metrics/index.js';
import type { Workers } from '../../src/ports/index.js';
import { labelVolume, NO_CALIBRATION } from '../../src/volume/index.js';
import type { Calibration, Face, Shape3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';

const UM: Calibration = { spacing: [0.2e-6, 0.065e-6, 0.065e-6], source: 'test', unit: 'um' };

/** a pillar of 3 voxels on z- with a free voxel above it, in the middle of 6 x 3 x 3 */
function pillar(calibration: Calibration = UM, collectorFaces: readonly Face[] = ['z-']): MeasureInput {
  const data = new Uint8Array(54).fill(3);
  for (const z of [0, 1, 2, 4]) data[z * 9 + 4] = 1;
  return { labels: labelVolume(data, [6, 3, 3], calibration, 'pillar'), collectorFaces };
}

const workers = createInlineWorkers();
const ask = async (requests: MeasureRequest[], input: MeasureInput = pillar()) => (await measure(requests, input, { workers })).results;

describe('measuring by name', () => {
  test('one result per request, in order, with id and defaults', async () => {
    const [first, second] = await ask([
      { id: 'a', metric: 'isolation.f_dead' },
      { id: 'b', metric: 'volume.voxels', params: { phase: 'electrolyte' } },
    ]);
    expect(first).toMatchObject({
      id: 'a',
      value: 0.25,
      unit: '1',
      estimator: 'isolation@1',
      params: { phase: 1, connectivity: 18, collector_faces: ['z-'], conductive_labels: [1], gap_voxels: 0, halo_voxels: 0 },
      uncertainty: { connectivity: [0.25, 0.25], 'field-of-view': [0.25, 0.25] },
    });
    expect(first!.note).toContain('6 / 18 / 26');
    expect(second).toMatchObject({ id: 'b', value: 50, unit: 'voxel', params: { phase: 3 } });
  });

  test('an unknown metric or parameter is an error of its entry alone', async () => {
    const results = await ask([
      { metric: 'isolation.f_undead' },
      { metric: 'isolation.f_dead', params: { conectivity: 6 } },
      { metric: 'isolation.dead_voxels' },
    ]);
    expect(results.map((result) => result.error?.code)).toEqual(['unknown-metric', 'unknown-parameter', undefined]);
    expect(results.map((result) => result.value)).toEqual([null, null, 1]);
    expect(results[1]!.error!.message).toContain('connectivity');
  });

  test.each([
    [{ connectivity: 7 }, '26, 18, 6'],
    [{ phase: 256 }, 'label id'],
    [{ phase: 'gold' }, 'name of a phase'],
    [{ gap_voxels: -1 }, 'integer'],
    [{ collector_faces: ['z-', 'z-'] }, 'different faces'],
    [{ collector_faces: ['top'] }, 'different faces'],
    [{ conductive_labels: [] }, 'list of label ids'],
  ])('a parameter that makes no sense is refused: %j', async (params, expected) => {
    const [result] = await ask([{ metric: 'isolation.f_dead', params }]);
    expect(result).toMatchObject({ value: null, error: { code: 'bad-parameter' } });
    expect(result!.error!.message).toContain(expected);
  });

  test('a seed voxel outside the volume is refused, null counts as absent', async () => {
    const [outside, absent] = await ask([
      { metric: 'volume.volume', params: { seed_voxel_zyx: [6, 0, 0] } },
      { metric: 'isolation.live_voxels', params: { collector_body_label: null } },
    ]);
    expect(outside!.error?.code).toBe('bad-parameter');
    expect(absent).toMatchObject({ value: 3 });
  });

  test('physical values come clean in the unit of the input', async () => {
    const requests = [{ metric: 'isolation.dead_volume' }, { metric: 'height.max' }];
    expect((await ask(requests)).map((result) => [result.value, result.unit])).toEqual([
      [0.000845, 'um^3'],
      [1, 'um'],
    ]);
    const nm = pillar({ spacing: [200e-9, 65e-9, 65e-9], source: 'test', unit: 'nm' });
    expect((await ask(requests, nm)).map((result) => [result.value, result.unit])).toEqual([
      [845000, 'nm^3'],
      [1000, 'nm'],
    ]);
  });

  test('without voxel size physical values are missing with the reason, counts are there', async () => {
    const results = await ask([{ metric: 'height.max' }, { metric: 'volume.voxels' }], pillar(NO_CALIBRATION));
    expect(results[0]).toMatchObject({ value: null, reason: expect.stringContaining('voxel size') as string });
    expect(results[0]!.error).toBeUndefined();
    expect(results[1]!.value).toBe(4);
  });

  test('without collector isolation is missing with the reason; a request may name one, or none', async () => {
    const input = pillar(UM, []);
    const results = await ask(
      [{ metric: 'isolation.f_dead' }, { metric: 'isolation.f_dead', params: { collector_faces: ['z-'] } }, { metric: 'isolation.pieces' }],
      input,
    );
    expect(results.map((result) => result.value)).toEqual([null, 0.25, 2]);
    expect(results[0]!.reason).toContain('collector');
    expect((await ask([{ metric: 'isolation.f_dead', params: { collector_faces: 'none' } }]))[0]!.value).toBeNull();
  });

  test('two collectors are needed for a short circuit', async () => {
    const results = await ask([
      { metric: 'isolation.short_circuit' },
      { metric: 'isolation.short_circuit', params: { collector_faces: ['z-', 'z+'] } },
    ]);
    expect(results.map((result) => result.value)).toEqual([null, false]);
  });

  test('one axis of length 1 makes an image, two do not', async () => {
    const flat = (shape: Shape3, face: Face): MeasureInput => ({
      labels: labelVolume(new Uint8Array(12).fill(1), shape, UM, 'flat'),
      collectorFaces: [face],
    });
    const both = [{ metric: 'isolation.live_voxels' }, { metric: 'isolation2d.live_voxels' }];
    const values = async (shape: Shape3, face: Face) => (await ask(both, flat(shape, face))).map((result) => result.value);
    expect(await values([1, 3, 4], 'y-')).toEqual([null, 12]);
    expect(await values([3, 4, 1], 'z+')).toEqual([null, 12]);
    expect(await values([1, 1, 12], 'x-')).toEqual([12, null]);
    expect(await values([1, 3, 4], 'z-')).toEqual([null, null]); // nothing grows along the flat axis
  });

  test('a collector body that is not there gives no numbers', async () => {
    const [result] = await ask([{ metric: 'isolation.f_dead', params: { collector_body_label: 5 } }]);
    expect(result).toMatchObject({ value: null, reason: expect.stringContaining('label 5') as string });
  });

  test('intermediates are computed once per run', async () => {
    let runs = 0;
    const counting: Workers = { ...workers, run: async (id, args, signal) => (runs++, workers.run(id, args, signal)) };
    await measure([{ metric: 'volume.voxels' }, { metric: 'volume.fraction' }, { metric: 'deposit.areal_capacity' }], pillar(), {
      workers: counting,
    });
    expect(runs).toBe(1);
  });

  test('progress counts metrics, and a run can be stopped between two', async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const running = measure(standardRequest([6, 3, 3]), pillar(), {
      workers,
      signal: stop.signal,
      onProgress: ({ done }) => {
        seen.push(done);
        if (done === 2) stop.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ tag: 'aborted' });
    expect(seen).toEqual([1, 2]);
  });

  test('the report names the input, its labels and those without a phase; JSON has no NaN', async () => {
    const data = Uint8Array.from([0, 1, 1, 7]);
    const input = { labels: labelVolume(data, [1, 2, 2], UM, 'slice.tif'), path: 'slice.tif' };
    const report = await measure(
      [...METRICS].map(({ id }) => ({ metric: id })),
      input,
      { workers },
    );
    expect(report).toMatchObject({
      schema: 'lithoscope-measure/1',
      input: { path: 'slice.tif', shape: [1, 2, 2], axes: 'zyx', spacing: { value: [0.2, 0.065, 0.065], unit: 'um', source: 'test' } },
      labels: { 0: 'unassigned', 1: 'lithium', 7: 'unknown' },
    });
    expect(report.warnings.join()).toContain('7');
    for (const result of report.results) {
      expect(result.error, result.metric).toBeUndefined();
      expect(result.value === null, result.metric).toBe(result.reason !== undefined);
    }
  });
});

describe('the list of metrics', () => {
  test.each(METRICS.map((metric) => [metric.id, metric] as const))('%s is fully described', (id, metric) => {
    expect(id.startsWith(`${metric.family}.`)).toBe(true);
    expect(METRICS.filter((other) => other.id === id)).toHaveLength(1);
    expect(metric.estimator).toMatch(/^[a-z0-9-]+@\d+$/);
    expect(metric.bias).not.toBe('');
    expect(metric.definition.length).toBeGreaterThan(5);
    for (const reference of metric.references) expect(reference).not.toBe(''); // exact counts need none
    for (const spec of metric.params)
      if (spec.values !== undefined && spec.default !== undefined) expect(spec.values).toContain(spec.default);
    expect(new Set(metric.params.map((spec) => spec.name)).size).toBe(metric.params.length);
    if (metric.needsCollector) expect(metric.params.map((spec) => spec.name)).toContain('collector_faces');
  });

  test('every metric has a page that names its parameters', () => {
    const pages = new Map(metricPages([]).map((page) => [page.name, page.text]));
    for (const metric of METRICS) {
      const page = pages.get(`${metric.id}.md`);
      expect(page).toContain(metric.estimator);
      for (const spec of metric.params) expect(page).toContain(`\`${spec.name}\``);
      expect(pages.get('README.md')).toContain(metric.id);
    }
  });
});
