/**
 * Runs the units of a plan that are not finished yet, whatever computes them. The source is read in slabs of the view,
 * nearest to the visible slice first; a few tiles are under way at once, and each is written to the store as soon as
 * it is done.
 */
import { AbortedError, checkAborted } from '../base/index.js';
import type { Clock } from '../ports/index.js';
import type { VolumeSource } from '../volume/index.js';
import { PaceMeter, type Pace } from './eta.js';
import { readSlab, slabDepth, type Slab } from './slab.js';
import type { TileStore } from './tile-store.js';
import type { TilePlan, TileUnit } from './tiling.js';
import { boxVoxels, type View } from './view.js';

export interface TileJob {
  readonly source: VolumeSource;
  readonly view: View;
  readonly plan: TilePlan;
  readonly store: TileStore;
  /** unit indices, most wanted first */
  readonly order: readonly number[];
  readonly concurrency: number;
  readonly slabBytes: number;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
  /** planes of the view's first axis, first and last + 1, that a unit reads */
  readonly planes: (unit: TileUnit) => { readonly start: number; readonly end: number };
  /** the finished tile as it is kept; null when it was put into the file */
  readonly runUnit: (slab: Slab, unit: TileUnit, file: string | undefined) => Promise<Uint8Array | null>;
  readonly onTile: (done: number, total: number, reused: number, pace: Pace) => void;
}

export interface TileCounts {
  readonly total: number;
  readonly reused: number;
  readonly inferenceSeconds: number;
  readonly inferredVoxels: number;
}

export function tileKey(index: number): string {
  return `t${String(index).padStart(7, '0')}`;
}

export async function runTiles(job: TileJob): Promise<TileCounts> {
  const finished = await job.store.list();
  const todo = job.order.filter((index) => !finished.has(tileKey(index)));
  const total = job.order.length;
  const reused = total - todo.length;
  const meter = new PaceMeter(job.clock);
  const begun = job.clock.monotonic();
  let done = reused;
  let left = todo.reduce((sum, index) => sum + boxVoxels(unitAt(job.plan, index)), 0);
  const inferredVoxels = left;
  job.onTile(done, total, reused, {});
  const slabs = slabReader(job);
  const tasks = groupBySlab(job, todo).flatMap((group) => group.units.map((index) => ({ group, index })));
  await pool(tasks, job.concurrency + 1, async ({ group, index }) => {
    const unit = unitAt(job.plan, index);
    const key = tileKey(index);
    const slab = await slabs(group);
    checkAborted(job.signal);
    const bytes = await job.runUnit(slab, unit, job.store.file?.(key));
    if (bytes !== null) await job.store.write(key, bytes);
    const voxels = boxVoxels(unit);
    meter.add(voxels);
    left -= voxels;
    done += 1;
    job.onTile(done, total, reused, meter.pace(left));
  });
  return { total, reused, inferenceSeconds: (job.clock.monotonic() - begun) / 1000, inferredVoxels };
}

function unitAt(plan: TilePlan, index: number): TileUnit {
  const unit = plan.units[index];
  if (unit === undefined) throw new RangeError(`no tile ${index}`);
  return unit;
}

interface Group {
  readonly start: number;
  readonly end: number;
  readonly units: readonly number[];
}

/** Units whose planes fit one slab, in the wanted order; a slab is at least one layer of units. */
function groupBySlab(job: TileJob, todo: readonly number[]): readonly Group[] {
  const { plan, view } = job;
  const depth = slabDepth(job.source.info, view.shape, job.slabBytes);
  const layers = Math.max(1, Math.floor(depth / plan.depth));
  const bySlab = new Map<number, number[]>();
  for (const index of todo) {
    const layer = Math.floor(unitAt(plan, index).start[0] / plan.depth);
    const slab = Math.floor(layer / layers);
    const units = bySlab.get(slab) ?? [];
    units.push(index);
    bySlab.set(slab, units);
  }
  return [...bySlab.values()].map((units) => {
    let [start, end] = [Infinity, 0];
    for (const index of units) {
      const planes = job.planes(unitAt(plan, index));
      start = Math.min(start, planes.start);
      end = Math.max(end, planes.end);
    }
    return { units, start, end };
  });
}

/** Groups come one after the other, so the last slab is enough; the next is read while tiles of this one are under way. */
function slabReader(job: TileJob): (group: Group) => Promise<Slab> {
  let last: { readonly group: Group; readonly slab: Promise<Slab> } | null = null;
  return (group) => {
    if (last?.group !== group) last = { group, slab: readSlab(job.source, job.view, group.start, group.end, job.signal) };
    return last.slab;
  };
}

/** At most `width` at once, started in order. The first failure stops the rest; all are settled before it is thrown. */
async function pool<T>(items: readonly T[], width: number, work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const failures: unknown[] = [];
  const lane = async (): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const item = items[next++];
      if (item === undefined) return;
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, lane));
  // a cancellation is what the caller asked for, whatever else broke on the way
  const aborted = failures.find((error) => error instanceof AbortedError);
  if (failures.length > 0) throw aborted ?? failures[0];
}
