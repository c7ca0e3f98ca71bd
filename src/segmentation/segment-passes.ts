/**
 * The runs that one segmentation is made of: the volume as it stands, and for best quality also looked at along other
 * axes and in the mirror. Each run keeps its own finished tiles; their probabilities are averaged when they are read.
 */
import type { Clock, Codecs, ModelSession } from '../ports/index.js';
import type { Calibration, Face, Shape3, VolumeSource } from '../volume/index.js';
import { TileReader } from './assemble.js';
import { classPrior, type PriorInput } from './class-prior.js';
import type { Pace } from './eta.js';
import { meanReader, type ClassReader } from './mean-reader.js';
import type { ModelPackage } from './model-package.js';
import { runNetworkUnit } from './network-unit.js';
import { runTiles } from './run-tiles.js';
import { planesOf, type Normalisation } from './tile-input.js';
import { readTail, TAIL_BYTES } from './tile-tail.js';
import type { TileStores } from './tile-store.js';
import { planTiles, visibleFirst, type TileLimits, type TilePlan } from './tiling.js';
import { boxInView, orientView, sliceAlong, type View } from './view.js';

export interface PassJob {
  readonly source: VolumeSource;
  readonly shape: Shape3;
  readonly model: ModelPackage;
  readonly session: ModelSession;
  readonly tiles: TileStores;
  readonly codecs: Codecs;
  readonly clock: Clock;
  readonly calibration: Calibration;
  readonly collectors: readonly Face[];
  readonly normalisation: Normalisation;
  readonly prior: Omit<PriorInput, 'growth'>;
  readonly ensemble: boolean;
  readonly inputSha256: string;
  readonly visibleSlice: number | undefined;
  readonly limits: TileLimits;
  readonly concurrency: number;
  readonly slabBytes: number;
  readonly signal: AbortSignal | undefined;
  readonly onTile: (done: number, total: number, reused: number, pace: Pace) => void;
}

export interface PassResult {
  /** of the first run; names the whole */
  readonly runKeys: readonly string[];
  readonly view: View;
  readonly reader: ClassReader;
  readonly total: number;
  readonly reused: number;
  readonly seconds: number;
  readonly voxels: number;
  /** how often each voxel was run */
  readonly runs: number;
  /** mean distance of the slices to the training pictures, after the tiles were read; null without a bank */
  readonly distance: () => number | null;
}

interface Pass {
  readonly view: View;
  readonly plan: TilePlan;
}

export async function runPasses(job: PassJob): Promise<PassResult> {
  const { model, shape, session, signal } = job;
  const passes = viewsOf(job).map((view): Pass => ({ view, plan: planTiles(model, view.shape, job.limits) }));
  const total = passes.reduce((sum, { plan }) => sum + plan.units.length, 0);
  const runKeys: string[] = [];
  const readers: TileReader[] = [];
  const tails = new Map<string, { mean: number; count: number }>();
  let [done, reused, seconds, voxels] = [0, 0, 0, 0];
  for (const [number, { view, plan }] of passes.entries()) {
    const prior = classPrior({ ...job.prior, growth: growthOf(job, view) });
    const runKey = keyOf(job.codecs, {
      version: 2,
      input: job.inputSha256,
      model: [model.sha256, model.descriptionSha256],
      view,
      tiles: plan.tile,
      prior: prior === null ? null : { ...prior, data: [...prior.data] },
      mirror: job.ensemble,
    });
    const store = await job.tiles(runKey);
    const units = { view, plan, model, session, normalisation: job.normalisation, prior, mirror: job.ensemble, signal };
    const before = { done, reused };
    const counts = await runTiles({
      source: job.source, view, plan, store, slabBytes: job.slabBytes, clock: job.clock, signal,
      planes: (unit) => planesOf(unit, model, plan, view.shape[0]),
      runUnit: (slab, unit, file) => runNetworkUnit(units, slab, unit, file),
      order: visibleFirst(plan, visibleInView(view, shape, job.visibleSlice)),
      concurrency: job.concurrency,
      onTile: (now, _, again, pace) => job.onTile(before.done + now, total, before.reused + again, pace),
    }); // prettier-ignore
    done += counts.total;
    reused += counts.reused;
    seconds += counts.inferenceSeconds;
    voxels += counts.inferredVoxels;
    runKeys.push(runKey);
    const onTile = (index: number, bytes: Uint8Array): void => void tails.set(`${number}/${index}`, readTail(bytes));
    const extras = { planes: job.ensemble ? 1 : 0, ...(model.bank === null ? {} : { tail: TAIL_BYTES, onTile }) };
    readers.push(new TileReader(store, plan, view, shape, model.classes.length, extras));
  }
  return {
    runKeys,
    view: passes[0]?.view ?? orientView(shape, null, null),
    reader: meanReader(readers, model.classes.length, job.ensemble),
    total, reused, seconds, voxels,
    runs: passes.length * (job.ensemble ? 2 : 1),
    distance: () => meanTail([...tails.values()]),
  }; // prettier-ignore
}

/** most that the voxels of an isotropic volume differ */
const ISOTROPIC = 1.1;
/** slices that another direction needs to be worth a look */
const LEAST_SLICES = 16;

/**
 * Other directions to slice along. Growth keeps its axis, so with a collector there is one more direction, without one
 * there are two. Only where the slice direction is a matter of choice: tomograms with cubic voxels, not milled slices.
 */
function viewsOf({ ensemble, model, shape, collectors, calibration }: PassJob): readonly View[] {
  const first = orientView(shape, collectors[0] ?? null, model.growthAxis);
  const { spacing } = calibration;
  const cubic = spacing !== null && Math.max(...spacing) <= ISOTROPIC * Math.min(...spacing);
  const deep = model.sliceOffsets.length > 1 && !model.input.order.includes('z');
  if (!ensemble || model.modality !== 'xct' || !cubic || !deep || shape.some((n) => n < LEAST_SLICES)) return [first];
  const held = collectors.length > 0 ? model.growthAxis : null;
  return [first, ...(['y', 'x'] as const).filter((axis) => axis !== held).map((axis) => sliceAlong(first, axis))];
}

/** Growth axis of the view with the length of its voxels; null where the distance to a collector means nothing. */
function growthOf({ model, collectors, calibration }: PassJob, view: View): PriorInput['growth'] {
  const [face] = collectors;
  if (face === undefined || model.growthAxis === null || calibration.spacing === null) return null;
  const axis = model.growthAxis === 'z' ? 0 : model.growthAxis === 'y' ? 1 : 2;
  const voxel = calibration.spacing[view.axes[axis] as 0 | 1 | 2];
  return { axis, length: view.shape[axis], voxel };
}

function keyOf(codecs: Codecs, setup: unknown): string {
  const hasher = codecs.sha256();
  hasher.update(new TextEncoder().encode(JSON.stringify(setup)));
  return hasher.hex();
}

/** The view axis and index of the slice on screen. */
function visibleInView(view: View, shape: Shape3, z: number | undefined): { axis: 0 | 1 | 2; index: number } | null {
  if (z === undefined || z < 0 || z >= shape[0]) return null;
  const axis = view.axes.indexOf(0) as 0 | 1 | 2;
  return { axis, index: boxInView(view, { start: [z, 0, 0], end: [z + 1, shape[1], shape[2]] }).start[axis] };
}

function meanTail(tails: readonly { readonly mean: number; readonly count: number }[]): number | null {
  const count = tails.reduce((sum, tail) => sum + tail.count, 0);
  return count === 0 ? null : tails.reduce((sum, tail) => sum + tail.mean * tail.count, 0) / count;
}
