/** Damaged files: every answer names the file. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import { loadModelPackage } from '../../src/segmentation/index.js';
import { planTiles } from '../../src/segmentation/tiling.js';
import { ensureBuilt, lithoscope } from '../cli/run-cli.js';
import { startCore, temporaryFolder } from '../services/core-harness.js';
import { writeTinyImage, writeTinyLabels } from '../services/tiny-stack.js';
import { describePackage, modelFolder } from '../support/model-folder.js';

const home = temporaryFolder();
const place = (name: string): string => join(home, name);
const load = (path: string) => loadModelPackage(createNodeFiles(), createNodeCodecs(), path, { unpackTo: place('unpacked') });

describe('a damaged stream is told with the name of its file', () => {
  it('in a TIFF strip and in a gzipped file', async () => {
    await writeTinyLabels(place('labels.tif'));
    const bytes = readFileSync(place('labels.tif'));
    for (let at = 8; at < bytes.length - 1; at++) if (bytes[at] === 0x78 && bytes[at + 1]! % 31 >= 0) bytes.fill(0xff, at + 2, at + 8);
    writeFileSync(place('broken.tif'), bytes);
    writeFileSync(place('broken.mrc.gz'), gzipSync(new Uint8Array(5000)).subarray(0, 20));
    const { client, read } = startCore(home);
    for (const name of ['broken.tif', 'broken.mrc.gz'])
      await expect(client['measure.file']({ labels: read(place(name)) })).rejects.toMatchObject({ message: expect.stringContaining(name) });
  });

  it('in the labels of a study, with a way out', async () => {
    await writeTinyImage(place('cell.tif'));
    const first = startCore(home);
    const folder = place('hurt.lithoscope');
    const made = await first.client['study.create']({ files: [first.read(place('cell.tif'))], folder: first.write(folder) });
    await first.client['segment.import']({ study: made.id, labels: first.read(place('labels.tif')) });
    await first.client['study.close']({ study: made.id });
    const open = async () => {
      const { client, read } = startCore(home);
      await client['study.open']({ ref: read(folder) });
    };
    for (const file of readdirSync(join(folder, 'labels'), { recursive: true, withFileTypes: true }))
      if (file.isFile() && !file.name.endsWith('.json')) writeFileSync(join(file.parentPath, file.name), 'junk');
    const hint = { code: 'bad-study', message: expect.stringMatching(/hurt\.lithoscope.*restore/s) };
    await expect(open()).rejects.toMatchObject(hint);
    rmSync(join(folder, 'labels'), { recursive: true });
    await expect(open()).rejects.toMatchObject(hint);
  });
});

describe('model packages', () => {
  it('open from a zip of their folder, as file managers make it', async () => {
    const { files } = describePackage();
    const inside = Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`my model/${name}`, bytes]));
    writeFileSync(place('nested.zip'), zipSync({ ...inside, '__MACOSX/._my model': new Uint8Array(4) }));
    const [plain, nested] = [await load(modelFolder()), await load(place('nested.zip'))];
    expect(nested.sha256).toBe(plain.sha256);
    mkdirSync(place('p'));
    writeFileSync(place('p/rdf.yaml'), 'type: model');
    await expect(load(place('p/rdf.yaml'))).rejects.toMatchObject({ message: expect.stringContaining('folder or zip') });
  });

  it('with an absurd halo are refused before memory is', async () => {
    const model = await load(modelFolder());
    const wide = { ...model, output: { ...model.output, halo: { z: 0, y: 99_999, x: 99_999 } } };
    expect(() => planTiles(wide, [4, 64, 64])).toThrow(/halo of 99999/);
  });
});

it('the process ends with its own status after inference, the answer on its way out', async () => {
  ensureBuilt();
  const flat = new Uint8Array(10 * 12 * 14).fill(7);
  const header = 'NRRD0004\ntype: uint8\ndimension: 3\nsizes: 14 12 10\nencoding: raw\n\n';
  writeFileSync(place('flat.nrrd'), Buffer.concat([Buffer.from(header), flat]));
  writeFileSync(place('uneven.nrrd'), Buffer.concat([Buffer.from(header), flat.map((_, i) => (i * 7919) % 251)]));
  const run = (name: string) => lithoscope(['segment', name, '--model', 'li-xct-fast', '-o', 'out.tif', '--json'], { cwd: home });
  const [refused, done] = [await run('flat.nrrd'), await run('uneven.nrrd')];
  expect([refused.code, refused.json()]).toMatchObject([1, { error: { code: 'constant-image' } }]);
  expect([done.code, done.json()]).toMatchObject([0, { input: { shape: [10, 12, 14] } }]);
});

it('a sidecar corrects the voxel size of its file, for measuring as for a study', async () => {
  mkdirSync(place('side'));
  await writeTinyLabels(place('side/labels.tif'));
  writeFileSync(place('side/labels.json'), '{"voxel": "2um", "collector": "y-"}');
  const { client, read, write } = startCore(home);
  const document = await client['measure.file']({ labels: read(place('side/labels.tif')) });
  const study = await client['study.create']({ files: [read(place('side/labels.tif'))], folder: write(place('side.lithoscope')) });
  expect(document.input.spacing).toEqual({ value: [2, 2, 2], unit: 'um', source: 'sidecar file' });
  expect(study.setup.voxel).toEqual(document.input.spacing);
});
