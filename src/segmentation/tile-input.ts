/** Builds the tensor that a network gets for one unit of work: neighbour slices, reflection, normalisation. */
import { applyArithmetic, needsSample, resolveOperations, type Arithmetic } from './arithmetic.js';
import { distributionOf, type Distribution } from './distribution.js';
import type { ModelPackage } from './model-package.js';
import type { Operation } from './operations.js';
import type { Slab } from './slab.js';
import type { Dims5 } from './tensor-order.js';
import { reflectIndex, type TilePlan } from './tiling.js';
import type { Box, View } from './view.js';

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

/** First and last + 1 view plane that a unit reads, reflection included. */
export function planesOf(unit: Box, model: ModelPackage, plan: TilePlan, depth: number): { start: number; end: number } {
  const { tile, halo } = plan.axes[0];
  const volumetric = model.input.order.includes('z');
  const wanted: number[] = [];
  if (volumetric) for (let i = 0; i < tile; i++) wanted.push(unit.start[0] - halo + i);
  else for (let z = unit.start[0]; z < unit.end[0]; z++) for (const offset of model.sliceOffsets) wanted.push(z + offset);
  const planes = wanted.map((z) => reflectIndex(z, depth));
  return { start: Math.min(...planes), end: Math.max(...planes) + 1 };
}

/** The normalised input in the order batch, channel, z, y, x. */
export function tileInput(
  slab: Slab,
  unit: Box,
  view: View,
  plan: TilePlan,
  model: ModelPackage,
  normalisation: Normalisation,
): { data: Float32Array; dims: Dims5 } {
  const volumetric = model.input.order.includes('z');
  const [az, ay, ax] = plan.axes;
  const slices = model.input.batch ?? unit.end[0] - unit.start[0];
  const dims: Dims5 = volumetric ? [1, 1, az.tile, ay.tile, ax.tile] : [slices, model.sliceOffsets.length, 1, ay.tile, ax.tile];
  const pixels = ay.tile * ax.tile;
  const rows = lineOffsets(unit.start[1] - ay.halo, ay.tile, view.shape[1], slab.step[1]);
  const columns = lineOffsets(unit.start[2] - ax.halo, ax.tile, view.shape[2], slab.step[2]);
  const data = new Float32Array(dims.reduce((product, n) => product * n, 1));
  const depth = view.shape[0];
  const planes: number[] = [];
  if (volumetric) for (let i = 0; i < az.tile; i++) planes.push(reflectIndex(unit.start[0] - az.halo + i, depth));
  else
    for (let s = 0; s < slices; s++)
      for (const offset of model.sliceOffsets) planes.push(reflectIndex(Math.min(unit.start[0] + s, unit.end[0] - 1) + offset, depth));
  planes.forEach((plane, i) => copyPlane(slab, plane, rows, columns, data, i * pixels, normalisation.fill));
  if (normalisation.fixed !== null) applyArithmetic(normalisation.fixed, data, dims[1], dims[2] * pixels);
  else normaliseSlices(slab, view, data, dims, planes, normalisation);
  return { data, dims };
}

/** Offsets of the elements of one tile line, reflected into the volume. */
function lineOffsets(first: number, count: number, length: number, step: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => reflectIndex(first + i, length) * step);
}

function copyPlane(slab: Slab, plane: number, rows: Int32Array, columns: Int32Array, out: Float32Array, at: number, fill: number): void {
  const { data } = slab;
  const origin = slab.base + plane * slab.step[0];
  let i = at;
  for (let y = 0; y < rows.length; y++) {
    const row = origin + (rows[y] as number);
    for (let x = 0; x < columns.length; x++) {
      const value = data[row + (columns[x] as number)] as number;
      out[i++] = Number.isFinite(value) ? value : fill;
    }
  }
}

/** Statistics slice by slice, over the whole slice and not the tile. */
function normaliseSlices(
  slab: Slab,
  view: View,
  data: Float32Array,
  dims: Dims5,
  planes: readonly number[],
  normalisation: Normalisation,
): void {
  const [slices, channels] = dims;
  const pixels = dims[3] * dims[4];
  for (let s = 0; s < slices; s++) {
    const sample = planes.slice(s * channels, (s + 1) * channels).map((plane) => planeDistribution(slab, view, plane));
    const chain = resolveOperations(normalisation.operations, { volume: normalisation.volume, sample });
    applyArithmetic(chain, data.subarray(s * channels * pixels, (s + 1) * channels * pixels), channels, pixels);
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
  const values = new Float32Array(rows.length * columns.length);
  copyPlane(slab, plane, rows, columns, values, 0, Number.NaN);
  const distribution = distributionOf(values);
  cache.set(plane, distribution);
  return distribution;
}
