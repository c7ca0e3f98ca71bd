/** Half-size copies of slabs: the mean for grey values, the most frequent value for labels. */
import { allocateVoxels } from '../../volume/index.js';
import type { DType, Shape3, VoxelArray } from '../../volume/index.js';

export type Reduction = 'mean' | 'mode';

/** Length after halving; odd lengths keep their last half-filled cell, length 1 stays. */
function halved(shape: Shape3): Shape3 {
  return [Math.ceil(shape[0] / 2), Math.ceil(shape[1] / 2), Math.ceil(shape[2] / 2)];
}

/** Shapes of all levels, full size first, until everything fits into one chunk. */
export function levelShapes(shape: Shape3, chunk: number): readonly Shape3[] {
  const shapes: Shape3[] = [shape];
  for (let last = shape; Math.max(...last) > chunk && shapes.length < 12;) {
    last = halved(last);
    shapes.push(last);
  }
  return shapes;
}

/** Cells of 2x2x2 voxels, fewer at odd ends. Ties of the mode go to the value met first in z, y, x order. */
export function reduceSlab(data: VoxelArray, shape: Shape3, dtype: DType, how: Reduction): VoxelArray {
  const [nz, ny, nx] = shape;
  const [mz, my, mx] = halved(shape);
  const out = allocateVoxels(dtype, mz * my * mx);
  const round = !dtype.startsWith('float');
  const cell = new Float64Array(8);
  let o = 0;
  for (let z = 0; z < mz; z++) {
    const z1 = Math.min(2 * z + 2, nz);
    for (let y = 0; y < my; y++) {
      const y1 = Math.min(2 * y + 2, ny);
      for (let x = 0; x < mx; x++) {
        const x1 = Math.min(2 * x + 2, nx);
        let n = 0;
        let sum = 0;
        let same = true;
        for (let zz = 2 * z; zz < z1; zz++)
          for (let yy = 2 * y; yy < y1; yy++) {
            const row = (zz * ny + yy) * nx;
            for (let xx = 2 * x; xx < x1; xx++) {
              const v = data[row + xx] as number;
              if (v !== cell[0] && n > 0) same = false;
              cell[n++] = v;
              sum += v;
            }
          }
        if (same) out[o++] = cell[0] as number;
        else if (how === 'mean') out[o++] = round ? Math.round(sum / n) : sum / n;
        else out[o++] = mostFrequent(cell, n);
      }
    }
  }
  return out;
}

function mostFrequent(cell: Float64Array, n: number): number {
  let best = cell[0] as number;
  let most = 0;
  for (let i = 0; i < n; i++) {
    let count = 0;
    for (let j = i; j < n; j++) if (cell[j] === cell[i]) count++;
    if (count > most) {
      most = count;
      best = cell[i] as number;
    }
  }
  return best;
}
