/** TIFF in all layouts that instruments write; the truth is the array that each file was built from. */
import { closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { inspectPath, openSource } from '../../src/formats/index.js';
import type { VolumeSource, VoxelArray } from '../../src/volume/index.js';
import { host, sameBytes, scratchFolder } from '../support/format-host.js';
import { buildTiff } from './tiff-fixture.js';
import type { TiffSpec } from './tiff-fixture.js';

const folder = scratchFolder('tiff');
let files = 0;

async function openTiff(spec: TiffSpec): Promise<VolumeSource> {
  const path = join(folder, `f${files++}.tif`);
  writeFileSync(path, buildTiff(spec));
  return openSource(host, path);
}

/** Smooth and noisy parts, so that every codec meets runs and surprises. */
function pageBytes(length: number, seed: number): Uint8Array {
  const rng = createRng(seed);
  return Uint8Array.from({ length }, (_, i) => (i % 64 < 32 ? seed : rng.int(256)));
}

function whole(source: VolumeSource): Promise<VoxelArray> {
  return source.read({ start: source.info.axes.map(() => 0), size: source.info.axes.map((axis) => axis.size) });
}

const CODECS = ['none', 'lzw', 'deflate', 'deflate-old', 'packbits', 'zstd'] as const;
const LAYOUTS = [{}, { rowsPerStrip: 5 }, { tile: [16, 32] as [number, number] }, { big: true, rowsPerStrip: 7 }];

describe('every codec and layout', () => {
  const cases = CODECS.flatMap((compression) =>
    LAYOUTS.flatMap((layout, l) =>
      [1, 2, 4].map((size) => ({
        compression,
        ...layout,
        size,
        bigEndian: (l + size) % 2 === 0,
        predictor: ((l + size) % 3 === 0 ? 2 : 1) as 1 | 2,
      })),
    ),
  );
  test.each(cases)('$compression, $size bytes, big-endian $bigEndian, predictor $predictor', async (options) => {
    const [width, height] = [45, 23];
    const pages = [1, 2, 3].map((seed) => pageBytes(width * height * options.size, seed));
    const source = await openTiff({ width, height, pages, ...options });
    expect(source.info.axes.map((axis) => axis.name).join('')).toBe('zyx');
    expect(sameBytes(await whole(source), Buffer.concat(pages))).toBe(true);
    await source.close();
  });

  test('a large LZW strip with full tables', async () => {
    const pages = [pageBytes(300 * 200, 9)];
    const source = await openTiff({ width: 300, height: 200, pages, size: 1, compression: 'lzw' });
    expect(sameBytes(await whole(source), pages[0]!)).toBe(true);
    await source.close();
  });

  test('colour samples side by side and in planes', async () => {
    const page = pageBytes(20 * 10 * 3, 4);
    const chunky = await openTiff({ width: 20, height: 10, pages: [page, page], size: 1, samples: 3, compression: 'deflate' });
    expect(chunky.info.axes.map((axis) => axis.name).join('')).toBe('zyxc');
    const planar = await openTiff({ width: 20, height: 10, pages: [page], size: 1, samples: 3, planar: true, compression: 'lzw' });
    expect(planar.info.axes.map((axis) => `${axis.name}${axis.size}`)).toEqual(['c3', 'y10', 'x20']);
    expect(await whole(planar)).toEqual(page);
    await chunky.close();
    await planar.close();
  });
});

describe('regions', () => {
  test.each(CODECS)('random boxes of a %s file are crops of the whole, and slabs join to it', async (compression) => {
    const rng = createRng(7);
    const [nz, ny, nx] = [4, 37, 53];
    const pages = Array.from({ length: nz }, (_, z) => pageBytes(nx * ny * 2, z + 1));
    for (const layout of LAYOUTS) {
      const source = await openTiff({ width: nx, height: ny, pages, size: 2, compression, bigEndian: true, ...layout });
      const all = (await whole(source)) as Uint16Array;
      for (let i = 0; i < 12; i++) {
        const start = [rng.int(nz), rng.int(ny), rng.int(nx)];
        const size = [1 + rng.int(nz - start[0]!), 1 + rng.int(ny - start[1]!), 1 + rng.int(nx - start[2]!)];
        const box = await source.read({ start, size });
        const crop: number[] = [];
        for (let z = 0; z < size[0]!; z++)
          for (let y = 0; y < size[1]!; y++)
            for (let x = 0; x < size[2]!; x++) crop.push(all[((start[0]! + z) * ny + start[1]! + y) * nx + start[2]! + x]!);
        expect(sameBytes(box, Uint16Array.from(crop))).toBe(true);
      }
      const slabs = [
        await source.read({ start: [0, 0, 0], size: [3, ny, nx] }),
        await source.read({ start: [3, 0, 0], size: [1, ny, nx] }),
      ];
      expect(sameBytes(Uint16Array.from(slabs.flatMap((slab) => [...slab])), all)).toBe(true);
      await source.close();
    }
  });

  test('a region outside the volume is refused, also after an abort', async () => {
    const source = await openTiff({ width: 4, height: 4, pages: [pageBytes(16, 1)], size: 1 });
    await expect(source.read({ start: [0, 3], size: [4, 2] })).rejects.toMatchObject({ code: 'bad-region' });
    const stop = new AbortController();
    stop.abort();
    await expect(source.read({ start: [0, 0], size: [1, 1] }, stop.signal)).rejects.toMatchObject({ tag: 'aborted' });
    await source.close();
  });
});

describe('what planes mean', () => {
  const pages = Array.from({ length: 6 }, (_, i) => pageBytes(20, i + 1));
  const spec = { width: 5, height: 4, pages, size: 1 };

  test.each([
    ['ImageJ slices', 'ImageJ=1.53t\nimages=6\nslices=6\nunit=nm\nspacing=30\n', 'z6 y4 x5', 'volume'],
    ['ImageJ frames', 'ImageJ=1.53t\nimages=6\nframes=6\n', 't6 y4 x5', 'series'],
    ['ImageJ channels and slices', 'ImageJ=1.53t\nimages=6\nchannels=2\nslices=3\nhyperstack=true\n', 'c2 z3 y4 x5', 'volume'],
    ['no description', undefined, 'z6 y4 x5', 'volume'],
    [
      'OME times',
      '<?xml version="1.0"?><OME><Image><Pixels DimensionOrder="XYZCT" SizeX="5" SizeY="4" SizeZ="1" SizeC="1" SizeT="6"/></Image></OME>',
      't6 y4 x5',
      'series',
    ],
    [
      'OME with a document type',
      '<!DOCTYPE x><OME><Image><Pixels DimensionOrder="XYZCT" SizeX="5" SizeY="4" SizeZ="1" SizeC="1" SizeT="6"/></Image></OME>',
      'z6 y4 x5',
      'volume',
    ],
  ])('%s', async (_title, description, axes, kind) => {
    const source = await openTiff({ ...spec, ...(description === undefined ? {} : { description }) });
    expect(source.info.axes.map((axis) => axis.name + axis.size).join(' ')).toBe(axes);
    expect(source.info.kind).toBe(kind);
    await source.close();
  });

  test.each([
    ['{"shape": [6, 4, 5], "truncated": true}', /^z6 y4 x5$/, 0],
    ['{"shape": [6, 4, 5], "truncated": true, "axes": "TYX"}', /^t6 y4 x5$/, 0],
    // more than there are: whatever fits, and a warning
    ['{"shape": [900, 4, 5], "truncated": true}', /^z\d+ y4 x5$/, 1],
    ['{"shape": [1, 4, 5], "truncated": true}', /^y4 x5$/, 0],
  ])('stacks behind one directory: %s', async (description, axes, warnings) => {
    const raw = [[Uint8Array.from(pages.flatMap((page) => [...page]))]];
    const source = await openTiff({ ...spec, pages: pages.slice(0, 1), raw, description });
    expect(source.info.axes.map((axis) => axis.name + axis.size).join(' ')).toMatch(axes);
    expect(source.info.warnings).toHaveLength(warnings);
    if (source.info.axes.length === 3)
      expect([...(await source.read({ start: [5, 0, 0], size: [1, 4, 5] }))]).toEqual([...(pages[5] ?? [])]);
    await source.close();
  });

  test('ImageJ runs through channels first', async () => {
    const source = await openTiff({ ...spec, description: 'ImageJ=1.53t\nimages=6\nchannels=2\nslices=3\n' });
    expect(await source.read({ start: [1, 2, 0, 0], size: [1, 1, 4, 5] })).toEqual(pages[5]);
    await source.close();
  });

  test.each([
    ['ImageJ micrometres', 'ImageJ=1.53t\nimages=6\nslices=6\nunit=\\u00B5m\nspacing=0.5\n', [4, 1], [0.5e-6, 0.25e-6, 0.25e-6]],
    ['ImageJ centimetres', 'ImageJ=1.53t\nimages=6\nslices=6\nunit=cm\nspacing=0.5\n', [4, 1], [0.005, 0.0025, 0.0025]],
    ['ImageJ pixels', 'ImageJ=1.53t\nimages=6\nslices=6\nunit=pixel\n', [1, 1], null],
    ['72 dpi', undefined, [72, 1], null],
    ['resolution but no slice distance', undefined, [10000, 1], null],
  ])('voxel size: %s', async (_title, description, resolution, metres) => {
    const extra: TiffSpec['extra'] = [
      [282, 5, resolution],
      [283, 5, resolution],
    ];
    const source = await openTiff({ ...spec, extra, ...(description === undefined ? {} : { description }) });
    const { spacing } = source.info.calibration;
    if (metres === null) expect(spacing).toBeNull();
    else metres.forEach((v, i) => expect(spacing![i]! / v).toBeCloseTo(1, 12));
    await source.close();
  });
});

describe('an ImageJ stack of 5 GB in one directory', () => {
  test('its last slice is one read away', async () => {
    const [width, height, slices] = [2048, 2048, 640];
    const head = buildTiff({
      width,
      height: 1,
      pages: [new Uint8Array(width * 2)],
      size: 2,
      bigEndian: true,
      description: `ImageJ=1.53t\nimages=${slices}\nslices=${slices}\n`,
    });
    const path = join(folder, 'sparse.tif');
    // the directory of a one-row image is patched to the full height; data follow the directory
    const view = new DataView(head.buffer);
    const ifd = view.getUint32(4);
    const base = head.length;
    for (let i = 0; i < view.getUint16(ifd); i++) {
      const entry = ifd + 2 + i * 12;
      const tag = view.getUint16(entry);
      if (tag === 257 || tag === 278) view.setUint32(entry + 8, height);
      if (tag === 273) view.setUint32(entry + 8, base);
      if (tag === 279) view.setUint32(entry + 8, width * height * 2);
    }
    writeFileSync(path, head);
    const each = width * height * 2;
    truncateSync(path, base + each * slices);
    const file = openSync(path, 'r+');
    writeSync(file, Uint8Array.of(0x12, 0x34), 0, 2, base + each * slices - 2);
    closeSync(file);
    const source = await openSource(host, path);
    expect(source.info.axes.map((axis) => axis.size)).toEqual([slices, height, width]);
    expect([...(await source.read({ start: [slices - 1, height - 1, width - 2], size: [1, 1, 2] }))]).toEqual([0, 0x1234]);
    const slice = await source.read({ start: [slices - 1, 0, 0], size: [1, height, width] });
    expect(slice[slice.length - 1]).toBe(0x1234);
    await source.close();
    truncateSync(path, base + each * 100 + 5);
    const cut = await openSource(host, path);
    expect(cut.info.axes[0]!.size).toBe(100);
    expect(cut.info.warnings.join()).toContain('640');
    await cut.close();
  });
});

describe('damaged files', () => {
  const good: TiffSpec = { width: 40, height: 30, pages: [1, 2, 3].map((seed) => pageBytes(1200, seed)), size: 1 };

  async function codeOf(bytes: Uint8Array): Promise<string> {
    const path = join(folder, `bad${files++}.tif`);
    writeFileSync(path, bytes);
    const [entry] = await inspectPath(host, path);
    return 'error' in entry! ? entry.error.code : 'read';
  }

  test.each([
    ['an empty file', new Uint8Array(0), 'empty-file'],
    ['only the magic', Uint8Array.of(0x49, 0x49, 42, 0, 8, 0, 0, 0), 'corrupt-file'],
    ['another format', new TextEncoder().encode('hello, this is text, not an image at all'), 'unsupported-format'],
    ['a chain that loops', buildTiff({ ...good, loop: true }), 'corrupt-file'],
    ['JPEG compression of something else', buildTiff({ ...good, compression: 7 }), 'corrupt-file'],
    ['old-style JPEG compression', buildTiff({ ...good, compression: 6 }), 'unsupported-compression'],
    ['LZMA compression', buildTiff({ ...good, compression: 34925 }), 'unsupported-compression'],
    ['a width of zero', buildTiff({ ...good, width: 0, pages: [new Uint8Array(0)] }), 'corrupt-file'],
  ])('%s', async (_title, bytes, code) => {
    expect(await codeOf(bytes)).toBe(code);
  });

  test('a deflate bomb is refused before it unfolds', async () => {
    const bomb = buildTiff({ ...good, width: 16, height: 16, pages: [new Uint8Array(256)], compression: 'deflate' });
    // the strip claims 256 bytes and inflates to 32 MB
    const big = buildTiff({ ...good, width: 8192, height: 4096, pages: [new Uint8Array(8192 * 4096)], compression: 'deflate' });
    const view = new DataView(big.buffer);
    const ifd = view.getUint32(4, true);
    for (let i = 0; i < view.getUint16(ifd, true); i++) {
      const entry = ifd + 2 + i * 12;
      if ([256, 257, 278].includes(view.getUint16(entry, true))) view.setUint32(entry + 8, 16, true);
    }
    expect(await codeOf(big)).toBe('corrupt-file');
    expect(await codeOf(bomb)).toBe('read');
  });

  test('200,000 x 200,000 in a small file is refused', async () => {
    for (const compression of ['none', 'lzw', 'deflate', 'packbits', 'zstd'] as const) {
      const bytes = buildTiff({ ...good, compression });
      const view = new DataView(bytes.buffer);
      for (let page = view.getUint32(4, true); page !== 0;) {
        const count = view.getUint16(page, true);
        for (let i = 0; i < count; i++)
          if ([256, 257, 278].includes(view.getUint16(page + 2 + i * 12, true))) view.setUint32(page + 10 + i * 12, 200_000, true);
        page = view.getUint32(page + 2 + count * 12, true);
      }
      expect(['corrupt-file', 'too-large']).toContain(await codeOf(bytes));
    }
  });

  test('cut anywhere: whole pages with a warning, or an error, never silently short', async () => {
    const bytes = buildTiff(good);
    const full = await codeOf(bytes);
    expect(full).toBe('read');
    for (let cut = 12; cut < bytes.length; cut += 97) {
      const path = join(folder, 'cut.tif');
      writeFileSync(path, bytes.subarray(0, cut));
      const [entry] = await inspectPath(host, path);
      if ('error' in entry!) expect(entry.error.code).toBe('corrupt-file');
      else expect(entry!.warnings.join()).toContain('cut short');
    }
  });

  test('pages of different sizes are separate data sets, the largest first', async () => {
    const bytes = buildTiff(good);
    const view = new DataView(bytes.buffer);
    const ifd = view.getUint32(4, true);
    for (let i = 0; i < view.getUint16(ifd, true); i++)
      if ([257, 278].includes(view.getUint16(ifd + 2 + i * 12, true))) view.setUint32(ifd + 10 + i * 12, 20, true);
    const path = join(folder, 'mixed.tif');
    writeFileSync(path, bytes);
    const entries = await inspectPath(host, path);
    expect(entries.map((entry) => ('axes' in entry ? entry.shape.join('x') : 'none'))).toEqual(['2x30x40', '20x40']);
  });
});
