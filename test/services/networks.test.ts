/** How sure a network was, how two results differ, and which model a stack gets: the layers and methods that the interface shows. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, it } from 'vitest';
import { compareLabels, differencePlane } from '../../src/services/difference-study.js';
import { entropyOf } from '../../src/services/uncertainty-slices.js';
import { describePackage } from '../support/model-folder.js';
import { startCore, temporaryFolder } from './core-harness.js';
import { installTinyModel, tinyInference } from './tiny-model.js';
import { writeTinyImage, writeTinyLabels } from './tiny-stack.js';

const home = temporaryFolder();
const image = join(home, 'cell.tif');
const foreign = join(home, 'foreign.zip');

beforeAll(async () => {
  mkdirSync(home, { recursive: true });
  await writeTinyImage(image);
  await writeTinyLabels(join(home, 'truth.tif'));
  installTinyModel(join(home, 'models'));
  writeFileSync(foreign, zipSync(describePackage({ classes: ['a', 'b', 'c'], phases: null }).files));
});

it('entropy is largest where all phases are as likely, and counts what is left of them', () => {
  const planes = [[255, 85, 128, 0], [0, 85, 127, 0], [0, 85, 0, 0]].map((row) => Uint8Array.from(row)); // prettier-ignore
  const [sure, even, two, none] = entropyOf(planes);
  expect([sure, even, none]).toEqual([0, 255, 0]);
  expect(two).toBe(Math.round((255 * Math.LN2) / Math.log(3)));
});

it('the difference of two results names both phases, and what they share', () => {
  const [a, b] = [Uint8Array.of(1, 1, 3, 3, 2, 0), Uint8Array.of(1, 3, 3, 1, 2, 5)];
  expect([...differencePlane(a, b)]).toEqual([0, 11, 0, 25, 0, 5]);
  expect(compareLabels(a, b)).toEqual({
    voxels: 6,
    changed: 3,
    changedShare: 0.5,
    phases: [
      { phase: 0, a: 1, b: 0, agreement: 0 },
      { phase: 1, a: 2, b: 2, agreement: 0.5 },
      { phase: 2, a: 1, b: 1, agreement: 1 },
      { phase: 3, a: 2, b: 2, agreement: 0.5 },
      { phase: 5, a: 0, b: 1, agreement: 0 },
    ],
  });
});

describe('a study', () => {
  it('shows entropy, disagreement and difference once they exist; a foreign zip is mapped and runs', async () => {
    const { core, client, read } = startCore(home, { ports: { inference: tinyInference() } });
    const { id } = await client['study.create']({ files: [read(image)], name: 'sure', collector: ['y-'] });
    const slice = (layer: string) => core.slices.slice({ study: id, layer, axis: 'z', index: 2 });
    await expect(slice('entropy')).rejects.toMatchObject({ code: 'no-such-layer' });
    const plain = await client['segment.run']({ study: id, model: 'li-xct-fast' });
    expect(plain.layers).toMatchObject({ entropy: { dtype: 'uint8' }, disagreement: null, difference: null });
    expect(plain.segmentation?.outOfRange.score).toBeGreaterThanOrEqual(0);
    const entropy = await slice('entropy');
    expect([entropy.shape, entropy.data.length]).toEqual([[12, 10], 120]);
    expect(Math.max(...entropy.data)).toBeLessThan(30); // the tiny model is sure of itself
    await expect(slice('disagreement')).rejects.toMatchObject({ code: 'no-such-layer' });

    const best = await client['segment.run']({ study: id, model: 'li-xct-fast', quality: 'best' });
    expect(best.layers.disagreement).not.toBeNull();
    expect(Math.max(...(await slice('disagreement')).data)).toBeLessThan(30);

    // the same classes under other phases: every voxel differs
    const other = { kind: 'model', model: 'foreign', modelFile: read(foreign) } as const;
    await expect(client['segment.difference']({ study: id, other })).rejects.toMatchObject({ code: 'unmapped-classes' });
    const mapping = { a: 4, b: 2, c: 6 };
    const apart = await client['segment.difference']({ study: id, other: { ...other, mapping } });
    expect(apart).toMatchObject({ changed: apart.voxels, changedShare: 1 });
    const difference = await slice('difference');
    expect(new Set(difference.data)).toEqual(new Set([8 * 3 + 4, 8 * 1 + 2, 8 * 5 + 6]));
    const same = await client['segment.difference']({ study: id, other: { kind: 'model', model: 'li-xct-fast' } });
    expect(same).toMatchObject({ changed: 0, a: { title: 'Small net' }, b: { title: 'Small net 1.0' } });
    expect(new Set((await slice('difference')).data)).toEqual(new Set([0]));
    const labels = await client['segment.difference']({ study: id, other: { kind: 'labels', labels: read(join(home, 'truth.tif')) } });
    expect(labels.changed).toBe(0);
    expect((await client['segment.difference']({ study: id, other: { kind: 'first' } })).changed).toBe(0);
    expect((await client['study.state']({ study: id })).layers.difference).not.toBeNull();
  });

  it('keeps its depth prior, and segments with it', async () => {
    const { client, read } = startCore(home, { ports: { inference: tinyInference() } });
    const { id } = await client['study.create']({ files: [read(image)], name: 'depth', collector: ['y-'] });
    const depth = { unit: 'um' as const, curves: [{ phase: 1, points: [[0, 0]] as [number, number][] }] };
    const state = await client['setup.update']({ study: id, depth });
    expect(state.setup.depth).toEqual(depth);
    await client['segment.run']({ study: id, model: 'li-xct-fast' });
    const document = JSON.parse(readFileSync(join(state.folder, 'study.json'), 'utf8')) as {
      steps: { kind: string; parameters: object }[];
    };
    expect(document.steps.at(-1)).toMatchObject({ kind: 'segment', parameters: { depth, weights: 'fp32', runs: 1 } });
    expect((await client['setup.update']({ study: id, cell: 'wet' })).setup.depth).toEqual(depth);
    expect((await client['setup.update']({ study: id, depth: null })).setup.depth).toBeNull();
  });

  it('gets a model by what its sidecar says', async () => {
    const { client, read } = startCore(home, { ports: { inference: tinyInference() } });
    const { id } = await client['study.create']({ files: [read(image)], name: 'suggest' });
    expect(await client['models.suggest']({ study: id })).toMatchObject({ model: null, reason: expect.any(String) as string });
    const rdf = describePackage({ trainedOn: { modality: 'fib', voxel_nm: [5, 60] } });
    mkdirSync(join(home, 'models', 'milled'), { recursive: true });
    for (const [name, bytes] of Object.entries(rdf.files)) writeFileSync(join(home, 'models', 'milled', name), bytes);
    writeFileSync(join(home, 'cell.json'), JSON.stringify({ collector: 'y-', modality: 'fib' }));
    expect(await client['models.suggest']({ study: id })).toMatchObject({ model: 'milled', modality: 'fib' });
  });

  it('keeps a model that was brought along, with what its channels mean', async () => {
    const { client, read } = startCore(home, { ports: { inference: tinyInference() } });
    const { id } = await client['study.create']({ files: [read(image)], name: 'own', collector: ['y-'] });
    expect(await client['models.own']({ study: id })).toEqual({ items: [] });
    const added = await client['models.add']({ study: id, modelFile: read(foreign) });
    expect(added).toMatchObject({ mapping: null, card: { title: 'Small net', classes: ['a', 'b', 'c'], int8: false, modality: null } });
    const model = added.card.id;
    await expect(client['models.map']({ study: id, id: model, mapping: { d: 1 } })).rejects.toMatchObject({ code: 'unknown-class' });
    await expect(client['models.map']({ study: id, id: 'none', mapping: {} })).rejects.toMatchObject({ code: 'unknown-model' });
    const mapping = { a: 3, b: 1, c: 0 };
    await client['models.map']({ study: id, id: model, mapping });
    const [own] = (await client['models.own']({ study: id })).items;
    expect(own).toMatchObject({ mapping, card: { id: model } });
    const state = await client['segment.run']({ study: id, model, modelFile: own!.ref, mapping });
    expect(state.segmentation?.model.title).toBe('Small net');
    writeFileSync(join(home, 'broken.zip'), 'no zip');
    await expect(client['models.add']({ study: id, modelFile: read(join(home, 'broken.zip')) })).rejects.toThrow();
    expect((await client['models.own']({ study: id })).items).toHaveLength(1);
  });
});
