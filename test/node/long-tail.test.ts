/** The decoder for rare variants: right pixels, refused nonsense, killed on request. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { hashSource, openSource } from '../../src/formats/index.js';
import { createLongTailImages } from '../../src/node/long-tail.js';
import { host, scratchFolder } from '../support/format-host.js';

const folder = scratchFolder('long-tail');
const images = createLongTailImages();
const GIB = 1024 ** 3;

function writeList(): string {
  const slices = [0, 1, 2].map((z) => Uint8Array.from({ length: 6 }, (_, i) => z * 10 + i));
  slices.forEach((slice, z) => writeFileSync(join(folder, `s${z}.raw`), slice));
  const path = join(folder, 'list.mhd');
  const header = ['ObjectType = Image', 'NDims = 3', 'DimSize = 3 2 3', 'ElementSpacing = 1 1 2', 'ElementType = MET_UCHAR'];
  writeFileSync(path, [...header, 'ElementDataFile = LIST', 's0.raw', 's1.raw', 's2.raw', ''].join('\n'));
  return path;
}

test('a MetaImage whose slices are listed opens through it', async () => {
  const source = await openSource({ ...host, longTail: images }, writeList());
  expect(source.info.axes.map((axis) => axis.size)).toEqual([3, 2, 3]);
  const data = await source.read({ start: [1, 0, 0], size: [1, 2, 3] });
  expect([...data]).toEqual([10, 11, 12, 13, 14, 15]);
  expect(await hashSource(host, source)).toMatch(/^[0-9a-f]{64}$/);
});

test('without it, the same file is refused by name', async () => {
  await expect(openSource(host, writeList())).rejects.toMatchObject({ code: 'unsupported-format' });
});

test('a file that is no image is refused in one sentence', async () => {
  const path = join(folder, 'nonsense.mha');
  writeFileSync(path, 'nothing here');
  await expect(images.decode(path, GIB)).rejects.toMatchObject({ tag: 'format' });
});

test('an abort ends it', async () => {
  const stop = new AbortController();
  const decoding = images.decode(writeList(), GIB, stop.signal);
  stop.abort();
  await expect(decoding).rejects.toMatchObject({ tag: 'aborted' });
});

test('the size limit holds', async () => {
  await expect(images.decode(writeList(), 10)).rejects.toMatchObject({ code: 'too-large' });
});
