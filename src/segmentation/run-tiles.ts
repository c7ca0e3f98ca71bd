/**
 * Runs the units of a plan that are not finished yet. The source is read in slabs of the view, nearest to the
 * visible slice first; a few tiles are under way at once, and each is written to the store as soon as it is done.
 */
import { AbortedError, checkAborted } from '../base/index.js';
import type { Clock, ModelSession } from '../ports/index.js';
import type { VolumeSource } from '../volume/index.js';
import { PaceMeter, type Pace } from './eta.js';
import type { ModelPackage } from './model-package.js';
import { readSlab, slabDepth, type Slab } from './slab.js';
import { planesOf, tileInput, type Normalisation } from './tile-input.js';
import { boxVoxels, dryCell, encodeTile, tileProbabilities } from './tile-result.js';
import type { TileStore } from './tile-store.js';
import { toModelOrder, modelDims } from './tensor-order.js';
import type { TilePlan } from './tiling.js';
import type { Box, View } from './view.js';

export interface TileJob {
  readonly source: VolumeSource;
  readonly view: View;
  readonly plan: TilePlan;
  readonly model: ModelPackage;
  readonly session: ModelSession;
  readonly normalisation: Normalisation;
  /** present when the cell is dry */
  readonly dryPhases: Readonly<Record<string, number>> | null;
  readonly store: TileStore;
  /** unit indices, most wanted first */
  readonly order: readonly number[];
  readonly concurrency: number;
  readonly slabBytes: number;
  readonly clock: Clock;
  readonly signal: AbortSignal | undefined;
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
  for (const group of groupBySlab(job, todo)) {
    checkAborted(job.signal);
    const slab = await readSlab(job.source, job.view, group.start, group.end, job.signal);
    await pool(group.units, job.concurrency + 1, async (index) => {
      checkAborted(job.signal);
      const unit = unitAt(job.plan, index);
      await job.store.write(tileKey(index), await runUnit(job, slab, unit));
      const voxels = boxVoxels(unit);
      meter.add(voxels);
      left -= voxels;
      done += 1;
      job.onTile(done, total, reused, meter.pace(left));
    });
  }
  return { total, reused, inferenceSeconds: (job.clock.monotonic() - begun) / 1000, inferredVoxels };
}

function unitAt(plan: TilePlan, index: number): Box {
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
  const { plan, view, model } = job;
  const depth = slabDepth(job.source.info, view.shape, job.slabBytes);
  const layers = Math.max(1, Math.floor(depth / plan.axes[0].core));
  const bySlab = new Map<number, number[]>();
  for (const index of todo) {
    const layer = Math.floor(unitAt(plan, index).start[0] / plan.axes[0].core);
    const slab = Math.floor(layer / layers);
    const units = bySlab.get(slab) ?? [];
    units.push(index);
    bySlab.set(slab, units);
  }
  return [...bySlab.values()].map((units) => {
    let [start, end] = [Infinity, 0];
    for (const index of units) {
      const planes = planesOf(unitAt(plan, index), model, plan, view.shape[0]);
      start = Math.min(start, planes.start);
      end = Math.max(end, planes.end);
    }
    return { units, start, end };
  });
}

/** Lets whoever waits for a slice meanwhile have it: a tile is a long breath of arithmetic in a process that also answers. */
function breath(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}

async function runUnit(job: TileJob, slab: Slab, unit: Box): Promise<Uint8Array> {
  const { model, plan } = job;
  const { data, dims } = tileInput(slab, unit, job.view, plan, model, job.normalisation);
  const tensor = { dims: modelDims(model.input.order, dims), data: toModelOrder(data, dims, model.input.order) };
  const [result] = await job.session.run([tensor], job.signal);
  await breath();
  const probabilities = tileProbabilities(result, dims, unit, plan, model);
  if (job.dryPhases !== null) dryCell(probabilities, boxVoxels(unit), model, job.dryPhases);
  await breath();
  return encodeTile(probabilities, model.classes.length, unit, job.normalisation.volume.nonFinite > 0 ? slab : null);
}

/** At most `width` at once, started in order. The first failure stops the rest; all are settled before it is thrown. */
async function pool(items: readonly number[], width: number, work: (item: number) => Promise<void>): Promise<void> {
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
