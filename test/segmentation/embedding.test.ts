/** The distance to the training pictures: nearest neighbours after a projection, kept with the tiles, told as a light. */
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import type { ModelSession } from '../../src/ports/index.js';
import { loadModelPackage, memoryTiles, segmentVolume } from '../../src/segmentation/index.js';
import { bankDistance, type EmbeddingBank } from '../../src/segmentation/embedding-bank.js';
import type { Shape3 } from '../../src/volume/index.js';
import { arraySource } from '../support/array-source.js';
import { DEFAULT_GRAPH, modelFolder, sha256, type PackagePlan } from '../support/model-folder.js';
import { writeNpy } from '../support/npy-writer.js';

const rng = createRng(21);
const FEATURES = 5;
const WIDTH = 3;

/** Vectors around two centres. */
const rows = Array.from({ length: 60 }, (_, i) => Array.from({ length: WIDTH }, () => (i % 2 === 0 ? 0 : 5) + 0.3 * rng.normal()));
const projection = Array.from({ length: FEATURES + 1 }, () => Array.from({ length: WIDTH }, () => rng.normal()));

describe('the distance to a bank', () => {
  const bank: EmbeddingBank = {
    vectors: Float32Array.from(rows.flat()), count: rows.length, width: WIDTH, warn: 1, bad: 2,
    projection: { data: Float32Array.from(projection.flat()), features: FEATURES },
  }; // prettier-ignore

  it('is the mean over the ten nearest, slowly', () => {
    for (let trial = 0; trial < 20; trial++) {
      const embedding = Float32Array.from({ length: FEATURES }, () => 2 * rng.normal());
      const point = Array.from({ length: WIDTH }, (_, k) =>
        embedding.reduce((sum, value, i) => sum + value * Math.fround(projection[i + 1]![k]!), -Math.fround(projection[0]![k]!)),
      );
      const distances = rows.map((row) => Math.hypot(...row.map((value, k) => Math.fround(value) - Math.fround(point[k]!))));
      const nearest = distances.toSorted((a, b) => a - b).slice(0, 10);
      expect(bankDistance(bank, embedding)).toBeCloseTo(nearest.reduce((a, b) => a + b) / 10, 6);
    }
  });

  it('takes what there is of a small bank, and refuses another length', () => {
    const two = { ...bank, vectors: Float32Array.of(0, 0, 0, 3, 4, 0), count: 2, projection: null };
    expect(bankDistance(two, Float32Array.of(0, 0, 0))).toBe(2.5);
    expect(bankDistance(two, Float32Array.of(0, 0))).toBeNull();
  });
});

const shape: Shape3 = [20, 30, 30];
const grey = Uint16Array.from({ length: 20 * 900 }, (_, i) => (i % 30 < 9 ? 300 : 900) + rng.int(200));

/** A graph with scores and an embedding; the session answers both, the embedding as told. */
function session(embedding: readonly number[]): ModelSession & { asked: (readonly number[] | undefined)[] } {
  const asked: (readonly number[] | undefined)[] = [];
  return {
    inputs: [],
    outputs: [],
    asked,
    async run([input], _signal, outputs) {
      asked.push(outputs);
      const [n = 1, c = 1, y = 1, x = 1] = input!.dims;
      const scores = new Float32Array(n * 3 * y * x);
      for (let s = 0; s < n; s++)
        for (let i = 0; i < y * x; i++) scores[(s * 3 + (input!.data[(s * c + 2) * y * x + i]! < -0.5 ? 1 : 0)) * y * x + i] = 9;
      const all = [
        { dims: [n, 3, y, x], data: scores },
        { dims: [n, FEATURES], data: Float32Array.from({ length: n * FEATURES }, (__, i) => embedding[i % FEATURES]!) },
      ];
      return (outputs ?? [0, 1]).map((position) => all[position]!);
    },
    close: async () => {},
  };
}

const graph = {
  ...DEFAULT_GRAPH,
  outputs: [...DEFAULT_GRAPH.outputs, { name: 'emb', dims: ['n', FEATURES] }],
};
const bankFile = writeNpy([60, WIDTH], Float32Array.from(rows.flat()));
const projectionFile = writeNpy([FEATURES + 1, WIDTH], Float32Array.from([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 0], [0, 0, 0]].flat())); // prettier-ignore
const withBank = (more: Record<string, unknown> = {}): PackagePlan => ({
  graph,
  files: { 'bank.npy': bankFile, 'projection.npy': projectionFile },
  trainedOn: { modality: 'xct', voxel_nm: [200, 1500], cnr: [1, 8] },
  spoil: (rdf) =>
    Object.assign((rdf['config'] as { lithoscope: object }).lithoscope, {
      outputs: { probabilities: 'prob', embedding: 'emb' },
      embedding_bank: { source: 'bank.npy', sha256: sha256(bankFile), threshold_warn: 1, threshold_bad: 3 },
      ...more,
    }),
});
const load = (plan: PackagePlan) => loadModelPackage(createNodeFiles(), createNodeCodecs(), modelFolder(plan), { unpackTo: tmpdir() });

async function judge(embedding: readonly number[], tiles = memoryTiles()) {
  const { outOfRange } = await segmentVolume({
    source: arraySource(grey, shape, { calibration: { spacing: [65e-8, 65e-8, 65e-8], source: 'test', unit: 'nm' } }),
    model: await load(withBank()),
    session: session(embedding),
    tiles,
    codecs: createNodeCodecs(),
    clock: { now: () => 0, monotonic: () => 0 },
    collectors: ['y-'],
    writeLabels: async () => {},
  });
  return outOfRange;
}

describe('a package with a bank', () => {
  it('binds its outputs by name', async () => {
    expect((await load(withBank())).outputs).toEqual({ probabilities: 0, embedding: 1, features: null });
    await expect(load(withBank({ outputs: { features: 'feat' } }))).rejects.toMatchObject({ code: 'output-mismatch' });
    await expect(load(withBank({ embedding_bank: { source: 'bank.npy', sha256: '0'.repeat(64) } }))).rejects.toMatchObject({
      code: 'hash-mismatch',
    });
    expect((await load({})).outputs).toEqual({ probabilities: 0, embedding: null, features: null });
  });

  it('says ok near its training pictures, warns farther away, and calls foreign what is far; the score grows', async () => {
    const near = await judge([0, 0, 0, 7, 7]);
    const aside = await judge([2.5, 0, 0, 7, 7]);
    const far = await judge([9, -4, 0, 7, 7]);
    expect(near).toMatchObject({ level: 'ok', reasons: [] });
    expect(aside).toMatchObject({ level: 'warn', reasons: [expect.stringMatching(/unlike its training pictures/)] });
    expect(far.level).toBe('bad');
    expect(near.score).toBeLessThan(1);
    expect(aside.score).toBeGreaterThan(near.score);
    expect(far.score).toBeGreaterThan(aside.score);
  });

  it('knows the distance of tiles that an earlier run finished', async () => {
    const tiles = memoryTiles();
    const first = await judge([2.5, 0, 0, 7, 7], tiles);
    expect(await judge([99, 99, 99, 0, 0], tiles)).toEqual(first);
  });
});

it('features that nobody asks for are not asked of the network', async () => {
  const one = session([0, 0, 0, 0, 0]);
  await segmentVolume({
    source: arraySource(grey, shape), model: await load({ graph }), session: one, tiles: memoryTiles(), codecs: createNodeCodecs(),
    clock: { now: () => 0, monotonic: () => 0 }, collectors: [], writeLabels: async () => {},
  }); // prettier-ignore
  expect(new Set(one.asked.map(String))).toEqual(new Set(['0']));
});
