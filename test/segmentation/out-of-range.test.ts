/** Data like the training data are ok; anything else says why not. Real images of other things are never ok. */
import { tmpdir } from 'node:os';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import { loadModelPackage, memoryTiles, segmentVolume, type ModelPackage, type SegmentRequest } from '../../src/segmentation/index.js';
import type { Shape3, SourceInfo, VoxelArray } from '../../src/volume/index.js';
import { arraySource } from '../support/array-source.js';
import { functionSession, pixelwise } from '../support/function-session.js';
import { modelFolder, pointwiseGraph } from '../support/model-folder.js';
import { describeShared, sharedPath } from '../support/shared.js';

const classes = ['electrolyte', 'lithium', 'sei', 'collector'];
const phases = { electrolyte: 3, lithium: 1, sei: 2, collector: 5 };
const trainedOn = {
  modality: 'xct',
  voxel_nm: [200, 1500],
  cnr: [1, 8],
  quantiles: { percentiles: [5, 50, 95], low: [-5, -0.6, 0.4], high: [-0.4, 0.6, 30] },
};

let model: ModelPackage;
beforeAll(async () => {
  const rows = classes.map(() => [0, 0, 0, 0, 0]);
  model = await loadModelPackage(
    createNodeFiles(),
    createNodeCodecs(),
    modelFolder({
      classes, phases, trainedOn, graph: pointwiseGraph(5, rows, [0, 0, 0, 0]),
      preprocessing: [
        { id: 'scale_range', kwargs: { min_percentile: 16, max_percentile: 84 } },
        { id: 'scale_linear', kwargs: { gain: 2, offset: -1 } },
      ],
    }),
    { unpackTo: tmpdir() },
  ); // prettier-ignore
});

/** Calls dark lithium, very bright collector, the rest electrolyte. */
const session = functionSession(pixelwise(4, ([, , v = 0]) => [0, v < -1.2 ? 9 : -9, -9, v > 4 ? 9 : -9]));
const shape: Shape3 = [16, 40, 40];

/** Lithium 60 in the lower third, electrolyte 100, collector 400 on y = 0..2. */
function phantom(noise: number, f = (value: number): number => value): Uint16Array {
  const rng = createRng(8);
  return Uint16Array.from({ length: 16 * 1600 }, (_, i) => {
    const y = Math.floor(i / 40) % 40;
    return f(10 * ((y < 3 ? 400 : y < 13 && i % 40 > 8 ? 60 : 100) + noise * rng.normal()));
  });
}

async function judge(data: VoxelArray, info: Partial<SourceInfo> = {}, options: Partial<SegmentRequest> = {}, dims: Shape3 = shape) {
  const known = { calibration: { spacing: [650e-9, 650e-9, 650e-9] as const, source: 'test', unit: 'nm' as const } };
  const { outOfRange } = await segmentVolume({
    source: arraySource(data, dims, { ...known, ...info }),
    model,
    session,
    tiles: memoryTiles(),
    codecs: createNodeCodecs(),
    clock: { now: () => 0, monotonic: () => 0 },
    collectors: ['y-'],
    writeLabels: async () => {},
    ...options,
  });
  return outOfRange;
}

const spacing = (nm: readonly [number, number, number]) => ({
  calibration: { spacing: [nm[0] * 1e-9, nm[1] * 1e-9, nm[2] * 1e-9] as const, source: 'test', unit: 'nm' as const },
});
const unknown = { calibration: { spacing: null, source: 'unknown', unit: null } };

describe('the level', () => {
  it('is ok inside the training range', async () => {
    const found = await judge(phantom(6));
    expect(found).toMatchObject({ level: 'ok', reasons: [] });
    expect(found.score).toBeLessThan(1);
  });

  it.each([
    ['an unknown voxel size', unknown, 'warn', /voxel size is unknown/],
    ['a voxel a little too large', spacing([2000, 2000, 2000]), 'warn', /2000 x 2000 x 2000 nm is outside the 200 to 1500 nm/],
    ['a voxel far too small', spacing([20, 20, 20]), 'bad', /outside the 200 to 1500 nm/],
    ['long voxels', spacing([1300, 650, 650]), 'warn', /2.0 times longer/],
    ['a time series', { kind: 'series' as const }, 'bad', /a series, not a volume/],
  ])('with %s', async (_, info, level, words) => {
    const found = await judge(phantom(6), info);
    expect(found.level).toBe(level);
    expect(found.reasons.join('; ')).toMatch(words);
  });

  it('without a collector is a warning', async () => {
    const found = await judge(phantom(6), {}, { collectors: [] });
    expect(found).toMatchObject({ level: 'warn', reasons: [expect.stringMatching(/no current collector/)] });
  });

  it('of one image is bad for a network of neighbouring slices', async () => {
    const found = await judge(phantom(6).slice(0, 1600), { kind: 'image' }, {}, [1, 40, 40]);
    expect(found.level).toBe('bad');
    expect(found.reasons.join()).toMatch(/one image/);
  });

  it('of a thin stack is a warning', async () => {
    expect((await judge(phantom(6).slice(0, 8 * 1600), {}, {}, [8, 40, 40])).reasons.join()).toMatch(/only 8 slices/);
  });

  it('of noise that hides lithium is a warning at least', async () => {
    // lithium is called by its place, because the grey values mislead
    const byPlace = functionSession(({ dims }) => {
      const [n = 1, , ny = 1, nx = 1] = dims;
      const data = new Float32Array(n * 4 * ny * nx);
      for (let s = 0; s < n; s++)
        for (let i = 0; i < ny * nx; i++) data[(s * 4 + (Math.floor(i / nx) - 4 < 13 && (i % nx) - 4 > 8 ? 1 : 0)) * ny * nx + i] = 9;
      return { dims: [n, 4, ny, nx], data };
    });
    const found = await judge(
      phantom(80, (v) => v + 10000),
      {},
      { session: byPlace },
    );
    expect(found.level).not.toBe('ok');
    expect(found.reasons.join()).toMatch(/contrast-to-noise ratio of lithium is about 0\./);
  });

  it('of an inverted image is bad', async () => {
    const inverted = functionSession(pixelwise(4, ([, , v = 0]) => [0, v > 1.2 ? 9 : -9, -9, v < -4 ? 9 : -9]));
    const found = await judge(
      phantom(6, (v) => 60000 - v),
      {},
      { session: inverted },
    );
    expect(found.level).toBe('bad');
    expect(found.reasons.join()).toMatch(/may be inverted/);
  });

  it('of a thresholded image is bad, of a coarse one a warning', async () => {
    expect((await judge(phantom(6, (v) => (v > 900 ? 1 : 0)))).reasons.join()).toMatch(/only 2 grey levels/);
    expect((await judge(phantom(6, (v) => Math.round(v / 300)))).reasons.join()).toMatch(/grey levels/);
  });

  it('of a masked image is a warning', async () => {
    const found = await judge(phantom(6).map((v, i) => (i % 40 > 34 ? 0 : v)));
    expect(found.reasons.join()).toMatch(/12.5 % of the voxels have the darkest value/);
  });

  it('of grey values unlike the training data is named', async () => {
    const skewed = phantom(6, (v) => (v > 3000 ? 60000 : v));
    expect((await judge(skewed)).reasons.join()).toMatch(/distributed unlike the training data \(percentile 95/);
  });
});

describe('beside what volumes of the kind are usually like', () => {
  const usual = (shift: number) => {
    const names = ['percentile 5', 'percentile 95', 'noise', 'doubt', 'edges', 'share of lithium'];
    return { volumes: 40, warn: 1, measures: Object.fromEntries(names.map((name) => [name, [-9, shift, 9] as const])) };
  };

  it('a picture within the bands is ok', async () => {
    const found = await judge(phantom(6), {}, { model: { ...model, usual: usual(0) } });
    expect(found.level).toBe('ok');
    expect(found.measures['percentile 5']).toBeLessThan(0);
  });

  it('one beyond them lights the warning and says in what', async () => {
    const narrow = { ...usual(0), measures: { ...usual(0).measures, 'percentile 5': [3, 3.1, 3.2] as const } };
    const found = await judge(phantom(6), {}, { model: { ...model, usual: narrow } });
    expect(found.level).toBe('bad');
    expect(found.reasons.join()).toMatch(/unlike the 40 validation volumes \(percentile 5 low\)/);
  });
});

const middle = { left: 250, top: 250, width: 200, height: 200 };

describeShared('data', 'real images of other things', () => {
  it('a jelly-roll stack of eight slices is never ok', async () => {
    const slices = await Promise.all(
      Array.from({ length: 8 }, (_, i) => sharp(sharedPath('data', 'liion-cell-xct-stack', `im07${i}.tif`)).extract(middle).greyscale().raw().toBuffer({ resolveWithObject: true })),
    ); // prettier-ignore
    const { width, height } = slices[0]!.info;
    const data = new Uint8Array(8 * width * height);
    slices.forEach((slice, i) => data.set(slice.data, i * width * height));
    const asRead = await judge(data, unknown, { collectors: [] }, [8, height, width]);
    expect(asRead.level).not.toBe('ok');
    expect(asRead.reasons.join()).toMatch(/voxel size is unknown/);
    // even with a voxel size and a collector made up
    expect((await judge(data, {}, {}, [8, height, width])).level).not.toBe('ok');
  });

  it('a scanning electron micrograph is bad', async () => {
    const { data, info } = await sharp(sharedPath('data', 'micrographs-unlabelled', 'ni_on_substrate.tif')).greyscale().raw().toBuffer({ resolveWithObject: true }); // prettier-ignore
    const found = await judge(new Uint8Array(data), { kind: 'image', ...unknown }, { collectors: [] }, [1, info.height, info.width]);
    expect(found.level).toBe('bad');
  });
});
