/** Every writer of stacks with every type of values it can hold: what is read again is what was written. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { chooseWriter, openSource, planesOfArray, readSidecar } from '../../src/formats/index.js';
import type { Planes } from '../../src/formats/index.js';
import { METRES } from '../../src/base/index.js';
import type { LengthUnit } from '../../src/base/index.js';
import { allocateVoxels, bytesPerVoxel, DTYPES, NO_CALIBRATION, slabRegion, spatialShape, voxelCount } from '../../src/volume/index.js';
import type { Calibration, DType, Shape3, VoxelArray } from '../../src/volume/index.js';
import { host, sameBytes, scratchFolder } from '../support/format-host.js';

const folder = scratchFolder('writers');
const SHAPE: Shape3 = [3, 5, 7];
const EXTENSIONS = ['tif', 'ome.tif', 'nrrd', 'npy', 'mrc', 'vti', 'zarr'] as const;
const MRC_TYPES: readonly DType[] = ['int8', 'uint8', 'int16', 'uint16', 'float32'];

/** Extremes of the type first; floats hold values that are no numbers, too. */
function values(dtype: DType, shape: Shape3): VoxelArray {
  const data = allocateVoxels(dtype, voxelCount(shape));
  const bits = 8 * bytesPerVoxel(dtype);
  const signed = dtype.startsWith('int');
  const special = dtype.startsWith('float')
    ? [Number.NaN, Infinity, -Infinity, -0, dtype === 'float32' ? Math.fround(1e-40) : 5e-324, Math.PI]
    : [signed ? -(2 ** (bits - 1)) : 2 ** bits - 1, signed ? 2 ** (bits - 1) - 1 : 0];
  for (let i = 0; i < data.length; i++) data[i] = special[i] ?? (i * 37) % 113;
  return data;
}

function calibration(unit: LengthUnit, value: readonly [number, number, number]): Calibration {
  const [z, y, x] = value;
  return { spacing: [z * METRES[unit], y * METRES[unit], x * METRES[unit]], unit, source: 'test' };
}

const ODD = [1.23456789012, 0.650000000001, 0.7] as const;

async function write(name: string, data: VoxelArray, shape: Shape3, given: Calibration): Promise<string> {
  const path = join(folder, name);
  await chooseWriter(path).writer.write(host, path, planesOfArray(data, shape), given);
  return path;
}

/** The calibration as a study would see it: the sidecar belongs to the file. */
async function read(path: string): Promise<{ data: VoxelArray; dtype: string; shape: Shape3; calibration: Calibration }> {
  const source = await openSource(host, path);
  const shape = spatialShape(source.info);
  const data = await source.read(slabRegion(source.info, 0, shape[0]));
  await source.close();
  const voxel = (await readSidecar(host, path))?.voxel;
  const found = voxel === undefined ? source.info.calibration : calibration(voxel.unit, voxel.value);
  return { data, dtype: source.info.dtype, shape, calibration: found };
}

function expectSpacing(found: Calibration, given: Calibration, digits: number): void {
  expect(found.spacing).not.toBeNull();
  for (const axis of [0, 1, 2] as const) {
    const [a, b] = [found.spacing?.[axis] ?? 0, given.spacing?.[axis] ?? 0];
    expect(Math.abs(a / b - 1)).toBeLessThan(10 ** -digits);
  }
}

describe.each(EXTENSIONS)('.%s', (extension) => {
  test.each(DTYPES.filter((dtype) => extension !== 'mrc' || MRC_TYPES.includes(dtype)))('%s', async (dtype) => {
    const data = values(dtype, SHAPE);
    const given = calibration('um', ODD);
    const found = await read(await write(`${dtype}.${extension}`, data, SHAPE, given));
    expect(found.shape).toEqual(SHAPE);
    if (extension === 'mrc' && dtype === 'uint8') expect([found.dtype, [...found.data]]).toEqual(['uint16', [...data]]);
    else expect([found.dtype, sameBytes(found.data, data)]).toEqual([dtype, true]);
    // MRC: angstrom in float32
    expectSpacing(found.calibration, given, extension === 'mrc' ? 6.5 : 11.3);
    expect(found.calibration.unit).toBe(extension === 'mrc' ? 'A' : 'um');
  });

  test.each<Shape3>([
    [1, 5, 7],
    [4, 1, 7],
    [4, 5, 1],
    [1, 1, 1],
  ])('thin: %i x %i x %i', async (...shape) => {
    const data = values('int16', shape);
    const found = await read(await write(`thin-${shape.join('-')}.${extension}`, data, shape, calibration('nm', [20, 5, 5])));
    expect([found.shape, sameBytes(found.data, data)]).toEqual([shape, true]);
    if (shape[0] > 1) expectSpacing(found.calibration, calibration('nm', [20, 5, 5]), extension === 'mrc' ? 6.5 : 11.3);
  });

  test.each<LengthUnit>(['mm', 'nm', 'A', 'm'])('lengths in %s', async (unit) => {
    const given = calibration(unit, [2, 0.5, 0.25]);
    const found = await read(await write(`unit-${unit}.${extension}`, values('uint8', SHAPE), SHAPE, given));
    expectSpacing(found.calibration, given, extension === 'mrc' ? 6.5 : 11.3);
    if (extension !== 'mrc') expect(found.calibration.unit).toBe(unit);
  });

  test('an unknown voxel size stays unknown', async () => {
    const path = await write(`unknown.${extension}`, values('float32', SHAPE), SHAPE, NO_CALIBRATION);
    expect((await read(path)).calibration.spacing).toBeNull();
  });

  test('planes are asked for once each in turn, progress ends at all of them', async () => {
    const data = values('uint16', [70, 3, 2]);
    const asked: [number, number][] = [];
    const whole = planesOfArray(data, [70, 3, 2]);
    const planes: Planes = { ...whole, read: (z0, z1) => (asked.push([z0, z1]), whole.read(z0, z1)) };
    const seen: number[] = [];
    const path = join(folder, `progress.${extension}`);
    const onProgress = ({ done, total }: { done: number; total: number }): void => void seen.push(done / total);
    await chooseWriter(path).writer.write(host, path, planes, NO_CALIBRATION, { onProgress });
    expect(seen.at(-1)).toBe(1);
    const all = asked.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
    expect([all[0]?.[0], all.at(-1)?.[1]]).toEqual([0, 70]);
    expect(sameBytes((await read(path)).data, data)).toBe(true);
  });

  test.each(['failure', 'abort'])('nothing is left behind after a %s', async (how) => {
    const own = join(folder, `left-${how}-${extension}`);
    mkdirSync(own);
    const path = join(own, `half.${extension}`);
    const stop = new AbortController();
    const whole = planesOfArray(values('uint8', [130, 4, 4]), [130, 4, 4]);
    const reading: Planes['read'] = (z0, z1) => {
      if (how === 'abort') stop.abort();
      return how === 'failure' ? Promise.reject(new Error('the disk is gone')) : whole.read(z0, z1);
    };
    const written = chooseWriter(path).writer.write(host, path, { ...whole, read: reading }, calibration('um', ODD), {
      signal: stop.signal,
    });
    // what fits into one slab may be complete before anybody asks
    const ended = await written.then(
      () => 'written',
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
    if (ended === 'written') expect([how, readdirSync(own).length > 0]).toEqual(['abort', true]);
    else expect([ended.length > 0, readdirSync(own)]).toEqual([true, []]);
  });
});

describe('MRC', () => {
  test.each(DTYPES.filter((dtype) => !MRC_TYPES.includes(dtype)))('%s is refused by name', async (dtype) => {
    await expect(write(`refused-${dtype}.mrc`, values(dtype, SHAPE), SHAPE, NO_CALIBRATION)).rejects.toMatchObject({
      code: 'unsupported-type',
      message: expect.stringContaining(dtype) as string,
    });
    expect(existsSync(join(folder, `refused-${dtype}.mrc`))).toBe(false);
  });

  test('the header tells extremes, mean and deviation of the finite values', async () => {
    const data = Float32Array.from([1, 2, 3, 4, Number.NaN, Infinity]);
    const bytes = readFileSync(await write('range.mrc', data, [3, 1, 2], NO_CALIBRATION));
    expect([76, 80, 84].map((at) => bytes.readFloatLE(at))).toEqual([1, 4, 2.5]);
    expect(bytes.readFloatLE(216)).toBeCloseTo(Math.sqrt(1.25), 6);
  });
});

describe('NPY', () => {
  test('a sidecar that somebody else wrote is kept', async () => {
    writeFileSync(join(folder, 'mine.npy.json'), '{"collector": "z-"}');
    await expect(write('mine.npy', values('uint8', SHAPE), SHAPE, calibration('um', ODD))).rejects.toMatchObject({
      code: 'already-exists',
    });
    expect(existsSync(join(folder, 'mine.npy'))).toBe(false);
  });

  test('written again without a voxel size, its own sidecar goes', async () => {
    await write('again.npy', values('uint8', SHAPE), SHAPE, calibration('um', ODD));
    expect(existsSync(join(folder, 'again.npy.json'))).toBe(true);
    await write('again.npy', values('uint8', SHAPE), SHAPE, NO_CALIBRATION);
    expect(existsSync(join(folder, 'again.npy.json'))).toBe(false);
  });
});

describe('VTI', () => {
  /** The same file with another text in its field; "um" is written as its codes. */
  async function withUnit(text: string, type = 'String'): Promise<Calibration & { numbers: readonly number[] | undefined }> {
    const path = await write('plain.vti', values('uint8', SHAPE), SHAPE, calibration('um', [3, 2, 1]));
    const codes = [...new TextEncoder().encode(`${text}\0`)].join(' ');
    const [before = '', after = ''] = readFileSync(path, 'latin1').split(
      'type="String" Name="LengthUnit" NumberOfTuples="1" format="ascii">117 109 0<',
    );
    const other = join(folder, 'unit.vti');
    writeFileSync(other, `${before}type="${type}" Name="LengthUnit" NumberOfTuples="1" format="ascii">${codes}<${after}`, 'latin1');
    const source = await openSource(host, other);
    await source.close();
    return { ...source.info.calibration, numbers: source.info.unitlessSpacing };
  }

  test('the unit of its field is that of the spacing', async () => {
    expect(await withUnit('nanometers')).toMatchObject({ unit: 'nm', source: 'VTK spacing and LengthUnit' });
    expect((await withUnit('cm')).spacing?.map((metres) => metres * 100)).toEqual([3, 2, 1].map((v) => expect.closeTo(v, 9) as number));
    expect(await withUnit('unknown')).toMatchObject({ spacing: null, numbers: undefined });
    expect(await withUnit('parsec')).toMatchObject({ spacing: null, numbers: [3, 2, 1] });
    expect(await withUnit('um', 'Float32')).toMatchObject({ spacing: null, numbers: [3, 2, 1] });
    expect(await withUnit('x'.repeat(500))).toMatchObject({ spacing: null, numbers: [3, 2, 1] });
  });
});

describe('choosing', () => {
  test.each([
    ['a.tif', 'tif'],
    ['a.TIFF', 'tif'],
    ['a.ome.tif', 'ome.tif'],
    ['a.ome.tiff', 'ome.tif'],
    ['a.ome.zarr', 'zarr'],
    ['a.b.nrrd', 'nrrd'],
  ])('%s', (name, extension) => expect(chooseWriter(name).writer.extension).toBe(extension));

  test.each(['a.jpg', 'tif', 'a.nii.gz'])('%s is refused with what there is', (name) =>
    expect(() => chooseWriter(name)).toThrow(/does not say what to write; end the name in .*\.tif.*\.nrrd/),
  );
});
