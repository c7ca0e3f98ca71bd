/** The adapter of the HDF5 library: blocks of chunks, and files that would keep the library busy for ever. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { BlockCache, blockShape, readBox, slabs } from '../../src/node/hdf5-blocks.js';
import { isEndlessHeap } from '../../src/node/hdf5-heap.js';
import { createNodeHdf5 } from '../../src/node/hdf5.js';
import { hdf5Bytes } from '../formats/samples/hdf5.js';

const folder = mkdtempSync(join(tmpdir(), 'lithoscope-hdf5-adapter-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, bytes: Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

test('slabs follow one another in C order and cover the box', () => {
  const pieces = [...slabs({ start: [2, 0, 1], size: [3, 4, 5] }, 2, 25)];
  expect(pieces.every(({ size }) => size.reduce((a, b) => a * b, 2) <= 25)).toBe(true);
  const seen = pieces.flatMap(({ start, size }) =>
    Array.from({ length: size[0]! * size[1]! * size[2]! }, (_, i) => {
      const [z, y, x] = [Math.floor(i / (size[1]! * size[2]!)), Math.floor(i / size[2]!) % size[1]!, i % size[2]!];
      return ((start[0]! - 2 + z) * 4 + start[1]! + y) * 5 + start[2]! - 1 + x;
    }),
  );
  expect(seen).toEqual(Array.from({ length: 60 }, (_, i) => i));
});

test('blocks are whole chunks, grown along the fastest axes', () => {
  expect(blockShape([100, 64, 64], [16, 16, 16], 2)).toEqual([100, 64, 64]);
  expect(blockShape([4096, 2048, 2048], [1, 2048, 2048], 2)).toEqual([1, 2048, 2048]);
  expect(blockShape([64, 4096, 4096], [64, 64, 64], 2)).toEqual([64, 64, 1024]);
});

test('a block is decoded once for all slices that touch it', async () => {
  const shape = [6, 5, 7];
  let calls = 0;
  const read = ({ start, size }: { start: readonly number[]; size: readonly number[] }): Uint8Array => {
    calls++;
    const out: number[] = [];
    for (let z = 0; z < size[0]!; z++)
      for (let y = 0; y < size[1]!; y++)
        for (let x = 0; x < size[2]!; x++) out.push(((start[0]! + z) * 5 + start[1]! + y) * 7 + start[2]! + x);
    return Uint8Array.from(out);
  };
  const cache = new BlockCache();
  const layout = { key: 'a', shape, sampleBytes: 1, chunk: [4, 2, 3] };
  for (let z = 0; z < 6; z++) {
    const got = await readBox(layout, { start: [z, 1, 2], size: [1, 3, 4] }, cache, read);
    expect(Array.from(got)).toEqual([1, 2, 3].flatMap((y) => [2, 3, 4, 5].map((x) => (z * 5 + y) * 7 + x)));
  }
  expect(calls).toBeLessThanOrEqual(2);
});

test('a collection of texts that leads nowhere is known', () => {
  const heap = new Uint8Array(64);
  heap.set([0x47, 0x43, 0x4f, 0x4c, 1]);
  const view = new DataView(heap.buffer);
  view.setBigUint64(8, 64n, true);
  view.setUint16(16, 1, true);
  view.setBigUint64(24, 5n, true);
  view.setBigUint64(48, 24n, true);
  expect(isEndlessHeap(heap)).toBe(false);
  view.setBigUint64(48, 0n, true);
  expect(isEndlessHeap(heap)).toBe(true);
});

test('attributes, texts and boxes; a closed file answers no more', async () => {
  const bytes = hdf5Bytes((file) => {
    file.create_attribute('title', 'a b');
    file.create_attribute('list', Float64Array.of(1, 2.5));
    file.create_dataset({ name: 'names', data: ['left', 'right'] });
    file.create_dataset({ name: 'wide', data: BigInt64Array.of(1n, -2n, 3n, 4n), shape: [2, 2] });
  });
  const file = await createNodeHdf5().open(put('all.h5', bytes));
  expect((await file.datasets()).map(({ path, type, shape }) => [path, type, shape])).toEqual([
    ['names', 'string', [2]],
    ['wide', 'int64', [2, 2]],
  ]);
  expect(await file.attributes('')).toEqual({ title: 'a b', list: [1, 2.5] });
  expect(await file.attributes('nowhere')).toEqual({});
  expect(await file.readText('names', 1000)).toEqual(['left', 'right']);
  await expect(file.readText('names', 4)).rejects.toThrow(/more than 4 bytes/);
  expect(new BigInt64Array((await file.read('wide', [0, 1], [2, 1])).buffer)).toEqual(BigInt64Array.of(-2n, 4n));
  await expect(file.read('wide', [0, 1], [2, 2])).rejects.toThrow(/does not lie in its shape/);
  await file.close();
  await expect(file.read('wide', [0, 0], [1, 1])).rejects.toThrow(/closed/);
});
