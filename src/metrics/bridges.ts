/** Bridges: the few voxels whose label decides whether a large piece of lithium is live or dead. Kernel: bridges.ts. */
import type { RunOptions } from '../base/index.js';
import type { BridgeOptions, Bridges, IsolationOptions } from '../kernels/index.js';
import type { Cell, Column, LabelVolume, Shape3, Table, Unit } from '../volume/index.js';
import { bridgesRequest } from '../workers/bridges.request.js';
import { ISOLATION_PARAMS, isolationOf, isolationQuestion } from './isolation-context.js';
import type { Measured, Metric, MetricContext, Params, ParamSpec } from './metric.js';
import { numberParam } from './params.js';
import { voxelVolumeOf } from './spacing.js';

const LARGEST_CUT = 9;
const LEAST_PERCENT = 1;

const BRIDGE_PARAMS: readonly ParamSpec[] = [
  ...ISOLATION_PARAMS,
  { name: 'largest_cut', type: 'integer', default: LARGEST_CUT, title: 'Voxels of the largest bridge' },
  {
    name: 'stake_percent',
    type: 'integer',
    default: LEAST_PERCENT,
    title: 'Least share of the live lithium that hangs on a bridge, in percent',
  },
];

function overBridges(rule: (bridges: Bridges, context: MetricContext, params: Params) => Measured): Metric['compute'] {
  return async (context, params) => {
    const { live, missing } = await isolationOf(context, params);
    if (missing !== undefined) return { value: null, reason: missing };
    if (live === 0) return { value: null, reason: 'there is no live lithium' };
    const { data: labels, shape } = context.labels;
    const options: BridgeOptions = {
      ...isolationQuestion(context, params),
      largestCut: numberParam(params, 'largest_cut'),
      leastShare: numberParam(params, 'stake_percent') / 100,
    };
    const bridges = await context.shared(`bridges;${JSON.stringify(options)}`, () =>
      context.workers.run(bridgesRequest, { labels, shape, options }, context.signal),
    );
    return rule(bridges, context, params);
  };
}

function bridgedVolume({ bridged }: Bridges, context: MetricContext): Measured {
  return { value: bridged * voxelVolumeOf(context) };
}

function weakest({ bridges }: Bridges, _context: MetricContext, params: Params): Measured {
  const most = numberParam(params, 'largest_cut');
  if (bridges.length === 0)
    return {
      value: null,
      reason: `no ${most} voxels or fewer were found on which ${numberParam(params, 'stake_percent')} % of the live lithium hangs`,
    };
  return { value: Math.min(...bridges.map(({ voxels }) => voxels.length)) };
}

const COMMON = {
  sampling: 'none',
  family: 'isolation',
  params: BRIDGE_PARAMS,
  estimator: 'bridges@1',
  references: ['Ford & Fulkerson 1956, doi 10.4153/CJM-1956-045-5', 'Carr, Snoeyink & Axen 2003, doi 10.1016/S0925-7721(02)00093-7'],
  dimension: 3,
  needsCollector: true,
  standard: false,
} as const;

const BRIDGE =
  'smallest set of conducting voxels, of largest_cut or fewer, without which at least stake_percent of the live lithium has no path to the collector; one that is no smaller than another nearer to the collector on the same path does not count';

export const bridgeMetrics: readonly Metric[] = [
  {
    ...COMMON,
    id: 'isolation.bridges',
    avoid:
      'Not on labels with noise at the single voxel, which makes and breaks necks: smooth the segmentation or look at the gap curve first.',
    title: 'Bridges',
    unit: 'count',
    needsSpacing: false,
    definition: `number of bridges: a bridge is the ${BRIDGE}`,
    bias: 'Exact for bridges of a single voxel, and every bridge counted is one. A larger bridge is missed where the lithium around it is very uneven, so the count is rather low.',
    compute: overBridges(({ bridges }) => ({ value: bridges.length })),
  },
  {
    ...COMMON,
    id: 'isolation.bridged_volume',
    avoid: 'Not as lithium that will die: it says only what hangs on a few voxels; for what is dead now use isolation.dead_volume.',
    title: 'Lithium that hangs on bridges',
    unit: 'volume',
    needsSpacing: true,
    definition: `volume of the live lithium beyond at least one bridge: the ${BRIDGE}`,
    bias: 'Exact for the bridges that are found, so never too large.',
    compute: overBridges(bridgedVolume),
  },
  {
    ...COMMON,
    id: 'isolation.weakest_bridge_voxels',
    avoid: 'Not as the width of a neck, which may run slanted to the grid: use persistence.neck_diameter.',
    title: 'Voxels of the weakest bridge',
    unit: 'voxel',
    needsSpacing: false,
    definition: `voxels of the smallest bridge: the ${BRIDGE}`,
    bias: 'Exact when it is 1; else an upper bound.',
    compute: overBridges(weakest),
  },
];

const COLUMNS: readonly (readonly [id: string, title: string, unit: Unit])[] = [
  ['bridge', 'Bridge', '1'],
  ['voxel_z', 'Voxel z', 'voxel'],
  ['voxel_y', 'Voxel y', 'voxel'],
  ['voxel_x', 'Voxel x', 'voxel'],
  ['cut_voxels', 'Voxels of the bridge', 'voxel'],
  ['voxels_at_stake', 'Voxels at stake', 'voxel'],
  ['volume_at_stake', 'Volume at stake', 'm^3'],
  ['share_at_stake', 'Share of live lithium at stake', '1'],
];

const BRIDGE_COLUMNS: readonly Column[] = COLUMNS.map(([id, title, unit]) => ({ id, title, unit }));

/**
 * The bridges of a volume under the default limits, one row each, most at stake first, with the voxel in the middle of its cut: places
 * worth a look. Physical columns are null without a spacing.
 */
export async function bridgeTable(
  { data: labels, shape, calibration: { spacing } }: LabelVolume,
  isolation: IsolationOptions,
  { workers, signal }: Pick<MetricContext, 'workers'> & RunOptions,
): Promise<Table> {
  const options: BridgeOptions = { ...isolation, largestCut: LARGEST_CUT, leastShare: LEAST_PERCENT / 100 };
  const { bridges, live } = await workers.run(bridgesRequest, { labels: workers.share(labels), shape, options }, signal);
  const voxelVolume = spacing === null ? null : spacing[0] * spacing[1] * spacing[2];
  const rows = bridges.map(({ voxels, atStake }, k): Cell[] => [
    k + 1,
    ...placeOf(voxels, shape),
    voxels.length,
    atStake,
    voxelVolume === null ? null : atStake * voxelVolume,
    atStake / live,
  ]);
  return { id: 'bridges', title: 'Bridges: voxels that decide whether lithium is live', columns: BRIDGE_COLUMNS, rows };
}

/** The voxel nearest to the mean place; the first of several. */
function placeOf(voxels: readonly number[], [, ny, nx]: Shape3): readonly [z: number, y: number, x: number] {
  const places = voxels.map((i) => [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx] as const);
  const middle = [0, 1, 2].map((axis) => places.reduce((sum, place) => sum + (place[axis] ?? 0), 0) / places.length);
  const distance = (place: readonly number[]): number => middle.reduce((sum, m, axis) => sum + ((place[axis] ?? 0) - m) ** 2, 0);
  return places.reduce((best, place) => (distance(place) < distance(best) ? place : best));
}
