/** Cuts one window out of a slab: which planes it needs, reflected where it reaches beyond the volume, and their normalisation. */
import { allocateVoxels, dtypeOf, type VoxelArray } from '../volume/index.js';
import { needsSample, resolveOperations, type Arithmetic } from './arithmetic.js';
import { distributionOf, type Distribution } from './distribution.js';
import type { ModelPackage } from './model-package.js';
import type { Operation } from './operations.js';
import type { Slab } from './slab.js';
import { reflectIndex, type TilePlan, type TileUnit } from './tiling.js';
import type { View } from './view.js';

export interface Normalisation {
  readonly operations: readonly Operation[];
  readonly volume: Distribution;
  /** the chain when it is the same for all slices, else null */
  readonly fixed: readonly Arithmetic[] | null;
  /** what stands in for NaN voxels: the median */
  readonly fill: number;
}

export function planNormalisation(
  operations: readonly Operation[],
  volume: Distribution,
  volumetric: boolean,
  fill: number,
): Normalisation {
  const perSlice = needsSample(operations) && !volumetric;
  return { operations, volume, fill, fixed: perSlice ? null : resolveOperations(operations, { volume, sample: null }) };
}

/** View planes behind each (sample, channel, z) of the input tensor, reflection included. */
function planesFor(unit: TileUnit, model: ModelPackage, plan: TilePlan, depth: number): number[] {
  if (model.input.order.includes('z')) return Array.from({ length: plan.tile[0] }, (_, i) => reflectIndex(unit.origin[0] + i, depth));
  const slices = model.input.batch ?? unit.end[0] - unit.start[0];
  return Array.from({ length: slices }, (_, s) => Math.min(unit.start[0] + s, unit.end[0] - 1)).flatMap((z) =>
    model.sliceOffsets.map((offset) => reflectIndex(z + offset, depth)),
  );
}

/** First and last + 1 view plane that a unit reads: the slices that are labelled, and what the network looks at. */
export function planesOf(unit: TileUnit, model: ModelPackage, plan: TilePlan, depth: number): { start: number; end: number } {
  const planes = planesFor(unit, model, plan, depth);
  return { start: Math.min(unit.start[0], ...planes), end: Math.max(unit.end[0] - 1, ...planes) + 1 };
}

export interface TileWindow {
  /** distinct planes, stored values */
  readonly planes: VoxelArray;
  readonly gather: readonly number[];
  /** plane of each slice of the core */
  readonly shows: readonly number[];
  /** one chain for all samples, or one for each */
  readonly prepare: readonly (readonly Arithmetic[])[];
}

export function tileWindow(
  slab: Slab,
  unit: TileUnit,
  view: View,
  plan: TilePlan,
  model: ModelPackage,
  normalisation: Normalisation,
): TileWindow {
  const [, ty, tx] = plan.tile;
  const wanted = planesFor(unit, model, plan, view.shape[0]);
  const core = Array.from({ length: unit.end[0] - unit.start[0] }, (_, z) => unit.start[0] + z);
  // in the order of the view, so that the planes of a slice and its neighbours lie side by side
  const distinct = [...new Set(normalisation.volume.nonFinite > 0 ? [...wanted, ...core] : wanted)].sort((a, b) => a - b);
  const place = new Map(distinct.map((plane, i) => [plane, i]));
  const at = (plane: number): number => place.get(plane) ?? 0;
  const rows = lineOffsets(unit.origin[1], ty, view.shape[1], slab.step[1]);
  const columns = lineOffsets(unit.origin[2], tx, view.shape[2], slab.step[2]);
  const planes = allocateVoxels(dtypeOf(slab.data), distinct.length * ty * tx);
  const inside = slab.step[2] === 1 ? plainRun(unit.origin[2], tx, view.shape[2]) : ([0, 0] as const);
  distinct.forEach((plane, i) => copyPlane(slab, plane, rows, columns, inside, planes, i * ty * tx));
  const channels = model.sliceOffsets.length;
  const chains = normalisation.fixed ?? null;
  const prepare =
    chains === null
      ? Array.from({ length: wanted.length / channels }, (_, s) =>
          resolveOperations(normalisation.operations, {
            volume: normalisation.volume,
            sample: wanted.slice(s * channels, (s + 1) * channels).map((plane) => planeDistribution(slab, view, plane)),
          }),
        )
      : [chains];
  return { planes, gather: wanted.map(at), shows: core.map(at), prepare };
}

/** Offsets of the elements of one window line, reflected into the volume. */
function lineOffsets(first: number, count: number, length: number, step: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => reflectIndex(first + i, length) * step);
}

/** The part of a line that lies inside the volume, where neighbours stay neighbours. */
function plainRun(first: number, count: number, length: number): readonly [number, number] {
  const from = Math.max(0, -first);
  return [from, Math.max(from, Math.min(count, length - first))];
}

function copyPlane(
  slab: Slab,
  plane: number,
  rows: Int32Array,
  columns: Int32Array,
  inside: readonly [number, number],
  out: VoxelArray,
  start: number,
): void {
  const { data } = slab;
  const origin = slab.base + plane * slab.step[0];
  const width = columns.length;
  const [from, to] = inside;
  for (let y = 0; y < rows.length; y++) {
    const row = origin + (rows[y] as number);
    const at = start + y * width;
    for (let x = 0; x < from; x++) out[at + x] = data[row + (columns[x] as number)] as number;
    if (to > from) out.set(data.subarray(row + (columns[from] as number), row + (columns[from] as number) + to - from), at + from);
    for (let x = to; x < width; x++) out[at + x] = data[row + (columns[x] as number)] as number;
  }
}

const planeCache = new WeakMap<Slab, Map<number, Distribution>>();

function planeDistribution(slab: Slab, view: View, plane: number): Distribution {
  const cache = planeCache.get(slab) ?? new Map<number, Distribution>();
  planeCache.set(slab, cache);
  const known = cache.get(plane);
  if (known !== undefined) return known;
  const rows = lineOffsets(0, view.shape[1], view.shape[1], slab.step[1]);
  const columns = lineOffsets(0, view.shape[2], view.shape[2], slab.step[2]);
  const values = allocateVoxels(dtypeOf(slab.data), rows.length * columns.length);
  copyPlane(slab, plane, rows, columns, [0, 0], values, 0);
  const distribution = distributionOf(values);
  cache.set(plane, distribution);
  return distribution;
}
