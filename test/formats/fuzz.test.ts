/** Seeded damage to small files of every format: a typed error or pixels, never a hang, a crash or a RangeError. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { errorData } from '../../src/base/index.js';
import { hashSource, openSource } from '../../src/formats/index.js';
import { host, scratchFolder } from '../support/format-host.js';
import { sharedPath } from '../support/shared.js';
import { ARRAY_SAMPLES } from './array-samples.js';
import { buildTiff } from './tiff-fixture.js';

const folder = scratchFolder('fuzz');

function samples(): { name: string; bytes: Uint8Array }[] {
  const page = Uint8Array.from({ length: 24 * 16 * 2 }, (_, i) => i % 251);
  const spec = { width: 24, height: 16, size: 2, pages: [page, page] };
  const built = (['none', 'lzw', 'deflate', 'packbits', 'zstd'] as const).map((compression, i) => ({
    name: `${compression}.tif`,
    bytes: buildTiff({
      ...spec,
      compression,
      big: i % 2 === 1,
      predictor: 2,
      description: 'ImageJ=1.53t\nimages=2\nslices=2\nunit=um\nspacing=1\n',
    }),
  }));
  const shared = [
    'formats/tiff/grey16-multi.tif',
    'data/format-ome-tiff/multifile-Z1.ome.tiff',
    'data/format-tiff/rs_random-fp16-pred3.tiff',
    'formats/mrc/emd_3197.map.gz',
    'formats/nrrd/BallBinary30x30x30_gz.nrrd',
    'formats/metaimage/3DCT_lung_followup_segmentation.mha',
    'formats/nifti/standard.nii.gz',
  ].map((file) => sharedPath(file));
  return [
    ...built,
    ...ARRAY_SAMPLES,
    ...shared.filter((path) => existsSync(path)).map((path) => ({ name: path.split('/').pop()!, bytes: readFileSync(path) })),
  ];
}

const HOSTILE = [0, 65536, 2 ** 28, 2 ** 31 - 1, 2 ** 32 - 1];

/** Cut, flip some bytes near the start, or overwrite a 32-bit field. */
function damage(bytes: Uint8Array, seed: number): Uint8Array {
  const rng = createRng(seed);
  const out = Uint8Array.from(bytes);
  const kind = seed % 3;
  if (kind === 0) return out.subarray(0, 1 + rng.int(out.length - 1));
  const near = Math.min(out.length - 4, 1200);
  if (kind === 1) {
    for (let i = 0; i <= rng.int(6); i++) out[rng.int(near)] = rng.int(256);
    return out;
  }
  const at = (rng.chance(0.5) ? rng.int(near) : Math.max(0, out.length - 4 - rng.int(near))) & ~1;
  new DataView(out.buffer).setUint32(at, rng.pick(HOSTILE), rng.chance(0.7));
  return out;
}

describe('damaged files of every format', () => {
  test.each(samples().map(({ name, bytes }) => [name, bytes] as const))(
    '%s',
    async (name, bytes) => {
      for (let seed = 1; seed <= 18; seed++) {
        const path = join(folder, name);
        writeFileSync(path, damage(bytes, seed));
        try {
          const source = await openSource(host, path);
          // a header may be damaged into a huge but sparse claim: only what the file could hold is read
          try {
            if (source.info.bytes < 64e6) await hashSource(host, source);
          } finally {
            await source.close();
          }
        } catch (error) {
          const { tag, message } = errorData(error);
          expect(`${seed}: ${tag} ${message}`).not.toMatch(/internal|undefined|NaN/);
        }
      }
    },
    20_000,
  );
});
