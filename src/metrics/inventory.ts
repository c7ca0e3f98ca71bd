/**
 * Where the lithium is, as charge: live, dead and unknown metal, and the ions in the SEI. Beside it the hydrogen that the metal
 * would give in a titration, which is how inactive lithium is measured on whole cells (2 Li + 2 H2O -> 2 LiOH + H2).
 */
import { growthAxis, layerVoxels } from './height-context.js';
import { fromIsolation, ISOLATION_PARAMS } from './isolation-context.js';
import type { IsolationSummary } from './isolation-context.js';
import { mahOfCompound, mahOfLithium, SEI_COMPOUNDS, UMOL_HYDROGEN_PER_MAH } from './lithium.js';
import type { SeiCompound } from './lithium.js';
import type { Measured, Metric, MetricContext, Params, ParamSpec } from './metric.js';
import { COLLECTOR_PARAM, numberParam, SEI_PARAM } from './params.js';
import { labelCountsOf } from './label-counts.js';
import { voxelVolumeOf } from './spacing.js';

const COMPOUND_PARAM: ParamSpec = {
  name: 'sei_compound',
  type: 'enum',
  values: [...SEI_COMPOUNDS],
  title: 'The compound taken for the SEI, dense; it is never guessed',
};

/** cm2 of the (first) collector face in the image */
function collectorArea(context: MetricContext): number {
  return ((layerVoxels(context) * voxelVolumeOf(context)) / growthAxis(context).step) * 1e4;
}

type State = 'live' | 'dead' | 'unknown';
const STATES: readonly State[] = ['live', 'dead', 'unknown'];

const mahOf = (context: MetricContext, summary: IsolationSummary, state: State): number =>
  mahOfLithium(summary[state] * voxelVolumeOf(context));

async function seiVolume(context: MetricContext, params: Params): Promise<number> {
  return ((await labelCountsOf(context))[numberParam(params, 'phase_sei')] ?? 0) * voxelVolumeOf(context);
}

const NO_COMPOUND =
  'the composition of the SEI is not known: name the compound to take it for (sei_compound), or use inventory.sei_lithium_range';

async function seiLithium(context: MetricContext, params: Params): Promise<Measured> {
  const volume = await seiVolume(context, params);
  if (volume === 0) return { value: 0 };
  const compound = SEI_COMPOUNDS.find((name) => name === params['sei_compound']);
  if (compound === undefined) return { value: null, reason: NO_COMPOUND };
  return { value: mahOfCompound(compound, volume) / collectorArea(context) };
}

async function seiRange(context: MetricContext, params: Params): Promise<Measured> {
  const volume = await seiVolume(context, params);
  const charges = SEI_COMPOUNDS.map((compound: SeiCompound) => mahOfCompound(compound, volume) / collectorArea(context));
  return { value: [Math.min(...charges), Math.max(...charges)] };
}

const COMMON = {
  avoid: 'Not as the inventory of a cell from one small image: lithium is uneven over an electrode, so titrate, or measure many places.',
  family: 'inventory',
  unit: 'mAh/cm2',
  params: ISOLATION_PARAMS,
  estimator: 'inventory@1',
  bias: 'Exact on its labels: 2062 mAh per cm3 of dense lithium; pores too small to be resolved are counted as lithium, so the charge reads high by their share. Dead and unknown lithium carry the bias of the isolation.',
  references: ['Fang et al. 2019, doi 10.1038/s41586-019-1481-z', 'Xu et al. 2022, doi 10.1002/aenm.202200398'],
  dimension: 3,
  needsSpacing: true,
  needsCollector: true,
  streams: true,
  standard: true,
} as const;

const SEI = {
  ...COMMON,
  avoid: 'Not where the SEI label holds pores or organics of unknown share: use sei.thickness_mean, and titration for the ions.',
  params: [SEI_PARAM, COLLECTOR_PARAM],
  dimension: 'any',
  bias: 'Exact for a dense SEI of one compound; pores and organic parts of the SEI hold less lithium, so it reads high. Densities follow from the lattice constants.',
} as const;

function perArea(state: State, title: string, definition: string): Metric {
  return {
    ...COMMON,
    id: `inventory.${state}_lithium`,
    title,
    definition: `${definition}, volume / (collector area x 4.849 um per mAh/cm2)`,
    compute: (context, params) =>
      fromIsolation(context, params, (summary) => ({ value: mahOf(context, summary, state) / collectorArea(context) })),
  };
}

/** One number per state. */
function byState(rule: (context: MetricContext, summary: IsolationSummary, state: State) => number): Metric['compute'] {
  return (context, params) =>
    fromIsolation(context, params, (summary) => ({
      value: Object.fromEntries(STATES.map((state) => [state, rule(context, summary, state)])),
    }));
}

export const inventoryMetrics: readonly Metric[] = [
  perArea('live', 'Live lithium per area', 'lithium with a path to the collector'),
  perArea('dead', 'Dead lithium per area', 'lithium without a path to the collector, in pieces that no image face cuts'),
  perArea('unknown', 'Lithium of unknown state per area', 'lithium without a path to the collector, in pieces cut by the image'),
  {
    ...SEI,
    id: 'inventory.sei_lithium',
    title: 'Lithium in the SEI per area',
    params: [...SEI.params, COMPOUND_PARAM],
    standard: false,
    definition: 'charge of the lithium ions in the SEI, taken as one dense compound, per area of the collector',
    compute: seiLithium,
  },
  {
    ...SEI,
    id: 'inventory.sei_lithium_range',
    title: 'Lithium in the SEI per area, lowest and highest',
    definition: `charge of the lithium ions in the SEI per area of the collector, for the poorest and the richest of ${SEI_COMPOUNDS.join(', ')}`,
    compute: seiRange,
  },
  {
    ...COMMON,
    id: 'inventory.charge',
    title: 'Charge in the image',
    unit: 'mAh',
    standard: false,
    definition: 'live, dead and unknown lithium of the image, volume x 2062 mAh/cm3',
    compute: byState(mahOf),
  },
  {
    ...COMMON,
    id: 'inventory.titration_hydrogen',
    title: 'Hydrogen of a titration',
    unit: 'umol',
    standard: false,
    definition:
      'H2 that the live, dead and unknown metal of the image would give with water, 18.656 umol per mAh; ions in the SEI give none',
    bias: `${COMMON.bias} LiH in the SEI gives hydrogen too and is not counted.`,
    compute: byState((context, summary, state) => mahOf(context, summary, state) * UMOL_HYDROGEN_PER_MAH),
  },
];
