/** Strips decoded in batches beside the reading thread: the same values as strip by strip, and the same refusals. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { openSource } from '../../src/formats/index.js';
import type { FormatHost } from '../../src/formats/index.js';
import { decodeStripBatch } from '../../src/formats/tiff/strips/index.js';
import { inflateHere } from '../../src/node/codecs.js';
import type { StripBatch } from '../../src/ports/index.js';
import { host, sameBytes, scratchFolder } from '../support/format-host.js';
import { buildTiff } from './tiff-fixture.js';
import type { TiffSpec } from './tiff-fixture.js';

const folder = scratchFolder('tiff-batches');
const engines = {
  inflate: (bytes: Uint8Array, most: number) => Promise.resolve().then(() => inflateHere(bytes, most)),
  zstd: host.codecs.zstd,
};

/** Batches as a thread gets them, without the thread. */
function batching(seen: StripBatch[]): FormatHost {
  const decode = async (batch: StripBatch): Promise<void> => {
    seen.push(batch);
    await decodeStripBatch(batch, engines);
  };
  const allocate = (bytes: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(bytes));
  return { ...host, codecs: { ...host.codecs, strips: { threads: 2, allocate, decode } } };
}

function noisy(length: number, seed: number): Uint8Array {
  const rng = createRng(seed);
  return Uint8Array.from({ length }, (_, i) => (i % 50 < 25 ? seed : rng.int(256)));
}

const CASES = (['none', 'lzw', 'deflate', 'packbits', 'zstd'] as const).flatMap((compression) =>
  [{}, { rowsPerStrip: 5 }, { tile: [16, 32] as [number, number] }, { big: true, bigEndian: true, predictor: 2 as const }].flatMap(
    (layout) => [1, 2, 4].map((size) => ({ compression, size, ...layout })),
  ),
);

describe('batches', () => {
  test.each(CASES)('$compression, $size bytes, $rowsPerStrip rows, tile $tile, predictor $predictor', async (layout) => {
    const [nz, height, width] = [5, 21, 43];
    const pages = Array.from({ length: nz }, (_, z) => noisy(width * height * layout.size, z + 1));
    const path = join(folder, 'batch.tif');
    writeFileSync(path, buildTiff({ width, height, pages, ...layout }));
    const seen: StripBatch[] = [];
    const [plain, batched] = [await openSource(host, path), await openSource(batching(seen), path)];
    const rng = createRng(3);
    expect(sameBytes(await batched.read({ start: [0, 0, 0], size: [nz, height, width] }), Buffer.concat(pages))).toBe(true);
    for (let i = 0; i < 8; i++) {
      const start = [rng.int(nz), rng.int(height), rng.int(width)];
      const region = { start, size: [1 + rng.int(nz - start[0]!), 1 + rng.int(height - start[1]!), 1 + rng.int(width - start[2]!)] };
      expect(sameBytes(await batched.read(region), await plain.read(region))).toBe(true);
    }
    expect(seen.length === 0).toBe(layout.compression === 'none');
    // strips of all pages fit into one batch
    if (seen[0] !== undefined) expect(seen[0].strips.length).toBeGreaterThanOrEqual(nz);
    await plain.close();
    await batched.close();
  });

  test('a damaged strip is refused by the name of the file, whatever else is on its way', async () => {
    const spec: TiffSpec = { width: 40, height: 30, pages: [1, 2, 3].map((seed) => noisy(1200, seed)), size: 1, compression: 'deflate' };
    const bytes = buildTiff(spec);
    bytes.fill(0x55, 20, 200);
    const path = join(folder, 'damaged.tif');
    writeFileSync(path, bytes);
    const source = await openSource(batching([]), path);
    await expect(source.read({ start: [0, 0, 0], size: [3, 30, 40] })).rejects.toMatchObject({
      code: 'corrupt-file',
      subject: 'damaged.tif',
    });
    expect((await source.read({ start: [2, 0, 0], size: [1, 30, 40] })).length).toBe(1200);
    await source.close();
  });

  test('an abort between batches', async () => {
    const path = join(folder, 'abort.tif');
    writeFileSync(path, buildTiff({ width: 40, height: 30, pages: [noisy(1200, 1), noisy(1200, 2)], size: 1, compression: 'lzw' }));
    const source = await openSource(batching([]), path);
    const stop = new AbortController();
    const read = source.read({ start: [0, 0, 0], size: [2, 30, 40] }, stop.signal);
    stop.abort();
    await expect(read).rejects.toMatchObject({ tag: 'aborted' });
    await source.close();
  });
});
