/** Folders and selections of slices, single pictures, label mappings and sidecars. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import {
  applyLabelMap,
  formatDocs,
  FORMATS,
  inspectPath,
  labelValues,
  needsMapping,
  openSource,
  parseLabelMap,
  readSidecar,
} from '../../src/formats/index.js';
import { host, scratchFolder } from '../support/format-host.js';
import { describeShared, sharedPath } from '../support/shared.js';
import { buildTiff } from './tiff-fixture.js';

const root = scratchFolder('slices');

function folderOf(name: string, files: Record<string, Uint8Array | string>): string {
  const folder = join(root, name);
  mkdirSync(folder);
  for (const [file, bytes] of Object.entries(files)) writeFileSync(join(folder, file), bytes);
  return folder;
}

function slice(value: number, width = 6, height = 4): Uint8Array {
  return buildTiff({ width, height, pages: [new Uint8Array(width * height).fill(value)], size: 1 });
}

describe('a folder of slices', () => {
  test('natural order, hidden files and sidecars left alone, missing numbers told', async () => {
    const folder = folderOf('order', {
      'im2.tif': slice(2),
      'im10.tif': slice(10),
      'im3.tif': slice(3),
      '.hidden.tif': 'x',
      'order.json': '{}',
      'README.md': 'x',
    });
    const source = await openSource(host, folder);
    expect(source.info.axes.map((axis) => axis.size)).toEqual([3, 4, 6]);
    expect(source.info.kind).toBe('volume');
    expect([...(await source.read({ start: [0, 0, 0], size: [3, 1, 1] }))]).toEqual([2, 3, 10]);
    expect(source.info.warnings.join()).toContain('im4.tif');
    expect(source.info.warnings.join()).toContain('im9.tif');
  });

  test('odd slices are refused by name and size', async () => {
    const folder = folderOf('odd', { 'a1.tif': slice(1), 'a2.tif': slice(2, 5, 4), 'a3.tif': slice(3) });
    const [entry] = await inspectPath(host, folder);
    expect(entry).toMatchObject({ error: { code: 'mixed-sizes', message: expect.stringMatching(/a2\.tif.*5 x 4.*6 x 4/) } });
  });

  test.each([
    ['an empty folder', {}, 'empty-folder'],
    ['an empty slice', { 'a1.tif': slice(1), 'a2.tif': '' }, 'corrupt-file'],
    ['a slice that is text', { 'a1.tif': slice(1), 'a2.tif': 'text' }, 'corrupt-file'],
    ['a slice cut short', { 'a1.tif': slice(1), 'a2.tif': slice(1).subarray(0, 20) }, 'corrupt-file'],
  ])('%s is refused', async (title, files, code) => {
    const [entry] = await inspectPath(host, folderOf(title.replaceAll(' ', '-'), files));
    expect(entry).toMatchObject({ error: { code } });
  });

  test('chosen files in any order', async () => {
    const folder = folderOf('chosen', { 'b1.tif': slice(1), 'b2.tif': slice(2), 'b3.tif': slice(3) });
    const source = await openSource(host, [join(folder, 'b3.tif'), join(folder, 'b1.tif')]);
    expect([...(await source.read({ start: [0, 0, 0], size: [2, 1, 1] }))]).toEqual([1, 3]);
  });

  describeShared('data/liion-cell-xct-stack', 'the Li-ion cell sequence', () => {
    test('eight slices make a volume', async () => {
      const source = await openSource(host, sharedPath('data/liion-cell-xct-stack'));
      expect(source.info.axes.map((axis) => axis.size)).toEqual([8, 728, 728]);
    });
  });
});

/** A PNG with one filter type per row, made by hand. */
function png(width: number, height: number, bits: number, colour: number, rows: Uint8Array, extra: Uint8Array[] = []): Uint8Array {
  const chunk = (type: string, data: Uint8Array): Uint8Array => {
    const out = new Uint8Array(12 + data.length);
    new DataView(out.buffer).setUint32(0, data.length);
    out.set(new TextEncoder().encode(type), 4);
    out.set(data, 8);
    return out;
  };
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([bits, colour, 0, 0, 0], 8);
  const parts = [
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ];
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

describe('pictures', () => {
  test('16-bit PNG from another program, exactly', async () => {
    const data = Uint16Array.from({ length: 31 * 17 }, (_, i) => (i * 2477) % 65536);
    const bytes = await sharp(data, { raw: { width: 31, height: 17, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer();
    const path = join(root, 'a.png');
    writeFileSync(path, bytes);
    const source = await openSource(host, path);
    expect(source.info).toMatchObject({ kind: 'image', dtype: 'uint16' });
    expect(await source.read({ start: [0, 0], size: [17, 31] })).toEqual(data);
    expect(await source.read({ start: [16, 30], size: [1, 1] })).toEqual(data.slice(-1));
  });

  test('palette indices and 1-bit greys keep their stored values', async () => {
    writeFileSync(join(root, 'palette.png'), png(4, 2, 2, 3, Uint8Array.of(0, 0b00011011, 0, 0b11100100)));
    const palette = await openSource(host, join(root, 'palette.png'));
    expect([...(await palette.read({ start: [0, 0], size: [2, 4] }))]).toEqual([0, 1, 2, 3, 3, 2, 1, 0]);
    writeFileSync(join(root, 'bits.png'), png(5, 1, 1, 0, Uint8Array.of(0, 0b10110000)));
    const bits = await openSource(host, join(root, 'bits.png'));
    expect([...(await bits.read({ start: [0, 0], size: [1, 5] }))]).toEqual([1, 0, 1, 1, 0]);
  });

  test('JPEG and WebP decode, colour last; damage is refused', async () => {
    const picture = sharp({ create: { width: 9, height: 5, channels: 3, background: { r: 200, g: 10, b: 10 } } });
    for (const [name, bytes] of [
      ['a.jpg', await picture.clone().jpeg({ chromaSubsampling: '4:4:4', quality: 100 }).toBuffer()],
      ['a.webp', await picture.clone().webp({ lossless: true }).toBuffer()],
    ] as const) {
      const path = join(root, name);
      writeFileSync(path, bytes);
      const source = await openSource(host, path);
      expect(source.info.axes.map((axis) => axis.name + axis.size)).toEqual(['y5', 'x9', 'c3']);
      const [red] = await source.read({ start: [0, 0, 0], size: [1, 1, 3] });
      expect(Math.abs(red! - 200)).toBeLessThan(4);
      writeFileSync(path, bytes.subarray(0, bytes.length >> 1));
      const [entry] = await inspectPath(host, path);
      expect(entry).toMatchObject({ error: { code: 'corrupt-file' } });
    }
  });

  test('a PNG written here is read back', async () => {
    const data = Uint8Array.from({ length: 12 }, (_, i) => i * 20);
    writeFileSync(join(root, 'own.png'), await host.images.encodePng({ width: 4, height: 3, samples: 1, data }));
    const source = await openSource(host, join(root, 'own.png'));
    const pixels = await source.read({
      start: [0, 0, 0].slice(0, source.info.axes.length),
      size: source.info.axes.map((axis) => axis.size),
    });
    expect([...pixels].filter((_, i) => source.info.axes.length === 2 || i % 3 === 0)).toEqual([...data]);
  });
});

describe('labels of other programs', () => {
  test('names, aliases and ids', () => {
    const map = parseLabelMap('255=lithium, 128=sei,0=3');
    expect([...applyLabelMap(Uint8Array.of(255, 128, 0, 0, 255), map)]).toEqual([1, 2, 3, 3, 1]);
  });

  test.each(['255', '255=gold', 'x=lithium', '1=lithium,1=sei', ''])('"%s" is refused', (text) => {
    expect(() => parseLabelMap(text)).toThrow(expect.objectContaining({ code: 'bad-map' }));
  });

  test('a value without a phase is named', () => {
    expect(() => applyLabelMap(Uint8Array.of(0, 7), parseLabelMap('0=pore'))).toThrow(/7/);
  });

  test('only ids of the table need no mapping', () => {
    expect(needsMapping(labelValues(Uint8Array.of(0, 6, 6, 1)))).toBe(false);
    expect(needsMapping(labelValues(Float32Array.of(0, 1.5)))).toBe(true);
    expect(needsMapping(labelValues(Uint8Array.of(0, 255)))).toBe(true);
  });
});

describe('sidecars', () => {
  test('after the name or in place of the extension', async () => {
    const folder = folderOf('sidecar', {
      'a.tif': slice(1),
      'a.json': '{"voxel": "1.3x0.65x0.65um", "collector": "z-", "cell": "wet"}',
      'b.tif': slice(1),
      'b.tif.json': '{"collector": "none"}',
      'c.tif': slice(1),
      'c.json': '{"title": "something else"}',
      'd.tif': slice(1),
      'd.json': '{"voxel": 650}',
    });
    expect(await readSidecar(host, join(folder, 'a.tif'))).toMatchObject({
      voxel: { value: [1.3, 0.65, 0.65], unit: 'um' },
      collector: ['z-'],
      cell: 'wet',
    });
    expect(await readSidecar(host, join(folder, 'b.tif'))).toMatchObject({ collector: [] });
    expect(await readSidecar(host, join(folder, 'c.tif'))).toBeUndefined();
    await expect(readSidecar(host, join(folder, 'd.tif'))).rejects.toMatchObject({ code: 'bad-sidecar' });
  });
});

test('the documentation names every format', () => {
  const text = formatDocs(FORMATS);
  for (const format of FORMATS) expect(text).toContain(format.title);
});
