/** Folders of what microscopes write one by one: data bars, pixel sizes, other formats; and folders around one file. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectPath, listDatasets, openSource } from '../../src/formats/index.js';
import { host, scratchFolder } from '../support/format-host.js';
import { bmp } from './samples/bmp.js';
import { buildDm } from './samples/dm.js';
import { buildMrc } from './samples/mrc.js';
import { buildTiff } from './tiff-fixture.js';
import type { TiffSpec } from './tiff-fixture.js';

const root = scratchFolder('slice-folders');

function folderOf(name: string, files: Record<string, Uint8Array | string>): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, file), bytes);
  return folder;
}

const pixels = (value: number): Uint8Array => Uint8Array.from({ length: 20 }, (_, i) => value + i);
const slice = (value: number, extra: TiffSpec['extra'] = [], more: Partial<TiffSpec> = {}): Uint8Array =>
  buildTiff({ width: 5, height: 4, pages: [pixels(value)], size: 1, extra, ...more });

/** the text of an FEI microscope: scanned rows, pixel size in metres */
function fei(rows: number, pixel = '5e-009'): NonNullable<TiffSpec['extra']> {
  const text = `[Scan]\r\nPixelWidth=${pixel}\r\nPixelHeight=6e-009\r\n[Image]\r\nResolutionX=5\r\nResolutionY=${rows}\r\n`;
  return [[34682, 2, [...new TextEncoder().encode(`${text}\0`)]]];
}

async function refusal(folder: string): Promise<string> {
  const [entry] = await inspectPath(host, folder);
  return entry !== undefined && 'error' in entry ? `${entry.error.code}: ${entry.error.message}` : 'read';
}

describe('data bars', () => {
  test('are left out of every slice; the pixel size is told, the slice distance stays unknown', async () => {
    const source = await openSource(host, folderOf('bars', { 'a1.tif': slice(0, fei(3)), 'a2.tif': slice(100, fei(3)) }));
    expect(source.info.axes.map((axis) => axis.size)).toEqual([2, 3, 5]);
    expect(source.info.calibration.spacing).toBeNull();
    expect(source.info.dataBarRows).toBeUndefined();
    const told = source.info.warnings.join('\n');
    expect(told).toContain('lowest 1 rows of every slice');
    expect(told).toContain('6e-9 x 5e-9 m) but no slice distance');
    expect([...(await source.read({ start: [0, 0, 0], size: [2, 3, 5] }))]).toEqual([
      ...pixels(0).subarray(0, 15),
      ...pixels(100).subarray(0, 15),
    ]);
    await expect(source.read({ start: [0, 0, 0], size: [1, 4, 5] })).rejects.toMatchObject({ code: 'bad-region' });
  });

  test('under some slices only, nothing is cut away', async () => {
    const { info } = await openSource(host, folderOf('some-bars', { 'a1.tif': slice(0, fei(3)), 'a2.tif': slice(1, fei(4)) }));
    expect(info.axes.map((axis) => axis.size)).toEqual([2, 4, 5]);
    expect(info.warnings.join()).toMatch(/others have none \(a2\.tif\)/);
  });

  test('pixel sizes that differ are told and not used', async () => {
    const files = { 'a1.tif': slice(0, fei(4)), 'a2.tif': slice(1, fei(4, '9e-009')) };
    const { info } = await openSource(host, folderOf('sizes', files));
    expect(info.calibration.spacing).toBeNull();
    expect(info.warnings.join()).toContain('a2.tif differ from a1.tif in the pixel size');
  });
});

test('the slice distance of ImageJ is used where every slice gives it', async () => {
  const resolution: NonNullable<TiffSpec['extra']> = [
    [282, 5, [2, 1]],
    [283, 5, [4, 1]],
  ];
  const withZ = { description: 'ImageJ=1.53t\nunit=um\nspacing=3.0\n' };
  const known = folderOf('imagej', { 'a1.tif': slice(0, resolution, withZ), 'a2.tif': slice(1, resolution, withZ) });
  expect((await inspectPath(host, known))[0]).toMatchObject({ spacing: { value: [3, 0.25, 0.5], unit: 'um' } });
  const plane = { description: 'ImageJ=1.53t\nunit=um\n' };
  const unknown = folderOf('imagej-plane', { 'a1.tif': slice(0, resolution, plane), 'a2.tif': slice(1, resolution, plane) });
  const [entry] = await inspectPath(host, unknown);
  expect(entry).toMatchObject({ spacing: null, warnings: [expect.stringContaining('0.25 x 0.5 um')] });
});

describe('slices of other formats', () => {
  test('BMP', async () => {
    const rows = (value: number): Uint8Array[] => [Uint8Array.of(value, 1, 2), Uint8Array.of(value, 3, 4)];
    const files = Object.fromEntries([1, 2].map((z) => [`s${z}.bmp`, bmp({ width: 3, height: 2, bits: 8, rows: rows(z) })]));
    const source = await openSource(host, folderOf('bmp', files));
    expect(source.info.axes.map((axis) => axis.size)).toEqual([2, 2, 3]);
    expect([...(await source.read({ start: [1, 0, 0], size: [1, 2, 2] }))]).toEqual([2, 3, 2, 1]);
  });

  test('MRC and DM files of one image; their pixel size is told', async () => {
    const one = buildMrc({ sizes: [4, 3, 1], mode: 6, cell: [8, 6, 1] });
    const mrc = await openSource(host, folderOf('mrc', { 'a1.mrc': one, 'a2.mrc': one, 'notes.txt': 'x', 'odd.bin': 'nothing' }));
    expect(mrc.info).toMatchObject({ kind: 'volume', dtype: 'uint16', calibration: { spacing: null } });
    expect(mrc.info.axes.map((axis) => axis.size)).toEqual([2, 3, 4]);
    expect(mrc.info.warnings.join()).toMatch(/odd\.bin.*2 x 2 A\) but no slice distance/);
    const alone = await openSource(host, join(root, 'mrc', 'a1.mrc'));
    expect(await mrc.read({ start: [1, 1, 0], size: [1, 2, 4] })).toEqual(await alone.read({ start: [0, 1, 0], size: [1, 2, 4] }));

    const dm = await openSource(host, folderOf('dm', { 'a1.dm3': buildDm(), 'a2.dm3': buildDm() }));
    expect(dm.info.axes[0]).toEqual({ name: 'z', size: 2 });
    expect(dm.info.kind).toBe('volume');
  });

  test('exported pictures come before the files they were exported from', async () => {
    const { info } = await openSource(host, folderOf('both', { 'a1.dm3': buildDm(), 'a1.tif': slice(0), 'a2.tif': slice(1) }));
    expect(info.axes.map((axis) => axis.size)).toEqual([2, 4, 5]);
    expect(info.warnings.join()).toContain('a1.dm3');
  });

  test('files of several planes are refused by name', async () => {
    const volume = buildMrc({ sizes: [4, 3, 2] });
    expect(await refusal(folderOf('volumes', { 'a1.mrc': volume, 'a2.mrc': volume }))).toMatch(/mixed-sizes: a1\.mrc has 2 planes/);
    const pages = buildTiff({ width: 5, height: 4, pages: [pixels(0), pixels(1)], size: 1 });
    expect(await refusal(folderOf('pages', { 'a1.tif': slice(0), 'a2.tif': pages }))).toMatch(/mixed-sizes: a2\.tif has 2 pages/);
  });
});

describe('folders around one file', () => {
  test('a file that holds a stack is opened, and named', async () => {
    const pages = buildTiff({ width: 5, height: 4, pages: [pixels(0), pixels(1), pixels(2)], size: 1 });
    const folder = folderOf('around', { 'stack.tif': pages, 'notes.txt': 'x', 'stack.json': '{}' });
    const [entry] = await inspectPath(host, folder);
    expect(entry).toMatchObject({ path: folder, format: 'tiff', shape: [3, 4, 5], warnings: [expect.stringContaining('stack.tif')] });
    expect((await openSource(host, folder)).info.warnings.join()).toContain('stack.tif');
    expect(await listDatasets(host, folder)).toHaveLength(1);
    const mrc = folderOf('around-mrc', { 'a.mrc': buildMrc() });
    expect((await inspectPath(host, mrc))[0]).toMatchObject({ format: 'mrc', shape: [2, 3, 4] });
  });

  test('one slice stays a slice', async () => {
    const [entry] = await inspectPath(host, folderOf('one', { 'a1.tif': slice(0) }));
    expect(entry).toMatchObject({ format: 'slices', shape: [1, 4, 5], warnings: [] });
  });

  test('folders in a folder, and files that are no slices, are named', async () => {
    const outer = folderOf('outer', {});
    mkdirSync(join(outer, 'left'));
    mkdirSync(join(outer, 'right'));
    expect(await refusal(outer)).toMatch(/empty-folder: The folder outer contains only folders \(left, right\)/);
    expect(await refusal(folderOf('strange', { 'a.xyzzy': 'text', 'b.xyzzy': 'text' }))).toMatch(
      /contains no slices but a\.xyzzy, b\.xyzzy/,
    );
  });
});
