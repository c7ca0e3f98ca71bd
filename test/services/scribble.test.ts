/** Strokes of a study: painted, undone, kept; learnt from, previewed, applied; and the same from the command's method. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeFiles } from '../../src/node/files.js';
import { startCore, temporaryFolder, type TestCore } from './core-harness.js';
import { at, SHAPE, tinyLabels, writeTinyImage, writeTinyLabels } from './tiny-stack.js';

const home = temporaryFolder();
const stack = join(home, 'stack.tif');
const truth = tinyLabels();

/** A line of one phase along x in a slice. */
const line = (z: number, y: number, from: number, to: number, phase: number) => ({
  axis: 'z' as const,
  slice: z,
  points: [[y, from], [y, to]] as [number, number][],
  radius: 0,
  phase,
}); // prettier-ignore

async function paintAll({ client }: TestCore, study: string): Promise<void> {
  await client['scribble.stroke']({ study, stroke: line(2, 0, 0, 9, 5) });
  await client['scribble.stroke']({ study, stroke: line(2, 10, 0, 9, 3) });
  await client['scribble.stroke']({ study, stroke: line(2, 3, 2, 3, 1) });
  await client['scribble.stroke']({ study, stroke: line(3, 5, 2, 3, 1) });
  await client['scribble.stroke']({ study, stroke: line(2, 6, 0, 9, 3) });
  await client['scribble.stroke']({ study, stroke: line(4, 4, 0, 9, 3) });
  await client['scribble.stroke']({ study, stroke: line(2, 7, 6, 7, 1) });
}

describe('scribbles of a study', () => {
  let test: TestCore;
  let study: string;
  let folder: string;

  beforeAll(async () => {
    await writeTinyImage(stack);
    test = startCore(home);
    const made = await test.client['study.create']({ files: [test.read(stack)], collector: ['y-'] });
    study = made.id;
    folder = made.folder;
  });

  it('takes strokes, and takes them back', async () => {
    const { client } = test;
    const first = await client['scribble.stroke']({ study, stroke: line(2, 0, 0, 9, 5) });
    expect(first.voxels).toEqual({ '5': 10 });
    expect((await client['scribble.undo']({ study })).voxels).toEqual({});
    expect((await client['scribble.redo']({ study })).voxels).toEqual({ '5': 10 });
    expect((await client['scribble.stroke']({ study, stroke: { ...line(2, 0, 0, 4, 0) } })).voxels).toEqual({ '5': 5 });
    expect((await client['scribble.clear']({ study })).voxels).toEqual({});
    expect((await client['scribble.undo']({ study })).voxels).toEqual({ '5': 5 });
    await client['scribble.clear']({ study });
  });

  it('says that one phase teaches nothing, and gets the slice ready meanwhile', async () => {
    const { client } = test;
    expect(await client['scribble.preview']({ study, axis: 'z', index: 2 })).toBeNull();
    await client['scribble.stroke']({ study, stroke: line(2, 0, 0, 9, 5) });
    await expect(client['scribble.train']({ study })).rejects.toThrow('All strokes say collector');
  });

  it('learns, shows a slice, labels the stack, and keeps probabilities and provenance', { timeout: 60_000 }, async () => {
    const { client, core } = test;
    await paintAll(test, study);
    const preview = await client['scribble.preview']({ study, axis: 'z', index: 2 });
    expect(preview?.state.classifier).toMatchObject({ stale: false, model: null });
    const slice = await core.slices.slice({ study, layer: 'scribble-preview', axis: 'z', index: 2 });
    expect(slice.shape).toEqual([SHAPE[1], SHAPE[2]]);
    expect(slice.data[3 * SHAPE[2] + 2]).toBe(1);
    const strokes = await core.slices.slice({ study, layer: 'scribbles', axis: 'z', index: 2 });
    expect(strokes.data[10 * SHAPE[2]]).toBe(3);

    const state = await client['scribble.apply']({ study });
    expect(state.segmentation?.model.title).toBe('Scribbles');
    const labels = await core.slices.slice({ study, layer: 'labels', axis: 'z', index: 2 });
    let right = 0;
    for (let i = 0; i < SHAPE[1] * SHAPE[2]; i++) if (labels.data[i] === truth[at(2, 0, 0) + i]) right++;
    expect(right / (SHAPE[1] * SHAPE[2])).toBeGreaterThan(0.6);
    const probability = await core.slices.slice({ study, layer: 'probability-1', axis: 'z', index: 2 });
    expect(probability.data[3 * SHAPE[2] + 2]).toBeGreaterThan(128);
    const saved = JSON.parse(new TextDecoder().decode(await createNodeFiles().readBytes(join(folder, 'study.json'), 1e7)));
    const step = saved.steps.at(-1);
    expect(step.parameters.classifier.file).toBe('edits/labels-1-classifier.json');
    expect(step.model.sha256).toBe(step.parameters.classifier.sha256);
  });

  it('exports what was learnt, finds strokes and classifier again, and uses the file elsewhere', { timeout: 60_000 }, async () => {
    const { client } = test;
    const file = join(home, 'c.json');
    await client['scribble.export']({ study, output: test.write(file) });
    const before = await client['scribble.state']({ study });
    await client['study.close']({ study });
    const other = startCore(home);
    const again = await other.client['study.open']({ ref: other.read(folder) });
    const after = await other.client['scribble.state']({ study: again.id });
    expect(after.voxels).toEqual(before.voxels);
    expect(after.classifier?.features).toEqual(before.classifier?.features);
    expect((await other.client['scribble.import']({ study: again.id, classifier: other.read(file) })).classifier?.version).toBe('file');

    const strokes = join(home, 'strokes.tif');
    await writeTinyLabels(strokes);
    const request = { stack: [other.read(stack)], output: other.write(join(home, 'out.tif')) };
    const byFile = await other.client['scribble.file']({ ...request, classifier: other.read(file) });
    expect(byFile.scribbles.trainSeconds).toBe(0);
    const painted = await other.client['scribble.file']({ ...request, scribbles: other.read(strokes) });
    expect(painted.scribbles.voxels).toMatchObject({ '1': 28 });
    // judged on whole strokes that were left out, and three pieces of lithium differ
    expect(painted.scribbles.trainingAccuracy).toBeGreaterThan(0.6);
    // every voxel was painted: what comes out is what was said
    const said = await other.client['evaluate.run']({ labels: other.read(join(home, 'out.tif')), truth: other.read(strokes) });
    expect(['1', '3', '5'].map((id) => said.phases[id]?.dice)).toEqual([1, 1, 1]);
    await expect(other.client['scribble.file'](request)).rejects.toThrow('Give either strokes');
  });
});
