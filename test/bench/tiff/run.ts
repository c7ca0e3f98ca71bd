/** One process of the benchmark of TIFF: `run.js read FILE` the best time for the whole stack, `run.js last FILE` the last slice of a huge one that `imagej` and `bigtiff` write. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { openSource } from '../../../src/formats/index.js';
import { createNodeCodecs } from '../../../src/node/codecs.js';
import { createNodeFiles } from '../../../src/node/files.js';
import { createNodeImages } from '../../../src/node/images.js';
import { slabRegion, spatialShape } from '../../../src/volume/index.js';
import { writeHugeBigTiff, writeHugeImageJ } from '../../support/huge-tiff.js';

const REPEATS = 3;
const [what = '', path = ''] = process.argv.slice(2);
const threads = Number(process.env['LITHOSCOPE_BENCH_THREADS'] ?? availableParallelism());
const codecs = createNodeCodecs({ threads, entry: new URL('./decode.js', import.meta.url) });
const host = { files: createNodeFiles(), codecs, images: createNodeImages() };

const peakMB = (): number => Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? 0) / 1000;
const residentMB = (): number => process.memoryUsage.rss() / 1e6;

/** With opening, as the peer; the fastest of some. */
async function readWhole(): Promise<{ seconds: number; sha256: string }> {
  let seconds = Infinity;
  let sha256 = '';
  for (let k = 0; k < REPEATS; k++) {
    const start = performance.now();
    const source = await openSource(host, path);
    const data = await source.read(slabRegion(source.info, 0, spatialShape(source.info)[0]));
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
    await source.close();
    if (k === 0)
      sha256 = createHash('sha256')
        .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
        .digest('hex');
  }
  return { seconds, sha256 };
}

async function readLast(): Promise<{ seconds: number; value: number; grownMB: number }> {
  const before = residentMB();
  const start = performance.now();
  const source = await openSource(host, path);
  const [nz] = spatialShape(source.info);
  const slice = await source.read(slabRegion(source.info, nz - 1, nz));
  const seconds = (performance.now() - start) / 1000;
  await source.close();
  return { seconds, value: slice.at(-1) ?? -1, grownMB: peakMB() - before };
}

const WORK: Readonly<Record<string, () => unknown>> = {
  read: readWhole,
  last: readLast,
  imagej: () => writeHugeImageJ(path),
  bigtiff: () => writeHugeBigTiff(path),
};
console.log(JSON.stringify(await WORK[what]?.()));
process.exit(0);
