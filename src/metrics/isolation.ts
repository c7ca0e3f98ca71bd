/**
 * Isolation of lithium in a volume: live when a path of lithium reaches the current collector, unknown when it does
 * not and the piece is cut by another face of the image, dead otherwise.
 */
import type { Connectivity } from '../kernels/index.js';
import { fromIsolation, ISOLATION_PARAMS, isolationOf, noVoxels, piecesOf } from './isolation-context.js';
import type { IsolationSummary } from './isolation-context.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { phaseOf } from './params.js';
import { voxelVolumeOf } from './spacing.js';

const BIAS =
  'Exact on its labels. As an estimate: necks thinner than the resolution are lost, which raises the dead share; gaps thinner than it are bridged, which lowers it. Fewer neighbours never give less dead lithium; pieces are cut by the image edge, so the share also has a range.';
const REFERENCES = ['Daubner & Nestler 2024, doi 10.1149/1945-7111/ad9a07', 'Huang 2023, doi 10.1038/s41524-023-01039-y'];

const AVOID =
  'Not in boxes that most pieces are cut by, where the state is unknown, nor with necks thinner than two voxels: give the range and the gap curve beside it.';

type IsolationFields = Pick<Metric, 'id' | 'title' | 'unit' | 'definition' | 'compute'> & Partial<Metric>;

function isolationMetric(fields: IsolationFields): Metric {
  return {
    family: 'isolation',
    params: ISOLATION_PARAMS,
    estimator: 'isolation@1',
    bias: BIAS,
    references: REFERENCES,
    avoid: AVOID,
    dimension: 3,
    needsSpacing: false,
    needsCollector: true,
    streams: true,
    standard: true,
    ...fields,
  };
}

/** A metric that is one of the counts. */
function count(id: 'live' | 'dead' | 'unknown', title: string, definition: string): Metric {
  return isolationMetric({
    id: `isolation.${id}_voxels`,
    title,
    unit: 'voxel',
    definition,
    compute: (context, params) => fromIsolation(context, params, (summary) => ({ value: summary[id] })),
  });
}

const percent = (share: number): string => (100 * share).toFixed(4);

/** The dead share with the two other neighbourhoods and the edge of the image beside it. */
async function deadFraction(context: MetricContext, params: Params): Promise<Measured> {
  const own = await isolationOf(context, params);
  if (own.missing !== undefined) return { value: null, reason: own.missing };
  if (own.all === 0) return { value: null, reason: noVoxels(phaseOf(params)) };
  const rules: readonly Connectivity[] = [6, 18, 26];
  const shares: number[] = [];
  for (const rule of rules) {
    const summary = await isolationOf(context, params, rule);
    shares.push(summary.dead / summary.all);
  }
  const share = own.dead / own.all;
  return {
    value: share,
    uncertainty: {
      connectivity: [Math.min(...shares), Math.max(...shares)],
      'field-of-view': [share, (own.dead + own.unknown) / own.all],
    },
    note: `${shares.map(percent).join(' / ')} % under 6 / 18 / 26 neighbours; ${percent(own.unknown / own.all)} % is cut by the image edge and may be live or dead`,
  };
}

function range(params: Params, { dead, unknown, all }: IsolationSummary): Measured {
  if (all === 0) return { value: null, reason: noVoxels(phaseOf(params)) };
  return { value: [dead / all, (dead + unknown) / all] };
}

export const isolationMetrics: readonly Metric[] = [
  isolationMetric({
    id: 'isolation.f_dead',
    title: 'Dead share of lithium',
    unit: '1',
    definition: 'dead / (live + dead + unknown) voxels',
    compute: deadFraction,
  }),
  isolationMetric({
    id: 'isolation.f_dead_range',
    title: 'Dead share, lowest and highest',
    unit: '1',
    definition: '[dead, dead + unknown] / (live + dead + unknown): cut pieces taken as live, and as dead',
    compute: (context, params) => fromIsolation(context, params, (summary) => range(params, summary)),
  }),
  isolationMetric({
    id: 'isolation.dead_volume',
    title: 'Volume of dead lithium',
    unit: 'volume',
    definition: 'dead voxels x voxel volume',
    needsSpacing: true,
    compute: (context, params) => fromIsolation(context, params, (summary) => ({ value: summary.dead * voxelVolumeOf(context) })),
  }),
  isolationMetric({
    id: 'isolation.pieces',
    avoid:
      'Not as a number of particles on noisy labels, where each stray voxel is one: use objects.number without cut objects, or the volume quantiles.',
    sampling: 'none',
    title: 'Pieces of lithium',
    unit: 'count',
    definition: 'connected components of the phase under the neighbourhood, wherever they are',
    needsCollector: false,
    compute: async (context, params) => ({ value: await piecesOf(context, params) }),
  }),
  count('live', 'Live lithium', 'voxels with a path to the collector'),
  count('dead', 'Dead lithium', 'voxels without a path to the collector, in pieces that no image face cuts'),
  count('unknown', 'Lithium of unknown state', 'voxels without a path to the collector, in pieces cut by a face that is no collector'),
  isolationMetric({
    id: 'isolation.f_dead_gap_closed',
    avoid: 'Not with gaps as wide as real pores between grains, since closing joins them: see isolation.f_dead_gap_curve.',
    title: 'Dead share after closing gaps',
    unit: '1',
    definition:
      'f_dead after filling background of up to gap_voxels voxels between lithium along each axis; filled voxels carry the path and are not counted',
    standard: false,
    compute: (context, params) =>
      fromIsolation(context, params, ({ dead, all }) =>
        all === 0 ? { value: null, reason: noVoxels(phaseOf(params)) } : { value: dead / all },
      ),
  }),
  isolationMetric({
    id: 'isolation.short_circuit',
    avoid: 'Not as proof that a cell is sound: a thread thinner than a voxel shorts it too; use deposit.short_circuit_distance.',
    sampling: 'none',
    title: 'Short circuit',
    unit: '1',
    definition: 'one piece reaches two collector faces',
    standard: false,
    compute: async (context, params) => {
      if (context.collectorFaces.length < 2)
        return { value: null, reason: `needs two collector faces, found ${context.collectorFaces.length}` };
      return fromIsolation(context, params, (summary) => ({ value: summary.shortCircuit }));
    },
  }),
  isolationMetric({
    id: 'isolation.live_voxels_by_face',
    title: 'Live lithium of each collector',
    unit: 'voxel',
    definition: 'voxels with a path to each collector face, in the order of the faces; a short circuit counts for both',
    standard: false,
    compute: (context, params) => fromIsolation(context, params, (summary) => ({ value: summary.liveByFace })),
  }),
];
