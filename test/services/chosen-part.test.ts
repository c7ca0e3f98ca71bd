/** One data set, one time point, one channel of a file that holds several: chosen once, recorded, and used from then on. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSources } from '../../src/formats/index.js';
import { createFormatHost } from '../../src/node/format-host.js';
import type { Sources } from '../../src/ports/index.js';
import { startCore, temporaryFolder } from './core-harness.js';
import { installTinyModel, tinyInference } from './tiny-model.js';
import { SHAPE, tinyImage, tinyLabels } from './tiny-stack.js';

const home = temporaryFolder();
const film = join(home, 'film.npy');
const phases = join(home, 'phases.npy');
const pair = join(home, 'pair.npz');

function npy(shape: readonly number[], data: Uint8Array | Uint16Array): Uint8Array {
  const head = `{'descr': '${data instanceof Uint8Array ? '|u1' : '<u2'}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const padded = head.padEnd(Math.ceil((head.length + 11) / 64) * 64 - 11) + '\n';
  const start = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, padded.length % 256, Math.floor(padded.length / 256)];
  return new Uint8Array([...start, ...strToU8(padded), ...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]);
}

/** The tiny deposit, and all lithium gone at the second time. */
const second = tinyLabels().map((label) => (label === 1 ? 3 : label));
const image = tinyImage();
const faded = image.map((value, i) => (second[i] === tinyLabels()[i] ? value : 2000));

beforeAll(() => {
  writeFileSync(film, npy([2, ...SHAPE], Uint16Array.from([...image, ...faded])));
  writeFileSync(phases, npy([2, ...SHAPE], Uint8Array.from([...tinyLabels(), ...second])));
  writeFileSync(pair, zipSync({ 'before.npy': npy(SHAPE, tinyLabels()), 'after.npy': npy(SHAPE, second) }));
  installTinyModel(join(home, 'models'));
});

/** The axis of time as one of channels with names. */
function asChannels(): Sources {
  const real = createSources(createFormatHost());
  return {
    ...real,
    async open(path, dataset) {
      const source = await real.open(path, dataset);
      const axes = source.info.axes.map((axis) => (axis.name === 't' ? { ...axis, name: 'c' as const } : axis));
      return { ...source, info: { ...source.info, axes, warnings: [], channels: [{ name: 'before' }, { name: 'after' }] } };
    },
  };
}

const lithium = [{ metric: 'volume.voxels', params: { phase: 1 } }];

describe('labels', () => {
  it('are those of the time point, and are not guessed', async () => {
    const { client, read } = startCore(home);
    const ask = (time?: number) =>
      client['measure.file']({ labels: read(phases), request: lithium, ...(time === undefined ? {} : { time }) });
    expect((await ask(0)).results[0]?.value).toBe(28);
    expect((await ask(1)).results[0]?.value).toBe(0);
    await expect(ask()).rejects.toMatchObject({ code: 'not-labels' });
    await expect(ask(2)).rejects.toMatchObject({ code: 'no-such-time' });
  });

  it('are those of the channel, by name or index', async () => {
    const { client, read } = startCore(home, { ports: { sources: asChannels() } });
    const ask = async (channel: string | number) =>
      (await client['measure.file']({ labels: read(phases), request: lithium, channel })).results[0]?.value;
    expect([await ask('before'), await ask('AFTER'), await ask(0), await ask('1')]).toEqual([28, 0, 28, 0]);
    await expect(ask('SEI')).rejects.toMatchObject({ code: 'no-such-channel' });
  });

  it('are those of the data set that info names', async () => {
    const { client, read } = startCore(home);
    const { volumes } = await client['stack.info']({ files: [read(pair)], hash: false });
    const ids = volumes.map((entry) => ('error' in entry ? '' : (entry.dataset ?? '')));
    const counts = await Promise.all(
      ids.map(async (dataset) => (await client['measure.file']({ labels: read(pair), request: lithium, dataset })).results[0]?.value),
    );
    expect(Object.fromEntries(ids.map((id, k) => [id.replace('.npy', ''), counts[k]]))).toEqual({ before: 28, after: 0 });
    await expect(client['measure.file']({ labels: read(pair), dataset: 'nothing' })).rejects.toThrow('nothing');
  });

  it('are evaluated by part', async () => {
    const { client, read } = startCore(home);
    const truth = join(home, 'truth.npy');
    writeFileSync(truth, npy(SHAPE, tinyLabels()));
    const dice = async (time: number) =>
      (await client['evaluate.run']({ labels: read(phases), truth: read(truth), time })).phases['1']?.dice;
    expect([await dice(0), await dice(1)]).toEqual([1, 0]);
  });

  it('are evaluated against the part of the truth that was chosen, whatever the part of the labels', async () => {
    const { client, read } = startCore(home);
    const dice = async (time: number, truthPart: { time?: number; dataset?: string }, truth = phases) =>
      (await client['evaluate.run']({ labels: read(phases), truth: read(truth), time, truthPart })).phases['1']?.dice;
    expect([await dice(0, { time: 0 }), await dice(0, { time: 1 })]).toEqual([1, 0]);
    const { volumes } = await client['stack.info']({ files: [read(pair)], hash: false });
    const ids = volumes.map((entry) => ('error' in entry ? '' : (entry.dataset ?? '')));
    const found = await Promise.all(ids.map(async (dataset) => [dataset.replace('.npy', ''), await dice(0, { dataset }, pair)]));
    expect(Object.fromEntries(found)).toEqual({ before: 1, after: 0 });
    await expect(dice(0, {})).rejects.toMatchObject({ code: 'not-labels' });
    await expect(dice(0, { time: 2 })).rejects.toMatchObject({ code: 'no-such-time' });
  });

  it('are compared part by part: each of two files has a choice of its own', async () => {
    const { client, read } = startCore(home);
    const euler = async (time: number, bTime?: number) => {
      const bPart = bTime === undefined ? {} : { bPart: { time: bTime } };
      const { rows } = await client['compare.files']({ a: read(phases), b: read(phases), time, ...bPart, metrics: ['topology.euler'] });
      return [rows[0]?.a.value, rows[0]?.b.value];
    };
    const [whole] = await euler(0, 0);
    expect(whole).toBeGreaterThan(0);
    // nothing is left of the lithium at the second time
    expect([await euler(0, 0), await euler(0, 1), await euler(1, 0)]).toEqual([
      [whole, whole],
      [whole, 0],
      [0, whole],
    ]);
    // the choice for the first file is not carried over to the second
    await expect(euler(0)).rejects.toMatchObject({ code: 'not-labels' });
  });
});

describe('a stack', () => {
  it('is segmented at the time point: finished tiles of another one are not its own', async () => {
    const { client, read, write } = startCore(home, { ports: { inference: tinyInference() } });
    const shas: string[] = [];
    for (const time of [0, 1]) {
      const output = join(home, `segmented-${time}.tif`);
      const made = await client['segment.file']({ stack: [read(film)], model: 'li-xct-fast', output: write(output), time });
      expect(made.tiles.reused).toBe(0);
      expect(made.warnings.join()).not.toContain('time points');
      shas.push(readFileSync(output).toString('base64'));
    }
    expect(shas[0]).not.toBe(shas[1]);
  });

  it('becomes a study that says what it shows, and shows it again when it is opened again', async () => {
    const first = startCore(home);
    const made = await first.client['study.create']({ files: [first.read(film)], name: 'late', time: 1 });
    expect(made.chosen).toEqual({ time: 1 });
    expect(made.stack.shape).toEqual([...SHAPE]);
    expect(made.stack.warnings).toEqual([]);
    const slice = (host: typeof first, study: string) => host.core.slices.slice({ study, layer: 'image', axis: 'z', index: 2 });
    const plane = SHAPE[1] * SHAPE[2];
    expect((await slice(first, made.id)).data).toEqual(faded.slice(2 * plane, 3 * plane));
    const early = await first.client['study.create']({ files: [first.read(film)], name: 'early' });
    expect(early.layers.image.version).not.toBe(made.layers.image.version);
    expect(early.stack.warnings.join()).toContain('--time');
    expect((await slice(first, early.id)).data).toEqual(image.slice(2 * plane, 3 * plane));
    await first.client['study.close']({ study: made.id });

    const document = JSON.parse(readFileSync(join(made.folder, 'study.json'), 'utf8')) as Record<string, unknown>;
    expect(document).toMatchObject({ time: 1, steps: [{ kind: 'create', parameters: { time: 1 } }] });
    const later = startCore(home);
    const again = await later.client['study.open']({ ref: later.read(made.folder) });
    expect(again.chosen).toEqual({ time: 1 });
    expect((await slice(later, again.id)).data).toEqual(faded.slice(2 * plane, 3 * plane));
  });

  it('is analysed as it was chosen, and not as another part', async () => {
    const { client, read, write } = startCore(home, { ports: { inference: tinyInference() } });
    const run = (dataset: string) =>
      client['analyze.run']({ stack: [read(pair)], output: write(join(home, 'pair.lithoscope')), dataset, models: ['li-xct-fast'] });
    const { volumes } = await client['stack.info']({ files: [read(pair)], hash: false });
    const [a = '', b = ''] = volumes.map((entry) => ('error' in entry ? '' : (entry.dataset ?? '')));
    const made = await run(a);
    expect(made.steps[0]).toMatchObject({ id: 'load', status: 'done' });
    expect(JSON.parse(readFileSync(join(home, 'pair.lithoscope', 'study.json'), 'utf8'))).toMatchObject({ dataset: a });
    await expect(run(b)).rejects.toMatchObject({ code: 'already-exists' });
  });
});
