/** Amounts of the phases: voxels, volume, share. */
import { mergeLabelCounts, pieceSizeAt } from '../kernels/index.js';
import type { Connectivity } from '../kernels/index.js';
import { PHASES } from '../volume/index.js';
import { labelCountsRequest } from '../workers/label-counts.request.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { connectivityParam, numberParam, numbersParam, PHASE_PARAM, SEED_PARAM } from './params.js';

/** Voxels of one part of the work; fixed, so that parts do not depend on the number of threads. */
const PART_VOXELS = 1 << 24;

/** Voxels per label value of the whole volume, once per run. */
export async function labelCountsOf(context: MetricContext): Promise<Float64Array> {
  return context.shared('label-counts', async () => {
    const { data } = context.labels;
    const parts: Promise<Float64Array>[] = [];
    for (let first = 0; first < data.length; first += PART_VOXELS) {
      const args = { labels: data, first, end: Math.min(first + PART_VOXELS, data.length) };
      parts.push(context.workers.run(labelCountsRequest, args, context.signal));
    }
    return mergeLabelCounts(await Promise.all(parts));
  });
}

async function voxelsOf(context: MetricContext, params: Params): Promise<number> {
  return (await labelCountsOf(context))[numberParam(params, 'phase')] ?? 0;
}

async function volume(context: MetricContext, params: Params): Promise<Measured> {
  const [sz, sy, sx] = context.labels.calibration.spacing ?? [NaN, NaN, NaN];
  const voxel = numbersParam(params, 'seed_voxel_zyx');
  if (voxel === undefined) return { value: (await voxelsOf(context, params)) * (sz * sy * sx) };
  const phase = numberParam(params, 'phase');
  const { data, shape } = context.labels;
  const size = pieceSizeAt(data, shape, phase, numberParam(params, 'connectivity') as Connectivity, voxel);
  return size === 0 ? { value: null, reason: `voxel ${voxel.join(', ')} is not of label ${phase}` } : { value: size * (sz * sy * sx) };
}

async function fraction(context: MetricContext, params: Params): Promise<Measured> {
  const counts = await labelCountsOf(context);
  const voxels = await voxelsOf(context, params);
  if (params['denominator'] === 'all') return { value: voxels / context.labels.data.length };
  const assigned = PHASES.filter((phase) => phase.id > 0).reduce((sum, phase) => sum + (counts[phase.id] ?? 0), 0);
  return assigned === 0 ? { value: null, reason: 'no assigned voxels (0/0)' } : { value: voxels / assigned };
}

const COMMON = {
  family: 'volume',
  params: [PHASE_PARAM],
  estimator: 'voxel-count@1',
  bias: 'Exact on its labels; counting voxels whose centre is inside is unbiased for volumes (a ball of radius 5 voxels reads within 2 %).',
  references: ['Daubner & Nestler 2024, doi 10.1149/1945-7111/ad9a07'],
  dimension: 'any',
  needsSpacing: false,
  needsCollector: false,
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
