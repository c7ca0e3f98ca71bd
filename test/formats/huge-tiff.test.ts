/** Files of 5 GB show their last slice without being read: pixels and memory. How long it takes is measured by `npm run bench -- read-tiff`. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSource } from '../../src/formats/index.js';
import { host, scratchFolder } from '../support/format-host.js';
import { lastSliceValue, N, PAGES, writeHugeBigTiff, writeHugeImageJ } from '../support/huge-tiff.js';

const folder = scratchFolder('huge-tiff');
const MOST_GROWTH = 300e6;

describe('the last slice of a file of 5 GB', () => {
  test.each([
    ['ImageJ, one directory, big-endian', writeHugeImageJ],
    ['BigTIFF, a directory behind each of 2500 pages', writeHugeBigTiff],
  ])('%s', async (title, write) => {
    const path = join(folder, 'huge.tif');
    write(path);
    const { size, blocks } = statSync(path);
    expect(size).toBeGreaterThan(5e9);
    if (blocks * 512 > 1e9) throw new Error(`The file system of ${folder} keeps no holes: "${title}" cannot be tested here.`);
    const before = process.memoryUsage.rss();
    const source = await openSource(host, path);
    expect(source.info).toMatchObject({ kind: 'volume', dtype: 'uint16', warnings: [] });
    expect(source.info.axes.map((axis) => axis.size)).toEqual([PAGES, N, N]);
    const slice = await source.read({ start: [PAGES - 1, 0, 0], size: [1, N, N] });
    const hole = await source.read({ start: [PAGES - 2, N - 1, 0], size: [1, 1, N] });
    expect(process.memoryUsage.rss() - before).toBeLessThan(MOST_GROWTH);
    expect(slice.every((value, i) => value === lastSliceValue(i))).toBe(true);
    expect(hole.every((value) => value === 0)).toBe(true);
    const box = await source.read({ start: [PAGES - 2, N - 2, 7], size: [2, 2, 3] });
    expect([...box.subarray(6)]).toEqual([N - 2, N - 1].flatMap((y) => [7, 8, 9].map((x) => lastSliceValue(y * N + x))));
    await source.close();
  });
});
