/** The tensor that a network gets for one window: stored values normalised, planes put where the network wants them. */
import type { Dims5, TensorData, TensorStep, TileWork } from '../ports/index.js';
import type { VoxelArray } from '../volume/index.js';
import { applyArithmetic } from './arithmetic.js';
import { modelDims, toModelOrder } from './tensor-order.js';

/** Samples [sample, sample + count) of a window; all of them by default. */
export function tileTensor(work: TileWork, sample = 0, count = work.dims[0]): TensorData {
  const { prepare, planes } = work;
  const dims: Dims5 = [count, work.dims[1], work.dims[2], work.dims[3], work.dims[4]];
  const pixels = dims[3] * dims[4];
  const each = dims[1] * dims[2];
  const [chain] = prepare;
  const shared = prepare.length === 1 && chain !== undefined && chain.every(isScalar);
  const data = new Float32Array(count * each * pixels);
  const normalise = normaliser(planes, shared ? fused(chain) : [], work.fill);
  // every plane by itself and once: a slice is input for its neighbours too
  const first = new Map<number, number>();
  work.gather.slice(sample * each, (sample + count) * each).forEach((plane, i) => {
    const known = first.get(plane);
    if (known === undefined) {
      first.set(plane, i);
      normalise(plane * pixels, data.subarray(i * pixels, (i + 1) * pixels));
    } else data.copyWithin(i * pixels, known * pixels, (known + 1) * pixels);
  });
  if (!shared)
    for (let s = 0; s < count; s++) {
      const steps = prepare[prepare.length === 1 ? 0 : sample + s] ?? [];
      applyArithmetic(steps, data.subarray(s * each * pixels, (s + 1) * each * pixels), dims[1], dims[2] * pixels);
    }
  return { dims: modelDims(work.inputOrder, dims), data: toModelOrder(data, dims, work.inputOrder) };
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
