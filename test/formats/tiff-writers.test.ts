/** What the writers of TIFF write comes back the same: all types, voxel sizes to 12 digits, both dialects. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { FORMATS, isGeometryFormat, openSource, planesOfArray, writeStackTiff } from '../../src/formats/index.js';
import type { VolumeWriter } from '../../src/formats/index.js';
import { allocateVoxels, DTYPES, NO_CALIBRATION } from '../../src/volume/index.js';
import type { Calibration, DType, Shape3, VoxelArray } from '../../src/volume/index.js';
import { host, sameBytes, scratchFolder } from '../support/format-host.js';

const folder = scratchFolder('tiff-writers');
const SHAPE: Shape3 = [4, 9, 13];
const tiff = FORMATS.find((format) => format.id === 'tiff');
const writers: readonly VolumeWriter[] = tiff === undefined || isGeometryFormat(tiff) ? [] : (tiff.writers ?? []);
const EXTENSIONS = ['tif', 'ome.tif'];
const writerOf = (extension: string): VolumeWriter => writers.find((writer) => writer.extension === extension)!;

/** Every byte pattern, so every value: also infinities and numbers that are none. */
function anything(dtype: DType, seed: number): VoxelArray {
  const data = allocateVoxels(dtype, SHAPE[0] * SHAPE[1] * SHAPE[2]);
  const bytes = new Uint8Array(data.buffer);
  const rng = createRng(seed);
  for (let i = 0; i < bytes.length; i++) bytes[i] = rng.int(256);
  if (dtype.startsWith('float')) data.set([NaN, Infinity, -Infinity, -0, 1e-40]);
  return data;
}

async function roundTrip(path: string): Promise<{ data: VoxelArray; info: Awaited<ReturnType<typeof openSource>>['info'] }> {
  const source = await openSource(host, path);
  const data = await source.read({ start: source.info.axes.map(() => 0), size: source.info.axes.map((axis) => axis.size) });
  await source.close();
  return { data, info: source.info };
}

test('there is a writer for each extension', () => {
  expect(writers.map(({ extension }) => extension)).toEqual(EXTENSIONS);
});

describe.each(EXTENSIONS)('.%s', (extension) => {
  const writer = writerOf(extension);

  test.each(DTYPES)('%s, all values', async (dtype) => {
    const path = join(folder, `${dtype}.${extension}`);
    const data = anything(dtype, 3);
    const calibration: Calibration = { spacing: [1.3e-6, 0.65e-6, 0.325e-6], unit: 'um', source: 'test' };
    await writer.write(host, path, planesOfArray(data, SHAPE), calibration);
    const back = await roundTrip(path);
    expect(back.info).toMatchObject({ kind: 'volume', dtype, storedDtype: dtype, warnings: [] });
    expect(sameBytes(back.data, data)).toBe(true);
    expect(back.info.calibration.unit).toBe('um');
    back.info.calibration.spacing!.forEach((v, i) => expect(v / calibration.spacing![i]!).toBeCloseTo(1, 12));
  });

  test.each([
    ['one of each', [1e-6, 1e-6, 1e-6], 'um'],
    ['twelve digits', [123.456789012e-9, 98.7654321098e-9, 10.1234567891e-9], 'nm'],
    ['thirds', [1e-6 / 3, 2e-6 / 3, 1e-6 / 7], 'um'],
    ['nanometres in metres', [1.5e-9, 1.5e-9, 1.25e-9], 'm'],
    ['tenths of nanometres', [1.43e-10, 1.43e-10, 1.43e-10], 'A'],
    ['flat', [2e-3, 1e-9, 1e-9], 'nm'],
  ] as const)('voxel size: %s', async (title, spacing, unit) => {
    const path = join(folder, `${title}.${extension}`);
    await writer.write(host, path, planesOfArray(anything('uint8', 1), SHAPE), { spacing, unit, source: 'test' });
    const { info } = await roundTrip(path);
    info.calibration.spacing!.forEach((v, i) => expect(Math.abs(v / spacing[i]! - 1)).toBeLessThan(2e-12));
  });

  test('an unknown voxel size stays unknown', async () => {
    const path = join(folder, `unknown.${extension}`);
    await writer.write(host, path, planesOfArray(anything('uint8', 1), SHAPE), NO_CALIBRATION);
    const { info } = await roundTrip(path);
    expect(info.calibration.spacing).toBeNull();
    expect(info.unitlessSpacing).toBeUndefined();
  });

  test('the same volume gives the same bytes, and says how far it is', async () => {
    const told: string[] = [];
    const planes = planesOfArray(anything('int16', 1), SHAPE);
    const bytes = [];
    for (const place of ['a', 'b']) {
      await host.files.makeFolder(join(folder, place));
      const path = join(folder, place, `x.${extension}`);
      await writer.write(host, path, planes, NO_CALIBRATION, {
        onProgress: ({ done, total, what }) => told.push(`${done}/${total} ${what}`),
      });
      bytes.push(readFileSync(path));
    }
    expect(bytes[0]!.equals(bytes[1]!)).toBe(true);
    expect(told.slice(0, 4)).toEqual(['1/4 slices', '2/4 slices', '3/4 slices', '4/4 slices']);
  });

  test('a stopped write leaves nothing behind', async () => {
    const place = join(folder, `stopped-${extension}`);
    await host.files.makeFolder(place);
    const stop = new AbortController();
    const write = writer.write(host, join(place, `x.${extension}`), planesOfArray(anything('uint8', 1), SHAPE), NO_CALIBRATION, {
      signal: stop.signal,
      onProgress: ({ done }) => done === 2 && stop.abort(),
    });
    await expect(write).rejects.toMatchObject({ tag: 'aborted' });
    expect(readdirSync(place)).toEqual([]);
  });

  test('as BigTIFF', async () => {
    const path = join(folder, `big.${extension}`);
    const data = anything('uint32', 5);
    const dialect = extension === 'tif' ? 'imagej' : 'ome';
    await writeStackTiff(host, path, planesOfArray(data, SHAPE), NO_CALIBRATION, { big: true, dialect });
    expect([...readFileSync(path).subarray(0, 4)]).toEqual([0x49, 0x49, 43, 0]);
    expect(sameBytes((await roundTrip(path)).data, data)).toBe(true);
  });
});

test('OME-XML says what the file is', async () => {
  const path = join(folder, 'a & <b>.ome.tif');
  const calibration: Calibration = { spacing: [1.3e-6, 0.65e-6, 0.325e-6], unit: 'um', source: 'test' };
  await writerOf('ome.tif').write(host, path, planesOfArray(anything('float64', 1), SHAPE), calibration);
  const text = readFileSync(path, 'utf8');
  const xml = text.slice(text.indexOf('<?xml'), text.indexOf('</OME>'));
  for (const part of [
    'Name="a &amp; &lt;b&gt;.ome.tif"',
    'DimensionOrder="XYZCT" Type="double" BigEndian="false"',
    'SizeX="13" SizeY="9" SizeZ="4" SizeC="1" SizeT="1"',
    'PhysicalSizeX="0.325" PhysicalSizeXUnit="µm" PhysicalSizeY="0.65" PhysicalSizeYUnit="µm" PhysicalSizeZ="1.3" PhysicalSizeZUnit="µm"',
    '<TiffData IFD="0" FirstZ="0" FirstC="0" FirstT="0" PlaneCount="4"/>',
  ])
    expect(xml).toContain(part);
  expect(xml).toMatch(/UUID="urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"/);
  expect((await roundTrip(path)).info.format).toBe('ome-tiff');
});
