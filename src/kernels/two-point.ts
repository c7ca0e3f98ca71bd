/**
 * Two-point probability S2(r): how often two places a distance r apart both lie in the phase.
 *
 * Along an axis, by direct count over voxel pairs, exact; all directions at once are in pair-transform.ts.
 * S2(0) is the volume fraction; far away S2 goes to its square. Torquato, Random Heterogeneous Materials, Springer 2002.
 */
import { InvalidInputError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';

export type PairBoundary = 'plain' | 'periodic';

export interface PairOptions {
  /** voxels with this value are in the phase; 1 */
  value?: number;
}

/** S2 at each lag along an axis (0 z, 1 y, 2 x); NaN where no pair fits into the box. Periodic: the box repeats itself. */
export function twoPointCurve(
  mask: Uint8Array,
  shape: Shape3,
  lagsVoxels: readonly number[],
  axis: 0 | 1 | 2,
  boundary: PairBoundary,
  options: PairOptions = {},
): number[] {
  const value = options.value ?? 1;
  return lagsVoxels.map((lag) => {
    if (!Number.isInteger(lag) || lag < 0) throw new InvalidInputError(`A lag is ${lag}; lags are whole numbers of voxels from 0.`);
    if (mask.length === 0 || lag >= shape[axis]) return NaN;
    const places = boundary === 'periodic' ? shape[axis] : shape[axis] - lag;
    return pairCount(mask, value, shape, axis, lag, boundary) / ((mask.length / shape[axis]) * places);
  });
}

/** Pairs of phase voxels `lag` apart along an axis. */
function pairCount(mask: Uint8Array, value: number, shape: Shape3, axis: 0 | 1 | 2, lag: number, boundary: PairBoundary): number {
  const n = shape[axis];
  const stride = axis === 0 ? shape[1] * shape[2] : axis === 1 ? shape[2] : 1;
  const block = stride * n;
  const inner = stride * (n - lag);
  let count = 0;
  for (let outer = 0; outer < mask.length; outer += block) {
    // the second voxel lies `lag` layers on, and the layers that run over the end wrap to the start
    const ahead = stride * lag;
    for (let i = outer; i < outer + inner; i++) if (mask[i] === value && mask[i + ahead] === value) count++;
    if (boundary === 'plain') continue;
    const back = block - ahead;
    for (let i = outer + inner; i < outer + block; i++) if (mask[i] === value && mask[i - back] === value) count++;
  }
  return count;
}
