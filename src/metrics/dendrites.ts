/** Tips of the live deposit, and how far they are from the counter electrode. Kernels: dendrite-tips.ts, short-circuit.ts. */
import type { DendriteTips } from '../kernels/index.js';
import { dendriteTipsRequest, shortCircuitRequest, tipGapsRequest } from '../workers/skeleton.request.js';
import type { DepositArgs } from '../workers/skeleton.request.js';
import { growthAxis, layerVoxels } from './height-context.js';
import { ISOLATION_PARAMS, isolationQuestion } from './isolation-context.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { numbersParam } from './params.js';
import { spacingOf, voxelVolumeOf } from './spacing.js';
import { percentile } from './samples.js';

const BLOCKING: ParamSpec = {
  name: 'blocking_labels',
  type: 'labels',
  default: [5],
  title: 'Labels that no path may cross (lithium never is crossed)',
};

function depositArgs(context: MetricContext, params: Params): DepositArgs {
  const { data: labels, shape } = context.labels;
  const options = { ...isolationQuestion(context, params), blockingLabels: numbersParam(params, 'blocking_labels') ?? [] };
  return { labels, shape, spacing: spacingOf(context), options };
}

/** The result of a task for these parameters, once per run. */
function once<T>(context: MetricContext, what: string, { options }: DepositArgs, compute: () => Promise<T>): Promise<T> {
  return context.shared(`${what}:${JSON.stringify(options)}`, compute);
}

function tipsOf(context: MetricContext, args: DepositArgs): Promise<DendriteTips> {
  return once(context, 'dendrite-tips', args, () => context.workers.run(dendriteTipsRequest, args, context.signal));
}

const NO_BODY: Measured = { value: null, reason: 'no voxel of the collector body touches a collector face' };
const NO_LIVE: Measured = { value: null, reason: 'no live lithium' };

/** A number from the tips, or why there is none. */
function fromTips(rule: (tips: DendriteTips, context: MetricContext) => Measured): Metric['compute'] {
  return async (context, params) => {
    const tips = await tipsOf(context, depositArgs(context, params));
    return tips.hasCollector ? rule(tips, context) : NO_BODY;
  };
}

async function shortCircuit(context: MetricContext, params: Params): Promise<Measured> {
  const args = depositArgs(context, params);
  const { distance, live, hasCollector } = await once(context, 'short-circuit', args, () =>
    context.workers.run(shortCircuitRequest, args, context.signal),
  );
  if (!hasCollector) return NO_BODY;
  return live === 0 ? NO_LIVE : lengthOf(distance);
}

const lengthOf = (distance: number): Measured => ({ value: Number.isFinite(distance) ? distance : 'Infinity' });

/** A statistic over the gaps of all tips, ascending. */
function fromGaps(statistic: (gaps: Float64Array) => number): Metric['compute'] {
  return async (context, params) => {
    const args = depositArgs(context, params);
    const tips = await tipsOf(context, args);
    if (!tips.hasCollector) return NO_BODY;
    if (tips.live === 0) return NO_LIVE;
    if (tips.voxels.length === 0) return { value: null, reason: 'the live deposit has no tips' };
    const gaps = await once(context, 'tip-gaps', args, () => context.workers.run(tipGapsRequest, { ...args, tips }, context.signal));
    return lengthOf(statistic(gaps.toSorted()));
  };
}

const TIP_BIAS =
  'Exact for needles that stand apart. A bump counts only when it stands out by more than twice the radius of what it stands on; needles that touch each other are no ends, so crowded deposits read low.';
const GAP_BIAS =
  'Fast marching of second order: exact along an axis, too long by up to 0.65 of the longest voxel edge for each bend, never short. Paths cross faces of voxels only. A lower bound where the counter electrode lies beyond the image.';

const DENDRITES = {
  avoid: 'Not for moss or films, where free ends are surface noise: use surface.area or height.Sdr.',
  family: 'deposit',
  params: ISOLATION_PARAMS,
  references: ['10.1007/3-540-45729-1_42'],
  dimension: 3,
  needsCollector: true,
  standard: false,
  sampling: 'none',
} as const;

const GAP = {
  ...DENDRITES,
  avoid:
    'Not as the cell voltage or time to a short circuit, nor where the image ends before the counter electrode: then it is only a lower bound; use deposit.penetration.',
  unit: 'length',
  needsSpacing: true,
  params: [...ISOLATION_PARAMS, BLOCKING],
  estimator: 'fast-marching@1',
  bias: GAP_BIAS,
  references: ['10.1073/pnas.93.4.1591', '10.1137/S0036144598347059'],
} as const;

export const dendriteMetrics: readonly Metric[] = [
  {
    ...DENDRITES,
    id: 'deposit.tips',
    title: 'Dendrite tips',
    unit: 'count',
    needsSpacing: false,
    estimator: 'directional-thinning@1',
    bias: TIP_BIAS,
    definition:
      'Free ends of the skeleton of the live deposit on its collector, without spurs shorter than twice the local radius; feet on the collector are no tips.',
    compute: fromTips(({ voxels }) => ({ value: voxels.length })),
  },
  {
    ...DENDRITES,
    id: 'deposit.tip_density',
    title: 'Dendrite tips per area',
    unit: 'per-area',
    needsSpacing: true,
    estimator: 'directional-thinning@1',
    bias: TIP_BIAS,
    definition: 'Dendrite tips over the area of the collector.',
    compute: fromTips(({ voxels }, context) => {
      return { value: voxels.length / (layerVoxels(context) * (voxelVolumeOf(context) / growthAxis(context).step)) };
    }),
  },
  {
    ...GAP,
    id: 'deposit.short_circuit_distance',
    title: 'Short-circuit distance',
    definition:
      'Shortest path from live lithium through voxels that are neither lithium nor blocking to the face opposite of the collector (or to the lithium grown on a second collector there); 0 when they touch, Infinity without a path.',
    compute: shortCircuit,
  },
  {
    ...GAP,
    id: 'deposit.tip_gap_min',
    title: 'Short-circuit distance of the tips, smallest',
    definition: 'Short-circuit distance of the lithium surface within twice the local radius of a tip; the smallest over all tips.',
    compute: fromGaps((gaps) => gaps[0] ?? 0),
  },
  {
    ...GAP,
    id: 'deposit.tip_gap_median',
    title: 'Short-circuit distance of the tips, median',
    definition: 'Short-circuit distance of the lithium surface within twice the local radius of a tip; the median over all tips.',
    compute: fromGaps((gaps) => percentile(gaps, 0.5)),
  },
];
