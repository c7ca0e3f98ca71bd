/** SER files written by hand: both widths of offsets, calibration, regions, and what is refused. */
import { describe, expect, test } from 'vitest';
import { openSource } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
import { fileFixture } from './file-fixture.js';
import { buildSpectra } from './samples/ser.js';
import type { SerSpectraSpec } from './samples/ser.js';
import { buildSer } from './ser-fixture.js';

const { put, refused } = fileFixture('ser');

describe('SER', () => {
  test.each([false, true])('a series is not a volume (64-bit offsets: %s)', async (wide) => {
    const source = await openSource(host, put('a.ser', buildSer({ wide, total: 5 })));
    expect(source.info.kind).toBe('series');
    expect(source.info.axes.map(({ name, size }) => name + size).join(' ')).toBe('t2 y3 x4');
    expect(source.info.calibration).toMatchObject({ spacing: [2e-9, 4e-9, 2e-9], unit: 'm', source: 'SER CalibrationDelta' });
    expect([...(await source.read({ start: [0, 1, 1], size: [2, 2, 2] }))]).toEqual([5, 6, 9, 10, 105, 106, 109, 110]);
    await source.close();
  });

  test('one image, without a believable pixel size', async () => {
    const source = await openSource(host, put('b.ser', buildSer({ images: 1, step: 1.5e7 })));
    expect([source.info.kind, source.info.calibration.spacing, source.info.warnings.length]).toEqual(['image', null, 1]);
    await source.close();
  });

  const sound = buildSer();
  const changed = (at: number, value: number): Uint8Array => {
    const out = Uint8Array.from(sound);
    new DataView(out.buffer).setUint32(at, value, true);
    return out;
  };
  /** 34 bytes of header, 16 of offsets, then an image of 74 bytes */
  const second = 34 + 16 + 74;

  test.each([
    ['an unknown kind of data', buildSer({ kind: 0x4121 }), /corrupt-file.*unknown data type/],
    ['complex numbers', buildSer({ dataType: 9 }), /unsupported-format.*complex/],
    ['a cut file', sound.subarray(0, sound.length - 1), /corrupt-file.*image 2/],
    ['a cut header', sound.subarray(0, 20), /corrupt-file/],
    ['more valid images than there are', changed(18, 9), /corrupt-file.*9 valid/],
    ['countless images', changed(14, 4e9), /corrupt-file/],
    ['a table outside', changed(22, 5e6), /corrupt-file.*outside/],
    ['an image outside', changed(34, 5e6), /corrupt-file.*outside/],
    ['an absurd image', changed(34 + 16 + 42, 2 ** 31 - 1), /corrupt-file.*cannot hold/],
    ['a negative size', changed(34 + 16 + 42, 2 ** 32 - 4), /corrupt-file.*impossible/],
    ['images of different sizes', changed(second + 42, 3), /unsupported-format.*image 2/],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.ser', bytes)).toMatch(message);
  });
});

describe('spectra of SER files', () => {
  const scan: SerSpectraSpec = {
    count: 6,
    grid: [
      [3, 1e-9, 'meters'],
      [2, 2e-9, 'meters'],
    ],
  };

  test.each<[string, SerSpectraSpec, string, object | null]>([
    ['one', {}, 'c6', null],
    ['one, 32-bit offsets', { wide: false }, 'c6', null],
    ['a scan, x first', scan, 'y2 x3 c6', [1e-9, 2e-9, 1e-9]],
    ['a scan, 32-bit offsets', { ...scan, wide: false }, 'y2 x3 c6', [1e-9, 2e-9, 1e-9]],
    ['a line', { count: 4, grid: [[4, 5e-9, 'meters']] }, 'x4 c6', [5e-9, 5e-9, 5e-9]],
    ['one after another', { count: 4, grid: [[4, 1, 'Number']] }, 't4 c6', null],
    ['a scan that was stopped', { ...scan, count: 4, total: 6 }, 'x4 c6', null],
  ])('%s', async (_title, spec, axes, spacing) => {
    const source = await openSource(host, put('s.ser', buildSpectra(spec)));
    expect(source.info.kind).toBe('spectrum');
    expect(source.info.axes.map(({ name, size }) => name + size).join(' ')).toBe(axes);
    expect(source.info.calibration.spacing).toEqual(spacing);
    const size = source.info.axes.map((axis) => axis.size);
    const count = spec.count ?? 1;
    const expected = Array.from({ length: count * 6 }, (_, i) => 100 * Math.floor(i / 6) + (i % 6));
    expect([...(await source.read({ start: size.map(() => 0), size }))]).toEqual(expected);
    await source.close();
  });

  test('boxes of a scan', async () => {
    const source = await openSource(host, put('box.ser', buildSpectra(scan)));
    expect([...(await source.read({ start: [0, 1, 2], size: [2, 2, 2] }))]).toEqual([102, 103, 202, 203, 402, 403, 502, 503]);
    await source.close();
  });

  const sound = buildSpectra(scan);
  const changed = (at: number, value: number): Uint8Array => {
    const out = Uint8Array.from(sound);
    new DataView(out.buffer).setUint32(at, value, true);
    return out;
  };
  const first = sound.length - 6 * 38;

  test.each([
    ['complex numbers', buildSpectra({ dataType: 9 }), /unsupported-format.*complex/],
    ['spectra of different lengths', changed(first + 2 * 38 + 22, 5), /unsupported-format.*spectrum 3/],
    ['a cut file', sound.subarray(0, sound.length - 1), /corrupt-file.*ends outside/],
    ['a spectrum outside', changed(34 + 2 * 46, 5e6), /corrupt-file.*outside/],
    ['countless channels', changed(first + 22, 2 ** 31 - 1), /corrupt-file.*cannot hold/],
    ['no channels', changed(first + 22, 0), /corrupt-file.*impossible/],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.ser', bytes)).toMatch(message);
  });

  test('a damaged description of the scan costs the grid only', async () => {
    const source = await openSource(host, put('grid.ser', changed(34 + 24, 2 ** 32 - 1)));
    expect(source.info.axes.map(({ name, size }) => name + size).join(' ')).toBe('t6 c6');
    await source.close();
  });
});
