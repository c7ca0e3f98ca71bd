/**
 * Distance and thickness maps of a body, made by all threads in shared memory, and their distributions, once per run.
 * Distances take 4 bytes per voxel, in one array for all of a run; each map of thickness takes 4 more, which stay for the run.
 */
import { chunkColumns, inVoxelEdges, mapValues, mergeDistributions, thicknessSlabs } from '../kernels/index.js';
import type { DistanceField, EdtOptions, ThicknessMap, Distribution } from '../kernels/index.js';
import { distanceInPlanesRequest, distanceThroughPlanesRequest, distributionRequest } from '../workers/distance.request.js';
import { thicknessSlabRequest } from '../workers/local-thickness.request.js';
import type { SlabPorts } from './slabs.js';
import { slabRanges } from './slabs.js';
import type { Body } from './body.js';
import type { MetricContext } from './metric.js';
import { voxelArray } from './voxel-array.js';

/** What is measured: labels that the workers see, their shape and spacing. */
export type Space = Pick<Body, 'data' | 'shape' | 'spacing'>;

/** Squared distances in units of the shortest voxel edge, in an array that may have been used before. */
export async function distanceField(
  space: Space,
  options: EdtOptions,
  { workers, signal }: SlabPorts,
  out: Float32Array = mapArray(space, workers),
): Promise<DistanceField> {
  const { shape } = space;
  const { steps } = inVoxelEdges(space.spacing);
  const task = { data: workers.share(space.data), shape, spacing: steps, options };
  await Promise.all(slabRanges(shape).map((range) => workers.run(distanceInPlanesRequest, { task, range, out }, signal)));
  const [columns, chunk] = [shape[1] * shape[2], chunkColumns(shape[0])];
  const ranges = parts(columns, chunk * Math.ceil(columns / chunk / 32));
  const largest = await Promise.all(ranges.map((range) => workers.run(distanceThroughPlanesRequest, { task, range, out }, signal)));
  return { squares: out, largest: largest.reduce((a, b) => Math.max(a, b), 0), shape, steps };
}

/** Local thickness from distances that are all finite. */
export async function thicknessMap(
  field: DistanceField,
  space: Space,
  { workers, signal }: SlabPorts,
  out: Float32Array = mapArray(space, workers),
): Promise<ThicknessMap> {
  await Promise.all(thicknessSlabs(space.shape).map((range) => workers.run(thicknessSlabRequest, { field, range, out }, signal)));
  return { diameters: out, unit: Math.min(...space.spacing) };
}

/** Distribution of the positive numbers of a map. */
export async function distributionOf(
  numbers: Float32Array,
  { workers, signal }: SlabPorts,
  mask?: { readonly labels: Uint8Array; readonly label: number },
): Promise<Distribution> {
  const shared = mask === undefined ? {} : { mask: { ...mask, labels: workers.share(mask.labels) } };
  const ranges = parts(numbers.length, 1 << 22);
  return mergeDistributions(
    await Promise.all(ranges.map((range) => workers.run(distributionRequest, { numbers, range, ...shared }, signal))),
  );
}

/** Thickness map of a body with its distribution in metres, once per run; undefined without background. */
export function bodyThickness(
  context: MetricContext,
  body: Body,
  boxFaces: boolean,
): Promise<{ map: ThicknessMap; distribution: Distribution } | undefined> {
  return context.shared(`thickness:${body.key}:${boxFaces}`, () =>
    withDistances(context, body, { value: body.value, boxFaces }, async (field) => {
      const map = await thicknessMap(field, body, context);
      const distribution = await distributionOf(map.diameters, context);
      return { map, distribution: mapValues(distribution, (diameter) => diameter * map.unit) };
    }),
  );
}

/**
 * Distribution in metres of the distances of the voxels of a body, to its own outside or to the nearest voxel of `toValue`, once per
 * run; undefined where there is nothing to measure to.
 */
export function bodyDistances(
  context: MetricContext,
  body: Body,
  options: Pick<EdtOptions, 'boxFaces' | 'toValue'>,
): Promise<Distribution | undefined> {
  return context.shared(`distances:${body.key}:${String(options.boxFaces)}:${String(options.toValue)}`, () =>
    withDistances(context, body, { ...options, value: body.value }, async ({ squares }) => {
      const unit = Math.min(...body.spacing);
      const distribution = await distributionOf(squares, context, { labels: body.data, label: body.value });
      return mapValues(distribution, (square) => unit * Math.sqrt(square));
    }),
  );
}

/**
 * Reads a field of distances, or gives undefined where there is nothing to measure to. The array goes to the next reader of the run: engines
 * do not count shared memory and are late to free it.
 */
async function withDistances<T>(
  context: MetricContext,
  body: Body,
  options: EdtOptions,
  read: (field: DistanceField) => Promise<T>,
): Promise<T | undefined> {
  const spare = await context.shared(`arrays:${body.data.length}`, () => Promise.resolve<Float32Array[]>([]));
  const out = spare.pop() ?? mapArray(body, context.workers);
  const field = await distanceField(body, { ...options, flatAxis: context.flatAxis }, context, out);
  const found = field.largest === Infinity ? undefined : await read(field);
  spare.push(out);
  return found;
}

/** A number for each voxel, in memory that the workers share. */
export function mapArray({ data }: Space, workers: SlabPorts['workers']): Float32Array {
  const { buffer, byteOffset } = voxelArray(data.length, workers);
  return new Float32Array(buffer, byteOffset, data.length);
}

/** Cuts [0, n) into ranges of `size`. */
function parts(n: number, size: number): (readonly [first: number, end: number])[] {
  return Array.from({ length: Math.ceil(n / size) }, (_, k) => [k * size, Math.min(n, (k + 1) * size)] as const);
}
