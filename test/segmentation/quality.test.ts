/** Probabilities: softmax by table, temperature, what is known before, mirror and axis ensembles. */
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../src/base/index.js';
import { createNodeCodecs } from '../../src/node/codecs.js';
import { createNodeFiles } from '../../src/node/files.js';
import {
  chooseVariant,
  depthCurves,
  loadModelPackage,
  memoryTiles,
  parseDepthPrior,
  segmentVolume,
  type ModelPackage,
  type SegmentRequest,
} from '../../src/segmentation/index.js';
import { cellEvidence } from '../../src/segmentation/cell-evidence.js';
import { classPrior, priorWeights } from '../../src/segmentation/class-prior.js';
import { distributionOf } from '../../src/segmentation/distribution.js';
import { meanReader } from '../../src/segmentation/mean-reader.js';
import { softKernel } from '../../src/segmentation/soft-kernel.js';
import { softRow } from '../../src/segmentation/soft-row.js';
import type { Shape3 } from '../../src/volume/index.js';
import { arraySource } from '../support/array-source.js';
import { functionSession, pixelwise } from '../support/function-session.js';
import { modelFolder, pointwiseGraph, sha256, type PackagePlan } from '../support/model-folder.js';
import { writeOnnx } from '../support/onnx-writer.js';

const codecs = createNodeCodecs();
const load = (plan: PackagePlan = {}) => loadModelPackage(createNodeFiles(), codecs, modelFolder(plan), { unpackTo: tmpdir() });
const hint = (more: Record<string, unknown>): PackagePlan => ({
  spoil: (rdf) => Object.assign((rdf['config'] as { lithoscope: object }).lithoscope, more),
});

const shape: Shape3 = [20, 18, 22];
const voxel = { calibration: { spacing: [1e-6, 1e-6, 1e-6] as const, source: 'test', unit: 'um' as const } };
const rng = createRng(3);
const noise = Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, () => rng.int(256));

async function run(model: ModelPackage, session: SegmentRequest['session'], more: Partial<SegmentRequest> = {}) {
  const labels = new Uint8Array(noise.length);
  const result = await segmentVolume({
    source: arraySource(noise, shape, voxel),
    model,
    session,
    tiles: memoryTiles(),
    codecs,
    clock: { now: () => 0, monotonic: () => 0 },
    collectors: ['y-'],
    writeLabels: async (z0, slab) => labels.set(slab, z0 * shape[1] * shape[2]),
    ...more,
  });
  return { labels, result };
}

describe('the softmax', () => {
  const scores = Float32Array.from({ length: 6 * 50 }, () => 9 * rng.normal());
  const truth = (temperature: number, shifts: readonly number[]): number[][] =>
    Array.from({ length: 50 }, (_, x) => {
      const powers = shifts.map((shift, c) => Math.exp(scores[c * 50 + x]! / temperature + shift));
      return powers.map((power) => power / powers.reduce((a, b) => a + b));
    });

  it.each([1, 0.5, 2.5])('by table is that of Math.exp, temperature %d', (temperature) => {
    const row = scores.slice();
    softRow(row, 6, 50, temperature);
    truth(temperature, [0, 0, 0, 0, 0, 0]).forEach((all, x) =>
      all.forEach((p, c) => expect(Math.abs(row[c * 50 + x]! - p)).toBeLessThan(2e-5)),
    );
  });

  const straight = (values: Float32Array, temperature: number, shifts: readonly number[] = [0, 0, 0, 0, 0, 0]) => {
    const kernel = softKernel(6, 50);
    for (let c = 0; c < 6; c++) kernel.scores.set(values.subarray(c * 50, (c + 1) * 50), c * kernel.stride);
    kernel.prepare(temperature, Float64Array.from(shifts));
    return { kernel, sound: kernel.run(0, 0, 50) };
  };

  it('straight to bytes agrees, with shifts of the classes', () => {
    const shifts = [0, -2, 1, 0, -6, 0.3];
    const { kernel, sound } = straight(scores, 1.7, shifts);
    expect(sound).toBe(true);
    truth(1.7, shifts).forEach((all, x) => {
      expect(kernel.bytes[x]).toBe(all.indexOf(Math.max(...all)) + 1);
      all.forEach((p, c) => expect(Math.abs(kernel.bytes[(c + 1) * kernel.plane + x]! - 255 * p)).toBeLessThan(0.501));
    });
  });

  it.each([2, 17, 64])('for %d classes, where a row ends inside of a step and another begins behind it', (classes) => {
    const kernel = softKernel(classes, 50);
    const values = Array.from({ length: classes }, () => Float32Array.from({ length: 26 }, () => 5 * rng.normal()));
    values.forEach((row, c) => kernel.scores.set(row, c * kernel.stride));
    kernel.prepare(1, new Float64Array(classes));
    expect(kernel.run(0, 0, 13)).toBe(true);
    expect(kernel.run(13, 13, 13)).toBe(true);
    for (let x = 0; x < 26; x++) {
      const powers = values.map((row) => Math.exp(row[x]!));
      const sum = powers.reduce((a, b) => a + b);
      expect(kernel.bytes[x]).toBe(powers.indexOf(Math.max(...powers)) + 1);
      powers.forEach((power, c) => expect(Math.abs(kernel.bytes[(c + 1) * kernel.plane + x]! - (255 * power) / sum)).toBeLessThan(0.501));
    }
  });

  it('says when a score is not a number, wherever it stands', () => {
    for (const c of [0, 3, 5]) {
      const broken = scores.slice();
      broken[c * 50 + 7] = Number.NaN;
      expect(straight(broken, 1).sound).toBe(false);
    }
    expect(straight(scores, 1).sound).toBe(true);
  });

  it('is softened by the temperature of a package', async () => {
    const session = functionSession(pixelwise(3, () => [2, 0, 0]));
    const [plain, soft] = [await run(await load(), session), await run(await load(hint({ temperature: 2 })), session)];
    const at = async (one: typeof plain) => (await one.result.readProbability(0, 0, 1))[0]! / 255;
    expect(await at(plain)).toBeCloseTo(Math.exp(2) / (Math.exp(2) + 2), 2);
    expect(await at(soft)).toBeCloseTo(Math.E / (Math.E + 2), 2);
  });
});

const gassy = () => load({ classes: ['electrolyte', 'lithium', 'gas'], phases: { electrolyte: 3, lithium: 1, gas: 4 } });

describe('what is known of the cell', () => {
  it('makes gas improbable in a wet cell unless it is plain, and electrolyte in a dry one', async () => {
    const model = await gassy();
    const label = async (scores: number[], cell?: 'wet' | 'dry' | 'mixed') =>
      (await run(model, functionSession(pixelwise(3, () => scores)), { cell })).labels[0];
    expect(await label([0, 0.5, 1])).toBe(4);
    expect(await label([0, 0.5, 1], 'wet')).toBe(1);
    expect(await label([0, 0.5, 4], 'wet')).toBe(4);
    expect(await label([3, 0.4, 1], 'dry')).toBe(4);
    expect(await label([0, 0.5, 1], 'mixed')).toBe(4);
  });

  it('counts less where the histogram speaks against it', () => {
    // surroundings 120 with noise 4; in a wet cell a tenth is lithium at 60
    const grey = (share: number) => distributionOf(Float32Array.from({ length: 20_000 }, (_, i) => (i < 20_000 * share ? 60 : 120) + 4 * rng.normal()));
    expect(cellEvidence(grey(0.1), 'wet', 'xct')).toEqual({ trust: 1, warning: null });
    expect(cellEvidence(grey(0), 'dry', 'xct')).toEqual({ trust: 1, warning: null });
    expect(cellEvidence(grey(0.1), 'dry', 'xct')).toMatchObject({ trust: 0.3, warning: expect.stringMatching(/given as dry/) });
    expect(cellEvidence(grey(0), 'wet', 'xct')).toMatchObject({ trust: 0.3, warning: expect.stringMatching(/given as wet/) });
    expect(cellEvidence(grey(0.1), 'dry', 'fib').trust).toBe(1);
  }); // prettier-ignore
});

describe('a prior over the distance to the collector', () => {
  const file = JSON.stringify({ unit: 'um', curves: [{ phase: 'lithium', points: [[4, 1], [8, 0]] }] }); // prettier-ignore

  it('runs along the growth, whichever face the collector is on', async () => {
    const model = await load();
    const session = functionSession(pixelwise(3, () => [0, 2, -9]));
    const depth = depthCurves(parseDepthPrior(file, 'p.json'));
    const { labels } = await run(model, session, { depth, collectors: ['y+'] });
    // lithium leads by e^2: it holds where its weight is above e^-2, up to 8 - 4 e^-2 = 7.46 um from y+
    for (let y = 0; y < shape[1]; y++) expect(labels[y * shape[2]]).toBe(shape[1] - 1 - y + 0.5 < 7.46 ? 1 : 3);
    // without a collector a distance means nothing
    expect(new Set((await run(model, session, { depth, collectors: [] })).labels)).toEqual(new Set([1]));
  });

  it('is straight lines between its points, and never quite zero', () => {
    const prior = classPrior({
      classes: ['a', 'li'], classToPhase: { a: 3, li: 1 }, cell: null, trust: 1, curves: depthCurves(parseDepthPrior(file, 'p.json')),
      growth: { axis: 1, length: 10, voxel: 1e-6 },
    })!; // prettier-ignore
    const { axis, data } = priorWeights(prior, { start: [0, 2, 0], end: [1, 10, 1] });
    expect(axis).toBe(1);
    expect([...data.subarray(0, 8)]).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    [1, 1, 0.875, 0.625, 0.375, 0.125, 0.001, 0.001].forEach((weight, i) => expect(data[8 + i]).toBeCloseTo(weight, 5));
  });

  it.each([
    ['text', 'not JSON'],
    ['{"unit": "um", "curves": [{"phase": "unobtainium", "points": [[0, 1]]}]}', 'no phase "unobtainium"'],
    ['{"unit": "um", "curves": [{"phase": 1, "points": [[5, 1], [2, 1]]}]}', 'must ascend'],
    ['{"unit": "furlong", "curves": []}', '"unit"'],
    ['{"unit": "um", "curves": [{"phase": 1, "points": [[0, 1.5]]}]}', 'curves.0.points'],
  ])('refuses %s in one sentence', (text, words) => {
    expect(() => parseDepthPrior(text, 'p.json')).toThrow(expect.objectContaining({ code: 'bad-prior', message: expect.stringContaining(words) }));
  }); // prettier-ignore
});

describe('the best quality', () => {
  /** leans to one side: class 0 grows with the difference to the left neighbour */
  const leaning = () =>
    functionSession(({ dims, data }) => {
      const [n = 1, c = 1, ny = 1, nx = 1] = dims;
      const out = new Float32Array(n * 3 * ny * nx);
      for (let s = 0; s < n; s++)
        for (let i = 1; i < ny * nx; i++) {
          const at = (s * c + 2) * ny * nx + i;
          out[s * 3 * ny * nx + i] = 3 * (data[at]! - data[at - 1]!);
        }
      return { dims: [n, 3, ny, nx], data: out };
    });
  const quiet = (one: Uint8Array): Uint8Array => Uint8Array.from(one, (_, i) => one[i - (i % shape[2]) + shape[2] - 1 - (i % shape[2])]!);

  it('gives a mirrored image mirrored labels, and says where the two runs disagree', async () => {
    const model = await load({ halo: 8, ...hint({ trained_on: { modality: 'fib' } }) });
    const straight = await run(model, leaning(), { ensemble: true });
    const mirrored = await run(model, leaning(), { ensemble: true, source: arraySource(quiet(noise), shape, voxel) });
    expect(straight.result.runs).toBe(2);
    const turned = quiet(mirrored.labels);
    const wrong = turned.filter((label, i) => label !== straight.labels[i]).length;
    expect(wrong / turned.length).toBeLessThan(0.002);
    const apart = await straight.result.readDisagreement!(0, 2);
    expect(Math.max(...apart)).toBeGreaterThan(30);
    const sure = await run(model, functionSession(pixelwise(3, ([, , c = 0]) => [c, 0, 0])), { ensemble: true });
    expect(Math.max(...(await sure.result.readDisagreement!(0, 2)))).toBeLessThanOrEqual(1);
    expect((await run(model, leaning())).result).toMatchObject({ runs: 1, readDisagreement: null });
  });

  it('looks along other axes only where the slice direction is a matter of choice', async () => {
    const session = functionSession(pixelwise(3, ([, , c = 0]) => [c, 0, -c]));
    const xct = await load(hint({ modality: 'xct' }));
    const counts = async (model: ModelPackage, more: Partial<SegmentRequest> = {}) =>
      (await run(model, session, { ensemble: true, ...more })).result.runs;
    expect(await counts(xct)).toBe(4); // growth stays on y
    expect(await counts(xct, { collectors: [] })).toBe(6);
    expect(await counts(await load(hint({ modality: 'fib' })))).toBe(2);
    const long = { spacing: [3e-6, 1e-6, 1e-6] as const, source: 'test', unit: 'um' as const };
    expect(await counts(xct, { calibration: long })).toBe(2);
  });

  it('is the same for a network that sees single voxels, whatever the axis', async () => {
    const session = functionSession(pixelwise(3, ([, , c = 0]) => [2 * c, 0, -2 * c]));
    const xct = await load(hint({ modality: 'xct' }));
    const once = await run(xct, session);
    const often = await run(xct, session, { ensemble: true });
    expect(often.labels).toEqual(once.labels);
    expect(often.result.runKeys.length).toBe(2);
  });

  it('reads the mean of runs, and their mutual information', async () => {
    const reader = (planes: readonly number[][]) => ({ read: async (plane: number) => Uint8Array.from(planes[plane]!) });
    const both = meanReader([reader([[1, 2], [255, 51], [0, 204], [0, 0]]), reader([[2, 2], [0, 51], [255, 204], [0, 0]])], 2, true); // prettier-ignore
    expect([...(await both.read(1, 0, 1))]).toEqual([128, 51]);
    expect([...(await both.read(0, 0, 1))]).toEqual([1, 2]);
    expect([...(await both.read(3, 0, 1))]).toEqual([255, 0]); // one bit apart; not apart at all
  });
});

describe('fast', () => {
  it('takes int8 weights where the package has them', async () => {
    const small = writeOnnx(pointwiseGraph(5, [[0, 0, 1, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0]], [0, 0, 0])); // prettier-ignore
    const plan = hint({ variants: { int8: { source: 'weights.int8.onnx', sha256: sha256(small) } } });
    const model = await load({ ...plan, files: { 'weights.int8.onnx': small } });
    const fast = chooseVariant(model, 'fast');
    expect(fast).toMatchObject({ weights: 'int8', ensemble: false, model: { sha256: sha256(small), int8: null } });
    expect(fast.model.weightsPath).toMatch(/weights\.int8\.onnx$/);
    expect(chooseVariant(model, undefined)).toMatchObject({ weights: 'fp32', ensemble: false, model: { sha256: model.sha256 } });
    expect(chooseVariant(model, 'best')).toMatchObject({ weights: 'fp32', ensemble: true });
    expect(chooseVariant(await load(), 'fast')).toMatchObject({ weights: 'fp32' });
  });
});
