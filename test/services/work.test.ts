/** What computes: files in, files out, and the run through all stages. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { measure, standardRequest } from '../../src/metrics/index.js';
import { labelVolume } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { describeShared, sharedPath } from '../support/shared.js';
import { startCore, temporaryFolder } from './core-harness.js';
import { installTinyModel, tinyInference } from './tiny-model.js';
import { SHAPE, tinyLabels, VOXEL, writeTallImage, writeTinyImage, writeTinyLabels } from './tiny-stack.js';

const home = temporaryFolder();
const image = join(home, 'cell.tif');
const labels = join(home, 'truth.tif');
const place = (name: string): string => join(home, name);
const withModel = (onRun?: (run: number) => void) => startCore(home, { ports: { inference: tinyInference(onRun) } });

beforeAll(async () => {
  await writeTinyImage(image);
  await writeTinyLabels(labels);
  installTinyModel(join(home, 'models'));
});

describe('measure.file', () => {
  it('gives what the engine gives for an exact request', async () => {
    const { client, read } = startCore(home);
    const request = [
      { id: 'a', metric: 'isolation.f_dead', params: { connectivity: 6, collector_faces: ['y-'], collector_body_label: 5 } },
      { metric: 'volume.volume', params: { phase: 1 } },
      { metric: 'no.such' },
    ];
    const document = await client['measure.file']({ labels: read(labels), request });
    const engine = await measure(request, { labels: labelVolume(tinyLabels(), SHAPE, VOXEL, 'test') }, { workers: createInlineWorkers() });
    expect(document.results.map((result) => result.value)).toEqual(engine.results.map((result) => result.value));
    expect(document.results[0]).toMatchObject({ id: 'a', value: 8 / 28 });
    expect(document.results[2]?.error?.code).toBe('unknown-metric');
    expect(document.input).toMatchObject({ axes: 'zyx', shape: [6, 12, 10], spacing: { unit: 'um' } });
  });

  it('runs the standard set with the collector body that it finds, and says so', async () => {
    const { client, read } = startCore(home);
    const document = await client['measure.file']({ labels: read(labels), collector: ['y-'] });
    // the standard set, and the share of every other phase in the labels
    const others = Object.keys(document.labels).filter((id) => id !== '1');
    expect(document.results).toHaveLength(standardRequest(SHAPE).length + others.length);
    expect(document.results.flatMap((result) => (result.metric === 'volume.fraction' ? [String(result.params['phase'])] : []))).toEqual([
      '1',
      ...others,
    ]);
    const dead = document.results.find((result) => result.metric === 'isolation.f_dead');
    expect(dead).toMatchObject({ value: 8 / 28, params: { collector_body_label: 5 } });
    expect(document.warnings.join()).toContain('phase 5');
  });
});

describeShared('reference/metrics/iso-basic', 'the phantom iso-basic', () => {
  it('has 4.2877, 4.0111 and 3.7344 % dead lithium under 6, 18 and 26 neighbours', async () => {
    const { client, read } = startCore(home);
    const request = [6, 18, 26].map((connectivity) => ({ metric: 'isolation.f_dead', params: { connectivity, collector_faces: ['z-'] } }));
    const document = await client['measure.file']({ labels: read(sharedPath('reference/metrics/iso-basic/labels.tif')), request });
    expect(document.results.map((result) => (100 * Number(result.value)).toFixed(4))).toEqual(['4.2877', '4.0111', '3.7344']);
  });
});

describe('segmenting a file', () => {
  it('writes labels and probabilities that evaluate perfectly', async () => {
    const { client, read, write } = withModel();
    const output = place('segmented.tif');
    const document = await client['segment.file']({
      stack: [read(image)],
      model: 'li-xct-fast',
      output: write(output),
      probabilities: write(place('p.zarr')),
      collector: ['y-'],
    });
    expect(document.phases).toEqual({ '1': 28, '3': 720 - 120 - 28, '5': 120 });
    expect(document.tiles.reused).toBe(0);
    expect(document.input.spacing).toMatchObject({ value: [1, 1, 1], unit: 'um' });
    const scores = await client['evaluate.run']({
      labels: read(output),
      truth: read(labels),
      probabilities: read(place('p.zarr')),
      collector: ['y-'],
    });
    expect(scores.phases['1']).toMatchObject({ dice: 1, iou: 1, boundaryF1: 1, volumeBias: 0 });
    expect(scores.phases['2']).toMatchObject({ dice: null });
    expect(scores.deadFraction).toMatchObject({ measured: 8 / 28, truth: 8 / 28, interval: [8 / 28, 8 / 28] });
  });

  it('after a cancel keeps finished tiles and uses them again', async () => {
    const tall = place('tall.tif');
    await writeTallImage(tall, 8);
    const stop = new AbortController();
    const first = withModel((run) => {
      if (run === 2) stop.abort();
    });
    const ask = { stack: [first.read(tall)], model: 'li-xct-fast', output: first.write(place('again.tif')) };
    await expect(first.client['segment.file'](ask, { signal: stop.signal })).rejects.toMatchObject({ tag: 'aborted' });
    expect(existsSync(place('again.tif'))).toBe(false);
    const second = withModel();
    const output = second.write(place('again.tif'));
    const document = await second.client['segment.file']({ stack: [second.read(tall)], model: 'li-xct-fast', output });
    expect(document.tiles.total).toBeGreaterThan(2);
    expect(document.tiles.reused).toBeGreaterThan(0);
    expect(document.phases['1']).toBe(8 * 28);
    expect(readdirSync(join(home, 'data/tiles'))).toEqual([]);
  });

  it('names models that are not there', async () => {
    const { client, read, write } = withModel();
    await expect(client['segment.file']({ stack: [read(image)], model: 'nope', output: write(place('x.tif')) })).rejects.toMatchObject({
      code: 'unknown-model',
      message: expect.stringContaining('li-xct-fast'),
    });
  });
});

describe('segmenting a study', () => {
  it('keeps probabilities, provenance and what was outside the training range', async () => {
    const { client, core, read, write } = withModel();
    const made = await client['study.create']({ files: [read(image)], folder: write(place('seg.lithoscope')), collector: ['y-'] });
    const state = await client['segment.run']({ study: made.id, model: 'li-xct-fast' });
    expect(state.segmentation).toMatchObject({ outOfRange: { level: 'warn' }, phases: { '1': 28, '5': 120 } });
    expect(state.stages.find((stage) => stage.id === 'segment')?.status).toBe('done');
    const { data } = await core.slices.slice({ study: made.id, layer: 'probability-1', axis: 'z', index: 2 });
    expect(data[4 * 10 + 2]).toBeGreaterThan(200);
    // the metrics see them too
    const { document: numbers } = await client['measure.run']({
      study: made.id,
      metrics: ['isolation.f_dead_interval'],
      errorBars: false,
    });
    expect(numbers.results[0]?.reason).toBeUndefined();
    expect(numbers.results[0]?.value).toHaveLength(2);
    const document = JSON.parse(readFileSync(place('seg.lithoscope/study.json'), 'utf8'));
    const step = document.steps.find((one: { kind: string }) => one.kind === 'segment');
    expect(step).toMatchObject({ model: { sha256: state.segmentation!.model.sha256 }, made: ['labels-1'] });
    const prepared = await client['prepare.update']({
      study: made.id,
      steps: [{ step: 'gaussian', sigma: 1, enabled: true }],
    });
    expect(prepared.stages.find((stage) => stage.id === 'segment')).toMatchObject({ status: 'stale' });
    await client['edit.stroke']({
      study: made.id,
      stroke: { kind: 'brush', axis: 'z', slice: 0, points: [[5, 5]], radius: 1, phase: 1, erase: false },
    });
    const again = await client['segment.run']({ study: made.id, model: 'li-xct-fast' });
    expect(again.edits).toMatchObject({ undo: 0, redo: 0 });
    expect(readdirSync(place('seg.lithoscope/labels'))).toEqual(['labels-2.zarr']);
    expect(readdirSync(place('seg.lithoscope/edits'))).toEqual(['labels-1.bin']);
  });
});

describe('simulations', () => {
  const small = { voxel: '1um', particle: '1um', height: '12um', depth: '24um', width: '24um', thickness: '2um' };

  it('give the same bytes for the same seed, with the truth beside', async () => {
    const { client, write } = startCore(home);
    const run = (name: string, seed: number) =>
      client['simulate.run']({ generator: 'brownian-dla', params: small, seed, output: write(place(name)) });
    const [a, b, c] = [await run('a.tif', 1), await run('b.tif', 1), await run('c.tif', 2)];
    expect(a.sha256).toBe(b.sha256);
    expect(a.sha256).not.toBe(c.sha256);
    expect(a.shape).toEqual([24, 12, 24]);
    expect(JSON.parse(readFileSync(a.truth, 'utf8'))).toMatchObject({ generator: 'brownian-dla', collector: 'y-', sha256: a.sha256 });
  });

  it('refuse parameters that they do not have', async () => {
    const { client, write } = startCore(home);
    const run = (params: Record<string, string>) =>
      client['simulate.run']({ generator: 'brownian-dla', params, output: write(place('bad.tif')) });
    await expect(run({ size: '3' })).rejects.toMatchObject({ code: 'unknown-parameter' });
    await expect(run({ voxel: '3' })).rejects.toMatchObject({ code: 'bad-parameter' });
    await expect(client['simulate.run']({ generator: 'x', output: write(place('bad.tif')) })).rejects.toMatchObject({
      code: 'unknown-generator',
    });
  });

  it('compare with a file of the same kind', async () => {
    const { client, read } = startCore(home);
    const document = await client['compare.files']({ a: read(place('a.tif')), generators: [{ id: 'brownian-dla' }], seeds: 2 });
    expect(document.generators?.[0]).toMatchObject({ id: 'brownian-dla', seeds: [1, 2] });
    const two = await client['compare.files']({ a: read(place('a.tif')), b: read(place('c.tif')) });
    expect(two.rows.length).toBeGreaterThan(0);
  });
});

describe('synthesize', () => {
  it('makes image, labels and truth with a sidecar that a study reads', async () => {
    const { client, read, write } = startCore(home);
    const params = { nz: '12', ny: '40', nx: '32' };
    const made = await client['synthesize.run']({ family: 'moss', modality: 'xct', params, seed: 4, output: write(place('syn')) });
    const [item] = made.items;
    const info = await client['stack.info']({ files: [read(item!.image)], hash: true });
    expect(info.volumes[0]).toMatchObject({ shape: [12, 40, 32], dtype: 'uint16', sha256: item!.sha256 });
    const study = await client['study.create']({ files: [read(item!.image)], folder: write(place('syn.lithoscope')) });
    expect(study.setup).toMatchObject({ collector: ['y-'], voxel: { unit: 'nm' } });
  });
});

describe('analyze', () => {
  it('runs all stages, and the recipe of its report replays it', async () => {
    const { client, read, write } = withModel();
    const document = await client['analyze.run']({
      stack: [read(image)],
      output: write(place('all.lithoscope')),
      collector: ['y-'],
      cell: 'wet',
    });
    expect(document.steps.map((step) => [step.id, step.status])).toEqual([
      ['load', 'done'],
      ['prepare', 'done'],
      ['segment', 'done'],
      ['review', 'skipped'],
      ['measure', 'done'],
      ['compare', 'done'],
      ['report', 'done'],
    ]);
    expect(document.report.every((path) => existsSync(path))).toBe(true);
    const recipe = place('all.lithoscope/results/report/recipe.json');
    const replay = await client['analyze.run']({ stack: [read(image)], output: write(place('replay.lithoscope')), recipe: read(recipe) });
    expect(replay.results).toEqual(document.results);
    const halo = document.results.find((result) => result.metric === 'isolation.f_dead')?.params['halo_voxels'];
    expect(halo).toBe(1);
  });

  it('goes on where an interrupted run of the same stack stopped, and refuses another stack there', async () => {
    const { client, read, write } = withModel();
    const ask = { stack: [read(image)], output: write(place('all.lithoscope')) };
    const again = await client['analyze.run'](ask);
    expect(again.steps.every((step) => step.status !== 'failed')).toBe(true);
    await writeTallImage(place('other.tif'), 2);
    await expect(client['analyze.run']({ ...ask, stack: [read(place('other.tif'))] })).rejects.toMatchObject({ code: 'already-exists' });
  });

  it('says which stage failed and skips the rest', async () => {
    const { client, read, write } = startCore(home);
    const flat = place('recipe.json');
    writeFileSync(flat, '{}');
    await expect(
      client['analyze.run']({ stack: [read(image)], output: write(place('f.lithoscope')), recipe: read(flat) }),
    ).rejects.toMatchObject({ code: 'bad-recipe' });
    const document = await client['analyze.run']({ stack: [read(image)], output: write(place('f.lithoscope')), models: ['nope'] });
    expect(document.steps.find((step) => step.id === 'segment')).toMatchObject({ status: 'failed' });
    expect(document.steps.find((step) => step.id === 'report')).toMatchObject({ status: 'skipped' });
  });
});
