/** Headerless files: layouts as text, sidecars of other programs, and guesses that use up every byte. */
import { describe, expect, test } from 'vitest';
import { formatRawLayout, guessRawLayouts, inspectPath, layoutFromName, openSource, parseRawLayout } from '../../src/formats/index.js';
import type { VolumeEntry } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
import { fileFixture } from './file-fixture.js';

const { put, refused } = fileFixture('raw');
const samples = Uint16Array.from({ length: 60 }, (_, i) => i * 301);
const bytes = new Uint8Array(samples.buffer);

async function values(path: string, dataset?: string) {
  const source = await openSource(host, path, dataset);
  const { info } = source;
  const data = await source.read({ start: info.axes.map(() => 0), size: info.axes.map((axis) => axis.size) });
  await source.close();
  return { info, data };
}

test('a layout is the same text again, and what is no layout is refused', () => {
  const text = 'raw:shape=3x4x5,dtype=uint16,endian=big,offset=7,axes=tyx';
  expect(formatRawLayout(parseRawLayout(text))).toBe(text);
  expect(parseRawLayout('raw:shape=4x5,dtype=float32')).toEqual({ shape: [4, 5], dtype: 'float32', bigEndian: false, offset: 0 });
  for (const bad of [
    'shape=4,dtype=uint8',
    'shape=0x4,dtype=uint8',
    'shape=4x4,dtype=int',
    'shape=4x4,dtype=uint8,offset=-1',
    'shape=4x4,dtype=uint8,axes=xy',
    'x=1',
  ])
    expect(() => parseRawLayout(`raw:${bad}`)).toThrow(/write it like raw:shape/);
});

test('any file is read by a layout that is said', async () => {
  const path = put('said.xyz0', new Uint8Array([9, 9, 9, ...Buffer.from(bytes).swap16()]));
  const { info, data } = await values(path, 'raw:shape=3x4x5,dtype=uint16,endian=big,offset=3');
  expect([...data]).toEqual([...samples]);
  expect([info.format, info.kind, info.calibration.spacing]).toEqual(['raw', 'volume', null]);
  await expect(openSource(host, path, 'raw:shape=30x4x5,dtype=uint16')).rejects.toThrow(/needs 1200 bytes/);
});

test('without a layout it is asked for, with a proposal from the name', async () => {
  expect(await refused('a_5x4x3_uint16.raw', bytes)).toMatch(/^needs-raw-layout: .*raw:shape=3x4x5,dtype=uint16,endian=little,offset=0/);
  expect(layoutFromName('b_5x4x3.raw', 120)?.dtype).toBe('uint16');
  expect(layoutFromName('plain.raw', 100)).toBeUndefined();
});

describe('sidecars', () => {
  test.each([
    ['own.raw', 'own.json', JSON.stringify({ raw: { shape: [3, 4, 5], dtype: 'uint16' } }), null],
    [
      'pyhst.vol',
      'pyhst.vol.info',
      '! PyHST_SLAVE\nNUM_X = 5\nNUM_Y = 4\nNUM_Z = 3\nvoxelSize = 0.7\nBYTEORDER = LOWBYTEFIRST\ndataType = uint16\n',
      0.7e-6,
    ],
    [
      'vg.vol',
      'vg.vgi',
      '{volume1}\n[representation]\nsize = 5 4 3\ndatatype = unsigned integer\nbitsperelement = 16\n[geometry]\nresolution = 0.01 0.01 0.01\nunit = mm\n',
      1e-5,
    ],
    [
      'envi.dat',
      'envi.hdr',
      'ENVI\nsamples = 5\nlines = 4\nbands = 3\ndata type = 12\ninterleave = bsq\nbyte order = 0\nheader offset = 0\n',
      null,
    ],
  ])('%s', async (name, sidecar, text, size) => {
    put(sidecar, text);
    const { info, data } = await values(put(name, bytes));
    expect(info.axes.map((axis) => axis.size)).toEqual([3, 4, 5]);
    expect([...data]).toEqual([...samples]);
    if (size === null) expect(info.calibration.spacing).toBeNull();
    else expect(info.calibration.spacing?.[0]).toBeCloseTo(size, 12);
  });

  test('ENVI bands between the samples are turned', async () => {
    put('bip.hdr', 'ENVI\nsamples = 5\nlines = 4\nbands = 3\ndata type = 12\ninterleave = bip\nbyte order = 0\n');
    const [entry] = (await inspectPath(host, put('bip.dat', bytes))) as VolumeEntry[];
    const { data } = await values(put('bip.dat', bytes));
    expect(entry?.shape).toEqual([3, 4, 5]);
    expect([data[0], data[1], data[20]]).toEqual([samples[0], samples[3], samples[1]]);
  });
});

test('guesses use up every byte, cubes and common detectors first', () => {
  expect(guessRawLayouts(512 ** 3 * 2)[0]).toEqual({ shape: [512, 512, 512], dtype: 'uint16', bigEndian: false, offset: 0 });
  expect(guessRawLayouts(2560 * 2160 * 2 * 300)).toContainEqual({ shape: [300, 2160, 2560], dtype: 'uint16', bigEndian: false, offset: 0 });
  expect(guessRawLayouts(256 ** 3 + 512).some(({ shape, offset }) => shape.join() === '256,256,256' && offset === 512)).toBe(true);
  for (const size of [1e6, 134217728, 1024 ** 3 * 4, 7, 0, NaN]) {
    const found = guessRawLayouts(size);
    expect(found.length).toBeLessThanOrEqual(24);
    for (const { shape, dtype, offset } of found)
      expect(shape.reduce((product, n) => product * n, Number(/\d+/.exec(dtype)![0]) / 8) + offset).toBe(size);
  }
});
