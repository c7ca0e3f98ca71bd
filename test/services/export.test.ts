/** Stacks converted, phases as surfaces and finite elements: from files and from an open study, opened again by the own readers. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { openGeometry, openSource, planesOfArray, writeStackTiff } from '../../src/formats/index.js';
import type { Geometry } from '../../src/volume/index.js';
import { slabRegion, spatialShape } from '../../src/volume/index.js';
import type { VoxelArray } from '../../src/volume/index.js';
import { host } from '../support/format-host.js';
import { startCore, temporaryFolder } from './core-harness.js';
import type { TestCore } from './core-harness.js';
import { NO_CALIBRATION, SHAPE, tinyImage, tinyLabels, VOXEL, writeTinyImage, writeTinyLabels } from './tiny-stack.js';

const home = temporaryFolder();
const image = join(home, 'cell.tif');
const labels = join(home, 'labels.tif');
const foreign = join(home, 'foreign.tif');
let core: TestCore;

beforeAll(async () => {
  await writeTinyImage(image);
  await writeTinyLabels(labels);
  await writeTinyLabels(foreign, VOXEL, (label) => (label === 1 ? 255 : 0));
  core = startCore(home);
});

async function values(path: string, dataset?: string): Promise<VoxelArray> {
  const source = await openSource(host, path, dataset);
  const data = await source.read(slabRegion(source.info, 0, spatialShape(source.info)[0]));
  await source.close();
  return data;
}

const count = (phase: number): number => tinyLabels().filter((label) => label === phase).length;

describe('converting', () => {
  test.each(['nrrd', 'npy', 'vti', 'ome.tif', 'zarr', 'mrc'])('to .%s: values, voxel size, unit', async (extension) => {
    const output = join(home, 'made', `a.${extension}`);
    const made = await core.client['stack.convert']({ stack: [core.read(image)], output: core.write(output) });
    expect(made).toMatchObject({ output, shape: [...SHAPE], dtype: 'uint16', spacing: { value: [1, 1, 1], unit: 'um' }, warnings: [] });
    expect([...(await values(output))]).toEqual([...tinyImage()]);
    const [again] = (await core.client['stack.info']({ files: [core.read(output)], hash: false })).volumes;
    expect(again).toMatchObject({ format: made.format, kind: 'volume' });
    // the array has its voxel size in a file beside it, which a conversion back finds
    const back = await core.client['stack.convert']({
      stack: [core.read(output)],
      output: core.write(join(home, 'made', `b-${extension}.nrrd`)),
    });
    expect(back.spacing?.value.map((v) => v * (back.spacing?.unit === 'A' ? 1e-4 : 1))).toEqual(
      [1, 1, 1].map((v) => expect.closeTo(v, 6) as number),
    );
  });

  test('labels of another program become phases, and smaller copies keep the commonest', async () => {
    const output = join(home, 'made', 'phases.zarr');
    const made = await core.client['stack.convert']({
      stack: [core.read(foreign)],
      map: '255=lithium,0=electrolyte',
      output: core.write(output),
    });
    expect(made.dtype).toBe('uint8');
    expect([...(await values(output, 'labels/phases'))]).toEqual(Array.from(tinyLabels(), (label) => (label === 1 ? 1 : 3)));
  });

  test('a voxel size that is given goes before that of the file; a missing one is told', async () => {
    const voxel = { value: [2, 1, 0.5] as [number, number, number], unit: 'nm' as const };
    const given = await core.client['stack.convert']({ stack: [core.read(image)], voxel, output: core.write(join(home, 'v.nrrd')) });
    expect(given.spacing).toMatchObject({ value: [2, 1, 0.5], unit: 'nm' });
    const bare = join(home, 'bare.tif');
    await writeTinyImage(bare, NO_CALIBRATION);
    const made = await core.client['stack.convert']({ stack: [core.read(bare)], output: core.write(join(home, 'bare.vti')) });
    expect([made.spacing, made.warnings]).toEqual([null, [expect.stringContaining('voxel size is unknown')]]);
  });

  test('what the new format cannot hold is told or refused, and nothing is left', async () => {
    const bytes = join(home, 'bytes.tif');
    await writeStackTiff(host, bytes, planesOfArray(tinyLabels(), SHAPE), VOXEL);
    const made = await core.client['stack.convert']({ stack: [core.read(bytes)], output: core.write(join(home, 'wide.mrc')) });
    expect([made.dtype, made.warnings]).toEqual(['uint16', [expect.stringContaining('no uint8')]]);
    const floats = join(home, 'floats.tif');
    await writeStackTiff(host, floats, planesOfArray(Float64Array.from(tinyLabels()), SHAPE), VOXEL);
    const refused = core.client['stack.convert']({ stack: [core.read(floats)], output: core.write(join(home, 'floats.mrc')) });
    await expect(refused).rejects.toMatchObject({ code: 'unsupported-type' });
    expect(existsSync(join(home, 'floats.mrc'))).toBe(false);
  });

  test('originals, folders and unknown endings are refused', async () => {
    const stack = [core.read(image)];
    const to = (path: string): Promise<unknown> => core.client['stack.convert']({ stack, output: core.write(path) });
    await expect(to(image)).rejects.toMatchObject({ code: 'bad-output' });
    await expect(to(join(home, 'x.jpg'))).rejects.toThrow(/end the name in .*\.nrrd/);
    mkdirSync(join(home, 'folder.nrrd'));
    await expect(to(join(home, 'folder.nrrd'))).rejects.toThrow(/is a folder/);
  });

  test('a stopped conversion leaves nothing', async () => {
    const stop = new AbortController();
    stop.abort();
    const folder = join(home, 'stopped');
    mkdirSync(folder);
    const run = core.client['stack.convert'](
      { stack: [core.read(image)], output: core.write(join(folder, 'a.nrrd')) },
      { signal: stop.signal },
    );
    await expect(run).rejects.toMatchObject({ tag: 'aborted' });
    expect(readdirSync(folder)).toEqual([]);
  });
});

async function geometry(path: string): Promise<{ frame: Geometry; metres: number | undefined }> {
  const source = await openGeometry(host, path);
  const frame = await source.frame(0);
  await source.close();
  return { frame, metres: source.info.unit?.metres };
}

/** Enclosed volume of the triangles with a phase. */
function enclosed({ points, cells, fields }: Geometry, phase: number): number {
  const nodes = cells.find(({ shape }) => shape === 'triangle')?.nodes ?? new Int32Array(0);
  const of = fields.find(({ name }) => name === 'phase')?.values;
  let volume = 0;
  for (let t = 0; t < nodes.length / 3; t++) {
    if (of?.[t] !== phase) continue;
    const [ax = 0, ay = 0, az = 0, bx = 0, by = 0, bz = 0, cx = 0, cy = 0, cz = 0] = [0, 1, 2].flatMap((k) => {
      const node = nodes[3 * t + k] ?? 0;
      return [...points.subarray(3 * node, 3 * node + 3)];
    });
    volume += (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
  }
  return volume;
}

describe('surfaces of a file', () => {
  const voxel = { value: [2, 1, 0.5] as [number, number, number], unit: 'nm' as const };

  test('VTP: all phases in one file, volumes as said, opened again with its unit', async () => {
    const output = join(home, 'm.vtp');
    const made = await core.client['mesh.file']({ labels: core.read(labels), voxel, output: core.write(output) });
    expect(made.phases.map(({ name, voxels }) => [name, voxels])).toEqual([
      ['lithium', count(1)],
      ['electrolyte', count(3)],
      ['collector', count(5)],
    ]);
    expect([made.unit, made.files.map(({ phase }) => phase)]).toEqual(['nm', [null]]);
    const { frame, metres } = await geometry(output);
    expect(metres).toBe(1e-9);
    for (const { id, volume } of made.phases) expect(enclosed(frame, id) / volume).toBeCloseTo(1, 5);
    // a slab at the lower side of y through the whole box: x, y, z of the file
    const collector = await core.client['mesh.file']({
      labels: core.read(labels),
      voxel,
      phases: ['collector'],
      output: core.write(output),
    });
    expect(collector.phases[0]?.volume).toBeGreaterThan(0.85 * 120);
    const { points } = (await geometry(output)).frame;
    const along = (axis: number): number[] => [...points].filter((_, i) => i % 3 === axis);
    expect([Math.min(...along(0)), Math.max(...along(0))]).toEqual([-0.25, 4.75]);
    expect([Math.min(...along(1)), Math.max(...along(1))]).toEqual([-0.5, 1.5]);
    expect([Math.min(...along(2)), Math.max(...along(2))]).toEqual([-1, 11]);
  });

  test('STL: a file for each phase, or one where one is asked for', async () => {
    const output = join(home, 'stl', 'm.stl');
    const made = await core.client['mesh.file']({ labels: core.read(labels), phases: ['lithium', '5'], output: core.write(output) });
    expect(made.files.map(({ path, phase }) => [path, phase])).toEqual([
      [join(home, 'stl', 'm.lithium.stl'), 'lithium'],
      [join(home, 'stl', 'm.collector.stl'), 'collector'],
    ]);
    const bytes = readFileSync(join(home, 'stl', 'm.lithium.stl'));
    expect(bytes.toString('latin1', 0, 36)).toBe('Lithoscope surface; unit um; lithium');
    expect([bytes.readUInt32LE(80), bytes.length]).toEqual([made.phases[0]?.triangles, 84 + 50 * (made.phases[0]?.triangles ?? 0)]);
    const one = await core.client['mesh.file']({ labels: core.read(labels), phases: ['lithium'], output: core.write(output) });
    expect(one.files.map(({ path }) => path)).toEqual([output]);
  });

  test('PLY and OBJ: sizes, unit, and the voxel as unit where the size is unknown', async () => {
    const bare = join(home, 'bare-labels.tif');
    await writeTinyLabels(bare, NO_CALIBRATION);
    const ply = await core.client['mesh.file']({ labels: core.read(bare), phases: ['lithium'], output: core.write(join(home, 'm.ply')) });
    expect([ply.unit, ply.warnings]).toEqual(['voxel', [expect.stringContaining('lengths are in voxels')]]);
    const bytes = readFileSync(join(home, 'm.ply'));
    const head = bytes.indexOf('end_header\n') + 11;
    const [{ vertices = 0, triangles = 0 } = {}] = ply.phases;
    expect(bytes.toString('latin1', 0, head)).toMatch(
      new RegExp(`comment unit voxel\n[^]*element vertex ${vertices}\n[^]*element face ${triangles}\n`),
    );
    expect(bytes.length - head).toBe(16 * vertices + 13 * triangles);
    const obj = await core.client['mesh.file']({ labels: core.read(labels), output: core.write(join(home, 'm.obj')) });
    const lines = readFileSync(join(home, 'm.obj'), 'utf8').split('\n');
    expect(lines.slice(0, 3)).toEqual(['# written by Lithoscope', '# unit: um', 'o lithium']);
    const total = (of: (phase: (typeof obj.phases)[number]) => number | undefined): number =>
      obj.phases.reduce((sum, phase) => sum + (of(phase) ?? 0), 0);
    expect(lines.filter((line) => line.startsWith('v ')).length).toBe(total((phase) => phase.vertices));
    const faces = lines.filter((line) => line.startsWith('f ')).map((line) => line.slice(2).split(' ').map(Number));
    expect([faces.length, Math.max(...faces.flat()), Math.min(...faces.flat())]).toEqual([
      total((phase) => phase.triangles),
      total((phase) => phase.vertices),
      1,
    ]);
  });

  test('phases that are not there, unknown ones, foreign labels and other endings are refused', async () => {
    const ask = (change: Record<string, unknown>): Promise<unknown> =>
      core.client['mesh.file']({ labels: core.read(labels), output: core.write(join(home, 'r.stl')), ...change });
    await expect(ask({ phases: ['sei'] })).rejects.toMatchObject({ code: 'phase-absent' });
    await expect(ask({ phases: ['gold'] })).rejects.toMatchObject({ code: 'unknown-phase' });
    await expect(ask({ labels: core.read(foreign) })).rejects.toMatchObject({ code: 'labels-not-mapped' });
    await expect(ask({ output: core.write(join(home, 'r.step')) })).rejects.toThrow(/\.stl.*\.vtu/);
    expect(existsSync(join(home, 'r.stl'))).toBe(false);
    const mapped = await core.client['mesh.file']({
      labels: core.read(foreign),
      map: '255=lithium,0=unassigned',
      output: core.write(join(home, 'r.stl')),
    });
    expect(mapped.phases.map(({ name }) => name)).toEqual(['lithium']);
  });
});

describe('finite elements', () => {
  test('every voxel a hexahedron, volumes exact, opened again with its unit', async () => {
    const output = join(home, 'm.vtu');
    const made = await core.client['mesh.file']({
      labels: core.read(labels),
      phases: ['lithium', 'collector'],
      output: core.write(output),
    });
    expect(made.phases.map(({ name, cells, volume }) => [name, cells, volume])).toEqual([
      ['lithium', count(1), count(1)],
      ['collector', count(5), count(5)],
    ]);
    const { frame, metres } = await geometry(output);
    expect(metres).toBe(1e-6);
    expect(frame.cells.map(({ shape, nodes }) => [shape, nodes.length / 8])).toEqual([['hexahedron', count(1) + count(5)]]);
    expect([...(frame.fields[0]?.values ?? [])]).toEqual([...tinyLabels()].filter((label) => label === 1 || label === 5));
  });

  test('coarser: the commonest label of each block', async () => {
    const output = join(home, 'coarse.vtu');
    const made = await core.client['mesh.file']({ labels: core.read(labels), coarsen: 2, output: core.write(output) });
    expect([made.shape, made.spacing?.value, made.warnings]).toEqual([[3, 6, 5], [2, 2, 2], []]);
    expect(made.phases.find(({ name }) => name === 'collector')).toMatchObject({ cells: 3 * 5, volume: 120 });
    const { points } = (await geometry(output)).frame;
    // the centre of the first original voxel stays at 0
    expect([Math.min(...points), Math.max(...points)]).toEqual([-0.5, 11.5]);
  });
});

describe('limits', () => {
  test('more than 50 million hexahedra are refused, with what to do', async () => {
    const large = join(home, 'large.nrrd');
    const head = 'NRRD0004\ntype: uint8\ndimension: 3\nsizes: 400 320 400\nencoding: raw\n\n';
    writeFileSync(large, Buffer.concat([Buffer.from(head), Buffer.alloc(400 * 320 * 400, 1)]));
    const output = join(home, 'large.vtu');
    const run = core.client['mesh.file']({ labels: core.read(large), output: core.write(output) });
    await expect(run).rejects.toMatchObject({
      code: 'too-many-cells',
      message: expect.stringMatching(/51200000 .* 50000000 .*coarsen/) as string,
    });
    expect(existsSync(output)).toBe(false);
  });

  test('surfaces beyond the memory budget are refused', async () => {
    const small = startCore(join(home, 'small'), { options: { memoryBytes: 4000 } });
    const run = small.client['mesh.file']({ labels: small.read(labels), output: small.write(join(home, 'beyond.stl')) });
    await expect(run).rejects.toMatchObject({ code: 'too-many-triangles' });
    expect(existsSync(join(home, 'beyond.stl'))).toBe(false);
  });

  test('a stopped mesh leaves nothing', async () => {
    const stop = new AbortController();
    const folder = join(home, 'stopped-mesh');
    const run = core.client['mesh.file'](
      { labels: core.read(labels), output: core.write(join(folder, 'a.vtu')) },
      { signal: stop.signal, onProgress: () => stop.abort() },
    );
    await expect(run).rejects.toMatchObject({ tag: 'aborted' });
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });
});

describe('an open study', () => {
  let study: string;
  beforeAll(async () => {
    const made = await core.client['study.create']({ files: [core.read(image)], folder: core.write(join(home, 'one.lithoscope')) });
    study = made.id;
    await core.client['segment.import']({ study, labels: core.read(labels) });
  });

  test('labels as they are edited now, into the folder of the study or where one says', async () => {
    const stroke = { kind: 'brush', axis: 'z', slice: 3, points: [[9, 3]], radius: 1, phase: 1, erase: false } as const;
    await core.client['edit.stroke']({ study, stroke: { ...stroke, points: [[9, 3]] } });
    const made = await core.client['export.stack']({ study, what: 'labels', format: 'nrrd' });
    expect(made.output).toContain(join('one.lithoscope', 'exports'));
    const data = await values(made.output);
    expect(data.filter((label) => label === 1).length).toBeGreaterThan(count(1));
    const [seen] = (await core.client['stack.info']({ files: [made.ref], hash: false })).volumes;
    expect(seen).toMatchObject({ spacing: { value: [1, 1, 1], unit: 'um' } });
    const folder = join(home, 'elsewhere');
    const there = await core.client['export.stack']({ study, what: 'image', format: 'ome.tif', output: core.write(folder) });
    expect([there.output.startsWith(folder), there.name.endsWith('.image.ome.tif')]).toEqual([true, true]);
    expect([...(await values(there.output))]).toEqual([...tinyImage()]);
    const mesh = await core.client['export.mesh']({
      study,
      format: 'ply',
      phases: ['lithium'],
      output: core.write(join(folder, 'li.ply')),
    });
    expect([mesh.name, mesh.unit, mesh.phases[0]?.voxels]).toEqual(['li.ply', 'um', data.filter((label) => label === 1).length]);
  });

  test.each(['tif', 'ome.tif', 'zarr', 'npy', 'mrc', 'vti'] as const)('labels as .%s', async (format) => {
    const now = await values((await core.client['export.stack']({ study, what: 'labels', format: 'nrrd' })).output);
    const made = await core.client['export.stack']({ study, what: 'labels', format });
    expect([...(await values(made.output, format === 'zarr' ? 'labels/phases' : undefined))]).toEqual([...now]);
  });

  test('the original and the files of the study are never written over', async () => {
    await expect(core.client['export.stack']({ study, what: 'image', format: 'tif', output: core.write(image) })).rejects.toMatchObject({
      code: 'bad-output',
    });
  });
});
