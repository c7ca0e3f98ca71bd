/** Curve skeleton of a phase or of one object: how long, how branched, how straight. Kernels: thinning.ts, skeleton-graph.ts. */
import type { SkeletonMeasures } from '../workers/skeleton.request.js';
import { skeletonRequest, thinRequest } from '../workers/skeleton.request.js';
import { bodyOf, EMPTY_PHASE, isBody } from './body.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { booleanParam, COLLECTOR_PARAM, PHASE_PARAM, SEED_PARAM } from './params.js';
import { mean, median } from './samples.js';

const CONNECTIVITY: ParamSpec = {
  name: 'connectivity',
  type: 'enum',
  default: 26,
  values: [26, 8],
  title: 'Neighbourhood of the skeleton; 8 names the same in an image',
};

const PRUNE: ParamSpec = {
  name: 'prune_spurs',
  type: 'boolean',
  default: false,
  title: 'Remove spurs shorter than twice the local radius',
};

/** Measures of the skeleton asked for; the thinning is shared by all metrics of a run. */
async function skeletonOf(context: MetricContext, params: Params, radius = false): Promise<SkeletonMeasures | Measured> {
  const body = await bodyOf(context, params);
  if (!isBody(body)) return body;
  const { data: labels, value, shape, spacing } = body;
  const voxels = await context.shared(`thin:${body.key}`, () =>
    context.workers.run(thinRequest, { labels, value, shape, spacing }, context.signal),
  );
  const prune = booleanParam(params, 'prune_spurs');
  const collector = context.collectorFaces[0];
  return context.shared(`skeleton:${body.key}:${prune}:${collector}:${radius}`, () =>
    context.workers.run(skeletonRequest, { labels, value, shape, spacing, voxels, prune, collector, radius }, context.signal),
  );
}

function fromSkeleton(rule: (skeleton: SkeletonMeasures) => Measured, radius = false): Metric['compute'] {
  return async (context, params) => {
    const skeleton = await skeletonOf(context, params, radius);
    return 'types' in skeleton ? rule(skeleton) : skeleton;
  };
}

const NO_BRANCHES: Measured = { value: null, reason: 'the skeleton has no branches' };
const NO_JUNCTIONS: Measured = { value: null, reason: 'the skeleton has no junctions' };

const branchMetric =
  (statistic: (values: Float64Array) => number, valuesOf: (skeleton: SkeletonMeasures) => Float64Array, none: Measured = NO_BRANCHES) =>
  (skeleton: SkeletonMeasures): Measured => {
    const values = valuesOf(skeleton);
    return values.length === 0 ? none : { value: statistic(values) };
  };

function radiusOf({ meanRadius }: SkeletonMeasures): Measured {
  if (meanRadius === null) return EMPTY_PHASE;
  return Number.isFinite(meanRadius)
    ? { value: meanRadius }
    : { value: null, reason: 'no background inside the box to measure a radius against' };
}

const BIAS =
  'Without pruning a rough surface adds spurs, each one tip and one junction too many. Ends are shortened by about the local radius. Length in steps: a straight line reads 0 to 13 % long by its direction (8 % on average), up to 25 % at a spacing of 3 to 1. Around enclosed cavities thinning leaves closed sheets, which are no curves.';

const SKELETON = {
  avoid: 'Not for films, grains and sponges, whose skeleton is not their shape: use local thickness, the Betti numbers or the persistence.',
  family: 'skeleton',
  params: [PHASE_PARAM, SEED_PARAM, CONNECTIVITY, PRUNE],
  estimator: 'directional-thinning@1',
  bias: BIAS,
  references: ['10.1007/3-540-45729-1_42', '10.1006/cgip.1994.1042'],
  dimension: 'any',
  needsSpacing: false,
  needsCollector: false,
  sampling: 'none',
  standard: false,
} as const;

export const skeletonMetrics: readonly Metric[] = [
  {
    ...SKELETON,
    id: 'skeleton.length',
    title: 'Length of the skeleton',
    unit: 'length',
    needsSpacing: true,
    definition: 'Sum of the steps between neighbouring voxels of the skeleton; inside a junction of several voxels its spanning tree.',
    compute: fromSkeleton(({ length }) => ({ value: length })),
  },
  {
    ...SKELETON,
    id: 'skeleton.tips',
    title: 'Tips',
    unit: 'count',
    definition: 'Voxels of the skeleton with one neighbour.',
    compute: fromSkeleton(({ tips }) => ({ value: tips })),
  },
  {
    ...SKELETON,
    id: 'skeleton.junctions',
    title: 'Junctions',
    unit: 'count',
    definition: 'Groups of touching voxels of the skeleton with three or more neighbours.',
    compute: fromSkeleton(({ junctions }) => ({ value: junctions })),
  },
  {
    ...SKELETON,
    id: 'skeleton.branches',
    title: 'Branches',
    unit: 'count',
    definition: 'Paths between tips and junctions, and rings without junctions.',
    compute: fromSkeleton(({ branchLengths }) => ({ value: branchLengths.length })),
  },
  {
    ...SKELETON,
    id: 'skeleton.branch_types',
    title: 'Branches by type',
    unit: 'count',
    definition: 'Branches between two tips, a tip and a junction, two junctions, and cycles: rings, and loops at one junction.',
    compute: fromSkeleton(({ types }) => ({
      value: {
        tip_tip: types.tipTip,
        tip_junction: types.tipJunction,
        junction_junction: types.junctionJunction,
        cycle: types.cycle,
      },
    })),
  },
  {
    ...SKELETON,
    id: 'skeleton.strahler_order',
    title: 'Strahler order',
    unit: '1',
    params: [...SKELETON.params, COLLECTOR_PARAM],
    definition:
      'Highest order of a branch: 1 at a free tip, k + 1 where two of order k join. The root is the tip nearest to the collector; without a collector the tip that gives the highest order.',
    bias: `${BIAS} Without a collector an upper bound.`,
    references: [...SKELETON.references, '10.1029/TR038i006p00913'],
    compute: fromSkeleton(({ strahlerOrder, branchLengths }) => {
      if (strahlerOrder !== null) return { value: strahlerOrder };
      return branchLengths.length === 0 ? NO_BRANCHES : { value: null, reason: 'the skeleton has loops, so branches have no order' };
    }),
  },
  {
    ...SKELETON,
    id: 'skeleton.branch_length_mean',
    title: 'Branch length, mean',
    unit: 'length',
    needsSpacing: true,
    definition: 'Mean length of the branches.',
    compute: fromSkeleton(branchMetric(mean, ({ branchLengths }) => branchLengths)),
  },
  {
    ...SKELETON,
    id: 'skeleton.branch_length_p50',
    title: 'Branch length, median',
    unit: 'length',
    needsSpacing: true,
    definition: 'Median length of the branches.',
    compute: fromSkeleton(branchMetric(median, ({ branchLengths }) => branchLengths)),
  },
  {
    ...SKELETON,
    id: 'skeleton.branch_tortuosity',
    title: 'Branch tortuosity, mean',
    unit: '1',
    needsSpacing: true,
    definition: 'Mean over branches of their length over the distance of their ends; cycles are left out.',
    bias: `${BIAS} Straight branches off the grid directions read up to 1.13.`,
    compute: fromSkeleton(branchMetric(mean, ({ tortuosities }) => tortuosities)),
  },
  {
    ...SKELETON,
    id: 'skeleton.branch_angle_mean',
    title: 'Angle between branches, mean',
    unit: 'deg',
    needsSpacing: true,
    definition: 'Mean angle between every two branches of a junction, each taken as the line to its fifth voxel (or its other end).',
    compute: fromSkeleton(branchMetric(mean, ({ angles }) => angles, NO_JUNCTIONS)),
  },
  {
    ...SKELETON,
    id: 'skeleton.junctions_per_length',
    title: 'Junctions per length',
    unit: 'per-length',
    needsSpacing: true,
    definition: 'Number of junctions over the length of the skeleton.',
    compute: fromSkeleton(({ junctions, length }) => (length === 0 ? NO_BRANCHES : { value: junctions / length })),
  },
  {
    ...SKELETON,
    id: 'skeleton.branch_radius_mean',
    title: 'Branch radius, mean',
    unit: 'length',
    needsSpacing: true,
    definition: 'Mean over the voxels of the skeleton of the distance to the nearest voxel centre outside the phase.',
    bias: 'About half a voxel high, since it counts to voxel centres outside; low where the skeleton lies beside the middle (up to half a voxel) or runs into spurs; an upper bound near the box faces.',
    compute: fromSkeleton(radiusOf, true),
  },
];
