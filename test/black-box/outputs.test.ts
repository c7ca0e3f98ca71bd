/** Careless output names: nothing that somebody made is written over, and the answer is one sentence. */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startCore, temporaryFolder } from '../services/core-harness.js';
import { installTinyModel, tinyInference } from '../services/tiny-model.js';
import { writeTinyImage, writeTinyLabels } from '../services/tiny-stack.js';

const home = temporaryFolder();
const place = (name: string): string => join(home, name);
const image = place('cell.tif');
const start = () => startCore(home, { ports: { inference: tinyInference() } });

async function segment(stack: string, output: string, probabilities?: string): Promise<unknown> {
  const { client, read, write } = start();
  return client['segment.file']({
    stack: [read(stack)],
    model: 'li-xct-fast',
    output: write(output),
    ...(probabilities === undefined ? {} : { probabilities: write(probabilities) }),
  });
}

beforeAll(async () => {
  await writeTinyImage(image);
  installTinyModel(place('models'));
});

describe('labels are never written', () => {
  it('over the image they come from, not through a link either', async () => {
    const before = readFileSync(image);
    symlinkSync(image, place('link.tif'));
    for (const output of [image, place('link.tif'), place('x/../cell.tif')])
      await expect(segment(image, output)).rejects.toMatchObject({ code: 'bad-output', message: expect.stringContaining('original') });
    await expect(segment(place('link.tif'), image)).rejects.toMatchObject({ code: 'bad-output' });
    expect(readFileSync(image).equals(before)).toBe(true);
  });

  it('among the slices they come from', async () => {
    mkdirSync(place('slices'));
    for (const name of ['a.tif', 'b.tif']) writeFileSync(place(`slices/${name}`), readFileSync(image));
    await expect(segment(place('slices'), place('slices/labels.tif'))).rejects.toMatchObject({ code: 'bad-output' });
    expect(readdirSync(place('slices'))).toEqual(['a.tif', 'b.tif']);
  });

  it('in place of a folder that is no OME-Zarr; one that is gives way', async () => {
    mkdirSync(place('thesis.zarr'));
    writeFileSync(place('thesis.zarr/chapter-1.txt'), 'years of work');
    await expect(segment(image, place('thesis.zarr'))).rejects.toMatchObject({ code: 'already-exists' });
    expect(readdirSync(place('thesis.zarr'))).toEqual(['chapter-1.txt']);
    await segment(image, place('labels.zarr'));
    renameSync(place('labels.zarr'), place('labels.zarr.old'));
    await segment(image, place('labels.zarr'));
    await segment(image, place('labels.zarr'));
    expect(existsSync(place('labels.zarr.old/zarr.json'))).toBe(true);
  });

  it('where probabilities go too, nor probabilities under the name of a TIFF', async () => {
    await expect(segment(image, place('y.tif'), place('y.tif'))).rejects.toMatchObject({ code: 'bad-output' });
    await expect(segment(image, place('y.zarr'), place('y.zarr'))).rejects.toMatchObject({ code: 'bad-output' });
    expect(existsSync(place('y.tif'))).toBe(false);
  });
});

it('a copy of the report spares an original that bears the name of one of its files', async () => {
  const { client, read, write } = start();
  mkdirSync(place('lab'));
  await writeTinyLabels(place('lab/labels.tif'));
  const before = readFileSync(place('lab/labels.tif'));
  const made = await client['study.create']({
    files: [read(place('lab/labels.tif'))],
    folder: write(place('r.lithoscope')),
    collector: ['y-'],
  });
  await client['segment.import']({ study: made.id, labels: read(place('lab/labels.tif')) });
  await expect(client['report.build']({ study: made.id, formats: ['json'], output: write(place('lab')) })).rejects.toMatchObject({
    code: 'bad-output',
  });
  expect(readFileSync(place('lab/labels.tif')).equals(before)).toBe(true);
  expect(readdirSync(place('lab'))).toEqual(['labels.tif']);
});

it('a study asked for in a plain folder is found there again', async () => {
  const { client, read, write } = start();
  const ask = { stack: [read(image)], output: write(place('results')) };
  const first = await client['analyze.run'](ask);
  expect(first.study).toBe(place('results/cell.lithoscope'));
  const again = await client['analyze.run'](ask);
  expect([again.study, again.results]).toEqual([first.study, first.results]);
});
