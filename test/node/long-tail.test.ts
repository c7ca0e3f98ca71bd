/** The decoder for rare variants: right pixels, refused nonsense, killed on request. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSource } from '../../src/formats/index.js';
import { createLongTailImages } from '../../src/node/long-tail.js';
import { buildDicom } from '../formats/samples/dicom.js';
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

test('decodes a whole file with its size and spacing', async () => {
  const decoded = await images.decode(writeList(), GIB);
  expect(decoded).toMatchObject({ shape: [3, 2, 3], samples: 1, spacing: [2, 1, 1] });
  expect([...decoded.data]).toEqual([0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25]);
});

test('without it, a file that needs it is refused by name', async () => {
  const path = join(folder, 'rare.dcm');
  writeFileSync(path, buildDicom({ rows: 6, columns: 8, pixels: new Uint8Array(96), syntax: 'rle' }));
  const reading = openSource(host, path).then((source) => source.read({ start: [0, 0], size: [6, 8] }));
  await expect(reading).rejects.toMatchObject({ code: 'unsupported-compression' });
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
