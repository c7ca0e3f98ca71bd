/** Share of a phase in every layer, from the collector face outward. */
import { layerCounts } from '../kernels/index.js';
import { layerVoxels } from './height-context.js';
import type { Measured, Metric, MetricContext } from './metric.js';
import { COLLECTOR_PARAM, numberParam, PHASE_PARAM } from './params.js';

async function layerShares(context: MetricContext, phase: number): Promise<Measured> {
  const face = context.collectorFaces[0];
  if (face === undefined) throw new TypeError('profile without a collector face');
  const { data, shape } = context.labels;
  const voxels = layerVoxels(context);
  return { value: Array.from(layerCounts(data, shape, phase, face), (count) => count / voxels) };
}

const COMMON = {
  family: 'profile',
  unit: '1',
  estimator: 'layer-profile@1',
  definition: 'voxels of the phase in a layer / voxels of the layer, one number per layer, from the (first) collector face outward',
  bias: 'Exact on its labels; a collector tilted against the voxel axes smears the profile.',
  references: ['Xu et al. 2022, doi 10.1002/aenm.202200398'],
  dimension: 'any',
  needsSpacing: false,
  needsCollector: true,
} as const;

export const profileMetrics: readonly Metric[] = [
  {
    ...COMMON,
    id: 'profile.fraction_along_growth',
    title: 'Profile of a phase along growth',
    params: [PHASE_PARAM, COLLECTOR_PARAM],
    standard: false,
    compute: (context, params) => layerShares(context, numberParam(params, 'phase')),
  },
  {
    ...COMMON,
    id: 'profile.li_fraction_along_growth',
    title: 'Profile of lithium along growth',
    params: [COLLECTOR_PARAM],
    standard: true,
    compute: (context) => layerShares(context, 1),
  },
];
