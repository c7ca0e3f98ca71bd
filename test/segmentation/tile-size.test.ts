/** The bundled network over a picture in one window and in several: not one voxel may differ. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import { createNodeInference, type NodeInference } from '../../src/node/inference.js';
import { loadModelPackage, memoryTiles, segmentVolume } from '../../src/segmentation/index.js';
import type { TileLimits } from '../../src/segmentation/tiling.js';
import type { Shape3 } from '../../src/volume/index.js';
import { arraySource } from '../support/array-source.js';
import { bundleEntry } from '../support/bundle.js';

let inference: NodeInference;
beforeAll(async () => {
  inference = createNodeInference({ entry: await bundleEntry('src/node/inference-entry.ts'), threads: 2 });
}, 180_000);
afterAll(() => inference.close());

const shape: Shape3 = [1, 200, 150];

/** Blobs of several grey values under noise: something that every depth of the network answers to. */
function picture(): Uint16Array {
  const rng = createRng(11);
  const data = new Uint16Array(shape[0] * shape[1] * shape[2]);
  for (let i = 0; i < data.length; i++) {
    const [y, x] = [Math.floor(i / shape[2]) % shape[1], i % shape[2]];
    const wave = Math.sin(x / 9) * Math.cos(y / 13) + Math.sin((x + 2 * y) / 41);
    data[i] = 20_000 + 6000 * (wave > 0.4 ? 1 : wave < -0.6 ? -1 : 0) + (y < 20 ? 20_000 : 0) + rng.int(2500);
  }
  return data;
}

it('li-xct-fast gives the same labels and probabilities for every window size', async () => {
  const files = createNodeFiles();
  const codecs = createNodeCodecs();
  const folder = resolve(import.meta.dirname, '../../models/li-xct-fast');
  const model = await loadModelPackage(files, codecs, folder, { unpackTo: mkdtempSync(join(tmpdir(), 'lithoscope-unpack-')) });
  expect(model.output).toMatchObject({ halo: { y: 96, x: 96 }, border: { y: 32, x: 32 } });
  const session = await inference.open(model.weightsPath);
  const data = picture();
  const run = async (limits: TileLimits) => {
    const labels = new Uint8Array(data.length);
    const result = await segmentVolume({
      source: arraySource(data, shape),
      model, session, codecs, limits,
      tiles: memoryTiles(),
      clock: { now: () => 0, monotonic: () => performance.now() },
      collectors: ['y-'],
      writeLabels: async (z0, slab) => labels.set(slab, z0 * shape[1] * shape[2]),
    }); // prettier-ignore
    const probabilities = await Promise.all(model.classes.map((_, c) => result.readProbability(c, 0, 1)));
    return { labels, probabilities, tiles: result.tiles.total };
  };
  const whole = await run({ edge: 1120, voxels: 2 ** 20, slices: 16 });
  const windows = await run({ edge: 240, voxels: 2 ** 17, slices: 1 });
  expect(whole.tiles).toBe(1);
  expect(windows.tiles).toBe(2);
  expect(new Set(whole.labels).size).toBeGreaterThan(2);
  expect(windows.labels.filter((label, i) => label !== whole.labels[i]).length).toBe(0);
  expect(windows.probabilities).toEqual(whole.probabilities);
}, 180_000);
