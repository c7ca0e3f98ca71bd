/** NumPy arrays and archives written by hand: types, byte orders, both memory orders, and what is refused. */
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { hashSource, inspectPath, listDatasets, openSource } from '../../src/formats/index.js';
import type { VolumeEntry } from '../../src/formats/index.js';
import { host } from '../support/format-host.js';
import { describeShared, sharedPath } from '../support/shared.js';
import { fileFixture } from './file-fixture.js';

const { put, refused } = fileFixture('npy');

/** A header of the given version, then `data`. */
function npy(descr: string, shape: string, data: Uint8Array, fortran = false, version = 1): Uint8Array {
  const text = `{'descr': ${descr}, 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape}), }\n`;
  const head = version === 1 ? 10 : 12;
  const out = new Uint8Array(head + text.length + data.length);
  out.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, text.length % 256, Math.floor(text.length / 256)]);
  out.set(new TextEncoder().encode(text), head);
  out.set(data, head + text.length);
  return out;
}

const bytes24 = Uint8Array.from({ length: 24 }, (_, i) => i);
const volume = npy("'|u1'", '2, 3, 4', bytes24);

describe('NPY', () => {
  test.each<[string, string, (view: DataView, at: number, i: number) => void, number, string]>([
    ['uint8', "'|u1'", (v, at, i) => v.setUint8(at, i), 1, 'uint8'],
    ['bool', "'|b1'", (v, at, i) => v.setUint8(at, i), 1, 'bool'],
    ['int16 big-endian', "'>i2'", (v, at, i) => v.setInt16(at, i), 2, 'int16'],
    ['uint32', "'<u4'", (v, at, i) => v.setUint32(at, i, true), 4, 'uint32'],
    ['int64', "'<i8'", (v, at, i) => v.setBigInt64(at, BigInt(i), true), 8, 'int64'],
    ['float16 of a power of two', "'<f2'", (v, at, i) => v.setUint16(at, i === 0 ? 0 : 0x3c00, true), 2, 'float16'],
    ['float64 big-endian', "'>f8'", (v, at, i) => v.setFloat64(at, i), 8, 'float64'],
  ])('%s', async (_title, descr, write, size, stored) => {
    const view = new DataView(new ArrayBuffer(6 * size));
    const values = [0, 1, 1, 1, 0, 1];
    values.forEach((value, i) => write(view, i * size, value));
    const source = await openSource(host, put('a.npy', npy(descr, '1, 2, 3', new Uint8Array(view.buffer), false, 2)));
    expect([source.info.storedDtype, source.info.calibration.spacing]).toEqual([stored, null]);
    expect([...(await source.read({ start: [0, 0, 0], size: [1, 2, 3] }))]).toEqual(values);
    await source.close();
  });

  test('Fortran order shows the same array', async () => {
    const turned = new Uint8Array(24);
    for (let z = 0; z < 2; z++) for (let y = 0; y < 3; y++) for (let x = 0; x < 4; x++) turned[z + 2 * (y + 3 * x)] = (z * 3 + y) * 4 + x;
    const c = await openSource(host, put('c.npy', volume));
    const f = await openSource(host, put('f.npy', npy("'|u1'", '2, 3, 4', turned, true)));
    expect(await hashSource(host, f)).toBe(await hashSource(host, c));
    expect([...(await f.read({ start: [1, 1, 1], size: [1, 2, 2] }))]).toEqual([17, 18, 21, 22]);
    await Promise.all([c.close(), f.close()]);
  });

  test('a Fortran-ordered array that is larger than one part', async () => {
    // 96 MiB: one plane of the shown array touches the whole file and is read in two parts
    const [z, y, x] = [3, 2048, 16384];
    const data = new Uint8Array(z * y * x);
    for (let i = 0; i < data.length; i += 4093) data[i] = i % 251;
    const source = await openSource(host, put('big.npy', npy("'|u1'", `${z}, ${y}, ${x}`, data, true)));
    const plane = await source.read({ start: [1, 0, 0], size: [1, y, x] });
    for (let i = 0; i < data.length; i += 4093) {
      if (i % z !== 1) continue;
      const [row, column] = [Math.floor(i / z) % y, Math.floor(i / z / y)];
      if (plane[row * x + column] !== data[i]) throw new Error(`pixel ${row}, ${column}`);
    }
    await source.close();
  });

  test('a short last axis holds colours, and says so', async () => {
    const source = await openSource(host, put('rgb.npy', npy("'|u1'", '16, 17, 3', new Uint8Array(16 * 17 * 3))));
    expect(source.info.axes.map((axis) => axis.name).join('')).toBe('yxc');
    expect(source.info.warnings.join()).toMatch(/colour/);
    await source.close();
  });

  test.each([
    ['objects', npy("'|O'", '2, 2', new Uint8Array(64)), /unsupported-format.*unpickled/],
    ['records', npy("[('a', '<f4')]", '2, 2', new Uint8Array(64)), /unsupported-format.*named fields/],
    ['complex numbers', npy("'<c8'", '2, 2', new Uint8Array(64)), /unsupported-format.*complex/],
    ['one axis', npy("'|u1'", '24,', bytes24), /unsupported-format.*1 axis/],
    ['no axis', npy("'|u1'", '', bytes24), /unsupported-format.*0 axes/],
    ['an empty array', npy("'|u1'", '0, 3', bytes24), /corrupt-file.*impossible size/],
    ['a cut file', volume.subarray(0, volume.length - 1), /corrupt-file.*24 bytes of samples, but 23/],
    ['a cut header', volume.subarray(0, 40), /corrupt-file/],
    ['an absurd shape', npy("'<f8'", '4000000000, 4000000000, 4', bytes24), /corrupt-file.*impossible size/],
    ['an absurd header', Uint8Array.from([...npy("'|u1'", '2, 2', bytes24, false, 2)].with(10, 255).with(11, 255)), /corrupt-file/],
    ['a negative length', npy("'|u1'", '-2, 3', bytes24), /corrupt-file/],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.npy', bytes)).toMatch(message);
  });
});

describe('NPZ', () => {
  const inside = {
    'image.npy': volume,
    'spacing.npy': npy("'<f8'", '3,', new Uint8Array(24)),
    'mask.npy': npy(
      "'|b1'",
      '3, 4',
      bytes24.subarray(0, 12).map((n) => n % 2),
    ),
    'names.npy': npy("'|O'", '2, 2', new Uint8Array(64)),
    'readme.txt': new Uint8Array(3),
  };

  test.each([0, 6] as const)('arrays packed at level %i', async (level) => {
    const path = put('a.npz', zipSync(inside, { level }));
    expect((await listDatasets(host, path)).map(({ title }) => title)).toEqual(['image', 'mask']);
    const [image, mask] = (await inspectPath(host, path)) as VolumeEntry[];
    expect([image!.axes, image!.shape, image!.dtype, image!.dataset]).toEqual(['zyx', [2, 3, 4], 'uint8', 'image.npy']);
    expect([mask!.kind, mask!.dtype, mask!.spacing]).toEqual(['image', 'bool', null]);
    const source = await openSource(host, path);
    expect(source.info.cost).toBe(level === 0 ? 'contiguous' : 'whole-file');
    expect([...(await source.read({ start: [1, 2, 1], size: [1, 1, 3] }))]).toEqual([21, 22, 23]);
    await source.close();
  });

  const zipped = zipSync({ 'a.npy': volume }, { level: 6 });
  /** overwrites a 32-bit field of the first directory entry */
  const directory = (field: number, value: number): Uint8Array => {
    const out = Uint8Array.from(zipped);
    const view = new DataView(out.buffer);
    view.setUint32(view.getUint32(out.length - 6, true) + field, value, true);
    return out;
  };

  test.each([
    ['only objects', zipSync({ 'a.npy': inside['names.npy'] }), /unsupported-format.*unpickled/],
    ['a bomb', directory(24, 900_000_000), /corrupt-file.*cannot hold/],
    ['a size that is not true', directory(24, volume.length - 1), /corrupt-file/],
    ['an entry outside', directory(42, 5_000_000), /corrupt-file.*outside/],
    ['packed bytes outside', directory(20, 5_000_000), /corrupt-file.*outside/],
    ['another compression', directory(10, 12), /unsupported-compression/],
    ['encryption', directory(8, 1), /unsupported-format.*encrypted/],
    ['a cut archive', zipped.subarray(0, zipped.length - 30), /corrupt-file.*directory/],
    ['a directory elsewhere', Uint8Array.from(zipped).fill(255, -6, -3), /corrupt-file/],
  ])('%s: refused', async (_title, bytes, message) => {
    expect(await refused('bad.npz', bytes)).toMatch(message);
  });

  test('an array that is not there', async () => {
    await expect(openSource(host, put('b.npz', zipped), 'other.npy')).rejects.toThrow(/no array "other.npy"/);
  });
});

describeShared('sim/phase-field-vtk/fields.npz', 'arrays written by NumPy', () => {
  const sim = (name: string): string => sharedPath('sim/phase-field-vtk', name);

  test('the same field in both memory orders and in an archive', async () => {
    const sums: number[] = [];
    for (const [name, dataset] of [['xi_f32_C.npy'], ['xi_f64_F.npy'], ['fields.npz', 'xi.npy']] as const) {
      const source = await openSource(host, sim(name), dataset);
      const size = source.info.axes.map((axis) => axis.size);
      sums.push(Float64Array.from(await source.read({ start: size.map(() => 0), size })).reduce((sum, v) => sum + v, 0));
      await source.close();
    }
    sums.forEach((sum) => expect(sum).toBeCloseTo(11423.73, 1));
  });
});
