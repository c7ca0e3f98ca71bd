/** Box counting and the fractal dimension, which means nothing without its range of scales. */
import { boxCounts } from '../kernels/index.js';
import { bodyOf, isBody } from './body.js';
import type { Body } from './body.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { numbersParam, PHASE_PARAM } from './params.js';

/** Sizes asked for, or powers of two up to half the shortest edge of the image. */
function sizesOf(body: Body, params: Params): readonly number[] {
  const given = numbersParam(params, 'boxes');
  if (given !== undefined) return given;
  const shortest = Math.min(...body.shape.filter((n) => n > 1));
  const sizes = [1];
  while (Number.isFinite(shortest) && 2 * (sizes.at(-1) ?? 1) <= shortest / 2) sizes.push(2 * (sizes.at(-1) ?? 1));
  return sizes;
}

const validSizes = (sizes: readonly number[]): boolean => sizes.every((size) => Number.isInteger(size) && size >= 1);
const BAD_SIZES: Measured = { value: null, reason: 'box sizes must be whole numbers of voxels from 1' };

async function counts(context: MetricContext, params: Params): Promise<Measured> {
  const body = await bodyOf(context, { phase: params['phase'] });
  if (!isBody(body)) return body;
  const sizes = sizesOf(body, params);
  return validSizes(sizes) ? { value: boxCounts(body.data, body.value, body.shape, sizes) } : BAD_SIZES;
}

async function dimension(context: MetricContext, params: Params): Promise<Measured> {
  const body = await bodyOf(context, { phase: params['phase'] });
  if (!isBody(body)) return body;
  if (body.voxels === 0) return { value: null, reason: 'phase is empty' };
  if (body.voxels === 1) return { value: null, reason: 'one voxel: no scale range' };
  if (body.voxels === body.data.length) return { value: null, reason: 'mask is full: inverted or meaningless' };
  const sizes = sizesOf(body, params);
  if (!validSizes(sizes)) return BAD_SIZES;
  if (new Set(sizes).size < 2) return { value: null, reason: 'no scale range: give at least two box sizes' };
  const logSize = sizes.map(Math.log);
  const logCount = boxCounts(body.data, body.value, body.shape, sizes).map(Math.log);
  return { value: -slope(logSize, logCount), note: scaleNote(sizes, logSize, logCount) };
}

/** Least squares. */
function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const xy = x.reduce((sum, value, k) => sum + (value - mx) * ((y[k] ?? 0) - my), 0);
  return xy / x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
}

/** The range of scales, the slope between neighbouring scales, and whether they agree. */
function scaleNote(sizes: readonly number[], logSize: readonly number[], logCount: readonly number[]): string {
  const local = logSize.slice(1).map((x, k) => -((logCount[k + 1] ?? 0) - (logCount[k] ?? 0)) / (x - (logSize[k] ?? 0)));
  const finite = local.filter((value) => Number.isFinite(value));
  const spread = finite.length === 0 ? 0 : Math.max(...finite) - Math.min(...finite);
  const range = `boxes of ${Math.min(...sizes)} to ${Math.max(...sizes)} voxels, local slopes ${finite.map((value) => value.toFixed(2)).join(', ')}`;
  return spread > 0.2 ? `${range}: not constant, so this is no fractal over these scales` : range;
}

const FRACTAL = {
  family: 'fractal',
  params: [PHASE_PARAM, { name: 'boxes', type: 'numbers', title: 'Edges of the boxes in voxels; default: powers of two' }],
  estimator: 'box-count@1',
  references: [],
  dimension: 'any',
  needsSpacing: false,
  needsCollector: false,
  standard: false,
} as const;

export const fractalMetrics: readonly Metric[] = [
  {
    ...FRACTAL,
    id: 'fractal.box_counts',
    title: 'Occupied boxes',
    unit: 'count',
    definition:
      'Number of boxes of each size, laid out from the origin, that hold a voxel of the phase; boxes over the edge are filled with background.',
    bias: 'None: an exact count.',
    compute: counts,
  },
  {
    ...FRACTAL,
    id: 'fractal.dimension',
    title: 'Box-counting dimension',
    unit: '1',
    definition: 'Minus the least-squares slope of log N over log s of the box counts.',
    bias: 'Meaningless without the range of scales and constant local slopes: a solid ball reads 2.5 to 2.7.',
    compute: dimension,
  },
];
