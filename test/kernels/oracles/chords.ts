/** Runs of a phase along one axis, voxel by voxel: the definition that the packed kernel is held against. */
import type { RunLengths } from '../../../src/kernels/index.js';
import type { Shape3 } from '../../../src/volume/index.js';

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
          else inner[run]!++;
        }
        run = 0;
      }
      // `run` is now the run that touches the last face
      if (run === n) (periodic ? inner : cut)[n]!++;
      else if (periodic) {
        const joined = run + Math.max(0, leading);
        if (joined > 0) inner[joined]!++;
      } else {
        if (run > 0) cut[run]!++;
        if (leading > 0) cut[leading]!++;
      }
    }
  return { inner, cut };
}
