/** Amounts of the phases: voxels, volume, share. */
import { volumeConnectivity } from '../kernels/index.js';
import type { Connectivity } from '../kernels/index.js';
import { PHASES, voxelCount } from '../volume/index.js';
import { measuredComponents } from './components.js';
import { labelCountsOf } from './label-counts.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { connectivityParam, numberParam, numbersParam, PHASE_PARAM, phaseOf, SEED_PARAM } from './params.js';
import { voxelVolumeOf } from './spacing.js';

async function voxelsOf(context: MetricContext, params: Params): Promise<number> {
  return (await labelCountsOf(context))[phaseOf(params)] ?? 0;
}

async function volume(context: MetricContext, params: Params): Promise<Measured> {
  const voxel = numbersParam(params, 'seed_voxel_zyx');
  if (voxel === undefined) return { value: (await voxelsOf(context, params)) * voxelVolumeOf(context) };
  const phase = phaseOf(params);
  const rule = { values: [phase], connectivity: volumeConnectivity(numberParam(params, 'connectivity') as Connectivity) };
  const { stats, holder } = await measuredComponents(context.stack, rule, context, voxel);
  if (holder === 0) return { value: null, reason: `voxel ${voxel.join(', ')} is not of label ${phase}` };
  return { value: (stats.voxels[holder] ?? 0) * voxelVolumeOf(context) };
}

async function fraction(context: MetricContext, params: Params): Promise<Measured> {
  const counts = await labelCountsOf(context);
  const voxels = await voxelsOf(context, params);
  if (params['denominator'] === 'all') return { value: voxels / voxelCount(context.stack.shape) };
  const assigned = PHASES.filter((phase) => phase.id > 0).reduce((sum, phase) => sum + (counts[phase.id] ?? 0), 0);
  return assigned === 0 ? { value: null, reason: 'no assigned voxels (0/0)' } : { value: voxels / assigned };
}

const COMMON = {
  avoid:
    'Not for layers or threads thinner than two voxels, where half-filled voxels decide: sum the class probabilities, or use a smaller voxel.',
  family: 'volume',
  params: [PHASE_PARAM],
  estimator: 'voxel-count@1',
  bias: 'Exact on its labels; counting voxels whose centre is inside is unbiased for volumes (a ball of radius 5 voxels reads within 2 %).',
  references: ['Daubner & Nestler 2024, doi 10.1149/1945-7111/ad9a07'],
  dimension: 'any',
  needsSpacing: false,
  needsCollector: false,
  streams: true,
  standard: true,
} as const;

export const volumeMetrics: readonly Metric[] = [
  {
    ...COMMON,
    id: 'volume.voxels',
    title: 'Voxels of a phase',
    unit: 'voxel',
    definition: 'number of voxels with the label',
    compute: async (context, params) => ({ value: await voxelsOf(context, params) }),
  },
  {
    ...COMMON,
    id: 'volume.volume',
    title: 'Volume of a phase',
    unit: 'volume',
    params: [PHASE_PARAM, SEED_PARAM, connectivityParam(26)],
    definition: 'voxels with the label x voxel volume; with a seed voxel, of the object that holds it',
    dimension: 3,
    needsSpacing: true,
    compute: volume,
  },
  {
    ...COMMON,
    id: 'volume.fraction',
    title: 'Share of a phase',
    unit: '1',
    params: [
      PHASE_PARAM,
      { name: 'denominator', type: 'enum', values: ['all', 'assigned'], default: 'all', title: 'All voxels, or those with labels 1..6' },
    ],
    definition: 'voxels with the label / all voxels, or / voxels with labels 1..6',
    compute: fraction,
  },
  {
    ...COMMON,
    id: 'volume.unknown_label_ids',
    avoid: 'Not as a check that labels are right: it finds only values that have no phase; review the segmentation.',
    title: 'Labels without a phase',
    unit: '1',
    params: [],
    definition: 'label values outside the phase table that occur, in ascending order; they are left out of the assigned share',
    compute: async (context) => {
      const counts = await labelCountsOf(context);
      const known = new Set(PHASES.map((phase) => phase.id));
      return { value: Array.from(counts.keys()).filter((id) => (counts[id] ?? 0) > 0 && !known.has(id)) };
    },
  },
];
