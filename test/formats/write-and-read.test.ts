/** What is written comes back the same: stacks, voxel sizes, OME-Zarr with labels and probabilities. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import {
  hashSource,
  listDatasets,
  openSource,
  planesOfArray,
  planesOfSource,
  writeLabelTiff,
  writeOmeZarr,
  writeStackTiff,
} from '../../src/formats/index.js';
import type { Calibration, Shape3, VoxelArray } from '../../src/volume/index.js';
import { NO_CALIBRATION } from '../../src/volume/index.js';
import { host, sameBytes, scratchFolder } from '../support/format-host.js';

const folder = scratchFolder('write');
const MICRONS: Calibration = { spacing: [1.3e-6, 0.65e-6, 0.325e-6], unit: 'um', source: 'test' };

function noise<T extends VoxelArray>(data: T, levels: number, seed: number): T {
  const rng = createRng(seed);
  for (let i = 0; i < data.length; i++) data[i] = rng.int(levels);
  return data;
}

async function wholeOf(path: string, dataset?: string): Promise<VoxelArray> {
  const source = await openSource(host, path, dataset);
  const data = await source.read({ start: source.info.axes.map(() => 0), size: source.info.axes.map((axis) => axis.size) });
  await source.close();
  return data;
}

describe('TIFF stacks', () => {
  const shape: Shape3 = [5, 17, 23];
  test.each([
    ['uint8', noise(new Uint8Array(5 * 17 * 23), 256, 1)],
    ['uint16', noise(new Uint16Array(5 * 17 * 23), 65536, 2)],
    ['int16', noise(new Int16Array(5 * 17 * 23), 32768, 3).map((v) => -v)],
    ['float32', noise(new Float32Array(5 * 17 * 23), 1000, 4).map((v) => v / 7)],
  ] as const)('%s comes back with its voxel size', async (dtype, data) => {
    for (const big of [false, true]) {
      const path = join(folder, `${dtype}-${big}.tif`);
      await writeStackTiff(host, path, planesOfArray(data, shape), MICRONS, { big });
      const source = await openSource(host, path);
      expect(source.info).toMatchObject({ format: 'tiff', kind: 'volume', dtype, warnings: [] });
      source.info.calibration.spacing!.forEach((v, i) => expect(v / MICRONS.spacing![i]!).toBeCloseTo(1, 12));
      expect(source.info.calibration.unit).toBe('um');
      expect(sameBytes(await wholeOf(path), data)).toBe(true);
      await source.close();
    }
  });

  test('an unknown voxel size stays unknown', async () => {
    const path = join(folder, 'unknown.tif');
    await writeLabelTiff(host, path, new Uint8Array(5 * 17 * 23), shape, NO_CALIBRATION);
    const source = await openSource(host, path);
    expect(source.info.calibration.spacing).toBeNull();
    expect(source.info.unitlessSpacing).toBeUndefined();
    await source.close();
  });

  test('one voxel is an image of one pixel', async () => {
    const path = join(folder, 'one.tif');
    await writeLabelTiff(host, path, Uint8Array.of(3), [1, 1, 1], MICRONS);
    const source = await openSource(host, path);
    expect(source.info.kind).toBe('image');
    expect(await source.read({ start: [0, 0], size: [1, 1] })).toEqual(Uint8Array.of(3));
    await source.close();
  });

  test('NaN survives', async () => {
    const path = join(folder, 'nan.tif');
    await writeStackTiff(host, path, planesOfArray(new Float32Array(2 * 3 * 4).fill(NaN), [2, 3, 4]), NO_CALIBRATION);
    expect((await wholeOf(path)).every((v) => Number.isNaN(v))).toBe(true);
  });

  test('a failed write leaves nothing behind', async () => {
    const path = join(folder, 'failed', 'a.tif');
    await host.files.makeFolder(join(folder, 'failed'));
    const broken = { shape: [3, 2, 2] as const, dtype: 'uint8' as const, read: () => Promise.reject(new Error('no data')) };
    await expect(writeStackTiff(host, path, broken, NO_CALIBRATION)).rejects.toThrow('no data');
    expect(readdirSync(join(folder, 'failed'))).toEqual([]);
  });
});

describe('OME-Zarr', () => {
  const shape: Shape3 = [70, 65, 130];
  const count = 70 * 65 * 130;
  const image = noise(new Uint16Array(count), 65536, 5);
  const labels = noise(new Uint8Array(count), 7, 6);
  const lithium = noise(new Uint8Array(count), 256, 7);
  const path = join(folder, 'all.zarr');

  test('image, labels and probabilities come back with their voxel size', async () => {
    const probabilities = {
      classes: ['lithium', 'rest'],
      planes: [
        planesOfArray(lithium, shape),
        planesOfArray(
          lithium.map((v) => 255 - v),
          shape,
        ),
      ],
    };
    await writeOmeZarr(
      host,
      path,
      { image: planesOfArray(image, shape), labels: planesOfArray(labels, shape), probabilities },
      { calibration: MICRONS },
    );
    expect((await listDatasets(host, path)).map((set) => set.id)).toEqual(['', 'labels/phases', 'probabilities']);
    expect(sameBytes(await wholeOf(path), image)).toBe(true);
    expect(sameBytes(await wholeOf(path, 'labels/phases'), labels)).toBe(true);
    const both = await wholeOf(path, 'probabilities');
    expect(sameBytes(both.subarray(0, count), lithium)).toBe(true);
    const source = await openSource(host, path, 'probabilities');
    expect(source.info.axes.map((axis) => axis.name).join('')).toBe('czyx');
    expect(source.info.channels).toEqual([{ name: 'lithium' }, { name: 'rest' }]);
    source.info.calibration.spacing!.forEach((v, i) => expect(v / MICRONS.spacing![i]!).toBeCloseTo(1, 12));
  });

  test('labels shrink by the most frequent value and carry their names', () => {
    const group = JSON.parse(readFileSync(join(path, 'labels/phases/zarr.json'), 'utf8'));
    expect(group.attributes.ome['image-label'].properties[1]).toEqual({ 'label-value': 1, name: 'lithium' });
    expect(group.attributes.ome.multiscales[0].datasets.length).toBe(3);
    expect(group.attributes.ome.multiscales[0].datasets[1].coordinateTransformations[0].scale).toEqual([2.6, 1.3, 0.65]);
  });

  test('a source can be written without holding it, and hashes the same', async () => {
    const source = await openSource(host, path);
    const copy = join(folder, 'copy.tif');
    await writeStackTiff(host, copy, planesOfSource(source), source.info.calibration);
    const again = await openSource(host, copy);
    expect(await hashSource(host, again)).toBe(await hashSource(host, source));
    await again.close();
  });

  test('labels alone, in a constant volume, over an older folder', async () => {
    await writeOmeZarr(host, path, { labels: planesOfArray(new Uint8Array(8).fill(2), [2, 2, 2]) }, { calibration: NO_CALIBRATION });
    expect((await listDatasets(host, path)).map((set) => set.id)).toEqual(['labels/phases']);
    const source = await openSource(host, path);
    expect(source.info.calibration.spacing).toBeNull();
    expect(sameBytes(await wholeOf(path), new Uint8Array(8).fill(2))).toBe(true);
    expect(readdirSync(folder).filter((name) => /part|old/.test(name))).toEqual([]);
  });
});
