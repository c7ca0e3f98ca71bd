/** The height map of a phase above the collector, and what follows from it, once per run. */
import { faceGeometry, voxelCount } from '../volume/index.js';
import type { Face } from '../volume/index.js';
import { heightSlabRequest } from '../workers/height-map.request.js';
import type { MetricContext, Params } from './metric.js';
import { phaseOf } from './params.js';
import { overSlabs, slabRanges } from './slabs.js';
import { percentile } from './samples.js';

/** Statistics in layers (voxels along growth), population moments. */
export interface HeightSummary {
  readonly columns: number;
  readonly covered: number;
  readonly mean: number;
  /** over covered columns; null when there are none */
  readonly meanCovered: number | null;
  readonly p50: number;
  readonly p95: number;
  readonly min: number;
  readonly max: number;
  /** mean absolute deviation, root mean square deviation, third and fourth standardised moments (null when flat) */
  readonly Sa: number;
  readonly Sq: number;
  readonly Ssk: number | null;
  readonly Sku: number | null;
}

/** Statistics of the height map of the phase above the first collector face. */
export async function heightsOf(context: MetricContext, params: Params): Promise<HeightSummary> {
  const phase = phaseOf(params);
  const { face, heights } = await heightMapOf(context, phase);
  return context.shared(`heights;${phase};${face}`, () => Promise.resolve(summarise(heights)));
}

export interface HeightMap {
  readonly face: Face;
  /** layers up to the top of the highest voxel of each column, in raster order of the two axes beside growth */
  readonly heights: Uint32Array;
  /** columns along those two axes, and their voxel edges in metres (NaN when unknown) */
  readonly size: readonly [number, number];
  readonly steps: readonly [number, number];
}

/** The height map above the first collector face, slab by slab: slabs along growth are merged by the highest, others follow each other. */
export function heightMapOf(context: MetricContext, phase: number): Promise<HeightMap> {
  const face = context.collectorFaces[0];
  if (face === undefined) throw new TypeError('height map without a collector face');
  return context.shared(`height-map;${phase};${face}`, async () => {
    const { shape, calibration } = context.stack;
    const [nz, ny, nx] = shape;
    const { axis, atEnd } = faceGeometry(face);
    const slabs = await overSlabs(
      context.stack,
      heightSlabRequest,
      ({ planes, first, end }) => ({ labels: planes.data, shape: [end - first, ny, nx] as const, phase, face }),
      context,
    );
    const [a, b] = axis === 0 ? [1, 2] : axis === 1 ? [0, 2] : [0, 1];
    const size = [shape[a as 0 | 1], shape[b as 1 | 2]] as const;
    const heights = new Uint32Array(size[0] * size[1]);
    if (axis === 0)
      slabRanges(shape).forEach(([first, end], k) => {
        const below = atEnd ? nz - end : first;
        slabs[k]?.forEach((h, column) => {
          if (h > 0) heights[column] = Math.max(heights[column] ?? 0, h + below);
        });
      });
    else slabRanges(shape).forEach(([first], k) => heights.set(slabs[k] ?? [], first * size[1]));
    const edge = (at: number): number => calibration.spacing?.[at] ?? Number.NaN;
    return { face, heights, size, steps: [edge(a), edge(b)] };
  });
}

/** Size of a layer along growth in metres, and the number of layers. */
export function growthAxis(context: MetricContext): { step: number; layers: number } {
  const face = context.collectorFaces[0] ?? 'z-';
  const { axis } = faceGeometry(face);
  return { step: context.stack.calibration.spacing?.[axis] ?? Number.NaN, layers: context.stack.shape[axis] };
}

/** Voxels of a layer parallel to the collector. */
export function layerVoxels(context: MetricContext): number {
  return voxelCount(context.stack.shape) / growthAxis(context).layers;
}

/** Statistics of the heights of all columns, in any order; at least one. */
export function summarise(heights: Uint32Array): HeightSummary {
  const sorted = heights.toSorted();
  const n = sorted.length;
  let sum = 0;
  let covered = 0;
  for (const h of sorted) {
    sum += h;
    if (h > 0) covered++;
  }
  const mean = sum / n;
  let absolute = 0;
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (const h of sorted) {
    const d = h - mean;
    absolute += Math.abs(d);
    second += d * d;
    third += d * d * d;
    fourth += d * d * d * d;
  }
  const min = sorted[0] ?? 0;
  const max = sorted[n - 1] ?? 0;
  const flat = min === max; // decided on integers, not on a rounded variance
  const Sq = flat ? 0 : Math.sqrt(second / n);
  return {
    columns: n,
    covered,
    mean,
    meanCovered: covered === 0 ? null : sum / covered,
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    min,
    max,
    Sa: flat ? 0 : absolute / n,
    Sq,
    Ssk: flat ? null : third / n / Sq ** 3,
    Sku: flat ? null : fourth / n / Sq ** 4,
  };
}
