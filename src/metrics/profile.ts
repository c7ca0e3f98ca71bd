/** Share of a phase in every layer, from the collector face outward. */
import { faceGeometry } from '../volume/index.js';
import { layersAlong } from './amount.js';
import { layerVoxels } from './height-context.js';
import type { Measured, Metric, MetricContext } from './metric.js';
import { COLLECTOR_PARAM, PHASE_PARAM, phaseOf } from './params.js';

async function layerShares(context: MetricContext, phase: number): Promise<Measured> {
  const face = context.collectorFaces[0];
  if (face === undefined) throw new TypeError('profile without a collector face');
  const { axis, atEnd } = faceGeometry(face);
  const counts = await layersAlong(context, phase, axis);
  const voxels = layerVoxels(context);
  return { value: Array.from(atEnd ? counts.toReversed() : counts, (count) => count / voxels) };
}

const COMMON = {
  avoid: 'Not on a collector tilted to the grid, which smears the layers: turn the volume first.',
  family: 'profile',
  unit: '1',
  estimator: 'layer-profile@1',
  definition: 'voxels of the phase in a layer / voxels of the layer, one number per layer, from the (first) collector face outward',
  bias: 'Exact on its labels; a collector tilted against the voxel axes smears the profile.',
  references: ['Xu et al. 2022, doi 10.1002/aenm.202200398'],
  dimension: 'any',
  needsSpacing: false,
  needsCollector: true,
  streams: true,
} as const;

export const profileMetrics: readonly Metric[] = [
  {
    ...COMMON,
    id: 'profile.fraction_along_growth',
    title: 'Profile of a phase along growth',
    params: [PHASE_PARAM, COLLECTOR_PARAM],
    standard: false,
    compute: (context, params) => layerShares(context, phaseOf(params)),
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
