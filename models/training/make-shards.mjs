/**
 * Volumes for training: what `lithoscope synthesize FAMILY --modality xct` draws, in the compact layout that
 * shards.py reads. Bundled by rolldown, so that it runs on any machine with Node alone (README.md).
 *
 *   make-shards --out DIR --start 0 --count 100 --families moss,columns,whiskers --seed 1 [--shape 64x128x128] [--cnr 4]
 *
 * The base seed keeps sets apart: 1 training, 2 validation, 3 test. Any index can be made by itself.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { makeShard } from '../../src/services/synthesize/index.js';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'shards' },
    start: { type: 'string', default: '0' },
    count: { type: 'string', default: '1' },
    families: { type: 'string', default: 'moss,columns,whiskers' },
    seed: { type: 'string', default: '1' },
    shape: { type: 'string', default: '64x128x128' },
    cnr: { type: 'string' },
  },
});

mkdirSync(values.out, { recursive: true });
const first = Number(values.start);
for (let index = first; index < first + Number(values.count); index++) {
  const shard = makeShard({
    baseSeed: Number(values.seed),
    index,
    families: values.families.split(','),
    shape: values.shape.split('x').map(Number),
    ...(values.cnr === undefined ? {} : { cnr: Number(values.cnr) }),
  });
  const path = join(values.out, shard.name);
  // the header comes last: a volume with a header is complete
  writeFileSync(`${path}.part`, gzipSync(shard.bytes, { level: 1 }));
  renameSync(`${path}.part`, `${path}.bin.gz`);
  writeFileSync(`${path}.json`, JSON.stringify(shard.header));
  process.stdout.write(`${shard.name} ${shard.header.family}\n`);
}
