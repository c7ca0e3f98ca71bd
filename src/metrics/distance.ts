/** Distances of a phase to its own boundary, and to another phase. Kernel: edt.ts. */
import { meanOf, quantileOf, shareAbove } from '../kernels/index.js';
import type { EdtOptions, Distribution } from '../kernels/index.js';
import { bodyOf, EMPTY_PHASE, isBody, OBJECT_CONNECTIVITY_PARAM } from './body.js';
import { bodyDistances } from './distance-maps.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, numberParam, numbersParam, PHASE_PARAM, phaseOf, SEED_PARAM } from './params.js';

const TO_PARAM: ParamSpec = { name: 'to_phase', type: 'phase', default: 2, title: 'Label measured to' };

const DEPTHS_PARAM: ParamSpec = {
  name: 'depths',
  type: 'numbers',
  default: [1, 2, 3, 4, 6, 8, 12, 16, 24, 32],
  title: 'Distances to exceed in shortest voxel edges',
};

type Rule = (distances: Distribution, edge: number, params: Params) => Measured;
type Target = (params: Params) => { readonly options: Pick<EdtOptions, 'boxFaces' | 'toValue'>; readonly missing: string } | string;

const toBoundary: Target = (params) => ({
  options: { boxFaces: booleanParam(params, 'box_faces') },
  missing: 'no boundary inside the box: distances are only bounded below by the box',
});

const toPhase: Target = (params) => {
  const to = numberParam(params, TO_PARAM.name);
  if (to === phaseOf(params)) return 'a phase has no distance to itself; name another to_phase';
  return { options: { toValue: to }, missing: `there is no voxel of phase ${to} to measure to` };
};

/** Runs a rule on the distances of the voxels of the body asked for. */
function fromDistances(target: Target, rule: Rule): Metric['compute'] {
  return async (context: MetricContext, params: Params) => {
    const body = await bodyOf(context, params);
    if (!isBody(body)) return body;
    if (body.voxels === 0) return EMPTY_PHASE;
    const found = target(params);
    if (typeof found === 'string') return { value: null, reason: found };
    const distances = await bodyDistances(context, body, found.options);
    return distances === undefined ? { value: null, reason: found.missing } : rule(distances, Math.min(...body.spacing), params);
  };
}

const DISTANCE = {
  avoid: 'Not as the thickness of the phase, since most voxels of a thick body lie near its surface: use local thickness.',
  family: 'distance',
  unit: 'length',
  params: [PHASE_PARAM, SEED_PARAM, OBJECT_CONNECTIVITY_PARAM, BOX_FACES_PARAM],
  estimator: 'exact-distance@1',
  bias: 'Exact between voxel centres; the boundary lies half a voxel before the first centre outside, so values read up to half a voxel high. Near the box faces an upper bound.',
  references: ['10.4086/toc.2012.v008a019'],
  dimension: 'any',
  needsSpacing: true,
  needsCollector: false,
  standard: false,
} as const;

const TO_PHASE = {
  ...DISTANCE,
  params: [PHASE_PARAM, TO_PARAM],
  avoid:
    'Not for how far a path is, since the line goes through anything: use transport.geodesic_tortuosity or deposit.short_circuit_distance.',
} as const;

interface Statistic {
  readonly id: string;
  readonly words: string;
  readonly of: (distances: Distribution) => number;
  readonly extreme?: true;
}

const STATISTICS: readonly Statistic[] = [
  { id: 'mean', words: 'mean', of: meanOf },
  { id: 'p50', words: 'median', of: (distances) => quantileOf(distances, 0.5) },
  { id: 'p95', words: '95th percentile', of: (distances) => quantileOf(distances, 0.95) },
  { id: 'max', words: 'largest', of: ({ values }) => values.at(-1) ?? 0, extreme: true },
];

const scalar =
  ({ of }: Statistic): Rule =>
  (distances) => ({ value: of(distances) });

const deeper: Rule = (distances, edge, params) => ({
  value: (numbersParam(params, DEPTHS_PARAM.name) ?? []).map((depth) => shareAbove(distances, depth * edge)),
});

export const distanceMetrics: readonly Metric[] = [
  ...STATISTICS.map((statistic): Metric => ({
    ...DISTANCE,
    id: `distance.${statistic.id}`,
    title: `Distance to the boundary, ${statistic.words}`,
    definition: `Over the voxels of the phase, ${statistic.words} of the distance to the nearest voxel centre outside it.`,
    ...(statistic.extreme === true ? { sampling: 'none' } : {}),
    compute: fromDistances(toBoundary, scalar(statistic)),
  })),
  {
    ...DISTANCE,
    id: 'distance.share_deeper',
    title: 'Share deeper than given distances',
    unit: '1',
    params: [...DISTANCE.params, DEPTHS_PARAM],
    definition:
      'Share of the voxels of the phase farther than each depth from the nearest voxel centre outside it: the histogram of the distances, summed from above.',
    compute: fromDistances(toBoundary, deeper),
  },
  ...STATISTICS.map((statistic): Metric => ({
    ...TO_PHASE,
    id: `distance.to_phase_${statistic.id}`,
    title: `Distance to another phase, ${statistic.words}`,
    definition: `Over the voxels of the phase, ${statistic.words} of the distance to the centre of the nearest voxel of \`to_phase\`, in a straight line through anything.`,
    ...(statistic.extreme === true ? { sampling: 'none' } : {}),
    compute: fromDistances(toPhase, scalar(statistic)),
  })),
];
