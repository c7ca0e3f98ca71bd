/** The scribble classifier: what it learns, that tiles do not show, and what it says to strokes that teach nothing. */
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { fineFeatureNames, fineFeatures, FINE_HALO } from '../../src/kernels/index.js';
import { createNodeCodecs } from '../../src/node/codecs.js';
import {
  applyScribbles,
  collectStrokes,
  decodeClassifier,
  encodeClassifier,
  labelSlice,
  memoryTiles,
  prepareScribbles,
  trainScribbles,
} from '../../src/segmentation/index.js';
import type { Shape3 } from '../../src/volume/index.js';
import { createInlineWorkers } from '../../src/workers/index.js';
import { arraySource } from '../support/array-source.js';

const codecs = createNodeCodecs();
const clock = { now: () => 0, monotonic: () => performance.now() };
const shape: Shape3 = [20, 40, 44];
const size = shape[0] * shape[1] * shape[2];

/** A ball, a slab and what is around them, in noise that hides single voxels from a threshold. */
function scene(): { grey: Uint16Array; truth: Uint8Array } {
  const rng = createRng(3);
  const truth = new Uint8Array(size);
  const grey = new Uint16Array(size);
  for (let z = 0, i = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++)
      for (let x = 0; x < shape[2]; x++, i++) {
        const ball = (z - 10) ** 2 + (y - 24) ** 2 + (x - 22) ** 2 < 81;
        truth[i] = y < 6 ? 5 : ball ? 1 : 3;
        grey[i] = Math.round(1000 + (ball ? -150 : y < 6 ? 400 : 0) + 150 * rng.normal());
      }
  return { grey, truth };
}

const { grey, truth } = scene();

/** Every 37th voxel of three slices. */
function painted(): Uint8Array {
  const strokes = new Uint8Array(size);
  const plane = shape[1] * shape[2];
  for (const z of [4, 10, 15]) for (let i = z * plane; i < (z + 1) * plane; i += 37) strokes[i] = truth[i]!;
  return strokes;
}

const setup = () =>
  prepareScribbles({ source: arraySource(grey, shape), network: null, collectors: [], workers: createInlineWorkers(), codecs });

describe('scribble classifier', () => {
  it('learns phases from a few strokes, labels a volume, and previews the same slice', { timeout: 60_000 }, async () => {
    const ready = await setup();
    const strokes = collectStrokes(painted(), shape, shape);
    const classifier = await trainScribbles(ready, strokes);
    expect(classifier.phases).toEqual([1, 3, 5]);
    expect(classifier.trained.voxels['1']).toBeGreaterThan(3);
    const labels = new Uint8Array(size);
    const run = {
      classifier,
      tiles: memoryTiles(),
      clock,
      writeLabels: async (z0: number, planes: Uint8Array) => labels.set(planes, z0 * shape[1] * shape[2]),
    };
    const result = await applyScribbles(ready, run);
    const right = labels.reduce((sum, label, i) => sum + (label === truth[i] ? 1 : 0), 0) / size;
    expect(right).toBeGreaterThan(0.94);
    expect(result.tiles.reused).toBe(0);

    const again = await applyScribbles(ready, run);
    expect(again.tiles.reused).toBe(again.tiles.total);

    const sums = new Uint16Array(shape[1] * shape[2]);
    for (const c of [0, 1, 2]) (await result.readProbability(c, 7, 8)).forEach((p, i) => (sums[i]! += p));
    expect(Math.max(...sums.map((sum) => Math.abs(sum - 255)))).toBeLessThanOrEqual(2);

    const y = 20;
    const slice = await labelSlice(ready, classifier, new Map(), 'y', y);
    for (let z = 0; z < shape[0]; z++)
      for (let x = 0; x < shape[2]; x++) expect(slice[z * shape[2] + x]).toBe(labels[(z * shape[1] + y) * shape[2] + x]);

    const back = decodeClassifier(encodeClassifier(classifier), 'c.json');
    expect(back).toEqual(classifier);
    expect(() => decodeClassifier(encodeClassifier(classifier).slice(0, 900), 'c.json')).toThrow('c.json should be a scribble classifier');
    const flat = arraySource(grey.slice(0, shape[1] * shape[2]), [1, shape[1], shape[2]]);
    const other = await prepareScribbles({ source: flat, network: null, collectors: [], workers: createInlineWorkers(), codecs });
    await expect(applyScribbles(other, run)).rejects.toThrow('flat images and volumes differ');
  });

  it('is the same for the same strokes', { timeout: 60_000 }, async () => {
    const ready = await setup();
    const strokes = collectStrokes(painted(), shape, shape);
    const [a, b] = [await trainScribbles(ready, strokes), await trainScribbles(await setup(), strokes)];
    expect(encodeClassifier(a)).toBe(encodeClassifier(b));
  });

  it('puts borders of a flat image on its edges, the same in labels, probabilities and preview', { timeout: 60_000 }, async () => {
    const flat: Shape3 = [1, 200, 210];
    const [, ny, nx] = flat;
    const rng = createRng(5);
    const inside = Uint8Array.from({ length: ny * nx }, (_, i) => (Math.hypot(Math.floor(i / nx) - 100, (i % nx) - 105) < 50 ? 1 : 0));
    const image = Uint16Array.from(inside, (one) => Math.round(2000 + 800 * one + 20 * rng.normal()));
    const strokes = new Uint8Array(ny * nx);
    // deep inside and far outside: nothing says where the border is
    for (let x = 85; x < 125; x++) strokes[100 * nx + x] = 1;
    for (let x = 20; x < 190; x++) strokes[20 * nx + x] = 3;
    const ready = await prepareScribbles({
      source: arraySource(image, flat),
      network: null,
      collectors: [],
      workers: createInlineWorkers(),
      codecs,
    });
    const classifier = await trainScribbles(ready, collectStrokes(strokes, flat, flat));
    let labels = new Uint8Array(0);
    const writeLabels = async (_: number, planes: Uint8Array) => void (labels = planes.slice());
    const result = await applyScribbles(ready, { classifier, tiles: memoryTiles(), clock, writeLabels });
    expect(inside.reduce((sum, one, i) => sum + (labels[i] === (one === 1 ? 1 : 3) ? 0 : 1), 0)).toBeLessThan(0.01 * ny * nx);
    expect(await labelSlice(ready, classifier, new Map(), 'z', 0)).toEqual(labels);
    const [first, second] = [await result.readProbability(0, 0, 1), await result.readProbability(1, 0, 1)];
    expect(first.every((p, i) => Math.abs(p + (second[i] ?? 0) - 255) <= 1)).toBe(true);
    expect(first.every((p, i) => (labels[i] === 1 ? p >= (second[i] ?? 0) : p <= (second[i] ?? 0)))).toBe(true);
  });

  it('learns from parts of a long stroke one by one', () => {
    const strokes = new Uint8Array(3 * 200);
    strokes.fill(1, 0, 200);
    strokes.fill(3, 400, 410);
    const { strokes: count, groups } = collectStrokes(strokes, [1, 3, 200], [1, 3, 200]);
    expect(count).toBe(2);
    expect(new Set(groups).size).toBe(8);
    expect(new Set(groups.slice(200)).size).toBe(1);
  });

  it('counts strokes as connected pieces of one phase', () => {
    const strokes = new Uint8Array(size);
    strokes.fill(1, 100, 110);
    strokes.fill(3, 110, 120);
    strokes.fill(1, 100 + 5 * shape[1] * shape[2], 104 + 5 * shape[1] * shape[2]);
    expect(collectStrokes(strokes, shape, shape).strokes).toBe(3);
  });

  it.each([
    ['nothing painted', () => new Uint8Array(size), 'No voxel is painted'],
    ['one phase', () => new Uint8Array(size).fill(1, 0, 50), 'All strokes say lithium'],
    ['a foreign value', () => new Uint8Array(size).fill(1, 0, 50).fill(85, 60, 70), 'hold the values 85'],
    ['two voxels', () => new Uint8Array(size).fill(1, 0, 50).fill(2, 60, 62), 'Only 2 painted voxels say sei'],
  ])('says what is wrong with %s', (_, make, message) => {
    expect(() => collectStrokes(make(), shape, shape)).toThrow(message);
  });

  it('refuses strokes of another shape', () => {
    expect(() => collectStrokes(new Uint8Array(8), [2, 2, 2], shape)).toThrow(
      'The strokes have 2 x 2 x 2 voxels and the image 20 x 40 x 44',
    );
  });
});

describe('small-scale features', () => {
  /** A block of a noise field that is defined everywhere. */
  function block(z0: number, y0: number, x0: number, core: Shape3): Float32Array {
    const wide = core.map((n) => n + 2 * FINE_HALO) as unknown as Shape3;
    const data = new Float32Array(wide[0] * wide[1] * wide[2]);
    let i = 0;
    for (let z = 0; z < wide[0]; z++)
      for (let y = 0; y < wide[1]; y++)
        for (let x = 0; x < wide[2]; x++, i++) data[i] = Math.sin(12.9898 * (z0 + z) + 78.233 * (y0 + y) + 37.719 * (x0 + x) ** 1.3) * 2;
    const stride = fineFeatureNames(false).length;
    const table = { data: new Float32Array(core[0] * core[1] * core[2] * stride), stride };
    fineFeatures({ data, shape: wide, halo: [FINE_HALO, FINE_HALO, FINE_HALO] }, table);
    return table.data;
  }

  it('do not know of blocks', () => {
    const stride = fineFeatureNames(false).length;
    const large = block(0, 0, 0, [6, 7, 8]);
    const small = block(2, 3, 1, [3, 4, 5]);
    for (let z = 0, i = 0; z < 3; z++)
      for (let y = 0; y < 4; y++)
        for (let x = 0; x < 5; x++, i++)
          for (let f = 0; f < stride; f++)
            expect(small[i * stride + f]).toBeCloseTo(large[(((z + 2) * 7 + y + 3) * 8 + x + 1) * stride + f]!, 4);
  });

  it('are zero on a flat field but for its grey value', () => {
    const wide: Shape3 = [18, 18, 18];
    const names = fineFeatureNames(false);
    const table = { data: new Float32Array(8 * names.length), stride: names.length };
    fineFeatures({ data: new Float32Array(18 ** 3).fill(0.5), shape: wide, halo: [8, 8, 8] }, table);
    names.forEach((name, f) => expect(table.data[f], name).toBeCloseTo(/^g[0-9.]*$/.test(name) ? 0.5 : 0, 3));
  });
});
