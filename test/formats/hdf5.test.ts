/** HDF5 of several layouts: what is shown first, what it means, and what is refused. */
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectPath, listDatasets, openSource } from '../../src/formats/index.js';
import type { VolumeEntry } from '../../src/formats/index.js';
import { host, sameBytes } from '../support/format-host.js';
import { fileFixture } from './file-fixture.js';
import { berkeleyBytes, exchangeBytes, hdf5Bytes, HDF5_SAMPLES, nexusBytes, SHAPE, VALUES, veloxBytes } from './samples/hdf5.js';

const { put, refused } = fileFixture('hdf5');

async function first(name: string, bytes: Uint8Array): Promise<VolumeEntry> {
  const [entry] = await inspectPath(host, put(name, bytes));
  if (entry === undefined || !('axes' in entry)) throw new Error(JSON.stringify(entry));
  return entry;
}

async function voxels(path: string, dataset?: string): Promise<ArrayBufferView> {
  const source = await openSource(host, path, dataset);
  try {
    const { axes } = source.info;
    return await source.read({ start: axes.map(() => 0), size: axes.map(({ size }) => size) });
  } finally {
    await source.close();
  }
}

describe('NeXus', () => {
  test('the plotted data come first, with the steps of their axes', async () => {
    const path = put('plot.nxs', nexusBytes());
    expect((await listDatasets(host, path)).map(({ id }) => id)).toEqual(['entry/data/rec', 'entry/larger']);
    const entry = await first('plot.nxs', nexusBytes());
    expect(entry).toMatchObject({ format: 'hdf5', kind: 'volume', axes: 'zyx', shape: SHAPE, dtype: 'uint16', dataset: 'entry/data/rec' });
    expect(entry.spacing).toEqual({ value: [0.5, 0.25, 0.25], unit: 'um', source: 'NeXus axes' });
    expect(sameBytes(await voxels(path), VALUES)).toBe(true);
  });

  test('uneven axes give no voxel size and a warning', async () => {
    const entry = await first('uneven.nxs', nexusBytes(undefined, true));
    expect(entry.spacing).toBeNull();
    expect(entry.warnings.join()).toContain('axis z are not evenly spaced');
  });
});

test('regions of compressed chunks equal crops of the whole', async () => {
  const source = await openSource(host, put('crop.nxs', nexusBytes()));
  for (const [start, size] of [
    [
      [1, 0, 0],
      [1, 6, 8],
    ],
    [
      [0, 3, 2],
      [4, 2, 5],
    ],
    [
      [3, 5, 7],
      [1, 1, 1],
    ],
  ] as const) {
    const got = await source.read({ start, size });
    const want: number[] = [];
    for (let z = 0; z < size[0]; z++)
      for (let y = 0; y < size[1]; y++)
        for (let x = 0; x < size[2]; x++) want.push(VALUES[((start[0] + z) * 6 + start[1] + y) * 8 + start[2] + x]!);
    expect(Array.from(got)).toEqual(want);
  }
  await source.close();
});

test('data with angles are projections; without them a volume that says so', async () => {
  expect(await first('angles.h5', exchangeBytes())).toMatchObject({
    kind: 'projections',
    axes: 'tyx',
    dataset: 'exchange/data',
    spacing: null,
  });
  const plain = await first('plain.h5', exchangeBytes(false));
  expect(plain.kind).toBe('volume');
  expect(plain.warnings.join()).toContain('projections or a reconstruction');
});

test('labels and attributes name axes and voxel sizes', async () => {
  const tags = JSON.stringify({ axes: ['x', 'y', 'z'].map((key) => ({ key })) });
  const bytes = hdf5Bytes((file) => {
    const data = file.create_dataset({ name: 'volume', data: VALUES, shape: SHAPE });
    data.create_attribute('axistags', tags);
    data.create_attribute('element_size_um', Float64Array.of(1, 2, 3));
  });
  const entry = await first('tags.h5', bytes);
  expect(entry).toMatchObject({ axes: 'zyx', shape: [8, 6, 4] });
  expect(entry.spacing).toEqual({ value: [3, 2, 1], unit: 'um', source: 'HDF5 element_size_um' });
});

describe('EMD', () => {
  test('Velox stores frames last and shows them first', async () => {
    const path = put('velox.emd', veloxBytes({ frames: 3 }));
    const entry = await first('velox.emd', veloxBytes({ frames: 3 }));
    expect(entry).toMatchObject({ format: 'emd', kind: 'series', axes: 'tyx', shape: [3, 4, 5], channels: [{ name: 'HAADF' }] });
    expect(entry.spacing).toEqual({ value: [2.5e-10, 2.5e-10], unit: 'm', source: 'Velox PixelSize' });
    const values = Uint16Array.from({ length: 60 }, (_, i) => (i % 20) * 3 + Math.floor(i / 20));
    expect(sameBytes(await voxels(path), values)).toBe(true);
  });

  test('a diffraction pattern has no pixel size', async () => {
    const entry = await first('pattern.emd', veloxBytes({ unit: '1/m' }));
    expect(entry).toMatchObject({ kind: 'image', axes: 'yx', spacing: null });
    expect(entry.warnings.join()).toContain('no length');
  });

  test.each([
    ['z', '[n_m]', 'volume', 'zyx'],
    ['angles', '[deg]', 'projections', 'tyx'],
    ['time', '[s]', 'series', 'tyx'],
    ['loss', '[eV]', 'series', 'tyx'],
  ])('the Berkeley axis %s in %s makes a %s', async (name, units, kind, axes) => {
    expect(await first('berkeley.emd', berkeleyBytes({ name, units }))).toMatchObject({ format: 'emd', kind, axes });
  });

  test('streams of spectra are refused by name', async () => {
    const bytes = hdf5Bytes((file) => {
      file.create_group('Data');
      file.create_group('Data/SpectrumStream');
      file.create_group('Data/SpectrumStream/b');
      file.create_dataset({ name: 'Data/SpectrumStream/b/Data', data: new Uint16Array(9), shape: [9, 1] });
    });
    expect(await refused('stream.emd', bytes)).toMatch(/^unsupported-format: .*streams of spectra/);
  });
});

describe('links', () => {
  const target = hdf5Bytes((file) => void file.create_dataset({ name: 'volume', data: VALUES, shape: SHAPE }));
  const linked = (to: string): Uint8Array => hdf5Bytes((file) => void file.create_external_link(to, 'volume', 'data'));

  test('lead to files of the same folder', async () => {
    put('target.h5', target);
    expect(sameBytes(await voxels(put('link.h5', linked('target.h5'))), VALUES)).toBe(true);
  });

  test('never lead out of it', async () => {
    const inner = join(dirname(put('outer.h5', target)), 'inner');
    mkdirSync(inner, { recursive: true });
    expect(await refused('inner/link.h5', linked('../outer.h5'))).toMatch(/outer\.h5, which is missing or outside its folder/);
    expect(await refused('inner/absolute.h5', linked(join(dirname(inner), 'outer.h5')))).toMatch(/outside its folder/);
  });

  test('in circles end', async () => {
    const bytes = hdf5Bytes((file) => {
      file.create_group('a');
      file.create_dataset({ name: 'a/v', data: VALUES, shape: SHAPE });
      file.create_soft_link('/a', 'a/soft');
      file.create_hard_link('/a', 'a/hard');
      file.create_external_link('circle.h5', '/', 'self');
    });
    const path = put('circle.h5', bytes);
    expect((await listDatasets(host, path))[0]).toMatchObject({ id: 'a/v' });
    expect(sameBytes(await voxels(path, 'a/hard/v'), VALUES)).toBe(true);
  });
});

describe('what cannot be read', () => {
  test('a filter without a decoder is named before anything is read', async () => {
    const compressed = { name: 'd', data: VALUES, shape: SHAPE, chunks: [2, 4, 4], compression: 'gzip' } as const;
    const bytes = hdf5Bytes((file) => void file.create_dataset({ ...compressed, shape: [...SHAPE], chunks: [2, 4, 4] }), 'oldest');
    // the message of the filter pipeline: version 1, one filter, number 1 (deflate)
    let changed = 0;
    for (let i = 0; i + 16 < bytes.length; i++) {
      if (bytes[i] !== 1 || bytes[i + 1] !== 1 || bytes[i + 8] !== 1 || bytes[i + 9] !== 0) continue;
      if (String.fromCharCode(...bytes.subarray(i + 16, i + 23)) !== 'deflate') continue;
      bytes[i + 8] = 0x77;
      bytes[i + 9] = 0x7d;
      changed++;
    }
    expect(changed).toBe(1);
    const [entry] = await inspectPath(host, put('filter.h5', bytes));
    expect(JSON.stringify(entry)).toMatch(/filter deflate \(number 32119\), which is not supported/);
  });

  test('compounds, no numbers, and bytes that are no HDF5', async () => {
    const text = hdf5Bytes((file) => void file.create_dataset({ name: 's', data: ['a', 'b'] }));
    expect(await refused('text.h5', text)).toMatch(/no data set of numbers/);
    expect(await refused('short.h5', nexusBytes().subarray(0, 600))).toMatch(/^corrupt-file: .*cannot be read as HDF5/);
  });

  test('a dataset that is not there', async () => {
    await expect(openSource(host, put('there.nxs', nexusBytes()), 'nowhere')).rejects.toThrow(/choose one that is listed/);
  });
});

test.each(HDF5_SAMPLES)('$name is small and read', async ({ name, bytes }) => {
  expect(bytes.length).toBeLessThan(20_000);
  expect((await first(name, bytes)).sha256).toMatch(/^[0-9a-f]{64}$/);
});
