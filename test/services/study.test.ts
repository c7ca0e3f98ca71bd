/** A study from end to end over the memory transport: made, set up, labelled, edited, measured, crashed, opened again. */
import { cpSync, existsSync, readFileSync, truncateSync, writeFileSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BrushStroke, StudyState } from '../../src/contract/index.js';
import { startCore, temporaryFolder } from './core-harness.js';
import type { TestCore } from './core-harness.js';
import { at, NO_CALIBRATION, SHAPE, tinyImage, tinyLabels, writeTinyImage, writeTinyLabels } from './tiny-stack.js';

const home = temporaryFolder();
const image = join(home, 'cell.tif');
const labelFile = join(home, 'labels.tif');
let first: TestCore;

beforeAll(async () => {
  await writeTinyImage(image);
  await writeTinyLabels(labelFile);
  first = startCore(home);
});

const PAINT: BrushStroke = { kind: 'brush', axis: 'z', slice: 3, points: [[9, 3]], radius: 1, phase: 1, erase: false };

async function create(name: string, core: TestCore = first): Promise<StudyState> {
  const state = await core.client['study.create']({ files: [core.read(image)], folder: core.write(join(home, `${name}.lithoscope`)) });
  return core.client['setup.update']({ study: state.id, collector: ['y-'], cell: 'wet' });
}

async function labelled(name: string): Promise<StudyState> {
  const { id } = await create(name);
  return first.client['segment.import']({ study: id, labels: first.read(labelFile) });
}

async function labelBytes(core: TestCore, study: string): Promise<Uint8Array> {
  const planes: number[] = [];
  for (let z = 0; z < SHAPE[0]; z++) planes.push(...(await core.core.slices.slice({ study, layer: 'labels', axis: 'z', index: z })).data);
  return Uint8Array.from(planes);
}

const stage = (state: StudyState, id: string) => state.stages.find((one) => one.id === id);

describe('a new study', () => {
  it('knows the stack, its voxel size and where it was read', async () => {
    const state = await create('new');
    expect(state.stack).toMatchObject({ names: ['cell.tif'], kind: 'volume', shape: [6, 12, 10], dtype: 'uint16' });
    expect(state.stack.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(state.setup.voxel).toMatchObject({ value: [1, 1, 1], unit: 'um' });
    expect(state.window).toMatchObject({ min: Math.min(...tinyImage()), max: Math.max(...tinyImage()) });
    expect(stage(state, 'segment')?.status).toBe('ready');
    expect(stage(state, 'measure')).toMatchObject({ status: 'empty' });
    const document = JSON.parse(readFileSync(join(home, 'new.lithoscope/study.json'), 'utf8'));
    expect(document.inputs[0]).toMatchObject({ path: image });
    expect(document.steps.map((step: { kind: string }) => step.kind)).toEqual(['create', 'setup']);
    expect(document.steps[1]).toMatchObject({ reviewer: 'R. Example', appVersion: '0.0.0-test', from: ['input-1'] });
  });

  it('gives slices along all axes, equal to the voxels', async () => {
    const { id } = await create('slices');
    const voxels = tinyImage();
    const y = await first.core.slices.slice({ study: id, layer: 'image', axis: 'y', index: 4 });
    expect(y.shape).toEqual([6, 10]);
    expect(y.data[2 * 10 + 3]).toBe(voxels[at(2, 4, 3)]);
    const x = await first.core.slices.slice({ study: id, layer: 'image', axis: 'x', index: 7 });
    expect(x.shape).toEqual([6, 12]);
    expect(x.data[5 * 12 + 11]).toBe(voxels[at(5, 11, 7)]);
    await expect(first.core.slices.slice({ study: id, layer: 'image', axis: 'x', index: 10 })).rejects.toThrow('slices 0 to 9');
    await expect(first.core.slices.slice({ study: id, layer: 'labels', axis: 'z', index: 0 })).rejects.toMatchObject({
      code: 'no-such-layer',
    });
  });

  it('says that physical values wait for the voxel size', async () => {
    const bare = join(home, 'bare.tif');
    await writeTinyImage(bare, NO_CALIBRATION);
    const made = await first.client['study.create']({ files: [first.read(bare)], folder: first.write(join(home, 'bare.lithoscope')) });
    expect(made.setup.voxel).toBeNull();
    expect(made.warnings.map((warning) => warning.code)).toContain('unknown-voxel-size');
    const { id } = await first.client['segment.import']({ study: made.id, labels: first.read(labelFile) });
    const { document } = await first.client['measure.run']({ study: id, metrics: ['volume.voxels', 'volume.volume'] });
    expect(document.results[0]?.value).toBe(28);
    expect(document.results[1]).toMatchObject({ value: null });
    expect(document.results[1]?.reason).toContain('voxel size is unknown');
  });

  it('takes voxel size, collector and cell from a sidecar', async () => {
    const stack = join(home, 'with-sidecar.tif');
    await writeTinyImage(stack, NO_CALIBRATION);
    writeFileSync(join(home, 'with-sidecar.json'), JSON.stringify({ voxel: '650nm', collector: 'y-', cell: 'dry' }));
    const state = await first.client['study.create']({ files: [first.read(stack)], folder: first.write(join(home, 'side.lithoscope')) });
    expect(state.setup).toMatchObject({
      voxel: { value: [650, 650, 650], unit: 'nm', source: 'sidecar file' },
      collector: ['y-'],
      cell: 'dry',
    });
  });

  it('shows prepare steps without touching the original', async () => {
    const { id } = await create('prepared');
    const state = await first.client['prepare.update']({
      study: id,
      steps: [
        { step: 'crop', start: [0, 2, 0], end: [6, 12, 10], enabled: true },
        { step: 'downsample2', enabled: true },
        { step: 'median', radius: 1, enabled: false },
      ],
    });
    expect(state.layers.image.shape).toEqual([3, 5, 5]);
    const voxels = tinyImage();
    const { data } = await first.core.slices.slice({ study: id, layer: 'image', axis: 'z', index: 1 });
    let sum = 0;
    for (const z of [2, 3]) for (const y of [4, 5]) for (const x of [2, 3]) sum += voxels[at(z, y, x)]!;
    expect(data[1 * 5 + 1]).toBe(Math.floor(sum / 8 + 0.5));
    await expect(
      first.client['prepare.update']({ study: id, steps: [{ step: 'crop', start: [0, 0, 0], end: [7, 12, 10], enabled: true }] }),
    ).rejects.toMatchObject({ code: 'bad-crop' });
  });
});

describe('labels and edits', () => {
  it('are refused until foreign values are mapped', async () => {
    const foreign = join(home, 'foreign.tif');
    await writeTinyLabels(foreign, undefined, (label) => (label === 1 ? 255 : label === 5 ? 128 : label));
    const { id } = await create('mapped');
    await expect(first.client['segment.import']({ study: id, labels: first.read(foreign) })).rejects.toMatchObject({
      code: 'labels-not-mapped',
      message: expect.stringContaining('128, 255'),
    });
    expect(await first.client['segment.labelValues']({ labels: first.read(foreign) })).toMatchObject({
      arePhases: false,
      values: [3, 128, 255].map((value) => ({ value })),
    });
    await first.client['segment.import']({ study: id, labels: first.read(foreign), map: '255=lithium,128=collector,3=electrolyte' });
    expect(await labelBytes(first, id)).toEqual(tinyLabels());
  });

  it('paint, undo, redo and erase change exactly the voxels of the stroke', async () => {
    const { id } = await labelled('edits');
    const painted = await first.client['edit.stroke']({ study: id, stroke: PAINT });
    expect(painted.changedVoxels).toBe(5);
    expect(painted.box).toEqual({ start: [3, 8, 2], end: [4, 11, 5] });
    expect(painted.edits).toMatchObject({ undo: 1, redo: 0, undoTitle: 'Paint Lithium' });
    const expected = tinyLabels();
    for (const [y, x] of [[8, 3], [9, 2], [9, 3], [9, 4], [10, 3]] as const) expected[at(3, y, x)] = 1; // prettier-ignore
    expect(await labelBytes(first, id)).toEqual(expected);
    const undone = await first.client['edit.undo']({ study: id });
    expect(undone.edits).toMatchObject({ undo: 0, redo: 1 });
    expect(await labelBytes(first, id)).toEqual(tinyLabels());
    const redone = await first.client['edit.redo']({ study: id });
    expect(redone.version).toBe(painted.version);
    expect(await labelBytes(first, id)).toEqual(expected);
    await first.client['edit.stroke']({ study: id, stroke: { ...PAINT, erase: true } });
    expect(await labelBytes(first, id)).toEqual(tinyLabels());
    const nothing = await first.client['edit.stroke']({ study: id, stroke: { ...PAINT, erase: true } });
    expect(nothing).toMatchObject({ changedVoxels: 0, box: null });
  });

  it('survive a kill: strokes, undo and redo come back, a torn record is dropped', async () => {
    const { id } = await labelled('crash');
    await first.client['edit.stroke']({ study: id, stroke: PAINT });
    await first.client['edit.stroke']({ study: id, stroke: { ...PAINT, slice: 4 } });
    const before = await labelBytes(first, id);
    await first.client['edit.stroke']({ study: id, stroke: { ...PAINT, slice: 5 } });
    await first.client['edit.undo']({ study: id });
    // what a killed process leaves: the folder as it is, with a lock of a process that is gone
    const copy = join(home, 'crash-copy.lithoscope');
    cpSync(join(home, 'crash.lithoscope'), copy, { recursive: true });
    writeFileSync(join(copy, 'study.lock'), JSON.stringify({ pid: 2 ** 22 - 1, host: (await import('node:os')).hostname() }));
    const second = startCore(home);
    const state = await second.client['study.open']({ ref: second.read(copy) });
    expect(await labelBytes(second, state.id)).toEqual(before);
    expect(state.edits).toMatchObject({ undo: 2, redo: 1, restored: 3 });
    await second.client['edit.redo']({ study: state.id });
    await second.client['study.close']({ study: state.id });

    const journal = join(copy, 'edits/labels-1.bin');
    truncateSync(journal, readFileSync(journal).length - 5); // the redo was being written
    const again = await second.client['study.open']({ ref: second.read(copy) });
    expect(await labelBytes(second, again.id)).toEqual(before);
    expect(again.edits).toMatchObject({ undo: 2, redo: 1 });
    await second.client['edit.stroke']({ study: again.id, stroke: { ...PAINT, slice: 1 } });
    await second.client['study.close']({ study: again.id });
    const last = await second.client['study.open']({ ref: second.read(copy) });
    expect(last.edits).toMatchObject({ undo: 3, redo: 0 });
  });
});

describe('numbers', () => {
  it('follow the labels: live, dead and unknown, stale after an edit, fresh again after undo', async () => {
    const { id } = await labelled('numbers');
    const measured = await first.client['measure.run']({ study: id });
    const value = (metric: string) => measured.document.results.find((result) => result.metric === metric);
    expect(value('isolation.live_voxels')?.value).toBe(16);
    expect(value('isolation.dead_voxels')?.value).toBe(8);
    expect(value('isolation.unknown_voxels')?.value).toBe(4);
    expect(value('isolation.f_dead')?.value).toBeCloseTo(8 / 28, 12);
    expect(measured.headline[0]).toMatchObject({ metric: 'isolation.f_dead' });
    expect(measured.tables[0]?.rows).toHaveLength(3);
    expect(measured.curves[0]?.y.values).toHaveLength(12);
    let state = await first.client['study.state']({ study: id });
    expect(stage(state, 'measure')?.status).toBe('done');
    await first.client['edit.stroke']({ study: id, stroke: PAINT });
    state = await first.client['study.state']({ study: id });
    expect(stage(state, 'measure')).toMatchObject({ status: 'stale', why: 'the labels changed after this' });
    await first.client['edit.undo']({ study: id });
    state = await first.client['study.state']({ study: id });
    expect(stage(state, 'measure')?.status).toBe('done');
    await first.client['setup.update']({ study: id, collector: ['y+'] });
    state = await first.client['study.state']({ study: id });
    expect(stage(state, 'measure')?.status).toBe('stale');
    expect(await first.client['measure.get']({ study: id })).toEqual(measured);
    // a damaged document is left out and said, never half believed
    writeFileSync(join(state.folder, 'results/measure.json'), '{"document": ');
    expect(await first.client['measure.get']({ study: id })).toBeNull();
    state = await first.client['study.state']({ study: id });
    expect(state.warnings.map((warning) => warning.code)).toContain('damaged-result');
  });

  it('a stroke that joins the island makes it live at the next refresh', async () => {
    const { id } = await labelled('refresh');
    const before = await first.client['review.refresh']({ study: id });
    expect(before.headline[0]?.value).toBeCloseTo(8 / 28, 12);
    await first.client['edit.stroke']({
      study: id,
      stroke: { kind: 'brush', axis: 'z', slice: 2, points: [[5, 3], [8, 7]], radius: 0, phase: 1, erase: false }, // prettier-ignore
    });
    const after = await first.client['review.refresh']({ study: id });
    expect(after.headline[0]?.value).toBe(0);
    const { data } = await first.core.slices.slice({ study: id, layer: 'isolation', axis: 'z', index: 3 });
    expect(data[8 * 10 + 7]).toBe(1);
  });
});

describe('opening', () => {
  it('is refused while somebody has the study open', async () => {
    await create('locked');
    const other = startCore(home);
    await expect(other.client['study.open']({ ref: other.read(join(home, 'locked.lithoscope')) })).rejects.toMatchObject({
      code: 'study-locked',
    });
  });

  it('is refused for a study of a newer version, and for something else', async () => {
    const { id } = await create('newer');
    await first.client['study.close']({ study: id });
    const path = join(home, 'newer.lithoscope/study.json');
    const document = JSON.parse(readFileSync(path, 'utf8'));
    writeFileSync(path, JSON.stringify({ ...document, version: 99 }));
    const ref = first.read(join(home, 'newer.lithoscope'));
    await expect(first.client['study.open']({ ref })).rejects.toMatchObject({
      code: 'newer-version',
      message: expect.stringContaining('version 99'),
    });
    writeFileSync(path, '{"schema": 5');
    await expect(first.client['study.open']({ ref })).rejects.toMatchObject({ code: 'bad-study' });
    await expect(first.client['study.open']({ ref: first.read(home) })).rejects.toMatchObject({ code: 'not-a-study' });
  });

  it('asks for an original that was moved, and checks that it is the same', async () => {
    const stack = join(home, 'moving.tif');
    await writeTinyImage(stack);
    const made = await first.client['study.create']({ files: [first.read(stack)], folder: first.write(join(home, 'moving.lithoscope')) });
    await first.client['study.close']({ study: made.id });
    const ref = first.read(join(home, 'moving.lithoscope'));
    renameSync(stack, join(home, 'moved.tif'));
    await expect(first.client['study.open']({ ref })).rejects.toMatchObject({ code: 'original-moved', subject: stack });
    await expect(first.client['study.open']({ ref, original: [first.read(labelFile)] })).rejects.toMatchObject({
      code: 'original-changed',
    });
    const found = await first.client['study.open']({ ref, original: [first.read(join(home, 'moved.tif'))] });
    expect(found.stack.sha256).toBe(made.stack.sha256);
    await first.client['study.close']({ study: made.id });
    utimesSync(join(home, 'moved.tif'), 1, 1); // touched, not changed
    expect((await first.client['study.open']({ ref })).id).toBe(made.id);
  });
});

describe('the report', () => {
  it('is one page with numbers, pictures, masks and a recipe', async () => {
    const { id } = await labelled('report');
    await first.client['measure.run']({ study: id });
    const made = await first.client['report.build']({
      study: id,
      formats: ['html', 'csv', 'json'],
      output: first.write(join(home, 'report-out')),
    });
    const names = made.files.map((file) => file.name);
    expect(names).toEqual(expect.arrayContaining(['report.html', 'report.json', 'recipe.json', 'labels.tif']));
    expect(existsSync(join(home, 'report-out/report.html'))).toBe(true);
    const html = new TextDecoder().decode(await first.core.slices.reportFile(id, 'report.html'));
    expect(html).toContain('data:image/png;base64,');
    expect(html).toContain('isolation.f_dead');
    const recipe = JSON.parse(new TextDecoder().decode(await first.core.slices.reportFile(id, 'recipe.json')));
    expect(recipe).toMatchObject({ schema: 'lithoscope-recipe/1', collector: ['y-'], cell: 'wet' });
    await expect(first.core.slices.reportFile(id, '../study.json')).rejects.toMatchObject({ tag: 'not-found' });
  });
});
