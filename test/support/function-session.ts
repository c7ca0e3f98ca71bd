/** A session that is a plain function of its input: the tests know exactly what a network "sees". */
import type { ModelSession, TensorData } from '../../src/ports/index.js';

export interface FunctionSession extends ModelSession {
  /** dims of every input so far */
  readonly runs: number[][];
}

export function functionSession(answer: (input: TensorData, run: number) => TensorData | Promise<TensorData>): FunctionSession {
  const runs: number[][] = [];
  return {
    inputs: [],
    outputs: [],
    runs,
    async run(inputs, signal) {
      signal?.throwIfAborted();
      runs.push([...inputs[0]!.dims]);
      return [await answer(inputs[0]!, runs.length)];
    },
    close: async () => {},
  };
}

/** Applies a function of the channel values to every pixel: [n, c, y, x] -> [n, classes, y, x]. */
export function pixelwise(classes: number, f: (channels: number[]) => number[]): (input: TensorData) => TensorData {
  return ({ dims, data }) => {
    const [n = 1, c = 1, y = 1, x = 1] = dims;
    const out = new Float32Array(n * classes * y * x);
    for (let s = 0; s < n; s++)
      for (let p = 0; p < y * x; p++) {
        const values = f(Array.from({ length: c }, (_, k) => data[(s * c + k) * y * x + p]!));
        values.forEach((value, k) => {
          out[(s * classes + k) * y * x + p] = value;
        });
      }
    return { dims: [n, classes, y, x], data: out };
  };
}
