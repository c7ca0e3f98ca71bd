/**
 * What is kept of a network's answer, made row by row: per voxel the most probable class (plane 0, class index + 1, 0
 * where the image has no value), the probability of every class as 0..255 (planes 1...), and, where two runs were
 * averaged, how far they disagree. View order z, y, x.
 */
import { ModelError } from '../base/index.js';
import type { Dims5, TensorData, TileBytes, TileWork } from '../ports/index.js';
import { applyArithmetic } from './arithmetic.js';
import { bankDistance } from './embedding-bank.js';
import { MOST_CLASSES, softKernel } from './soft-kernel.js';
import { softRow } from './soft-row.js';
import { modelDims, toCanonicalOrder } from './tensor-order.js';
import { TAIL_BYTES, writeTail } from './tile-tail.js';

/** how far outside 0..1 rounding may take a probability */
const SLACK = 1e-3;

/** What the network said to some samples of a window: outputs in the order probabilities, embedding. */
export type Run = readonly TensorData[];

export interface AnswerBuilder {
  /** `runs`: of the window and, where asked for, of its mirror image */
  add(sample: number, count: number, runs: readonly Run[]): void;
  result(): TileBytes;
}

export function tileAnswer(work: TileWork): AnswerBuilder {
  const classes = work.channels === 1 ? 2 : work.channels;
  const [nz, ny, nx] = work.core.size;
  const planes = classes + 1 + (work.mirror ? 1 : 0);
  const bytes = new Uint8Array(nz * ny * nx * planes + (work.bank === null ? 0 : TAIL_BYTES));
  const distances: number[] = [];
  return {
    add(sample, count, runs) {
      const passes = runs.map((outputs, i): Pass => ({ ...scores(work, count, outputs[0]), sample, mirrored: i === 1 }));
      const [only] = passes;
      const slices = slicesOf(work, sample, count);
      if (only !== undefined && plainSoftmax(work)) encodeScores(work, only, slices, bytes);
      else encodeRuns(work, passes, slices, classes, bytes);
      const embedding = work.outputs.embedding === null ? undefined : runs[0]?.[1];
      if (embedding !== undefined) distances.push(...distancesOf(work, embedding));
    },
    result() {
      if (work.shows !== null) blankUndefined(work, work.shows, bytes, planes);
      if (work.bank !== null) writeTail(bytes, distances);
      return bytes;
    },
  };
}

/** Slices of the core that some samples show: all of them where one sample is a block. */
function slicesOf(work: TileWork, sample: number, count: number): readonly [number, number] {
  const [nz] = work.core.size;
  return isBlock(work) ? [0, nz] : [sample, Math.min(nz, sample + count)];
}

function isBlock({ dims }: TileWork): boolean {
  return dims[0] === 1 && dims[2] > 1;
}

/** Of each sample to the bank. */
function distancesOf({ bank }: TileWork, { dims: [samples = 0, ...rest], data }: TensorData): readonly number[] {
  if (bank === null) return [];
  const length = rest.reduce((product, n) => product * n, 1);
  return Array.from({ length: samples }, (_, s) => bankDistance(bank, data.subarray(s * length, (s + 1) * length))).filter(
    (distance) => distance !== null,
  );
}

/** What the usual network asks for: one run, one softmax, weights that are the same along a row. */
function plainSoftmax({ finish, mirror, channels, weights }: TileWork): boolean {
  return finish.length === 1 && finish[0]?.kind === 'softmax' && !mirror && channels > 1 && channels <= MOST_CLASSES && weights?.axis !== 2;
}

/** voxels that go through the kernel at once; its scores and bytes then stay in the processor's cache */
const BLOCK = 4096;

function encodeScores(work: TileWork, pass: Pass, [z0, z1]: readonly [number, number], bytes: Uint8Array): void {
  const { core, channels, weights, temperature } = work;
  const [nz, ny, nx] = core.size;
  const width = pass.dims[4];
  const stride = rowOf(work, pass, z0, 0, 1) - rowOf(work, pass, z0, 0, 0);
  const kernel = softKernel(channels, Math.max(BLOCK, width));
  const shifts = new Float64Array(channels);
  kernel.prepare(temperature, shifts);
  const most = Math.max(1, Math.floor(BLOCK / width));
  for (let z = z0; z < z1; z++)
    for (let y = 0; y < ny; y += most) {
      const rows = Math.min(most, ny - y);
      const from = rowOf(work, pass, z, y, 0);
      for (let c = 0; c < channels; c++)
        kernel.scores.set(pass.data.subarray(from + c * stride, from + c * stride + rows * width), c * kernel.stride);
      for (let row = 0; row < rows; row++) {
        if (weights !== null) {
          const along = weights.axis === 0 ? z : y + row;
          for (let c = 0; c < channels; c++) shifts[c] = Math.log(weights.data[c * core.size[weights.axis] + along] as number);
          kernel.prepare(temperature, shifts);
        }
        if (!kernel.run(row * width + core.start[2], row * nx, nx)) refuse(work.name, 'an undefined number');
      }
      for (let p = 0; p <= channels; p++)
        bytes.set(kernel.bytes.subarray(p * kernel.plane, p * kernel.plane + rows * nx), ((p * nz + z) * ny + y) * nx);
    }
}

function encodeRuns(
  work: TileWork,
  passes: readonly Pass[],
  [z0, z1]: readonly [number, number],
  classes: number,
  bytes: Uint8Array,
): void {
  const [nz, ny, nx] = work.core.size;
  const voxels = nz * ny * nx;
  const mean = new Float32Array(classes * nx);
  const row = new Float32Array(classes * nx);
  const apart = new Float64Array(nx);
  for (let z = z0; z < z1; z++)
    for (let y = 0; y < ny; y++) {
      mean.fill(0);
      apart.fill(0);
      for (const pass of passes) {
        copyRow(work, pass, z, y, row);
        finishRow(work, row, nx);
        weigh(work, row, classes, z, y);
        for (let i = 0; i < mean.length; i++) mean[i] = (mean[i] as number) + (row[i] as number) / passes.length;
        if (work.mirror) addEntropy(row, classes, nx, apart, -1 / passes.length);
      }
      const at = (z * ny + y) * nx;
      encodeRow(mean, classes, nx, bytes, at, voxels);
      if (work.mirror) {
        addEntropy(mean, classes, nx, apart, 1);
        const scale = 255 / Math.log(classes);
        for (let x = 0; x < nx; x++) bytes[(classes + 1) * voxels + at + x] = Math.round(Math.max(0, apart[x] as number) * scale);
      }
    }
}

/** Checks the shape of the answer. */
function scores(work: TileWork, count: number, result: TensorData | undefined): { data: Float32Array; dims: Dims5 } {
  const dims: Dims5 = [count, work.channels, work.dims[2], work.dims[3], work.dims[4]];
  const expected = modelDims(work.outputOrder, dims);
  if (result === undefined || result.dims.length !== expected.length || result.dims.some((n, i) => n !== expected[i]))
    throw new ModelError(
      `${work.name} answered with a tensor of ${result?.dims.join('x') ?? 'no'} values, its description says ${expected.join('x')}; correct the description or export the model again.`,
      { code: 'output-mismatch', subject: 'outputs' },
    );
  return { data: toCanonicalOrder(result.data, dims, work.outputOrder), dims };
}

interface Pass {
  readonly data: Float32Array;
  readonly dims: Dims5;
  /** of the window, that is the first here */
  readonly sample: number;
  readonly mirrored: boolean;
}

/** Where the window's row y of slice z of the core begins in the answer. */
function rowOf(work: TileWork, { dims: [, channels, tz, ty, tx], sample }: Pass, z: number, y: number, c: number): number {
  const [z0, y0] = work.core.start;
  const plane = isBlock(work) ? c * tz + z0 + z : (z0 + z - sample) * channels + c;
  return (plane * ty + y0 + y) * tx;
}

/** Row y of slice z of the core, all channels. */
function copyRow(work: TileWork, pass: Pass, z: number, y: number, row: Float32Array): void {
  const { data, dims, mirrored } = pass;
  const nx = work.core.size[2];
  const x0 = work.core.start[2];
  const first = mirrored ? dims[4] - x0 - nx : x0;
  for (let c = 0; c < dims[1]; c++) {
    const from = rowOf(work, pass, z, y, c) + first;
    const part = row.subarray(c * nx, (c + 1) * nx);
    part.set(data.subarray(from, from + nx));
    if (mirrored) part.reverse();
  }
}

function finishRow(work: TileWork, row: Float32Array, nx: number): void {
  const scored = row.subarray(0, work.channels * nx);
  for (const step of work.finish)
    if (step.kind === 'softmax') softRow(scored, work.channels, nx, work.temperature);
    else applyArithmetic([step], scored, work.channels, nx);
  checkProbabilities(scored, work.name);
  if (work.channels > 1) return;
  row.copyWithin(nx, 0, nx);
  for (let x = 0; x < nx; x++) row[x] = 1 - (row[x] as number);
}

function checkProbabilities(row: Float32Array, name: string): void {
  for (let i = 0; i < row.length; i++) {
    const value = row[i] as number;
    if (value >= -SLACK && value <= 1 + SLACK) continue;
    refuse(name, Number.isFinite(value) ? value.toPrecision(3) : 'an undefined number');
  }
}

function refuse(name: string, what: string): never {
  throw new ModelError(
    `${name} answered ${what} where a probability from 0 to 1 is expected; name the softmax or sigmoid in its postprocessing, or choose a segmentation model.`,
    { code: 'not-probabilities', subject: 'postprocessing' },
  );
}

function weigh({ weights, core }: TileWork, row: Float32Array, classes: number, z: number, y: number): void {
  if (weights === null) return;
  const { axis, data } = weights;
  const [length, nx] = [core.size[axis], core.size[2]];
  for (let x = 0; x < nx; x++) {
    const at = axis === 0 ? z : axis === 1 ? y : x;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += (row[c * nx + x] as number) * (data[c * length + at] as number);
    if (!(sum > 0)) continue;
    for (let c = 0; c < classes; c++) row[c * nx + x] = ((row[c * nx + x] as number) * (data[c * length + at] as number)) / sum;
  }
}

/** In nats. */
function addEntropy(row: Float32Array, classes: number, nx: number, out: Float64Array, factor: number): void {
  for (let x = 0; x < nx; x++) {
    let sum = 0;
    for (let c = 0; c < classes; c++) {
      const p = row[c * nx + x] as number;
      if (p > 0) sum -= p * Math.log(p);
    }
    out[x] = (out[x] as number) + factor * sum;
  }
}

function encodeRow(row: Float32Array, classes: number, nx: number, bytes: Uint8Array, at: number, voxels: number): void {
  for (let x = 0; x < nx; x++) {
    let best = 0;
    let top = row[x] as number;
    for (let c = 1; c < classes; c++) {
      const value = row[c * nx + x] as number;
      if (value > top) {
        top = value;
        best = c;
      }
    }
    bytes[at + x] = best + 1;
  }
  for (let c = 0; c < classes; c++) {
    const to = (c + 1) * voxels + at;
    for (let x = 0; x < nx; x++) {
      const value = (row[c * nx + x] as number) * 255 + 0.5;
      bytes[to + x] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
  }
}

/** Voxels without a value (NaN) stay unassigned. */
function blankUndefined(work: TileWork, shows: readonly number[], bytes: Uint8Array, planes: number): void {
  const [nz, ny, nx] = work.core.size;
  const [, y0, x0] = work.core.start;
  const [ty, tx] = [work.dims[3], work.dims[4]];
  let i = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (Number.isFinite(work.planes[((shows[z] as number) * ty + y0 + y) * tx + x0 + x])) continue;
        for (let plane = 0; plane < planes; plane++) bytes[plane * nz * ny * nx + i] = 0;
      }
}
