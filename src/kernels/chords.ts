/**
 * Runs of a phase along the grid lines of one axis, as counts per length: the base of chord lengths and of the lineal path.
 *
 *    | . # # # . . # # |      inner run 3; run 2 is cut by the box (and joins the other end when the box repeats)
 */
import type { Shape3 } from '../volume/index.js';

export interface RunLengths {
  /** number of runs of each length that end inside the box on both sides (periodic: all of them) */
  readonly inner: Float64Array;
  /** runs cut by at least one box face; empty when periodic */
  readonly cut: Float64Array;
}

/** Runs of voxels with `value` along an axis (0 z, 1 y, 2 x). Periodic: lines close on themselves, and a line that is all phase is one run. */
export function runLengths(data: Uint8Array, value: number, shape: Shape3, axis: 0 | 1 | 2, periodic: boolean): RunLengths {
  const n = shape[axis];
  const stride = axis === 0 ? shape[1] * shape[2] : axis === 1 ? shape[2] : 1;
  const inner = new Float64Array(n + 1);
  const cut = new Float64Array(n + 1);
  const block = stride * n;
  for (let outer = 0; outer < data.length; outer += block)
    for (let start = outer; start < outer + stride; start++) {
      let run = 0;
      // the run that touches the first face, or -1 once it is known that there is none
      let leading = -1;
      let i = start;
      for (let k = 0; k < n; k++, i += stride) {
        if (data[i] === value) {
          run++;
          continue;
        }
        if (run > 0) {
          if (run === k) leading = run;
          else inner[run]++;
        }
        run = 0;
      }
      // `run` is now the run that touches the last face
      if (run === n) (periodic ? inner : cut)[n]++;
      else if (periodic) {
        const joined = run + Math.max(0, leading);
        if (joined > 0) inner[joined]++;
      } else {
        if (run > 0) cut[run]++;
        if (leading > 0) cut[leading]++;
      }
    }
  return { inner, cut };
}

/** Number, mean and population variance of run lengths, in voxels. */
export function runMoments(counts: Float64Array): { count: number; mean: number; variance: number } {
  let count = 0;
  let sum = 0;
  for (let length = 1; length < counts.length; length++) {
    count += counts[length];
    sum += counts[length] * length;
  }
  const mean = count === 0 ? 0 : sum / count;
  let squares = 0;
  for (let length = 1; length < counts.length; length++) squares += counts[length] * (length - mean) ** 2;
  return { count, mean, variance: count === 0 ? 0 : squares / count };
}

/**
 * Share of the places for lag + 1 voxels in a row at which all of them are in the phase; null where none fits into the box.
 * With `periodic` runs the row may wrap, and a line that is all phase has no end.
 */
export function linealPath(runs: RunLengths, shape: Shape3, axis: 0 | 1 | 2, lag: number, periodic = false): number | null {
  const n = shape[axis];
  if (lag >= n) return null;
  let places = 0;
  for (let length = lag + 1; length <= n; length++) places += (runs.inner[length] + runs.cut[length]) * (length - lag);
  if (periodic) places += runs.inner[n] * lag;
  return places / (((shape[0] * shape[1] * shape[2]) / n) * (periodic ? n : n - lag));
}
