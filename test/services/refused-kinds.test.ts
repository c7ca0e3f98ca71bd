/** A third axis that is not space is never measured as one: whatever reads the file, every way to a number refuses it. */
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { createSources } from '../../src/formats/index.js';
import { createFormatHost } from '../../src/node/format-host.js';
import type { Sources } from '../../src/ports/index.js';
import type { SourceKind } from '../../src/volume/index.js';
import { startCore, temporaryFolder } from './core-harness.js';
import type { TestCore } from './core-harness.js';
import { installTinyModel, tinyInference } from './tiny-model.js';
import { writeTinyImage, writeTinyLabels } from './tiny-stack.js';

const home = temporaryFolder();
const image = join(home, 'cell.tif');
const labels = join(home, 'cell-labels.tif');
const truth = join(home, 'truth.tif');
const real = createSources(createFormatHost());

/** The readers, but for one file that is said to be of another kind. */
function sourcesOf(path: string, kind: SourceKind): Sources {
  return {
    ...real,
    async open(asked, dataset) {
      const source = await real.open(asked, dataset);
      return source.info.path === path ? { ...source, info: { ...source.info, kind } } : source;
    },
  };
}

const core = (path: string, kind: SourceKind): TestCore =>
  startCore(home, { ports: { inference: tinyInference(), sources: sourcesOf(path, kind) } });
const refused = { code: 'not-a-volume' };

beforeAll(async () => {
  await writeTinyImage(image);
  await writeTinyLabels(labels);
  await writeTinyLabels(truth);
  installTinyModel(join(home, 'models'));
});

describe.each(['series', 'projections', 'spectrum'] as const)('%s', (kind) => {
  it('are no labels to measure, to compare or to evaluate', async () => {
    const { client, read } = core(labels, kind);
    const ref = read(labels);
    await expect(client['measure.file']({ labels: ref })).rejects.toMatchObject(refused);
    await expect(client['segment.labelValues']({ labels: ref })).rejects.toMatchObject(refused);
    await expect(client['compare.files']({ a: ref, b: read(truth) })).rejects.toMatchObject(refused);
    await expect(client['compare.files']({ a: read(truth), b: ref })).rejects.toMatchObject(refused);
    await expect(client['compare.files']({ a: ref, generators: [{ id: 'brownian' }] })).rejects.toMatchObject(refused);
    await expect(client['evaluate.run']({ labels: ref, truth: read(truth) })).rejects.toMatchObject(refused);
    await expect(client['evaluate.run']({ labels: read(truth), truth: ref })).rejects.toMatchObject(refused);
    const table = { folder: read(home), models: [], baselines: ['otsu'] };
    await expect(client['evaluate.table'](table)).rejects.toMatchObject(refused);
  });

  it('are no stacks to segment or to analyse, by network or by strokes', async () => {
    const { client, read, write } = core(image, kind);
    const stack = [read(image)];
    await expect(client['segment.file']({ stack, model: 'tiny', output: write(join(home, 'o.tif')) })).rejects.toMatchObject(refused);
    await expect(client['scribble.file']({ stack, scribbles: read(labels), output: write(join(home, 'o.tif')) })).rejects.toMatchObject(
      refused,
    );
    const output = write(join(home, `${kind}-analyze.lithoscope`));
    await expect(client['analyze.run']({ stack, output, models: ['tiny'] })).rejects.toMatchObject(refused);
    await expect(client['evaluate.table']({ folder: read(home), models: [], baselines: ['otsu'] })).rejects.toMatchObject(refused);
  });

  it('are no strokes to learn from', async () => {
    const { client, read, write } = core(labels, kind);
    await expect(
      client['scribble.file']({ stack: [read(image)], scribbles: read(labels), output: write(join(home, 'o.tif')) }),
    ).rejects.toMatchObject(refused);
  });

  it('can be looked at in a study, if they have pictures, and nothing more', async () => {
    const { client, read } = core(image, kind);
    const made = client['study.create']({ files: [read(image)], name: `look-${kind}` });
    if (kind === 'spectrum') return expect(made).rejects.toMatchObject(refused);
    const { id: study } = await made;
    await expect(client['segment.run']({ study, model: 'tiny' })).rejects.toMatchObject(refused);
    await expect(client['segment.import']({ study, labels: read(truth) })).rejects.toMatchObject(refused);
    await expect(client['scribble.train']({ study })).rejects.toMatchObject(refused);
    await expect(client['measure.run']({ study })).rejects.toMatchObject(refused);
    await expect(client['compare.run']({ study, generators: [{ id: 'brownian' }] })).rejects.toMatchObject(refused);
    await client['study.close']({ study });
  });

  it('are no labels of a study', async () => {
    const { client, read } = core(labels, kind);
    const { id: study } = await client['study.create']({ files: [read(image)], name: `labels-${kind}` });
    await expect(client['segment.import']({ study, labels: read(labels) })).rejects.toMatchObject(refused);
    await client['study.close']({ study });
  });
});

describe('particles and meshes', () => {
  it('are refused by what they are', async () => {
    const particles = join(home, 'atoms.xyz');
    writeFileSync(particles, '2\n\nLi 0 0 0\nLi 1.0 2.0 3.0\n');
    const { client, read, write } = startCore(home, { ports: { inference: tinyInference() } });
    const ref = read(particles);
    const notVoxels = { code: 'not-voxels' };
    await expect(client['measure.file']({ labels: ref })).rejects.toMatchObject(notVoxels);
    await expect(client['compare.files']({ a: ref, b: read(truth) })).rejects.toMatchObject(notVoxels);
    await expect(client['evaluate.run']({ labels: ref, truth: read(truth) })).rejects.toMatchObject(notVoxels);
    await expect(client['segment.file']({ stack: [ref], model: 'tiny', output: write(join(home, 'o.tif')) })).rejects.toMatchObject(
      notVoxels,
    );
    await expect(client['analyze.run']({ stack: [ref], output: write(join(home, 'p.lithoscope')) })).rejects.toMatchObject(notVoxels);
    await expect(client['study.create']({ files: [ref] })).rejects.toMatchObject(notVoxels);
  });
});
