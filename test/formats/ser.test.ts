/** SER files written by hand: both widths of offsets, calibration, regions, and what is refused. */
import { describe, expect, test } from 'vitest';
import { openSource } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
import { fileFixture } from './file-fixture.js';
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
    ['spectra', buildSer({ kind: 0x4120 }), /unsupported-format.*spectra/],
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
