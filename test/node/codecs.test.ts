/** Compression within bounds. */
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { sameBytes } from '../support/format-host.js';

const codecs = createNodeCodecs();
const data = Uint8Array.from({ length: 300_000 }, (_, i) => (i * i) % 251);

test('round trips', async () => {
  expect(sameBytes(await codecs.inflate(await codecs.deflate(data), data.length), data)).toBe(true);
  expect(sameBytes(await codecs.inflate(deflateRawSync(data), data.length), data)).toBe(true);
  expect(sameBytes(await codecs.gunzip(await codecs.gzip(data), data.length), data)).toBe(true);
});

test('nothing may produce more than it was told', async () => {
  const bomb = new Uint8Array(50_000_000);
  await expect(codecs.inflate(await codecs.deflate(bomb), 1000)).rejects.toMatchObject({ tag: 'format' });
  await expect(codecs.gunzip(await codecs.gzip(bomb), 1000)).rejects.toMatchObject({ tag: 'format' });
  // a ZSTD frame that claims 1 GiB
  const frame = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0b10100000, 0, 0, 0, 0x40, 1, 0, 0);
  await expect(codecs.zstd(frame, 1000)).rejects.toMatchObject({ tag: 'format' });
});

test('cut and foreign streams are refused', async () => {
  const packed = await codecs.deflate(data);
  await expect(codecs.inflate(packed.subarray(0, packed.length >> 1), data.length)).rejects.toMatchObject({ tag: 'format' });
  await expect(codecs.zstd(data, 1000)).rejects.toMatchObject({ tag: 'format' });
  await expect(codecs.zstd(new Uint8Array(0), 1000)).rejects.toMatchObject({ tag: 'format' });
});

test('SHA-256 of the empty text', () => {
  expect(codecs.sha256().hex()).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
