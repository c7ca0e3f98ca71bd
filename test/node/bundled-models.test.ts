/** The packages that come with the program are sound, and this machine reproduces their test tensors. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import { createNodeInference } from '../../src/node/inference.js';
import { checkModel, listModels } from '../../src/segmentation/index.js';
import { bundleEntry } from '../support/bundle.js';

it('every bundled model loads, knows its phases and passes its own check', async () => {
  const unpackTo = mkdtempSync(join(tmpdir(), 'lithoscope-unpack-'));
  const models = await listModels(createNodeFiles(), createNodeCodecs(), resolve(import.meta.dirname, '../../models'), { unpackTo });
  expect(models.map(({ error }) => error?.message)).toEqual(models.map(() => undefined));
  expect(models.map(({ package: found }) => found?.id)).toContain('li-xct-fast');
  const inference = createNodeInference({ entry: await bundleEntry('src/node/inference-entry.ts'), threads: 1 });
  try {
    for (const { package: found } of models) {
      expect(found!.classToPhase).not.toBeNull();
      expect(found!.trainedOn).not.toBeNull();
      expect(await checkModel(found!, await inference.open(found!.weightsPath))).toMatchObject({ passed: true });
    }
  } finally {
    await inference.close();
  }
});
