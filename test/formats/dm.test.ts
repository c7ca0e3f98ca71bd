/** DigitalMicrograph files built by hand: both versions, what the axes mean, and what is refused. */
import { describe, expect, test } from 'vitest';
import { inspectPath, listDatasets, openSource } from '../../src/formats/index.js';
import type { VolumeEntry } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
import { describeShared, sharedPath } from '../support/shared.js';
import { fileFixture } from './file-fixture.js';
import { buildDm, countingBytes } from './samples/dm.js';
import type { DmImageSpec, DmSpec } from './samples/dm.js';

const { put, refused } = fileFixture('dm');

async function whole(
  spec: DmSpec,
): Promise<{ entry: string; values: number[]; spacing: VolumeEntry['spacing']; warnings: readonly string[] }> {
  const path = put('a.dm', buildDm(spec));
  const [entry] = await inspectPath(host, path);
  if (entry === undefined || !('axes' in entry)) throw new Error(JSON.stringify(entry));
  const source = await openSource(host, path);
  const size = source.info.axes.map((axis) => axis.size);
  const values = [...(await source.read({ start: size.map(() => 0), size }))];
  await source.close();
  const text = `${entry.kind} ${entry.axes} ${entry.shape.join('x')} ${entry.dtype}`;
  return { entry: text, values, spacing: entry.spacing, warnings: entry.warnings };
}

describe('DigitalMicrograph', () => {
  const words = new Uint16Array(countingBytes(48).buffer);
  const swapped = [...words].map((v) => ((v & 255) << 8) | (v >> 8));

  test.each([
    [3, false],
    [3, true],
    [4, false],
    [4, true],
  ] as const)('version %d, big-endian %s', async (version, bigEndian) => {
    const { entry, values } = await whole({ version, bigEndian });
    expect(entry).toBe('image yx 3x4 uint16');
    expect(values).toEqual((bigEndian ? swapped : [...words]).slice(0, 12));
  });

  test.each([3, 4] as const)('few 16-bit pixels are no text (version %d)', async (version) => {
    const { entry, values } = await whole({ version, images: [{ item: 4 }] });
    expect(entry).toBe('image yx 3x4 uint16');
    expect(values).toEqual([...words].slice(0, 12));
  });

  test.each([
    [1, 2, 'int16'],
    [2, 4, 'float32'],
    [6, 1, 'uint8'],
    [7, 4, 'int32'],
    [9, 1, 'int8'],
    [11, 4, 'uint32'],
    [12, 8, 'float64'],
    [14, 1, 'uint8'],
    [39, 8, 'int64'],
    [40, 8, 'uint64'],
  ])('data type %d is %s', async (dataType, bytesPerPixel, stored) => {
    const { entry } = await whole({ images: [{ dataType, bytesPerPixel, bytes: new Uint8Array(12 * bytesPerPixel) }] });
    expect(entry).toBe(`image yx 3x4 ${stored}`);
  });

  test.each([false, true])('colours are red, green, blue, alpha (big-endian: %s)', async (bigEndian) => {
    const bytes = Uint8Array.from(bigEndian ? [9, 1, 2, 3, 8, 4, 5, 6] : [3, 2, 1, 9, 6, 5, 4, 8]);
    const spec: DmSpec = { bigEndian, images: [{ dataType: 23, dimensions: [2, 1], bytes }] };
    expect(await whole(spec)).toMatchObject({ entry: 'image yxc 1x2x4 uint8', values: [1, 2, 3, 9, 4, 5, 6, 8] });
    const source = await openSource(host, put('c.dm3', buildDm(spec)));
    expect([...(await source.read({ start: [0, 1, 1], size: [1, 1, 2] }))]).toEqual([5, 6]);
    await source.close();
  });

  const nm = ['nm', 'nm', 'nm'];
  test.each<[string, DmImageSpec, string, object | null]>([
    ['three lengths', { dimensions: [4, 3, 2], units: nm, scales: [2, 2, 3] }, 'volume zyx 2x3x4', { value: [3, 2, 2], unit: 'nm' }],
    [
      'mixed lengths',
      { dimensions: [4, 3, 2], units: ['nm', 'nm', 'µm'], scales: [2, 2, 0.5] },
      'volume zyx 2x3x4',
      { value: [500, 2, 2] },
    ],
    ['micro sign', { units: ['µm', 'µm'], scales: [0.25, 0.5] }, 'image yx 3x4', { value: [0.5, 0.25], unit: 'um' }],
    ['angstrom', { units: ['Å', 'Å'], scales: [2, 2] }, 'image yx 3x4', { value: [2, 2], unit: 'A' }],
    ['times', { dimensions: [4, 3, 2], units: ['nm', 'nm', 's'], scales: [2, 2, 0.5] }, 'series tyx 2x3x4', { value: [2, 2], unit: 'nm' }],
    ['a third axis without unit', { dimensions: [4, 3, 2], units: ['nm', 'nm'] }, 'series tyx 2x3x4', { unit: 'nm' }],
    ['a sequence', { dimensions: [4, 3, 2], units: nm, sequence: true }, 'series tyx 2x3x4', { unit: 'nm' }],
    ['tilts', { dimensions: [4, 3, 2], units: ['nm', 'nm', '°'] }, 'projections tyx 2x3x4', { unit: 'nm' }],
    ['energies', { dimensions: [4, 3, 2], units: ['nm', 'nm', 'eV'] }, 'spectrum cyx 2x3x4', { value: [1, 1], unit: 'nm' }],
    ['energies that run fastest', { dimensions: [4, 3, 2], units: ['keV', 'nm', 'nm'] }, 'spectrum yxc 2x3x4', { unit: 'nm' }],
    ['one spectrum', { dimensions: [12], units: ['eV'] }, 'spectrum c 12', null],
    ['a line of spectra', { units: ['eV', 'nm'] }, 'spectrum xc 3x4', { value: [1], unit: 'nm' }],
    ['a format that says so', { dimensions: [4, 3, 2], format: 'Spectrum image' }, 'spectrum cyx 2x3x4', null],
    ['a scan of patterns', { dimensions: [2, 3, 2, 2], units: ['1/nm', '1/nm', 'nm', 'nm'] }, 'series tcyx 2x2x3x2', null],
    ['reciprocal lengths', { units: ['1/nm', '1/nm'], scales: [0.1, 0.1] }, 'image yx 3x4', null],
    ['pixels', { units: ['px', 'px'] }, 'image yx 3x4', null],
    ['unknown units', { units: ['µn', 'µn'], scales: [2, 2] }, 'image yx 3x4', { value: [2, 2], unit: null }],
    ['one length of two', { units: ['nm', ''], scales: [2, 2] }, 'image yx 3x4', null],
    ['negative steps', { units: nm, scales: [-1.5, 1] }, 'image yx 3x4', null],
  ])('%s', async (_title, image, entry, spacing) => {
    const found = await whole({ images: [image] });
    expect(found.entry).toBe(`${entry} uint16`);
    if (spacing === null) expect(found.spacing).toBeNull();
    else expect(found.spacing).toMatchObject(spacing);
    expect(found.values).toEqual([...words].slice(0, found.values.length));
  });

  test('thumbnails are left out, the shown image comes first, others by name', async () => {
    const small: DmImageSpec = { dataType: 23, bytesPerPixel: 4, dimensions: [2, 2] };
    const one = put('t.dm3', buildDm({ images: [small, {}], thumbnails: [0] }));
    expect((await listDatasets(host, one)).map(({ id }) => id)).toEqual(['']);
    const complex: DmImageSpec = { dataType: 3, bytesPerPixel: 8 };
    const two = put('u.dm4', buildDm({ version: 4, images: [small, { name: 'a' }, complex, { name: 'b' }], thumbnails: [0], shown: 3 }));
    expect(await listDatasets(host, two)).toEqual([
      { id: '3', title: 'b' },
      { id: '1', title: 'a' },
    ]);
    await expect(openSource(host, two, '7')).rejects.toMatchObject({ code: 'no-dataset' });
  });

  const sound = buildDm();
  const changed = (find: string, shift: number, value: number): Uint8Array => {
    const out = Uint8Array.from(sound);
    const at = find === '' ? 0 : Buffer.from(sound).indexOf(find) + find.length;
    new DataView(out.buffer).setUint32(at + shift, value);
    return out;
  };

  test.each([
    ['complex numbers', buildDm({ images: [{ dataType: 3, bytesPerPixel: 8 }] }), /unsupported-format.*complex/],
    ['packed complex numbers', buildDm({ images: [{ dataType: 27, bytesPerPixel: 8 }] }), /unsupported-format.*complex/],
    ['an unknown type', buildDm({ images: [{ dataType: 99 }] }), /unsupported-format.*data type 99/],
    ['six dimensions', buildDm({ images: [{ dimensions: [2, 2, 2, 1, 1, 1] }] }), /unsupported-format.*6 dimensions/],
    ['no image', buildDm({ images: [] }), /corrupt-file.*no image/],
    ['too few pixels', buildDm({ images: [{ bytes: countingBytes(20) }] }), /corrupt-file.*20 bytes.*needs 24/],
    ['a dimension of zero', buildDm({ images: [{ dimensions: [0, 3], bytes: countingBytes(8) }] }), /corrupt-file.*impossible/],
    ['a cut file', sound.subarray(0, 400), /corrupt-file/],
    ['a header alone', sound.subarray(0, 20), /corrupt-file/],
    ['countless tags', changed('', 14, 0xfffffff0), /corrupt-file.*entries/],
    ['an array outside', changed('Data', 16, 0xfffffff0), /corrupt-file/],
    ['a tag without its mark', changed('DataType', 0, 7), /corrupt-file.*mark/],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.dm3', bytes)).toMatch(message);
  });

  test('groups nested without end are refused', async () => {
    const nested = Uint8Array.from({ length: 12 + 9 * 200 }, (_, i) => [1, 0, 0, 0, 0, 1, 20, 0, 0][(i - 12) % 9] ?? 0);
    nested.set(sound.subarray(0, 12));
    expect(await refused('deep.dm3', nested)).toMatch(/corrupt-file.*deeper/);
  });
});

describeShared('data/format-dm/EELS_STO.dm4', 'files of a microscope', () => {
  test.each([
    ['EELS_STO.dm4', 'spectrum c 2048 float32'],
    ['SI-EELS_Spectrum_Image.dm3', 'spectrum cyx 1024x49x6 float32'],
    ['SI-Survey_Image.dm3', 'image yx 512x512 uint32'],
  ])('%s', async (file, expected) => {
    const entries = await inspectPath(host, sharedPath('data/format-dm', file));
    expect(
      entries.map((entry) => ('axes' in entry ? `${entry.kind} ${entry.axes} ${entry.shape.join('x')} ${entry.dtype}` : entry)),
    ).toEqual([expected]);
  });
});
