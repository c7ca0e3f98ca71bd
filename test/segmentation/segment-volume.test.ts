/** The runner, with networks that are plain functions: what they see and what becomes of their answers. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import type { ModelSession } from '../../src/ports/index.js';
import {
  folderTiles,
  loadModelPackage,
  memoryTiles,
  segmentVolume,
  type ModelPackage,
  type SegmentRequest,
} from '../../src/segmentation/index.js';
import { FACES, type Face, type Shape3, type VoxelArray } from '../../src/volume/index.js';
import { arraySource } from '../support/array-source.js';
import { functionSession, pixelwise } from '../support/function-session.js';
import { modelFolder, pointwiseGraph, type PackagePlan } from '../support/model-folder.js';

const files = createNodeFiles();
const codecs = createNodeCodecs();
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const load = (plan: PackagePlan = {}) => loadModelPackage(files, codecs, modelFolder(plan), { unpackTo: tmpdir() });

const shape: Shape3 = [7, 30, 41];
const size = shape[0] * shape[1] * shape[2];
const rng = createRng(9);
const noise = Uint8Array.from({ length: size }, () => rng.int(256));
const limits = { edge: 24, voxels: 1200, slices: 4 };

async function segment(
  model: ModelPackage,
  session: ModelSession,
  data: VoxelArray = noise,
  options: Partial<SegmentRequest> = {},
  dims: Shape3 = shape,
) {
  const labels = new Uint8Array(data.length);
  const result = await segmentVolume({
    source: arraySource(data, dims),
    model,
    session,
    tiles: memoryTiles(),
    codecs,
    clock,
    collectors: [],
    limits,
    writeLabels: async (z0, slab) => labels.set(slab, z0 * dims[1] * dims[2]),
    ...options,
  });
  return { labels, result };
}

/** Class scores that depend on every channel: a different answer for any mistake in slices or order. */
const mixed = pixelwise(3, ([a = 0, b = 0, c = 0, d = 0, e = 0]) => [a - e, 2 * b - d, c * 3 - 1]);
/** The same, straight from the volume. */
function mixedTruth(data: VoxelArray, [nz, ny, nx]: Shape3): Uint8Array {
  const fold = (z: number): number => (z < 0 ? -z : z >= nz ? 2 * (nz - 1) - z : z);
  const low = Math.min(...data);
  const high = Math.max(...data);
  const at = (z: number, i: number): number => Math.fround((2 * (data[fold(z) * ny * nx + i]! - low)) / (high - low) - 1);
  return Uint8Array.from({ length: nz * ny * nx }, (_, k) => {
    const [z, i] = [Math.floor(k / (ny * nx)), k % (ny * nx)];
    const scores = [at(z - 2, i) - at(z + 2, i), 2 * at(z - 1, i) - at(z + 1, i), at(z, i) * 3 - 1];
    return [3, 1, 2][scores.indexOf(Math.max(...scores))]!;
  });
}

let model: ModelPackage;
beforeAll(async () => {
  model = await load();
});

describe('labels', () => {
  it('are those of the neighbouring slices, whatever the tiles', async () => {
    const { labels, result } = await segment(model, functionSession(mixed));
    const truth = mixedTruth(noise, shape);
    const wrong = labels.filter((label, i) => label !== truth[i]).length;
    expect(wrong).toBeLessThanOrEqual(size / 500); // scores that meet within the last bits of a float32
    expect(result.phases).toEqual({ '1': expect.any(Number), '2': expect.any(Number), '3': expect.any(Number) });
    expect(Object.values(result.phases).reduce((a, b) => a + b)).toBe(size);
  });

  it('do not depend on tile size, slabs or the number of runs at once', async () => {
    const reference = (await segment(model, functionSession(mixed))).labels;
    for (const options of [
      { limits: { edge: 512, voxels: 2 ** 18, slices: 16 } },
      { limits: { edge: 16, voxels: 300, slices: 1 } },
      { slabBytes: 1 },
      { slabBytes: 2500 },
      { concurrency: 3 },
      { visibleSlice: 5 },
    ])
      expect((await segment(model, functionSession(mixed), noise, options)).labels).toEqual(reference);
  });

  it('come without the whole volume in memory', async () => {
    const source = arraySource(noise, shape);
    await segment(model, functionSession(mixed), noise, { source, slabBytes: 1 });
    // four slices of a tile and two neighbours on each side, of seven
    expect(source.largestRead()).toBeLessThanOrEqual(7 * 30 * 41);
    const deep = arraySource(
      new Uint8Array(60 * 256).map((_, i) => i % 251),
      [60, 16, 16],
    );
    await segment(
      model,
      functionSession(mixed),
      new Uint8Array(60 * 256),
      { source: deep, slabBytes: 1, limits: { edge: 24, voxels: 1, slices: 1 } },
      [60, 16, 16],
    );
    expect(deep.largestRead()).toBe(5 * 256);
  });

  it('keep the probability of each class as a byte', async () => {
    const plain = await load({ postprocessing: [] });
    const session = functionSession(pixelwise(3, ([, , c = 0]) => [(c + 1) / 2, (1 - c) / 2, 0]));
    const { result } = await segment(plain, session);
    const [low, high] = [Math.min(...noise), Math.max(...noise)];
    const part = await result.readProbability(0, 2, 5);
    part.forEach((value, i) => {
      const expected = (255 * (noise[2 * 30 * 41 + i]! - low)) / (high - low);
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(0.51);
    });
    await expect(async () => result.readProbability(3, 0, 1)).rejects.toThrow(/class 3/);
  });
});

describe('tiles', () => {
  it('are reflected at the border of the volume', async () => {
    const ramp = Float32Array.from({ length: 16 * 16 }, (_, i) => i % 16);
    const grey = await load({
      channels: ['grey'], graph: pointwiseGraph(1, [[1], [1], [1]], [0, 0, 0]), preprocessing: [], postprocessing: [{ id: 'scale_linear', kwargs: { gain: 0 } }],
    }); // prettier-ignore
    const rows: number[][] = [];
    const session = functionSession((input) => {
      rows.push([...input.data.subarray(0, 24)]);
      return pixelwise(3, () => [0, 0, 0])(input);
    });
    await segment(grey, session, ramp, {}, [1, 16, 16]);
    expect(rows).toEqual([[4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 14, 13, 12, 11]]);
  });

  it('show no seam: a network that looks as far as its halo gives the same at every offset', async () => {
    // mean over the 9 x 9 neighbourhood, zero outside the tile: wrong within 4 pixels of a tile's border
    const blur = functionSession(({ dims, data }) => {
      const [n = 1, c = 1, ny = 1, nx = 1] = dims;
      const out = new Float32Array(n * 3 * ny * nx);
      for (let s = 0; s < n; s++)
        for (let y = 0; y < ny; y++)
          for (let x = 0; x < nx; x++) {
            let sum = 0;
            for (let j = -4; j <= 4; j++)
              for (let i = -4; i <= 4; i++)
                if (y + j >= 0 && y + j < ny && x + i >= 0 && x + i < nx) sum += data[((s * c + 2) * ny + y + j) * nx + x + i]!;
            out[(s * 3 * ny + y) * nx + x] = sum / 10;
          }
      return { dims: [n, 3, ny, nx], data: out };
    });
    const whole = await segment(model, blur, noise, { limits: { edge: 512, voxels: 2 ** 18, slices: 16 } });
    const tiled = await segment(model, blur, noise, { limits: { edge: 16, voxels: 256, slices: 1 } });
    expect(tiled.result.tiles.total).toBeGreaterThan(50);
    expect(tiled.labels).toEqual(whole.labels);
    expect(await tiled.result.readProbability(0, 0, 7)).toEqual(await whole.result.readProbability(0, 0, 7));
  });

  it('lie on one grid: a network that pools over blocks of 8 gives the same for every tile size', async () => {
    const blocks = functionSession(({ dims, data }) => {
      const [n = 1, c = 1, ny = 1, nx = 1] = dims;
      const out = new Float32Array(n * 3 * ny * nx);
      const start = (v: number): number => v - (v % 8);
      for (let s = 0; s < n; s++)
        for (let y = 0; y < ny; y++)
          for (let x = 0; x < nx; x++) {
            let sum = 0;
            for (let j = start(y); j < start(y) + 8; j++)
              for (let i = start(x); i < start(x) + 8; i++) sum += data[((s * c + 2) * ny + j) * nx + i]!;
            out[(s * 3 * ny + y) * nx + x] = sum / 8;
          }
      return { dims: [n, 3, ny, nx], data: out };
    });
    const uneven = await load({ halo: 3 });
    const whole = await segment(uneven, blocks, noise, { limits: { edge: 512, voxels: 2 ** 18, slices: 16 } });
    for (const edge of [16, 24, 32]) {
      const tiled = await segment(uneven, blocks, noise, { limits: { edge, voxels: 1500, slices: 2 } });
      expect(tiled.labels).toEqual(whole.labels);
    }
  });

  it('all have one shape', async () => {
    const session = functionSession(mixed);
    await segment(model, session, noise, { limits: { edge: 24, voxels: 600, slices: 1 } });
    expect(new Set(session.runs.map(String)).size).toBe(1);
  });
});

describe('the growth axis', () => {
  /** collector on y-: scores depend on the place inside the tile, so orientation matters */
  const positional = functionSession(({ dims, data }) => {
    const [n = 1, c = 1, ny = 1, nx = 1] = dims;
    const out = new Float32Array(n * 3 * ny * nx);
    for (let s = 0; s < n; s++)
      for (let y = 1; y < ny - 1; y++)
        for (let x = 1; x < nx - 1; x++) {
          const at = (k: number, j: number, i: number): number => data[((s * c + k) * ny + y + j) * nx + x + i]!;
          out[(s * 3 * ny + y) * nx + x] = at(2, -1, 0) - at(2, 1, 0);
          out[((s * 3 + 1) * ny + y) * nx + x] = at(0, 0, 0) - at(2, 0, 1);
        }
    return { dims: [n, 3, ny, nx], data: out };
  });

  /** The volume whose face `face` is the y- face of the given one. */
  function turn(data: Uint8Array, [nz, ny, nx]: Shape3, face: Face): { data: Uint8Array; shape: Shape3 } {
    const axis = 'zyx'.indexOf(face[0]!);
    const dims = [nz, ny, nx];
    [dims[axis], dims[1]] = [dims[1]!, dims[axis]!];
    const out = new Uint8Array(data.length);
    for (let z = 0; z < nz; z++)
      for (let y = 0; y < ny; y++)
        for (let x = 0; x < nx; x++) {
          const at = [z, face[1] === '+' ? ny - 1 - y : y, x];
          [at[axis], at[1]] = [at[1]!, at[axis]!];
          out[(at[0]! * dims[1]! + at[1]!) * dims[2]! + at[2]!] = data[(z * ny + y) * nx + x]!;
        }
    return { data: out, shape: dims as unknown as Shape3 };
  }

  it.each(FACES)('a stack with its collector on %s gets the labels of the turned stack, exactly', async (face) => {
    const upright = await segment(model, positional, noise, { collectors: ['y-'] });
    const turned = turn(noise, shape, face);
    const found = await segment(model, positional, turned.data, { collectors: [face] }, turned.shape);
    expect(found.labels).toEqual(turn(upright.labels, shape, face).data);
    expect(await found.result.readProbability(1, 0, turned.shape[0])).toEqual(
      turn(await upright.result.readProbability(1, 0, 7), shape, face).data,
    );
  });

  it('stays as it is without a collector', async () => {
    const none = await segment(model, positional, noise);
    expect(none.labels).toEqual((await segment(model, positional, noise, { collectors: ['y-'] })).labels);
  });
});

describe('dense voxels', () => {
  it('are the collector where they hang together with its face, else other', async () => {
    const dense = await load({ classes: ['electrolyte', 'lithium', 'dense'], phases: { electrolyte: 3, lithium: 1, dense: 5 } });
    const data = new Uint8Array(10 * 16 * 16);
    const put = (z: number, y: number, x: number): void => void (data[(z * 16 + y) * 16 + x] = 200);
    for (let y = 0; y < 16; y++) for (let x = 0; x < 16; x++) put(9, y, x);
    put(8, 3, 3);
    put(4, 3, 3);
    put(0, 0, 0);
    const session = functionSession(pixelwise(3, ([, , c = 0]) => [0, -9, 4 * c]));
    const { labels, result } = await segment(dense, session, data, { collectors: ['z+'] }, [10, 16, 16]);
    expect(result.phases).toEqual({ '3': 10 * 256 - 259, '5': 257, '6': 2 });
    expect(labels[(4 * 16 + 3) * 16 + 3]).toBe(6);
  });
});

describe('a dry cell', () => {
  it('has no electrolyte: what the network says next, pores a little less than lithium', async () => {
    const wet = await load({ classes: ['electrolyte', 'lithium', 'gas'], phases: { electrolyte: 3, lithium: 1, gas: 4 } });
    const session = functionSession(pixelwise(3, () => [2, 0.2, 1]));
    expect((await segment(wet, session)).result.phases).toEqual({ '3': size });
    expect((await segment(wet, session, noise, { cell: 'dry' })).result.phases).toEqual({ '4': size });
    const close = functionSession(pixelwise(3, () => [2, 0.6, 1]));
    expect((await segment(wet, close, noise, { cell: 'dry' })).result.phases).toEqual({ '1': size });
  });
});

describe('a run that was stopped', () => {
  const options = { limits: { edge: 16, voxels: 256, slices: 1 }, concurrency: 1 };

  it('goes on with the tiles that were finished', async () => {
    const tiles = folderTiles(files, mkdtempSync(join(tmpdir(), 'lithoscope-tiles-')));
    const whole = await segment(model, functionSession(mixed), noise, options);
    const broken = functionSession((input, run) => {
      if (run > 40) throw new Error('power cut');
      return mixed(input);
    });
    await expect(segment(model, broken, noise, { ...options, tiles })).rejects.toThrow('power cut');
    const session = functionSession(mixed);
    const again = await segment(model, session, noise, { ...options, tiles });
    expect(again.result.tiles).toEqual({ total: whole.result.tiles.total, reused: 40 });
    expect(session.runs.length).toBe(whole.result.tiles.total - 40);
    expect(again.labels).toEqual(whole.labels);
    const idle = functionSession(mixed);
    const third = await segment(model, idle, noise, { ...options, tiles });
    expect(idle.runs.length).toBe(0);
    expect(third.labels).toEqual(whole.labels);
  });

  it('starts anew when the image, the collector or the model is another', async () => {
    const tiles = memoryTiles();
    await segment(model, functionSession(mixed), noise, { ...options, tiles });
    const other = noise.slice();
    other[0] = 255 - other[0]!;
    const sharper = await load({ preprocessing: [{ id: 'scale_range' }] });
    expect((await segment(model, functionSession(mixed), other, { ...options, tiles })).result.tiles.reused).toBe(0);
    expect((await segment(model, functionSession(mixed), noise, { ...options, tiles, collectors: ['y+'] })).result.tiles.reused).toBe(0);
    expect((await segment(sharper, functionSession(mixed), noise, { ...options, tiles })).result.tiles.reused).toBe(0);
  });

  it('by its user starts no further tile', async () => {
    const stop = new AbortController();
    const session = functionSession((input, run) => {
      if (run === 5) stop.abort();
      return mixed(input);
    });
    await expect(segment(model, session, noise, { ...options, signal: stop.signal })).rejects.toMatchObject({ tag: 'aborted' });
    expect(session.runs.length).toBeLessThanOrEqual(6);
  });
});

describe('progress', () => {
  it('counts tiles up to the total, with a speed and a range of time left', async () => {
    let time = 0;
    const seen: { done: number; total: number; what: string; etaSeconds?: readonly [number, number]; voxelsPerSecond?: number }[] = [];
    await segment(model, functionSession(mixed), noise, {
      limits: { edge: 16, voxels: 256, slices: 1 },
      clock: { now: () => 0, monotonic: () => (time += 10) },
      onProgress: (progress) => seen.push(progress),
    });
    const tiles = seen.filter(({ what }) => what === 'tiles');
    expect(tiles.map(({ done }) => done)).toEqual(Array.from({ length: tiles[0]!.total + 1 }, (_, i) => i));
    const middle = tiles[Math.floor(tiles.length / 2)]!;
    expect(middle.voxelsPerSecond).toBeGreaterThan(0);
    expect(middle.etaSeconds![0]).toBeLessThan(middle.etaSeconds![1]);
    expect(seen.at(-1)).toMatchObject({ done: 7, total: 7, what: 'slices of labels' });
  });
});

describe('images that cannot be segmented say why', () => {
  it.each([
    ['NaN everywhere', new Float32Array(256).fill(Number.NaN), 'no-values', /no finite grey value/],
    ['one value', new Float32Array(256).fill(4), 'constant-image', /grey value 4 everywhere/],
  ])('%s', async (_, data, code, words) => {
    await expect(segment(model, functionSession(mixed), data, {}, [1, 16, 16])).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words) as string,
    });
  });

  it('some voxels without a value stay unassigned', async () => {
    const data = Float32Array.from(noise);
    data[100] = Number.NaN;
    data[101] = Infinity;
    const { labels, result } = await segment(model, functionSession(mixed), data);
    expect([...labels.subarray(99, 103)].map((label) => label === 0)).toEqual([false, true, true, false]);
    expect(result.phases['0']).toBe(2);
    expect(result.outOfRange.reasons.join()).toMatch(/2 voxels have no value/);
  });

  it('one voxel is segmented', async () => {
    const two = Uint8Array.of(1, 2);
    const { labels } = await segment(model, functionSession(mixed), two, {}, [2, 1, 1]);
    expect(labels.length).toBe(2);
  });
});

describe('a network that does not keep its description', () => {
  it.each([
    ['another number of classes', pixelwise(2, () => [0, 1]), 'output-mismatch', /tensor of .*x2x.* description says .*x3x/],
    ['undefined numbers', pixelwise(3, () => [Number.NaN, 0, 0]), 'not-probabilities', /undefined number/],
  ])('%s', async (_, answer, code, words) => {
    await expect(segment(model, functionSession(answer))).rejects.toMatchObject({ code, message: expect.stringMatching(words) as string });
  });

  it('scores without a softmax', async () => {
    const plain = await load({ postprocessing: [] });
    await expect(segment(plain, functionSession(pixelwise(3, () => [5, -2, 0])))).rejects.toMatchObject({ code: 'not-probabilities' });
  });
});

describe('other layouts of a model', () => {
  it('axes in another order, fixed sizes and one foreground channel', async () => {
    const odd = await load({
      channels: ['grey'], classes: ['li'], phases: { li: 1 }, graph: pointwiseGraph(1, [[1]], [0]), size: 24, halo: 2,
      postprocessing: [{ id: 'scale_linear', kwargs: { gain: 0.5, offset: 0.5 } }],
      spoil: (rdf) => {
        for (const tensor of [...(rdf['inputs'] as { axes: unknown[] }[]), ...(rdf['outputs'] as { axes: unknown[] }[])])
          tensor.axes = [tensor.axes[3], tensor.axes[0], tensor.axes[2], tensor.axes[1]];
      },
    }); // prettier-ignore
    expect(odd.input.order).toEqual(['x', 'batch', 'y', 'channel']);
    const session = functionSession((input) => input);
    const { result } = await segment(odd, session, noise, { limits: { edge: 100, voxels: 2000, slices: 4 } });
    expect(session.runs.every(([x, n, y, c]) => x === 24 && n! <= 4 && y === 24 && c === 1)).toBe(true);
    const found = await result.readProbability(1, 0, 7);
    const [low, high] = [Math.min(...noise), Math.max(...noise)];
    found.forEach((value, i) => expect(Math.abs(value - (255 * (noise[i]! - low)) / (high - low))).toBeLessThanOrEqual(0.51));
  });

  it('a network in three dimensions sees reflected planes and loses its halo', async () => {
    const cube = await load({
      channels: ['grey'], classes: ['a', 'b'], phases: { a: 1, b: 3 }, postprocessing: [],
      graph: { inputs: [{ name: 'i', dims: ['n', 1, 'd', 'h', 'w'] }], outputs: [{ name: 'o', dims: ['n', 2, 'd', 'h', 'w'] }], nodes: [] },
      spoil: (rdf) => {
        const [input] = rdf['inputs'] as { axes: unknown[] }[];
        const [output] = rdf['outputs'] as { axes: unknown[] }[];
        input!.axes.splice(2, 0, { type: 'space', id: 'z', size: { min: 8, step: 4 } });
        output!.axes.splice(2, 0, { type: 'space', id: 'z', size: { tensor_id: 'raw', axis_id: 'z' }, halo: 2 });
      },
    }); // prettier-ignore
    const session = functionSession(({ dims, data }) => {
      const scaled = data.map((value) => (value + 1) / 2);
      const both = new Float32Array(scaled.length * 2);
      both.set(scaled);
      both.set(scaled.map((value) => 1 - value), scaled.length); // prettier-ignore
      return { dims: [1, 2, ...dims.slice(2)], data: both };
    });
    const { result } = await segment(cube, session, noise, { limits: { edge: 16, voxels: 4096, slices: 4 } });
    const found = await result.readProbability(0, 0, 7);
    const [low, high] = [Math.min(...noise), Math.max(...noise)];
    found.forEach((value, i) => expect(Math.abs(value - (255 * (noise[i]! - low)) / (high - low))).toBeLessThanOrEqual(0.51));
  });

  it('statistics per slice are those of the whole slice', async () => {
    const perSlice = await load({
      channels: ['grey'], graph: pointwiseGraph(1, [[1], [1], [1]], [0, 0, 0]), postprocessing: [],
      preprocessing: [{ id: 'scale_range', kwargs: { axes: ['y', 'x'], eps: 1e-9 } }],
    }); // prettier-ignore
    const { result } = await segment(perSlice, functionSession(pixelwise(3, ([c = 0]) => [c, 1 - c, 0])));
    const found = await result.readProbability(0, 0, 7);
    for (let z = 0; z < 7; z++) {
      const slice = noise.subarray(z * 1230, (z + 1) * 1230);
      const [low, high] = [Math.min(...slice), Math.max(...slice)];
      slice.forEach((value, i) => expect(Math.abs(found[z * 1230 + i]! - (255 * (value - low)) / (high - low))).toBeLessThanOrEqual(0.51));
    }
  });

  it('slices far apart, as milled stacks have them: each channel is its own offset', async () => {
    const offsets = [-2, -1, 0, 1, 2, 4, 8];
    const milled = await load({
      channels: offsets.map((offset) => (offset < 0 ? `zm${-offset}` : offset === 0 ? 'z0' : `zp${offset}`)),
      graph: pointwiseGraph(7, [0, 1, 2].map(() => [0, 0, 0, 0, 0, 0, 0]), [0, 0, 0]),
    }); // prettier-ignore
    expect(milled.sliceOffsets).toEqual(offsets);
    const dims: Shape3 = [12, 16, 16];
    const data = Uint8Array.from({ length: 12 * 256 }, (_, i) => 20 * Math.floor(i / 256) + (i % 2));
    // class 0 where every neighbour is where it should be
    const fold = (z: number): number => (z < 0 ? -z : z > 11 ? 22 - z : z);
    const session = functionSession(
      pixelwise(3, (channels) => {
        const slices = channels.map((value) => Math.floor((((value + 1) / 2) * 221 + 0.5) / 20));
        const z = slices[2]!;
        return offsets.every((offset, c) => slices[c] === fold(z + offset)) ? [9, 0, 0] : [0, 9, 0];
      }),
    );
    const { labels } = await segment(milled, session, data, {}, dims);
    expect(new Set(labels)).toEqual(new Set([3]));
  });

  it('a network of one slice takes a stack slice by slice, and a network of five takes one slice with a warning', async () => {
    const flat = await load({ channels: ['grey'], graph: pointwiseGraph(1, [[1], [1], [1]], [0, 0, 0]) });
    const { labels, result } = await segment(flat, functionSession(pixelwise(3, ([c = 0]) => [c, 0, -c])));
    expect(new Set(labels)).toEqual(new Set([2, 3]));
    expect(result.warnings.join()).not.toMatch(/one slice/);
    const one = await segment(model, functionSession(mixed), noise.slice(0, 30 * 41), {}, [1, 30, 41]);
    expect(one.result.warnings.join()).toMatch(/one slice; the model was shown copies/);
    expect(one.result.outOfRange.level).toBe('bad');
  });
});
