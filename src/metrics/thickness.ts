/** Local thickness: the largest ball inside the phase that covers a place. Kernel: local-thickness.ts. */
import { deviationOf, mapValues, meanOf, quantileOf, shareAbove } from '../kernels/index.js';
import type { ThicknessMap, Distribution } from '../kernels/index.js';
import { bodyOf, EMPTY_PHASE, isBody, OBJECT_CONNECTIVITY_PARAM, voxelIndex } from './body.js';
import type { Body } from './body.js';
import { bodyThickness } from './distance-maps.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, lengthInMetres, PHASE_PARAM, SEED_PARAM, THRESHOLD_PARAM } from './params.js';

const VOXEL_PARAM: ParamSpec = { name: 'voxel_zyx', type: 'voxel', title: 'The voxel asked for' };
const CORRECTION_PARAM: ParamSpec = {
  name: 'half_voxel_correction',
  type: 'boolean',
  default: false,
  title: 'One voxel edge less, half a voxel at each side: the ball ends at the voxel faces (cubic voxels only)',
};

/** What the rules read. */
interface Thickness {
  readonly map: ThicknessMap;
  /** in metres, corrected where that is asked */
  readonly distribution: Distribution;
  /** metres to take off a diameter of the map */
  readonly less: number;
  readonly body: Body;
  readonly params: Params;
}

/** Runs a rule on the thickness of the body asked for. */
export function fromThickness(rule: (thickness: Thickness) => Measured): Metric['compute'] {
  return async (context: MetricContext, params: Params) => {
    const body = await bodyOf(context, params);
    if (!isBody(body)) return body;
    if (body.voxels === 0) return EMPTY_PHASE;
    const corrected = booleanParam(params, CORRECTION_PARAM.name);
    const edge = Math.min(...body.spacing);
    if (corrected && Math.max(...body.spacing) > edge * (1 + 1e-9))
      return { value: null, reason: 'the half-voxel correction needs cubic voxels: the edges of these differ' };
    const found = await bodyThickness(context, body, booleanParam(params, 'box_faces'));
    if (found === undefined) return { value: null, reason: 'no boundary inside the box: thickness is only bounded below by the box' };
    const less = corrected ? edge : 0;
    return rule({ map: found.map, distribution: mapValues(found.distribution, (diameter) => diameter - less), less, body, params });
  };
}

/** A number of the distribution. */
const ofDistribution = (rule: (distribution: Distribution) => number): Metric['compute'] =>
  fromThickness(({ distribution }) => ({ value: rule(distribution) }));

function atVoxel({ map, less, body, params }: Thickness): Measured {
  const voxel = params['voxel_zyx'];
  if (voxel === undefined) return { value: null, reason: 'no voxel given; pass voxel_zyx' };
  const diameter = map.diameters[voxelIndex(voxel, body.shape, 'voxel_zyx')] ?? 0;
  return diameter === 0 ? { value: null, reason: 'the voxel lies outside the phase' } : { value: map.unit * diameter - less };
}

function aboveThreshold({ distribution, params }: Thickness): Measured {
  if (params['threshold'] === undefined) return { value: null, reason: 'no threshold given; pass one with a unit, like 22um' };
  return { value: shareAbove(distribution, lengthInMetres(params['threshold'])) };
}

export const THICKNESS = {
  family: 'thickness',
  unit: 'length',
  params: [PHASE_PARAM, SEED_PARAM, OBJECT_CONNECTIVITY_PARAM, BOX_FACES_PARAM, CORRECTION_PARAM],
  estimator: 'inscribed-sphere@2',
  bias: 'Convention 2 D with D the distance to background voxel centres: slabs of an even number of voxels exact, of an odd number one voxel thick; balls and cylinders 5 to 10 % low at 12 voxels radius. With half_voxel_correction one voxel less: odd slabs exact, even ones one voxel thin, balls 10 to 15 % low. Near the box faces an upper bound.',
  references: ['10.1046/j.1365-2818.1997.1340694.x', '10.4086/toc.2012.v008a019'],
  avoid:
    'On features under 4 voxels thick, where the parity of the voxel count is a quarter of the value: use a smaller voxel, or 4 V / S.',
  dimension: 'any',
  needsSpacing: true,
  needsCollector: false,
  standard: false,
} as const;

/** A diameter that a share of the volume stays under. */
const quantile = (percent: number): Metric => ({
  ...THICKNESS,
  id: `thickness.p${percent}`,
  title: `Local thickness, ${percent} % of the volume`,
  definition: `The smallest thickness that ${percent} % of the volume of the phase does not exceed.`,
  compute: ofDistribution((distribution) => quantileOf(distribution, percent / 100)),
});

export const thicknessMetrics: readonly Metric[] = [
  {
    ...THICKNESS,
    id: 'thickness.max',
    title: 'Local thickness, largest',
    definition: 'Diameter of the largest ball that fits into the phase.',
    sampling: 'none',
    compute: ofDistribution(({ values }) => values.at(-1) ?? 0),
  },
  {
    ...THICKNESS,
    id: 'thickness.mean',
    title: 'Local thickness, mean',
    definition: 'Mean over the voxels of the phase of the diameter of the largest ball inside the phase that covers the voxel.',
    compute: ofDistribution(meanOf),
  },
  {
    ...THICKNESS,
    id: 'thickness.volume_weighted_mean',
    title: 'Local thickness, volume-weighted mean',
    definition: 'Mean of the local thickness over the volume of the phase; the same as the mean over its voxels.',
    compute: ofDistribution(meanOf),
  },
  {
    ...THICKNESS,
    id: 'thickness.std',
    title: 'Local thickness, spread',
    definition: 'Population standard deviation of the local thickness over the voxels of the phase.',
    compute: ofDistribution(deviationOf),
  },
  quantile(10),
  quantile(50),
  quantile(90),
  {
    ...THICKNESS,
    id: 'thickness.at_voxel',
    title: 'Local thickness at a voxel',
    params: [...THICKNESS.params, VOXEL_PARAM],
    sampling: 'none',
    definition: 'Diameter of the largest ball inside the phase that covers the voxel.',
    compute: fromThickness(atVoxel),
  },
  {
    ...THICKNESS,
    id: 'thickness.volume_share_above',
    title: 'Share thicker than a threshold',
    unit: '1',
    params: [...THICKNESS.params, THRESHOLD_PARAM],
    definition: 'Share of the volume of the phase whose local thickness exceeds the threshold.',
    compute: fromThickness(aboveThreshold),
  },
];
