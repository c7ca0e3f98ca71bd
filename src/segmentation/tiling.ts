/**
 * How a view is cut into units of work. The picture is thought to be padded by reflection: `border` voxels on each
 * face, and what a valid length of the network needs beyond. Windows of one shape cover it, their origins a whole
 * number of size steps apart, so a network with pooling sees the same grid everywhere. Neighbouring windows overlap by
 * the halo on both sides of a seam. Where the halo is all that a voxel sees, the result is that of one window over the
 * whole padded picture, whatever the size of the windows.
 *
 *     |border|        core        |halo|
 *                          |halo|        core        |border|      cores touch, windows overlap
 */
import { ModelError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';
import type { AxisSize, SpaceId } from './model-axes.js';
import type { ModelPackage } from './model-package.js';
import type { Box } from './view.js';

/** A core box in view coordinates, cut at the volume. */
export interface TileUnit extends Box {
  /** where the window begins; it may lie before the volume */
  readonly origin: readonly [number, number, number];
}

export interface TilePlan {
  /** lengths of a window: the network's input (slices of one run along z for networks that see single slices) */
  readonly tile: Shape3;
  /** planes from one layer of units to the next */
  readonly depth: number;
  /** the index is the name of a tile */
  readonly units: readonly TileUnit[];
}

export interface TileLimits {
  /** longest window along y and x */
  readonly edge: number;
  /** voxels of one unit; bounds its time, and for networks that take blocks its memory */
  readonly voxels: number;
  /** most slices of one unit */
  readonly slices: number;
}

/** longest window that a halo may force */
const MAX_TILE = 2048;

export const TILE_LIMITS: TileLimits = { edge: 1120, voxels: 2 ** 21, slices: 16 };

/** measured for the bundled networks: what a run needs for each voxel of its window, scratch memory of the engine included */
const BYTES_PER_VOXEL = 500;
const LEAST_EDGE = 384;

/** Windows as large as a share of the memory allows, for `processes` at once. */
export function tileLimits(memoryBytes: number, processes: number): TileLimits {
  const edge = Math.floor(Math.sqrt(memoryBytes / 4 / Math.max(1, processes) / BYTES_PER_VOXEL));
  return { ...TILE_LIMITS, edge: Math.min(TILE_LIMITS.edge, Math.max(LEAST_EDGE, edge)) };
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly origin: number;
}

interface AxisTiles {
  readonly tile: number;
  readonly spans: readonly Span[];
}

export function planTiles(model: ModelPackage, shape: Shape3, limits: TileLimits = TILE_LIMITS): TilePlan {
  const { sizes } = model.input;
  const volumetric = sizes.z !== undefined;
  const edge = volumetric ? Math.min(limits.edge, Math.floor(Math.cbrt(limits.voxels / 8))) : limits.edge;
  const [y, x] = [windows('y', model, shape[1], edge), windows('x', model, shape[2], edge)];
  const z = volumetric ? windows('z', model, shape[0], edge) : sliceBatches(shape[0], batchLength(model, y.tile * x.tile, limits));
  const depth = z.spans[1] === undefined ? shape[0] : Math.min(...z.spans.slice(0, -1).map(({ start, end }) => end - start));
  return { tile: [z.tile, y.tile, x.tile], depth, units: boxes(z.spans, y.spans, x.spans) };
}

function batchLength(model: ModelPackage, pixels: number, limits: TileLimits): number {
  if (!model.input.order.includes('batch')) return 1;
  return model.input.batch ?? Math.min(limits.slices, Math.max(1, Math.floor(limits.voxels / pixels)));
}

function sliceBatches(length: number, slices: number): AxisTiles {
  const spans = Array.from({ length: Math.ceil(length / slices) }, (_, i) => ({
    start: i * slices,
    end: Math.min(length, (i + 1) * slices),
    origin: i * slices,
  }));
  return { tile: slices, spans };
}

function windows(id: SpaceId, model: ModelPackage, length: number, longest: number): AxisTiles {
  const size = model.input.sizes[id];
  const [halo, border] = [model.output.halo[id], model.output.border[id]];
  if (size === undefined)
    throw new ModelError(`The model has no size for the axis ${id}; correct its description.`, { code: 'bad-description' });
  if (size.step === 0) return fixedWindows(id, size.min, length, halo);
  const whole = validLength(size, length + 2 * border);
  const widest = shortestAbove(id, size, halo, longest);
  if (whole <= widest) return { tile: whole, spans: [{ start: 0, end: length, origin: -border }] };
  const strideOf = (tile: number): number => Math.floor((tile - 2 * halo) / size.step) * size.step;
  const count = Math.ceil((whole - widest) / strideOf(widest)) + 1;
  // the shortest window with which as many cover the picture
  let tile = widest;
  const least = validLength(size, 2 * halo + size.step);
  while (tile - size.step >= least && strideOf(tile - size.step) * (count - 1) >= whole - (tile - size.step)) tile -= size.step;
  const origins = Array.from({ length: count }, (_, i) => Math.min(i * strideOf(tile), whole - tile));
  return { tile, spans: spansOf(origins, halo, border, length) };
}

/** A network of one size: padding fills what is missing, and what it fills is thrown away. */
function fixedWindows(id: SpaceId, tile: number, length: number, halo: number): AxisTiles {
  const core = tile - 2 * halo;
  if (core < 1)
    throw new ModelError(
      `The model's tile of ${tile} on ${id} is not longer than its halo of ${halo} on both sides; correct its description.`,
      { code: 'bad-description', subject: 'halo' },
    );
  const origins = Array.from({ length: Math.ceil(length / core) }, (_, i) => i * core);
  return { tile, spans: spansOf(origins, halo, halo, length) };
}

/** `origins` in the padded picture; a core begins where the halo of its window ends. */
function spansOf(origins: readonly number[], halo: number, border: number, length: number): readonly Span[] {
  const begin = (i: number): number => (i === 0 ? 0 : (origins[i] as number) + halo - border);
  return origins.map((origin, i) => ({
    start: begin(i),
    end: i + 1 < origins.length ? Math.min(length, begin(i + 1)) : length,
    origin: origin - border,
  }));
}

function validLength({ min, step }: AxisSize, length: number): number {
  return length <= min ? min : min + Math.ceil((length - min) / step) * step;
}

/** The longest valid window within the limit, or the shortest that has a core at all. */
function shortestAbove(id: SpaceId, size: AxisSize, halo: number, longest: number): number {
  const needed = validLength(size, 2 * halo + size.step);
  // a window of a thousand voxels of context on each side is no network that anybody trained, but a slip in the description
  if (needed > MAX_TILE)
    throw new ModelError(
      `The model's halo of ${halo} on ${id} needs tiles longer than ${MAX_TILE} voxels, more than can be run; correct its description.`,
      { code: 'bad-description', subject: 'halo' },
    );
  const allowed = longest <= size.min ? size.min : size.min + Math.floor((longest - size.min) / size.step) * size.step;
  return Math.max(allowed, needed);
}

function boxes(z: readonly Span[], y: readonly Span[], x: readonly Span[]): readonly TileUnit[] {
  return z.flatMap((a) =>
    y.flatMap((b) =>
      x.map((c): TileUnit => ({
        start: [a.start, b.start, c.start],
        end: [a.end, b.end, c.end],
        origin: [a.origin, b.origin, c.origin],
      })),
    ),
  );
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
