/** The tensor that a network gets for one window: stored values normalised, planes put where the network wants them. */
import type { Dims5, TensorData, TensorStep, TileWork } from '../ports/index.js';
import type { VoxelArray } from '../volume/index.js';
import { applyArithmetic } from './arithmetic.js';
import { modelDims, toModelOrder } from './tensor-order.js';

/** Samples [sample, sample + count) of a window; all of them by default. */
export function tileTensor(work: TileWork, sample = 0, count = work.dims[0]): TensorData {
  return tileTensors(work, false).take(sample, count);
}

export interface TileTensors {
  take(sample: number, count: number): TensorData;
  /** what was lent is not read any more */
  done(): void;
}

/**
 * The same for one run after the other. A slice is input for its neighbours too: every plane is normalised once, and
 * where a run's planes lie side by side, its tensor is a part of what is there already (`lent`), else a copy.
 */
export function tileTensors(work: TileWork, lent = true): TileTensors {
  const { prepare, gather } = work;
  const pixels = work.dims[3] * work.dims[4];
  const each = work.dims[1] * work.dims[2];
  const [chain] = prepare;
  const shared = prepare.length === 1 && chain !== undefined && chain.every(isScalar);
  const planes = normalisedPlanes(work, shared ? fused(chain) : []);
  const take = (sample: number, count: number): TensorData => {
    const dims: Dims5 = [count, work.dims[1], work.dims[2], work.dims[3], work.dims[4]];
    const wanted = gather.slice(sample * each, (sample + count) * each);
    const data = planes.side(wanted, lent && shared);
    if (!shared)
      for (let s = 0; s < count; s++) {
        const steps = prepare[prepare.length === 1 ? 0 : sample + s] ?? [];
        applyArithmetic(steps, data.subarray(s * each * pixels, (s + 1) * each * pixels), dims[1], dims[2] * pixels);
      }
    return { dims: modelDims(work.inputOrder, dims), data: toModelOrder(data, dims, work.inputOrder) };
  };
  return { take, done: () => planes.done() };
}

/** Memory of the last window, for the next one: fresh memory for each costs as much as filling it. */
let spare: Float32Array | null = null;

interface Planes {
  /** side by side; `inPlace`: nobody writes into them */
  side(wanted: readonly number[], inPlace: boolean): Float32Array;
  done(): void;
}

/** Planes of the window as numbers. */
function normalisedPlanes(work: TileWork, chain: readonly TensorStep[]): Planes {
  const pixels = work.dims[3] * work.dims[4];
  const normalise = normaliser(work.planes, chain, work.fill);
  const count = work.planes.length / pixels;
  let all: Float32Array | null = null;
  const ready = new Uint8Array(count);
  const whole = (): Float32Array => {
    if (all !== null) return all;
    all = spare !== null && spare.length >= work.planes.length ? spare : new Float32Array(work.planes.length);
    spare = null;
    return all;
  };
  const part = (plane: number): Float32Array => {
    const out = whole().subarray(plane * pixels, (plane + 1) * pixels);
    if (ready[plane] === 0) normalise(plane * pixels, out);
    ready[plane] = 1;
    return out;
  };
  const side = (wanted: readonly number[], inPlace: boolean): Float32Array => {
    const [first = 0] = wanted;
    if (inPlace && wanted.every((plane, i) => plane === first + i)) {
      for (const plane of wanted) part(plane);
      return whole().subarray(first * pixels, (first + wanted.length) * pixels);
    }
    const out = new Float32Array(wanted.length * pixels);
    wanted.forEach((plane, i) => out.set(part(plane), i * pixels));
    return out;
  };
  return {
    side,
    done() {
      spare = all ?? spare;
      all = null;
      ready.fill(0);
    },
  };
}

/** The window as a mirror shows it: x runs backwards. */
export function mirrored(work: TileWork): TileWork {
  const columns = work.dims[4];
  const planes = work.planes.slice();
  for (let row = 0; row < planes.length; row += columns) planes.subarray(row, row + columns).reverse();
  return { ...work, planes };
}

/** Steps of multiplication and addition in a row become one. */
function fused(chain: readonly TensorStep[]): readonly TensorStep[] {
  const out: TensorStep[] = [];
  for (const step of chain) {
    const last = out.at(-1);
    if (step.kind === 'affine' && last?.kind === 'affine') {
      const [g0 = 1, o0 = 0, g1 = 1, o1 = 0] = [last.gain[0], last.offset[0], step.gain[0], step.offset[0]];
      out[out.length - 1] = { kind: 'affine', gain: [g0 * g1], offset: [o0 * g1 + o1] };
    } else out.push(step);
  }
  return out;
}

/** Fills `out` from the stored values that begin at `from`. A value gives the same result in every window. */
function normaliser(planes: VoxelArray, chain: readonly TensorStep[], fill: number): (from: number, out: Float32Array) => void {
  if (planes instanceof Uint8Array) {
    const values = Float32Array.from({ length: 256 }, (_, value) => value);
    applyArithmetic(chain, values, 1, values.length);
    return (from, out) => {
      for (let i = 0; i < out.length; i++) out[i] = values[planes[from + i] as number] as number;
    };
  }
  const [step] = chain;
  if (planes instanceof Uint16Array && chain.length === 1 && step?.kind === 'affine') {
    const [gain = 1, offset = 0] = [step.gain[0], step.offset[0]];
    return (from, out) => {
      for (let i = 0; i < out.length; i++) out[i] = (planes[from + i] as number) * gain + offset;
    };
  }
  return (from, out) => {
    for (let i = 0; i < out.length; i++) {
      const value = planes[from + i] as number;
      out[i] = Number.isFinite(value) ? value : fill;
    }
    applyArithmetic(chain, out, 1, out.length);
  };
}

/** The same for every channel, and for a voxel by itself. */
function isScalar(step: TensorStep): boolean {
  switch (step.kind) {
    case 'affine':
      return step.gain.length === 1 && step.offset.length === 1;
    case 'binarize':
      return step.threshold.length === 1;
    case 'softmax':
      return false;
    case 'clip':
    case 'sigmoid':
      return true;
  }
}
