/** DICOM against pixels that are known, in every uncompressed form, and series against the places of their slices. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectPath, openSource } from '../../src/formats/index.js';
import type { ErrorEntry, VolumeEntry } from '../../src/formats/index.js';
import { host, sameBytes, scratchFolder } from '../support/format-host.js';
import { fileFixture } from './file-fixture.js';
import { buildDicom } from './samples/dicom.js';

const { put, refused } = fileFixture('dicom');
const bytes = (n: number, step = 37): Uint8Array => Uint8Array.from({ length: n }, (_, i) => (i * step + (i >> 3)) & 255);

async function whole(path: string, dataset?: string) {
  const source = await openSource(host, path, dataset);
  const { info } = source;
  const data = await source.read({ start: info.axes.map(() => 0), size: info.axes.map((axis) => axis.size) });
  await source.close();
  return { info, data };
}

describe('one image', () => {
  test.each(['implicit', 'explicit', 'big', 'deflated'] as const)('%s, of 8, 16 and 32 bits', async (syntax) => {
    for (const bits of [8, 16, 32])
      for (const signed of [false, true]) {
        const pixels = bytes((6 * 8 * bits) / 8);
        const path = put(
          `${syntax}${bits}${signed}.dcm`,
          buildDicom({ rows: 6, columns: 8, pixels, syntax, bits, signed, more: { '00280030': 'DS:0.5\\0.25' } }),
        );
        const { info, data } = await whole(path);
        expect([info.format, info.kind, info.dtype]).toEqual(['dicom', 'image', `${signed ? '' : 'u'}int${bits}`]);
        expect(sameBytes(data, pixels)).toBe(true);
        expect(info.calibration.spacing?.slice(1)).toEqual([0.5e-3, 0.25e-3]);
        expect(info.calibration.source).toBe('DICOM PixelSpacing');
      }
  });

  test('without a preamble, with fewer bits stored than given, and with a scale of its values', async () => {
    const pixels = new Uint8Array(Uint16Array.from({ length: 16 }, (_, i) => 0xf000 | (i * 100)).buffer);
    const more = { '00281052': 'DS:-1024', '00281053': 'DS:2' };
    for (const syntax of ['implicit', 'explicit'] as const) {
      const { info, data } = await whole(
        put(`bare-${syntax}`, buildDicom({ rows: 4, columns: 4, pixels, syntax, preamble: false, bitsStored: 12, more })),
      );
      expect([...data]).toEqual(Array.from({ length: 16 }, (_, i) => i * 100));
      expect(info.valueScale).toEqual({ slope: 2, intercept: -1024 });
    }
    const signed = await whole(put('signed.dcm', buildDicom({ rows: 4, columns: 4, pixels, bitsStored: 12, signed: true })));
    expect([signed.data[1], signed.data[15]]).toEqual([100, 1500]);
  });

  test('planes of colours come interleaved; frames without places are a series', async () => {
    const pixels = bytes(2 * 3 * 4 * 5);
    const { info, data } = await whole(
      put('rgb.dcm', buildDicom({ rows: 4, columns: 5, bits: 8, pixels, samples: 3, planar: true, more: { '00280008': 'IS:2' } })),
    );
    expect([info.kind, info.axes.map((axis) => axis.name).join('')]).toEqual(['series', 'tyxc']);
    expect([data[0], data[1], data[2], data[61]]).toEqual([pixels[0], pixels[20], pixels[40], pixels[80]]);
  });

  test('frames with a distance between them are a volume', async () => {
    const more = { '00280008': 'IS:3', '00180088': 'DS:2.5', '00280030': 'DS:1\\2' };
    const { info } = await whole(put('frames.dcm', buildDicom({ rows: 4, columns: 4, bits: 8, pixels: bytes(48), more })));
    expect([info.kind, info.calibration.spacing]).toEqual(['volume', [2.5e-3, 1e-3, 2e-3]]);
  });

  test('what is refused', async () => {
    const image = { rows: 4, columns: 4, pixels: bytes(32) };
    expect(await refused('no.dcm', buildDicom({ ...image, rows: 0 }))).toMatch(/^not-an-image: /);
    expect(await refused('short.dcm', buildDicom({ ...image, rows: 400 }))).toMatch(/^corrupt-file: /);
    expect(await refused('bits.dcm', buildDicom({ ...image, bits: 64 }))).toMatch(/64 bits/);
    expect(await refused('stored.dcm', buildDicom({ ...image, bitsStored: 17 }))).toMatch(/^corrupt-file: /);
    expect(await refused('cut.dcm', buildDicom(image).subarray(0, 150))).toMatch(/^corrupt-file: |^not-an-image: /);
  });
});

describe('a folder of slices', () => {
  const root = scratchFolder('dicom-series');
  function series(name: string, places: readonly number[], uid = '1.2'): Uint8Array[] {
    const folder = join(root, name);
    mkdirSync(folder, { recursive: true });
    return places.map((z, i) => {
      const pixels = bytes(32, 11 + z);
      const more = {
        '0020000e': `UI:${uid}`,
        '00200013': `IS:${i}`,
        '00200032': `DS:0\\${z * 1.5}\\0`,
        '00200037': 'DS:1\\0\\0\\0\\0\\-1',
        '00280030': 'DS:0.5\\0.5',
        '00180050': 'DS:9',
      };
      writeFileSync(join(folder, `${uid}-${i}`), buildDicom({ rows: 4, columns: 4, pixels, more }));
      return pixels;
    });
  }

  test('is put in order along the normal; the distance is that of the places, not the thickness', async () => {
    const pixels = series('order', [3, 0, 2, 1]);
    const { info, data } = await whole(join(root, 'order'));
    expect([info.kind, info.axes.map((axis) => axis.size), info.warnings]).toEqual(['volume', [4, 4, 4], []]);
    expect(sameBytes(data, Buffer.concat([pixels[1]!, pixels[3]!, pixels[2]!, pixels[0]!]))).toBe(true);
    expect(info.calibration.spacing).toEqual([1.5e-3, 0.5e-3, 0.5e-3]);
  });

  test('tells of missing slices and of files that are none, and keeps series apart', async () => {
    series('two', [0, 1, 3, 4]);
    series('two', [0, 1], '1.3');
    writeFileSync(join(root, 'two', 'notes.txt'), 'hello');
    const entries = (await inspectPath(host, join(root, 'two'))) as (VolumeEntry | ErrorEntry)[];
    expect(entries.map((entry) => 'shape' in entry && [entry.dataset, entry.shape[0]])).toEqual([
      ['1.2', 4],
      ['1.3', 2],
    ]);
    const [first] = entries;
    const warnings = 'warnings' in first! ? first.warnings.join(' ') : '';
    expect(warnings).toMatch(/as if one slice were missing/);
    expect(warnings).toMatch(/left out: notes\.txt/);
  });

  test('with every place repeated is a volume in time', async () => {
    series('time', [0, 1, 2, 0, 1, 2]);
    const { info } = await whole(join(root, 'time'));
    expect(info.axes).toEqual([
      { name: 't', size: 2 },
      { name: 'z', size: 3 },
      { name: 'y', size: 4 },
      { name: 'x', size: 4 },
    ]);
  });
});
