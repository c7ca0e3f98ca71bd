/** The height map of a phase above the collector, and what follows from it, once per run. */
import { heightMap } from '../kernels/index.js';
import { faceGeometry } from '../volume/index.js';
import type { MetricContext, Params } from './metric.js';
import { numberParam } from './params.js';

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
  const phase = numberParam(params, 'phase');
  const face = context.collectorFaces[0];
  if (face === undefined) throw new TypeError('height map without a collector face');
  return context.shared(`heights;${phase};${face}`, async () =>
    summarise(heightMap(context.labels.data, context.labels.shape, phase, face)),
  );
}

/** Size of a layer along growth in metres, and the number of layers. */
export function growthAxis(context: MetricContext): { step: number; layers: number } {
  const face = context.collectorFaces[0] ?? 'z-';
  const { axis } = faceGeometry(face);
  return { step: context.labels.calibration.spacing?.[axis] ?? Number.NaN, layers: context.labels.shape[axis] };
}

/** Voxels of a layer parallel to the collector. */
export function layerVoxels(context: MetricContext): number {
  return context.labels.data.length / growthAxis(context).layers;
}

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

/** Linear interpolation between the sorted values (definition 7 of Hyndman & Fan). */
function percentile(sorted: Uint32Array, share: number): number {
  const position = (sorted.length - 1) * share;
  const low = Math.floor(position);
  const a = sorted[low] ?? 0;
  const b = sorted[Math.min(low + 1, sorted.length - 1)] ?? a;
  return a + (b - a) * (position - low);
}
