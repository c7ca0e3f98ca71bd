/**
 * How a view is cut into units of work. All tiles have one shape; neighbouring tiles start a whole number of
 * size steps apart, so a network with pooling sees the same grid everywhere and no seam arises. Beyond the
 * volume the data are reflected; the halo of every result is thrown away.
 *
 *     |halo|  core  |halo|
 *               |halo|  core  |halo|     cores touch, tiles overlap
 */
import { ModelError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';
import type { AxisSize, SpaceId } from './model-axes.js';
import type { ModelPackage } from './model-package.js';
import type { Box } from './view.js';

interface AxisTiles {
  /** length of the network's input along the axis */
  readonly tile: number;
  readonly halo: number;
  /** what a tile contributes; the last core may reach beyond the volume */
  readonly core: number;
  readonly count: number;
}

export interface TilePlan {
  readonly axes: readonly [AxisTiles, AxisTiles, AxisTiles];
  /** core boxes in view coordinates, cut at the volume; the index is the name of a tile */
  readonly units: readonly Box[];
}

export interface TileLimits {
  /** longest tile along y and x */
  readonly edge: number;
  /** voxels of one run; bounds its time and memory */
  readonly voxels: number;
  /** most slices of one run */
  readonly slices: number;
}

/** longest tile that a halo may force */
const MAX_TILE = 2048;

export const TILE_LIMITS: TileLimits = { edge: 512, voxels: 2 ** 18, slices: 16 };

export function planTiles(model: ModelPackage, shape: Shape3, limits: TileLimits = TILE_LIMITS): TilePlan {
  const { sizes } = model.input;
  const volumetric = sizes.z !== undefined;
  const edge = volumetric ? Math.min(limits.edge, Math.floor(Math.cbrt(limits.voxels))) : limits.edge;
  const y = tileAxis('y', sizes.y, shape[1], model.output.halo.y, edge);
  const x = tileAxis('x', sizes.x, shape[2], model.output.halo.x, edge);
  const z = volumetric
    ? tileAxis('z', sizes.z, shape[0], model.output.halo.z, edge)
    : sliceBatches(shape[0], batchLength(model, y.tile * x.tile, limits));
  const axes = [z, y, x] as const;
  return { axes, units: boxes(axes, shape) };
}

function batchLength(model: ModelPackage, pixels: number, limits: TileLimits): number {
  if (!model.input.order.includes('batch')) return 1;
  return model.input.batch ?? Math.min(limits.slices, Math.max(1, Math.floor(limits.voxels / pixels)));
}

function sliceBatches(length: number, slices: number): AxisTiles {
  const count = Math.ceil(length / slices);
  return { tile: slices, halo: 0, core: slices, count };
}

/** The number of tiles that the longest allowed tile needs, then the shortest tile that covers the axis so. */
function tileAxis(id: SpaceId, size: AxisSize | undefined, length: number, halo: number, longest: number): AxisTiles {
  if (size === undefined)
    throw new ModelError(`The model has no size for the axis ${id}; correct its description.`, { code: 'bad-description' });
  const { min, step } = size;
  const unit = Math.max(1, step);
  const coreOf = (tile: number): number => {
    const core = tile - 2 * halo;
    return core >= unit ? core - (core % unit) : core;
  };
  const atLeast = (tile: number): number => (step === 0 || tile <= min ? min : min + Math.ceil((tile - min) / step) * step);
  const atMost = step === 0 || longest <= min ? min : min + Math.floor((longest - min) / step) * step;
  let widest = atMost;
  while (coreOf(widest) < 1) {
    if (step === 0)
      throw new ModelError(
        `The model's tile of ${min} on ${id} is not longer than its halo of ${halo} on both sides; correct its description.`,
        {
          code: 'bad-description',
          subject: 'halo',
        },
      );
    widest += step;
    // a tile of a thousand voxels of context on each side is no network that anybody trained, but a slip in the description
    if (widest > MAX_TILE)
      throw new ModelError(
        `The model's halo of ${halo} on ${id} needs tiles longer than ${MAX_TILE} voxels, more than can be run; correct its description.`,
        { code: 'bad-description', subject: 'halo' },
      );
  }
  const count = Math.ceil(length / coreOf(widest));
  // the shortest tile whose cores still cover the axis; one tile alone need not lie on the grid of steps
  let tile = atLeast((count === 1 ? length : Math.ceil(length / count)) + 2 * halo);
  while (count > 1 && coreOf(tile) * count < length && tile < widest) tile += step;
  tile = Math.min(tile, Math.max(widest, min));
  const core = count === 1 ? Math.min(length, tile - 2 * halo) : coreOf(tile);
  return core * count < length ? { tile: widest, halo, core: coreOf(widest), count } : { tile, halo, core, count };
}

function boxes(axes: readonly [AxisTiles, AxisTiles, AxisTiles], shape: Shape3): readonly Box[] {
  const list: Box[] = [];
  const end = (axis: 0 | 1 | 2, i: number): number => Math.min(shape[axis], (i + 1) * axes[axis].core);
  for (let i = 0; i < axes[0].count; i++)
    for (let j = 0; j < axes[1].count; j++)
      for (let k = 0; k < axes[2].count; k++)
        list.push({
          start: [i * axes[0].core, j * axes[1].core, k * axes[2].core],
          end: [end(0, i), end(1, j), end(2, k)],
        });
  return list;
}

/** Index inside [0, length) after reflection at the first and last element, as often as needed. */
export function reflectIndex(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const folded = ((index % period) + period) % period;
  return folded < length ? folded : period - folded;
}

/** Units nearest to the slice that is being looked at come first; equal distances keep the order of the plan. */
export function visibleFirst(plan: TilePlan, visible: { readonly axis: 0 | 1 | 2; readonly index: number } | null): readonly number[] {
  const order = plan.units.map((_, index) => index);
  if (visible === null) return order;
  const distance = (index: number): number => {
    const box = plan.units[index] as Box;
    const [a, b] = [box.start[visible.axis], box.end[visible.axis] - 1];
    return visible.index < a ? a - visible.index : visible.index > b ? visible.index - b : 0;
  };
  const distances = order.map(distance);
  return order.sort((a, b) => (distances[a] as number) - (distances[b] as number) || a - b);
}
