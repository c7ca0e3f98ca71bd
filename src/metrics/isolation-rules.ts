/**
 * How far the dead share hangs on the rule: the three neighbourhoods side by side, gaps closed, probability thresholds; and the fronts
 * that grow from two collectors.
 */
import type { Connectivity } from '../kernels/index.js';
import { faceGeometry } from '../volume/index.js';
import { deadCurveRequest } from '../workers/isolation.request.js';
import { fromIsolation, ISOLATION_PARAMS, isolationOf, noVoxels } from './isolation-context.js';
import type { IsolationSummary } from './isolation-context.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { numberParam, numbersParam, phaseOf } from './params.js';

const RULES: readonly Connectivity[] = [6, 18, 26];

/** Parameters without one that the metric sets itself. */
const without = (name: string) => ISOLATION_PARAMS.filter((spec) => spec.name !== name);

async function byRule(context: MetricContext, params: Params): Promise<Measured> {
  const shares: Record<string, number> = {};
  for (const rule of RULES) {
    const summary = await isolationOf(context, params, rule);
    if (summary.missing !== undefined) return { value: null, reason: summary.missing };
    if (summary.all === 0) return { value: null, reason: noVoxels(phaseOf(params)) };
    shares[rule] = summary.dead / summary.all;
  }
  return { value: shares };
}

async function gapCurve(context: MetricContext, params: Params): Promise<Measured> {
  const shares: number[] = [];
  for (let gap = 0; gap <= numberParam(params, 'largest_gap'); gap++) {
    const summary = await isolationOf(context, { ...params, gap_voxels: gap });
    if (summary.missing !== undefined) return { value: null, reason: summary.missing };
    if (summary.all === 0) return { value: null, reason: noVoxels(phaseOf(params)) };
    shares.push(summary.dead / summary.all);
  }
  return { value: shares };
}

/** Thresholds whose dead shares span the interval, in percent of probability. */
const THRESHOLDS = [30, 70];

async function thresholdInterval(context: MetricContext, params: Params): Promise<Measured> {
  const phase = phaseOf(params);
  const map = context.probabilities?.get(phase);
  if (map === undefined)
    return { value: null, reason: `the labels came without class probabilities of label ${phase}, so thresholds cannot be varied` };
  const body = numbersParam(params, 'conductive_labels')?.some((label) => label !== phase) ?? false;
  if (body) return { value: null, reason: 'paths through other labels are not known at other thresholds' };
  const bodyLabel = params['collector_body_label'];
  const dense = typeof bodyLabel === 'number' ? context.probabilities?.get(bodyLabel) : undefined;
  if (typeof bodyLabel === 'number' && dense === undefined)
    return { value: null, reason: `the labels came without class probabilities of the collector body (label ${bodyLabel})` };
  const { lithium, dead } = await context.workers.run(
    deadCurveRequest,
    {
      lithium: map,
      shape: context.labels.shape,
      connectivity: numberParam(params, 'connectivity') as Connectivity,
      options: {
        collectorFaces: context.collectorFaces,
        haloVoxels: numberParam(params, 'halo_voxels'),
        flatAxis: context.flatAxis,
        ...(dense === undefined ? {} : { dense }),
      },
    },
    context.signal,
  );
  const [from = 0, to = 0] = THRESHOLDS.map((percent) => Math.ceil((percent / 100) * 255));
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let level = from; level <= to; level++) {
    const all = lithium[level] ?? 0;
    if (all === 0) return { value: null, reason: `no lithium at a probability of ${(level / 255).toFixed(2)} (0/0)` };
    const share = (dead[level] ?? 0) / all;
    low = Math.min(low, share);
    high = Math.max(high, share);
  }
  return { value: [low, high] };
}

/** The isolation seen from each collector alone, and from both. */
async function fromBoth(
  context: MetricContext,
  params: Params,
  rule: (fronts: readonly IsolationSummary[], short: boolean) => Measured,
): Promise<Measured> {
  if (context.collectorFaces.length < 2)
    return { value: null, reason: `needs two collector faces, found ${context.collectorFaces.length}` };
  const fronts: IsolationSummary[] = [];
  for (const face of context.collectorFaces) {
    const summary = await isolationOf({ ...context, collectorFaces: [face] }, params);
    if (summary.missing !== undefined) return { value: null, reason: summary.missing };
    fronts.push(summary);
  }
  return fromIsolation(context, params, ({ shortCircuit }) => rule(fronts, shortCircuit));
}

const layersOf = (context: MetricContext, at: number): number => {
  const face = context.collectorFaces[at];
  return face === undefined ? 1 : context.stack.shape[faceGeometry(face).axis];
};

async function frontGap(context: MetricContext, params: Params): Promise<Measured> {
  const axes = context.collectorFaces.map((face) => faceGeometry(face).axis);
  if (axes.length !== 2 || axes[0] !== axes[1]) return { value: null, reason: 'needs two collector faces that lie opposite each other' };
  const step = context.stack.calibration.spacing?.[axes[0] ?? 0] ?? Number.NaN;
  return fromBoth(context, params, (fronts, short) => ({
    value: short ? 0 : step * (layersOf(context, 0) - fronts.reduce((sum, { liveLayers }) => sum + liveLayers, 0)),
    ...(short ? { note: 'short circuit: one piece of lithium reaches both collectors' } : {}),
  }));
}

const COMMON = {
  family: 'isolation',
  unit: '1',
  params: ISOLATION_PARAMS,
  estimator: 'isolation@1',
  references: ['Daubner & Nestler 2024, doi 10.1149/1945-7111/ad9a07', 'Huang 2023, doi 10.1038/s41524-023-01039-y'],
  dimension: 3,
  needsSpacing: false,
  needsCollector: true,
  streams: true,
  standard: false,
} as const;

const EXACT = 'Exact on its labels.';

export const isolationRuleMetrics: readonly Metric[] = [
  {
    ...COMMON,
    id: 'isolation.f_dead_by_rule',
    avoid: 'Not as three measurements: it is one number under three rules; report the one of 18 neighbours and the spread of the others.',
    title: 'Dead share under each neighbourhood',
    params: without('connectivity'),
    definition: 'dead / (live + dead + unknown) voxels under 6, 18 and 26 neighbours',
    bias: `${EXACT} Fewer neighbours give more pieces, so more dead and unknown lithium together; the true share of touching grains lies between.`,
    standard: true,
    compute: byRule,
  },
  {
    ...COMMON,
    id: 'isolation.f_dead_gap_curve',
    avoid:
      'Not where neighbouring grains are apart by less than the gap for real, as in moss: closing joins them; use the interval over probability thresholds.',
    title: 'Dead share against the gap closed',
    params: [...without('gap_voxels'), { name: 'largest_gap', type: 'integer', default: 3, title: 'Largest gap closed, in voxels' }],
    definition:
      'f_dead after filling background of up to g voxels between lithium along each axis, for g = 0, 1, ..., largest_gap; filled voxels carry the path and are not counted',
    bias: `${EXACT} Closing gaps never cuts a path, so live lithium never falls; gaps across the axes are not closed, so the share reads rather high.`,
    compute: gapCurve,
  },
  {
    ...COMMON,
    id: 'isolation.f_dead_interval',
    avoid: 'Not with probabilities of 0 and 1 only, nor as a confidence interval: use the error budget, which draws whole label images.',
    params: without('gap_voxels'),
    title: 'Dead share between probability thresholds',
    estimator: 'widest-path@1',
    streams: false,
    definition: `smallest and largest dead share when the probability that counts as lithium goes from ${THRESHOLDS.join(' to ')} %; all thresholds from one widest-path sweep from the collector and one from the cut faces`,
    bias: 'Exact on its probabilities, every one of the 256 levels between the two is tried. As an interval of the true share often too narrow: probabilities of networks are seldom calibrated.',
    references: ['Pollack 1960, doi 10.1287/opre.8.5.733'],
    compute: thresholdInterval,
  },
  {
    ...COMMON,
    id: 'isolation.penetration_by_face',
    avoid: 'Not for how much lithium crosses the separator, since one thread decides it: use the profile along growth.',
    sampling: 'none',
    title: 'Penetration from each collector',
    definition:
      'for each collector face, layers up to the last one with lithium that has a path to that face / length of the image along it, in the order of the faces; a short circuit gives 1 for both',
    bias: `${EXACT} Whole layers: a tip counts half a voxel high on average.`,
    compute: (context, params) =>
      fromBoth(context, params, (fronts) => ({ value: fronts.map(({ liveLayers }, k) => liveLayers / layersOf(context, k)) })),
  },
  {
    ...COMMON,
    id: 'isolation.front_gap',
    avoid: 'Not as the length of a future path between the deposits: use deposit.short_circuit_distance, which goes around obstacles.',
    sampling: 'none',
    signed: true,
    title: 'Gap between the two fronts',
    unit: 'length',
    needsSpacing: true,
    definition:
      'length of the image between two opposite collectors minus the live heights above both; negative when the fronts pass each other without touching, 0 in a short circuit',
    bias: `${EXACT} Measured along growth between the two foremost layers, wherever they are: never more than the true distance between the two deposits.`,
    compute: frontGap,
  },
];
