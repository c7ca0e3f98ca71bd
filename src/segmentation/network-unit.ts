/** One unit of work through a network: the window as plain data, run where the engine is, the tile as it is kept. */
import type { Dims5, ModelSession, NeighbourBank, TileBytes, TileWork } from '../ports/index.js';
import { priorWeights, type ClassPrior } from './class-prior.js';
import type { EmbeddingBank } from './embedding-bank.js';
import type { ModelPackage } from './model-package.js';
import { runTileWork } from './run-tile-work.js';
import type { Slab } from './slab.js';
import { tileWindow, type Normalisation } from './tile-input.js';
import type { Arithmetic } from './arithmetic.js';
import type { TilePlan, TileUnit } from './tiling.js';
import type { View } from './view.js';

export interface NetworkUnits {
  readonly view: View;
  readonly plan: TilePlan;
  readonly model: ModelPackage;
  readonly session: ModelSession;
  readonly normalisation: Normalisation;
  /** what is known before the picture is seen; null: probabilities stay as they are */
  readonly prior: ClassPrior | null;
  /** average with the mirror image */
  readonly mirror: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Null when the tile was put into the file. */
export async function runNetworkUnit(job: NetworkUnits, slab: Slab, unit: TileUnit, file: string | undefined): Promise<TileBytes | null> {
  const { session, signal } = job;
  const work = tileWork(job, slab, unit);
  return session.tile === undefined
    ? runTileWork(work, (input, outputs) => session.run([input], signal, outputs))
    : session.tile(work, signal, file);
}

/** voxels of one run: more at once is not faster and needs more memory */
const RUN_VOXELS = 2 ** 18;

/** The window of a unit as plain data; the scribble classifier runs it for features of its own. */
export function tileWork(job: NetworkUnits, slab: Slab, unit: TileUnit): TileWork {
  const { model, plan, view, normalisation } = job;
  const { planes, gather, shows, prepare } = tileWindow(slab, unit, view, plan, model, normalisation);
  const volumetric = model.input.order.includes('z');
  const [tz, ty, tx] = plan.tile;
  const channels = volumetric ? 1 : model.sliceOffsets.length;
  const dims: Dims5 = volumetric ? [1, 1, tz, ty, tx] : [gather.length / channels, channels, 1, ty, tx];
  const size = (axis: 0 | 1 | 2): number => unit.end[axis] - unit.start[axis];
  const offset = (axis: 0 | 1 | 2): number => unit.start[axis] - unit.origin[axis];
  return {
    planes,
    gather,
    dims,
    batch: model.input.batch ?? Math.max(1, Math.floor(RUN_VOXELS / (ty * tx))),
    inputOrder: model.input.order,
    outputOrder: model.output.order,
    fill: normalisation.fill,
    prepare,
    outputs: { probabilities: model.outputs.probabilities, embedding: model.bank === null ? null : model.outputs.embedding },
    channels: model.output.channels.length,
    finish: model.postprocessing as readonly Arithmetic[],
    temperature: model.temperature,
    weights: job.prior === null ? null : priorWeights(job.prior, unit),
    core: { start: [offset(0), offset(1), offset(2)], size: [size(0), size(1), size(2)] },
    mirror: job.mirror,
    bank: model.bank === null ? null : pointsOf(model.bank),
    shows: normalisation.volume.nonFinite > 0 ? shows : null,
    name: model.name,
  };
}

function pointsOf({ vectors, count, width, projection }: EmbeddingBank): NeighbourBank {
  return { vectors, count, width, projection };
}
