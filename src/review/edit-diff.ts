/**
 * An edit as what it changed: runs of flat indices with the values before and after. Only voxels that really
 * changed are kept, so undo is exact whatever the stroke passed over, and a stroke costs a few kilobytes.
 */
import { InvalidInputError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';

export interface EditDiff {
  /** first index and length of each run, ascending */
  readonly runs: Float64Array;
  /** values before, run after run */
  readonly before: Uint8Array;
  /** values after, run after run */
  readonly after: Uint8Array;
}

export interface Box {
  readonly start: readonly [number, number, number];
  /** exclusive */
  readonly end: readonly [number, number, number];
}

/** Collects changes that arrive in ascending order of index. */
export function createDiffBuilder(): { add(index: number, before: number, after: number): void; build(): EditDiff } {
  const runs: number[] = [];
  const before: number[] = [];
  const after: number[] = [];
  return {
    add(index, old, now) {
      const last = runs.length - 2;
      if (last >= 0 && (runs[last] ?? 0) + (runs[last + 1] ?? 0) === index) runs[last + 1] = (runs[last + 1] ?? 0) + 1;
      else runs.push(index, 1);
      before.push(old);
      after.push(now);
    },
    build: () => ({ runs: Float64Array.from(runs), before: Uint8Array.from(before), after: Uint8Array.from(after) }),
  };
}

/** Writes the values of one side of a diff into the labels. */
export function writeDiff(labels: Uint8Array, diff: EditDiff, side: 'before' | 'after'): void {
  const values = diff[side];
  let k = 0;
  for (let i = 0; i < diff.runs.length; i += 2) {
    const start = diff.runs[i] ?? 0;
    const length = diff.runs[i + 1] ?? 0;
    if (start + length > labels.length || k + length > values.length)
      throw new InvalidInputError(`An edit reaches voxel ${start + length}, the labels end at ${labels.length}.`, {
        code: 'edit-does-not-fit',
      });
    labels.set(values.subarray(k, k + length), start);
    k += length;
  }
}

export function changedVoxels(diff: EditDiff): number {
  return diff.before.length;
}

/** Memory of a diff, for budgets. */
export function diffBytes(diff: EditDiff): number {
  return diff.runs.byteLength + diff.before.length + diff.after.length;
}

/** Bounding box of what changed, or null when nothing did. */
export function diffBox(diff: EditDiff, shape: Shape3): Box | null {
  if (diff.runs.length === 0) return null;
  const [, ny, nx] = shape;
  const low = [Infinity, Infinity, Infinity] as [number, number, number];
  const high = [-1, -1, -1] as [number, number, number];
  for (let i = 0; i < diff.runs.length; i += 2) {
    const first = diff.runs[i] ?? 0;
    const last = first + (diff.runs[i + 1] ?? 1) - 1;
    const rowFirst = Math.floor(first / nx);
    const rowLast = Math.floor(last / nx);
    // a run that goes over the end of a row covers whole rows
    const x0 = rowFirst === rowLast ? first % nx : 0;
    const x1 = rowFirst === rowLast ? last % nx : nx - 1;
    const planeFirst = Math.floor(rowFirst / ny);
    const planeLast = Math.floor(rowLast / ny);
    const y0 = planeFirst === planeLast ? rowFirst % ny : 0;
    const y1 = planeFirst === planeLast ? rowLast % ny : ny - 1;
    low[0] = Math.min(low[0], planeFirst);
    low[1] = Math.min(low[1], y0);
    low[2] = Math.min(low[2], x0);
    high[0] = Math.max(high[0], planeLast);
    high[1] = Math.max(high[1], y1);
    high[2] = Math.max(high[2], x1);
  }
  return { start: low, end: [high[0] + 1, high[1] + 1, high[2] + 1] };
}
