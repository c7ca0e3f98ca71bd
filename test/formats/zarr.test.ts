/** Zarr of both versions in folders and ZIP files: codecs, orders, shards, fill values and hostile names. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync, zipSync, zlibSync } from 'fflate';
import { expect, test } from 'vitest';
import { inspectPath, openSource } from '../../src/formats/index.js';
import type { VolumeEntry } from '../../src/formats/index.js';
import { host, scratchFolder } from '../support/format-host.js';
import { fileFixture } from './file-fixture.js';
import { BYTES, text, v2, v3, ZARR_SAMPLES } from './samples/zarr.js';

const { put, refused } = fileFixture('zarr');
const root = scratchFolder('zarr-folders');
const samples = Uint16Array.from({ length: 60 }, (_, i) => i * 301);
const bytes = new Uint8Array(samples.buffer);
const group = text({ zarr_format: 3, node_type: 'group', attributes: {} });

function folder(name: string, entries: Record<string, Uint8Array>): string {
  for (const [key, value] of Object.entries(entries)) {
    mkdirSync(dirname(join(root, name, key)), { recursive: true });
    writeFileSync(join(root, name, key), value);
  }
  return join(root, name);
}

async function whole(path: string, dataset?: string) {
  const source = await openSource(host, path, dataset);
  const { info } = source;
  const data = await source.read({ start: info.axes.map(() => 0), size: info.axes.map((axis) => axis.size) });
  await source.close();
  return { info, data: [...data] };
}

test('an OME-Zarr in a ZIP file, and a Fortran array below a folder of its own in one', async () => {
  const [ome, plain] = ZARR_SAMPLES.map(({ name, bytes: content }) => put(name, content));
  const image = await whole(ome!);
  expect([image.info.format, image.info.kind, image.info.calibration.spacing]).toEqual(['ome-zarr', 'volume', [2e-6, 1e-6, 0.5e-6]]);
  expect(image.data[59]).toBe(59 * 7);
  const turned = await whole(plain!);
  expect(turned.info.format).toBe('zarr');
  // the first axis is the fastest in the file
  expect([turned.data[0], turned.data[20], turned.data[1]]).toEqual([0, 7, 12 * 7]);
});

test('byte order, transposition, checksums and zlib', async () => {
  const swapped = new Uint8Array(Buffer.from(bytes).swap16());
  const big = { name: 'bytes', configuration: { endian: 'big' } };
  expect(
    (await whole(folder('big', { 'zarr.json': v3({ shape: [3, 4, 5], chunk: [3, 4, 5], codecs: [big] }), 'c/0/0/0': swapped }))).data,
  ).toEqual([...samples]);
  const transpose = { name: 'transpose', configuration: { order: [2, 0, 1] } };
  const turned = await whole(
    folder('turned', { 'zarr.json': v3({ shape: [3, 4, 5], chunk: [3, 4, 5], codecs: [transpose, BYTES] }), 'c/0/0/0': bytes }),
  );
  // stored as x, z, y
  expect([turned.data[1], turned.data[5], turned.data[20]]).toEqual([samples[12], samples[1], samples[4]]);
  const packed = await whole(
    folder('zlib', { '.zarray': v2([3, 4, 5], [3, 4, 5], { compressor: { id: 'zlib', level: 1 } }), '0.0.0': zlibSync(bytes) }),
  );
  expect(packed.data).toEqual([...samples]);
  const broken = folder('crc', {
    'zarr.json': v3({ shape: [3, 4, 5], chunk: [3, 4, 5], codecs: [BYTES, { name: 'crc32c' }] }),
    'c/0/0/0': new Uint8Array(124),
  });
  await expect(whole(broken)).rejects.toThrow(/checksum/);
});

test('shards: chunks by the index, those that are not there by the fill value', async () => {
  const shard = {
    name: 'sharding_indexed',
    configuration: { chunk_shape: [1, 4], codecs: [BYTES], index_codecs: [BYTES], index_location: 'end' },
  };
  const none = 0xffffffffffffffffn;
  const index = new Uint8Array(BigUint64Array.from([8n, 8n, none, none]).buffer);
  const stored = Buffer.concat([new Uint8Array(8), bytes.subarray(0, 8), index]);
  const path = folder('shards', { 'zarr.json': v3({ shape: [4, 4], chunk: [2, 4], codecs: [shard], fill: 7 }), 'c/1/0': stored });
  expect((await whole(path)).data).toEqual([...Array<number>(8).fill(7), ...samples.subarray(0, 4), 7, 7, 7, 7]);
  const outside = Buffer.concat([new Uint8Array(BigUint64Array.from([800n, 8n, none, none]).buffer)]);
  await expect(
    whole(folder('outside', { 'zarr.json': v3({ shape: [2, 4], chunk: [2, 4], codecs: [shard] }), 'c/0/0': outside })),
  ).rejects.toThrow(/points outside/);
});

test('arrays of a group are data sets, with the axes that they name', async () => {
  const path = folder('group', {
    'zarr.json': group,
    'a/zarr.json': group,
    'a/line/zarr.json': v3({ shape: [60], chunk: [60] }),
    'a/data/zarr.json': v3({ shape: [3, 4, 5], chunk: [3, 4, 5], names: ['time', 'y', 'x'] }),
    'a/data/c/0/0/0': bytes,
    'b/zarr.json': v3({ shape: [2, 2], chunk: [2, 2], type: 'bool', fill: true, names: ['p', 'q'] }),
    'h/zarr.json': v3({ shape: [2, 2], chunk: [2, 2], type: 'float16', fill: 'NaN' }),
  });
  const entries = (await inspectPath(host, path)) as VolumeEntry[];
  expect(entries.map(({ dataset, axes, dtype, kind }) => [dataset, axes, dtype, kind])).toEqual([
    ['b', 'yx', 'uint8', 'image'],
    ['h', 'yx', 'float16', 'image'],
    ['a/data', 'tyx', 'uint16', 'series'],
  ]);
  expect(entries[0]?.warnings.join()).toMatch(/axes are named p, q/);
  expect((await whole(path, 'b')).data).toEqual([1, 1, 1, 1]);
});

test('what is refused', async () => {
  const zip = (entries: Record<string, Uint8Array>): Uint8Array => zipSync(entries);
  expect(await refused('hostile.zip', zip({ '.zarray': v2([2, 2], [2, 2]), '../x': bytes }))).toMatch(
    /"\.\.\/x" lies outside|no zarr|unpack it/,
  );
  expect(await refused('codec.zip', zip({ '.zarray': v2([2, 2], [2, 2], { compressor: { id: 'bz2' } }) }))).toMatch(
    /^unsupported-compression: .*"bz2"/,
  );
  expect(await refused('type.zip', zip({ '.zarray': v2([2, 2], [2, 2], { dtype: '<c8' }) }))).toMatch(/data type "<c8"/);
  expect(await refused('huge.zip', zip({ '.zarray': v2([2 ** 20, 2 ** 20], [2 ** 20, 2 ** 20]) }))).toMatch(/^too-large: /);
  expect(
    await refused('bomb.zip', zip({ '.zarray': v2([4, 4], [4, 4], { compressor: { id: 'gzip' } }), '0.0': gzipSync(new Uint8Array(1e6)) })),
  ).not.toBe('read');
  expect(await refused('other.zip', zip({ 'readme.txt': bytes }))).toMatch(/ZIP files are not read yet/);
  const blosc = new Uint8Array(16);
  new DataView(blosc.buffer).setUint32(4, 2 ** 31, true);
  expect(await refused('blosc.zip', zip({ '.zarray': v2([4, 4], [4, 4], { compressor: { id: 'blosc' } }), '0.0': blosc }))).toMatch(
    /claims 2147483648 bytes/,
  );
});
