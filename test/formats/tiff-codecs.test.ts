/** Compressions of TIFF that are more than bytes: fax codes against libtiff's strips, pictures against the truth they were made from. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { decodeCcitt } from '../../src/formats/tiff/ccitt.js';
import { runCodes } from '../../src/formats/tiff/ccitt-codes.js';
import { inspectPath, openSource } from '../../src/formats/index.js';
import type { VoxelArray } from '../../src/volume/index.js';
import { host, sameBytes, scratchFolder } from '../support/format-host.js';
import { FAX_RUNS, FAX_STRIPS, FAX_WIDTH } from './fax-strips.js';
import { buildTiff } from './tiff-fixture.js';
import type { TiffSpec } from './tiff-fixture.js';

const folder = scratchFolder('tiff-codecs');
let files = 0;

async function read(spec: TiffSpec): Promise<{ data: VoxelArray; axes: string; dtype: string }> {
  const path = join(folder, `f${files++}.tif`);
  writeFileSync(path, buildTiff(spec));
  const source = await openSource(host, path);
  const { axes, storedDtype } = source.info;
  const data = await source.read({ start: axes.map(() => 0), size: axes.map((axis) => axis.size) });
  await source.close();
  return { data, axes: axes.map((axis) => axis.name).join(''), dtype: storedDtype };
}

/** Codes as text of 0 and 1, filled up to whole bytes. */
function bits(text: string): Uint8Array {
  const clean = text.replaceAll(' ', '');
  return Uint8Array.from({ length: Math.ceil(clean.length / 8) }, (_, i) => parseInt(clean.slice(i * 8, i * 8 + 8).padEnd(8, '0'), 2));
}

function reversed(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => parseInt(byte.toString(2).padStart(8, '0').split('').reverse().join(''), 2));
}

describe('fax compressions', () => {
  const truth = new Uint8Array(FAX_RUNS.length * FAX_WIDTH);
  FAX_RUNS.forEach((run, row) => truth.fill(1, row * FAX_WIDTH + run, row * FAX_WIDTH + 2 * run));
  const page = { width: FAX_WIDTH, height: FAX_RUNS.length, size: 1, bits: 1, pages: [new Uint8Array(0)] };

  test.each([
    ['rle', 2],
    ['group3', 3],
    ['group4', 4],
  ] as const)('every run of libtiff, %s', async (kind, compression) => {
    const strip = Uint8Array.from(Buffer.from(FAX_STRIPS[kind], 'base64'));
    const extra: TiffSpec['extra'] = kind === 'group3' ? [[292, 4, [5]]] : [];
    const plain = await read({ ...page, compression, extra, raw: [[strip]] });
    expect(plain.dtype).toBe('uint8');
    expect(sameBytes(plain.data, truth)).toBe(true);
    const turned = await read({ ...page, compression, extra: [...extra, [266, 3, [2]]], raw: [[reversed(strip)]] });
    expect(sameBytes(turned.data, truth)).toBe(true);
  });

  test('no code is the start of another', () => {
    for (const black of [false, true]) {
      const codes = runCodes(black).map(({ code }) => code);
      expect(codes).toHaveLength(104);
      for (const a of codes) for (const b of codes) if (a !== b) expect(b.startsWith(a)).toBe(false);
    }
  });

  test('all modes of a two-dimensional row', () => {
    // row 1: 2 white, 3 black, 7 white; row 2: shifted by -1, 0; row 3: pass over them, nothing black
    const strip = bits(`001 0111 10 1   010 1 1   0001 1`);
    const out = decodeCcitt(strip, 'group4', false, 12, 3, 'x');
    expect([...out].map((byte) => byte.toString(2).padStart(8, '0'))).toEqual([
      '00111000', '00000000', '01111000', '00000000', '00000000', '00000000',
    ]); // prettier-ignore
  });

  test('strips that end, overrun or use an extension are refused', () => {
    expect(() => decodeCcitt(bits('1 000000000001 000000000001'), 'group4', false, 12, 3, 'x')).toThrow(/1 of its 3 rows/);
    expect(() => decodeCcitt(bits('001 000110 11'), 'group4', false, 12, 3, 'x')).toThrow(/CCITT/);
    expect(() => decodeCcitt(bits('0000001111'), 'group4', false, 12, 1, 'x')).toThrow(/uncompressed mode/);
    expect(() => decodeCcitt(bits('00000000000000'), 'rle', false, 12, 1, 'x')).toThrow(/unknown code/);
    expect(() => decodeCcitt(new Uint8Array(4), 'group4', false, 2 ** 27, 1000, 'x')).toThrow(/cannot hold/);
  });

  test('random bytes never do harm', () => {
    const rng = createRng(11);
    for (let i = 0; i < 3000; i++) {
      const bytes = Uint8Array.from({ length: 1 + rng.int(40) }, () => rng.int(256));
      const kind = (['rle', 'group3', 'group4'] as const)[i % 3]!;
      try {
        expect(decodeCcitt(bytes, kind, rng.int(2) === 1, 1 + rng.int(90), 1 + rng.int(6), 'x').length).toBeGreaterThan(0);
      } catch (error) {
        expect((error as Error).message).toMatch(/^x: .*CCITT/);
      }
    }
  });
});

describe('pictures in strips and tiles', () => {
  const [width, height] = [40, 24];
  const smooth = (samples: number): Uint8Array =>
    Uint8Array.from({ length: width * height * samples }, (_, i) => {
      const pixel = Math.floor(i / samples);
      return 40 + 2 * (pixel % width) + 3 * Math.floor(pixel / width) + 20 * (i % samples);
    });
  const far = (a: VoxelArray, b: Uint8Array): number => b.reduce((most, v, i) => Math.max(most, Math.abs(v - (a[i] ?? 999))), 0);
  const jpeg = async (data: Uint8Array, samples: 1 | 3, rows: number, chromaSubsampling = '4:4:4'): Promise<Uint8Array> => {
    const colour = sharp(data, { raw: { width, height: rows, channels: samples } });
    return new Uint8Array(
      await (samples === 1 ? colour.toColourspace('b-w') : colour).jpeg({ quality: 100, chromaSubsampling }).toBuffer(),
    );
  };

  test('grey JPEG strips, the last one short', async () => {
    const data = smooth(1);
    const raw = [[await jpeg(data.subarray(0, 16 * width), 1, 16), await jpeg(data.subarray(16 * width), 1, 8)]];
    const got = await read({ width, height, size: 1, pages: [new Uint8Array(0)], compression: 7, rowsPerStrip: 16, raw });
    expect(got.axes).toBe('yx');
    expect(far(got.data, data)).toBeLessThanOrEqual(2);
  });

  test.each(['4:4:4', '4:2:0'])('YCbCr JPEG %s comes out as RGB', async (subsampling) => {
    const data = smooth(3);
    const raw = [[await jpeg(data, 3, height, subsampling)]];
    const got = await read({ width, height, size: 1, samples: 3, photometric: 6, pages: [new Uint8Array(0)], compression: 7, raw });
    expect(got.axes).toBe('yxc');
    expect(far(got.data, data)).toBeLessThanOrEqual(4);
  });

  test('tables apart from the strip, and a tile that is larger than the page', async () => {
    const whole = await jpeg(smooth(1), 1, height);
    const tables: number[] = [0xff, 0xd8];
    const strip: number[] = [0xff, 0xd8];
    let at = 2;
    for (; whole[at + 1] !== 0xda; at += 2 + ((whole[at + 2]! << 8) | whole[at + 3]!)) {
      const segment = whole.subarray(at, at + 2 + ((whole[at + 2]! << 8) | whole[at + 3]!));
      (segment[1] === 0xdb || segment[1] === 0xc4 ? tables : strip).push(...segment);
    }
    strip.push(...whole.subarray(at));
    const extra: TiffSpec['extra'] = [[347, 1, [...tables, 0xff, 0xd9]]];
    const raw = [[Uint8Array.from(strip)]];
    const got = await read({ width, height, size: 1, pages: [new Uint8Array(0)], compression: 7, extra, raw });
    expect(far(got.data, smooth(1))).toBeLessThanOrEqual(2);
    const cut = await read({ width: 33, height: 20, size: 1, tile: [24, 40], pages: [new Uint8Array(0)], compression: 7, extra, raw });
    expect(cut.data).toHaveLength(33 * 20);
    expect(Math.abs(cut.data[19 * 33 + 32]! - smooth(1)[19 * width + 32]!)).toBeLessThanOrEqual(2);
  });

  test('lossless WebP keeps its values', async () => {
    const data = smooth(3);
    const webp = await sharp(data, { raw: { width, height, channels: 3 } })
      .webp({ lossless: true })
      .toBuffer();
    const raw = [[new Uint8Array(webp)]];
    const got = await read({ width, height, size: 1, samples: 3, pages: [new Uint8Array(0)], compression: 50001, raw });
    expect(sameBytes(got.data, data)).toBe(true);
  });

  test.each([
    ['a JPEG of another size', { width: width + 8 }, 'corrupt-file'],
    ['16-bit JPEG', { size: 2 }, 'unsupported-compression'],
    ['two samples', { samples: 2 }, 'unsupported-compression'],
    ['YCbCr in planes', { samples: 3, planar: true, photometric: 6 }, 'unsupported-compression'],
    ['YCbCr without JPEG', { samples: 3, photometric: 6, compression: 1 }, 'unsupported-compression'],
    ['several planes in a page', { extra: [[32997, 4, [8]]] as TiffSpec['extra'] }, 'unsupported-format'],
  ])('%s is refused', async (_title, change, code) => {
    const raw = [[await jpeg(smooth(1), 1, height)]];
    const path = join(folder, `r${files++}.tif`);
    writeFileSync(path, buildTiff({ width, height, size: 1, pages: [new Uint8Array(0)], compression: 7, raw, ...change } as TiffSpec));
    const [entry] = await inspectPath(host, path);
    expect('error' in entry! ? entry.error.code : 'read').toBe(code);
  });
});
