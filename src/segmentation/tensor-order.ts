/** Between the order in which tiles are built (batch, channel, z, y, x) and the order of a model's axes. */
import type { Dims5, TensorAxis } from '../ports/index.js';

export const CANONICAL: readonly TensorAxis[] = ['batch', 'channel', 'z', 'y', 'x'];

/** Lengths of the model's tensor for canonical lengths. Axes that the model lacks must have length 1. */
export function modelDims(order: readonly TensorAxis[], canonical: Dims5): number[] {
  return order.map((id) => canonical[CANONICAL.indexOf(id)] ?? 1);
}

export function toModelOrder(data: Float32Array, canonical: Dims5, order: readonly TensorAxis[]): Float32Array {
  const strides = stridesOf(canonical);
  return gather(
    data,
    modelDims(order, canonical),
    order.map((id) => strides[CANONICAL.indexOf(id)] ?? 0),
  );
}

export function toCanonicalOrder(data: Float32Array, canonical: Dims5, order: readonly TensorAxis[]): Float32Array {
  const strides = stridesOf(modelDims(order, canonical));
  return gather(
    data,
    [...canonical],
    CANONICAL.map((id) => {
      const at = order.indexOf(id);
      return at < 0 ? 0 : (strides[at] ?? 0);
    }),
  );
}

function stridesOf(dims: readonly number[]): number[] {
  const strides: number[] = dims.map(() => 1);
  for (let i = dims.length - 2; i >= 0; i--) strides[i] = (strides[i + 1] ?? 1) * (dims[i + 1] ?? 1);
  return strides;
}

/** C-ordered copy of a strided array; the same array when the strides are those of C order already. */
function gather(data: Float32Array, dims: readonly number[], strides: readonly number[]): Float32Array {
  const plain = stridesOf(dims);
  if (dims.every((length, i) => length === 1 || strides[i] === plain[i])) return data;
  const out = new Float32Array(dims.reduce((product, n) => product * n, 1));
  const index = dims.map(() => 0);
  let from = 0;
  for (let i = 0; i < out.length; i++) {
    out[i] = data[from] as number;
    for (let axis = dims.length - 1; axis >= 0; axis--) {
      from += strides[axis] as number;
      index[axis] = (index[axis] as number) + 1;
      if ((index[axis] as number) < (dims[axis] as number)) break;
      from -= (strides[axis] as number) * (dims[axis] as number);
      index[axis] = 0;
    }
  }
  return out;
}
