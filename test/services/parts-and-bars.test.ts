/** The data bar of a microscope is left out of studies unless somebody asks for it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { buildTiff } from '../formats/tiff-fixture.js';
import { startCore, temporaryFolder } from './core-harness.js';

const home = temporaryFolder();

it('a study is made of the picture above the data bar; info tells the stored page first', async () => {
  const text = '[Scan]\r\nPixelWidth=5e-9\r\nPixelHeight=5e-9\r\n[Image]\r\nResolutionX=8\r\nResolutionY=6\r\n\0';
  const pages = [Uint8Array.from({ length: 64 }, (_, i) => i)];
  const path = join(home, 'sem.tif');
  writeFileSync(path, buildTiff({ width: 8, height: 8, size: 1, pages, extra: [[34682, 2, [...new TextEncoder().encode(text)]]] }));
  const { client, read } = startCore(home);
  const { volumes } = await client['stack.info']({ files: [read(path)], hash: false });
  expect(volumes.map((entry) => ('shape' in entry ? entry.shape : entry))).toEqual([
    [8, 8],
    [6, 8],
  ]);
  const state = await client['study.create']({ files: [read(path)] });
  expect(state.chosen).toEqual({ dataset: 'without-data-bar' });
  expect(state.stack.shape).toEqual([1, 6, 8]);
});
