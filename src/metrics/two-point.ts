/** Pair probabilities of a phase: along an axis, over all directions, within one piece; and the length they fall off with. */
import { InvalidInputError } from '../base/index.js';
import { clusterCurve, covarianceLength, inVoxelEdges, MAX_KERNEL_BYTES, planPairs, twoPointCurve } from '../kernels/index.js';
import type { PairBoundary, RadialTwoPoint } from '../kernels/index.js';
import { bodyOf, EMPTY_PHASE, isBody, phaseComponents } from './body.js';
import type { Body } from './body.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { axisOf, connectivityParam, numberParam, numbersParam, PHASE_PARAM, phaseOf } from './params.js';
import { radialPairs } from './pairs.js';
import { AXIS_PARAM, boundaryParam, LAGS_PARAM, STATISTICS } from './statistics-record.js';

const BEYOND: Measured = { value: null, reason: 'lags beyond the box' };

/** A rule on the phase as a whole. */
function onPhase(rule: (body: Body, params: Params, context: MetricContext) => Measured | Promise<Measured>): Metric['compute'] {
  return async (context, params) => {
    const body = await bodyOf(context, { phase: params['phase'] });
    return isBody(body) ? rule(body, params, context) : body;
  };
}

const boundaryOf = (params: Params): PairBoundary => (params['boundary'] === 'periodic' ? 'periodic' : 'plain');

function lagsOf(params: Params): readonly number[] {
  const lags = numbersParam(params, 'lags_voxels') ?? [];
  for (const lag of lags)
    if (!Number.isInteger(lag) || lag < 0) throw new InvalidInputError(`A lag is ${lag}; lags are whole numbers of voxels from 0.`);
  return lags;
}

function listed(values: readonly number[]): Measured {
  return values.every((value) => Number.isFinite(value)) ? { value: values } : BEYOND;
}

const twoPoint = (body: Body, params: Params): Measured =>
  listed(twoPointCurve(body.data, body.shape, lagsOf(params), axisOf(params), boundaryOf(params), { value: body.value }));

async function cluster(body: Body, params: Params, context: MetricContext): Promise<Measured> {
  const lags = lagsOf(params);
  const { labels } = await phaseComponents(context, phaseOf(params), numberParam(params, 'connectivity') as 6 | 18 | 26);
  return listed(clusterCurve(labels, body.shape, lags, axisOf(params)));
}

const TOO_LARGE: Measured = {
  value: null,
  reason: 'the transform needs more than the 4 GiB a kernel can address: measure a smaller region',
};

/** Pairs at all lag vectors up to so many of the shortest voxel edges; undefined where the transform does not fit into a kernel's memory. */
async function pairs(body: Body, boundary: PairBoundary, edges: number, context: MetricContext): Promise<RadialTwoPoint | undefined> {
  const { key, data, value, shape } = body;
  // whole lags stay whole
  const { steps: spacing } = inVoxelEdges(body.spacing);
  const { bytes } = planPairs({ shape, spacing, boundary, reach: edges, threads: context.workers.threads });
  if (bytes > MAX_KERNEL_BYTES) return undefined;
  return context.shared(`pairs:${key}:${boundary}:${edges}`, () => radialPairs({ data, value, shape, spacing }, boundary, edges, context));
}

async function radial(body: Body, params: Params, context: MetricContext): Promise<Measured> {
  const lags = lagsOf(params);
  const boundary = boundaryOf(params);
  const shortest = Math.min(...body.spacing);
  const longest = Math.max(...body.shape.map((n, axis) => ((n - 1) * (body.spacing[axis] ?? 0)) / shortest));
  const reach = Math.max(...lags);
  if (reach > longest + 0.5) return BEYOND;
  const found = await pairs(body, boundary, reach, context);
  if (found === undefined) return TOO_LARGE;
  const { probability, distance } = found;
  return listed(lags.map((lag) => probability[distance.findIndex((d) => Math.floor(d + 0.5) === lag)] ?? NaN));
}

/** Half of the shortest edge of the box, in shortest voxel edges: further out few independent pairs are left. */
function halfBox({ shape, spacing }: Body): number {
  const edges = shape.map((n, axis) => n * (spacing[axis] ?? 0)).filter((_, axis) => (shape[axis] ?? 0) > 1);
  return edges.length === 0 ? 0 : Math.floor(Math.min(...edges) / 2 / Math.min(...spacing) + 1e-9);
}

/** A length from the pairs of all lag vectors; `curve` picks distances in shortest edges and probabilities. */
function onCovariance(
  curve: (found: RadialTwoPoint, body: Body, params: Params) => [ArrayLike<number>, ArrayLike<number>],
): Metric['compute'] {
  return onPhase(async (body, params, context) => {
    if (body.voxels === 0) return EMPTY_PHASE;
    if (body.voxels === body.data.length) return { value: null, reason: 'the phase fills the box: there is no covariance' };
    const found = await pairs(body, boundaryOf(params), halfBox(body), context);
    if (found === undefined) return TOO_LARGE;
    const length = covarianceLength(...curve(found, body, params));
    if (length === undefined) return { value: null, reason: 'the covariance does not fall to zero within half of the box' };
    return { value: length * Math.min(...body.spacing) };
  });
}

const alongAxis = ({ axes }: RadialTwoPoint, { spacing }: Body, params: Params): [ArrayLike<number>, ArrayLike<number>] => {
  const axis = axisOf(params);
  const edge = spacing[axis] / Math.min(...spacing);
  return [Array.from(axes[axis], (_, lag) => lag * edge), axes[axis]];
};

const COVARIANCE = {
  ...STATISTICS,
  avoid: 'Not for deposits whose fraction falls with height: the trend counts as covariance; measure a layer of it.',
  unit: 'length',
  estimator: 'covariance-integral@1',
  bias: 'The trapezium rule and the zero are exact to second order in the voxel; the field of view takes its own mean fraction for the true one, which reads short by about the integral range over the volume.',
  references: ['10.1007/978-1-4757-6355-3', '10.1007/978-3-662-04899-3'],
  needsSpacing: true,
} as const;

export const twoPointMetrics: readonly Metric[] = [
  {
    ...STATISTICS,
    id: 'statistics.two_point',
    title: 'Two-point probability',
    params: [PHASE_PARAM, AXIS_PARAM, LAGS_PARAM, boundaryParam(['plain', 'periodic'])],
    estimator: 'pair-count@1',
    definition: 'Share of the pairs of voxels r apart along the axis that both lie in the phase, for each r.',
    compute: onPhase(twoPoint),
  },
  {
    ...STATISTICS,
    id: 'statistics.two_point_radial',
    title: 'Two-point probability over all directions',
    params: [PHASE_PARAM, { ...LAGS_PARAM, title: 'Distances in shortest voxel edges' }, boundaryParam(['plain', 'periodic'])],
    estimator: 'pair-transform@1',
    definition:
      'Share of the pairs of voxels between r - 1/2 and r + 1/2 shortest voxel edges apart, in any direction, that both lie in the phase, for each r.',
    bias: 'Exact for the voxels; a shell is one voxel wide, which evens out what changes within a voxel.',
    compute: onPhase(radial),
  },
  {
    ...STATISTICS,
    id: 'statistics.two_point_cluster',
    title: 'Two-point cluster function',
    params: [PHASE_PARAM, AXIS_PARAM, LAGS_PARAM, connectivityParam(26)],
    estimator: 'pair-count@1',
    definition: 'Share of the pairs of voxels r apart along the axis that lie in the same connected piece of the phase, for each r.',
    bias: 'Exact for the voxels; pieces that join only outside the box count as two, which reads low.',
    references: ['10.1063/1.454716'],
    compute: onPhase(cluster),
  },
  {
    ...COVARIANCE,
    id: 'statistics.covariance_length',
    title: 'Covariance length along an axis',
    params: [PHASE_PARAM, AXIS_PARAM, boundaryParam(['plain', 'periodic'])],
    definition:
      'Integral of (S2(r) - f^2) / (f - f^2) along the axis from 0 to its first zero, at most half the shortest edge of the box away; f the volume fraction.',
    compute: onCovariance(alongAxis),
  },
  {
    ...COVARIANCE,
    id: 'statistics.covariance_length_isotropic',
    title: 'Covariance length over all directions',
    params: [PHASE_PARAM, boundaryParam(['plain', 'periodic'])],
    definition: 'The same integral of S2 averaged over all directions.',
    compute: onCovariance(({ distance, probability }) => [distance, probability]),
  },
];
