/** How much lithium is deposited, how thick, how porous and how deep it reaches. */
import { flatCroftonArea, outsideOf } from '../kernels/index.js';
import { growthAxis, heightsOf, layerVoxels } from './height-context.js';
import { fromIsolation, ISOLATION_PARAMS } from './isolation-context.js';
import { LITHIUM_METRES_PER_MAH_CM2 } from './lithium.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, COLLECTOR_PARAM, PHASE_PARAM, phaseOf } from './params.js';
import { labelCountsOf } from './label-counts.js';
import { AREA_BIAS, AREA_ESTIMATOR, AREA_REFERENCES, isSurface, surfaceOf } from './surface-context.js';

/** Phase voxels divided by the columns of the collector: thickness in layers if it were dense. */
export async function denseLayers(context: MetricContext, params: Params): Promise<number> {
  return ((await labelCountsOf(context))[phaseOf(params)] ?? 0) / layerVoxels(context);
}

async function arealCapacity(context: MetricContext, params: Params): Promise<number> {
  return ((await denseLayers(context, params)) * growthAxis(context).step) / LITHIUM_METRES_PER_MAH_CM2;
}

const NO_HEIGHT = 'layer height is 0';

/** 1 - V/(A h95), from the height map. */
async function porosityH95(context: MetricContext, params: Params): Promise<Measured> {
  const { p95 } = await heightsOf(context, params);
  return p95 === 0 ? { value: null, reason: NO_HEIGHT } : { value: 1 - (await denseLayers(context, params)) / p95 };
}

/** mAh/cm2 per cm of height: mAh/cm3 */
async function practicalCapacity(context: MetricContext, params: Params): Promise<Measured> {
  const { p95 } = await heightsOf(context, params);
  if (p95 === 0) return { value: null, reason: NO_HEIGHT };
  return { value: (await arealCapacity(context, params)) / (p95 * growthAxis(context).step * 100) };
}

async function roughnessFactor(context: MetricContext, params: Params): Promise<Measured> {
  const surface = await surfaceOf(context, params, outsideOf({ boxFaces: booleanParam(params, 'box_faces') }));
  if (!isSurface(surface)) return surface;
  const { totals, spacing, boxVolume } = surface;
  const { layers, step } = growthAxis(context);
  return { value: flatCroftonArea(totals, spacing) / (boxVolume / (layers * step)) };
}

const BASIC = [PHASE_PARAM, COLLECTOR_PARAM];
const COUNT_BIAS = 'Exact on its labels.';
const HEIGHT_BIAS =
  'Exact on its labels where nothing overhangs; overhangs are seen from above, so the space under them counts as layer. Heights are whole layers.';
const REFERENCES = ['Xu et al. 2022, doi 10.1002/aenm.202200398'];

type DepositFields = Pick<Metric, 'id' | 'title' | 'unit' | 'definition' | 'compute'> & Partial<Metric>;

function depositMetric(fields: DepositFields): Metric {
  return {
    family: 'deposit',
    params: BASIC,
    estimator: 'deposit@1',
    bias: COUNT_BIAS,
    references: REFERENCES,
    dimension: 'any',
    needsSpacing: false,
    needsCollector: true,
    standard: true,
    ...fields,
  };
}

export const depositMetrics: readonly Metric[] = [
  depositMetric({
    id: 'deposit.equivalent_dense_thickness',
    avoid: 'Not as the thickness of the layer, which is porous: use height.p95; and not where pores are too small to be resolved.',
    streams: true,
    title: 'Equivalent dense thickness',
    unit: 'length',
    needsSpacing: true,
    definition: 'V_Li / A: thickness of the lithium if it were dense',
    compute: async (context, params) => ({ value: (await denseLayers(context, params)) * growthAxis(context).step }),
  }),
  depositMetric({
    id: 'deposit.areal_capacity',
    avoid: 'Not as charge that can be cycled, since dead lithium counts: use inventory.live_lithium.',
    streams: true,
    title: 'Areal capacity in the image',
    unit: 'mAh/cm2',
    needsSpacing: true,
    definition: 'equivalent dense thickness / 4.849 um per mAh/cm2',
    compute: async (context, params) => ({ value: await arealCapacity(context, params) }),
  }),
  depositMetric({
    id: 'deposit.max_live_height_voxels',
    avoid: 'Not as a typical height, since one thread decides it: use height.p95.',
    sampling: 'none',
    streams: true,
    title: 'Live height',
    unit: 'voxel',
    params: ISOLATION_PARAMS,
    dimension: 3,
    definition: 'last layer with live lithium, counted from the (first) collector face; 0 without live lithium',
    compute: (context, params) => fromIsolation(context, params, ({ liveLayers }) => ({ value: liveLayers })),
  }),
  depositMetric({
    id: 'deposit.penetration',
    avoid: 'Not where the image ends inside the separator, whose thickness it is divided by: use deposit.max_live_height_voxels.',
    sampling: 'none',
    streams: true,
    title: 'Penetration of live lithium',
    unit: '1',
    params: ISOLATION_PARAMS,
    dimension: 3,
    definition: 'live height / length of the image along growth, taken as the thickness of the separator',
    compute: (context, params) => fromIsolation(context, params, ({ liveLayers }) => ({ value: liveLayers / growthAxis(context).layers })),
  }),
  depositMetric({
    id: 'deposit.penetration_max',
    avoid: 'Not where loose fragments float above the deposit, since they count: use deposit.penetration.',
    sampling: 'none',
    streams: true,
    title: 'Penetration of any lithium',
    unit: '1',
    bias: HEIGHT_BIAS,
    definition: 'greatest height of the height map / length of the image along growth',
    compute: async (context, params) => ({ value: (await heightsOf(context, params)).max / growthAxis(context).layers }),
  }),
  depositMetric({
    id: 'deposit.porosity_of_live_layer',
    avoid: 'Not where a single dendrite stands out, since its tip sets the height of the layer: use deposit.porosity_h95.',
    sampling: 'none',
    streams: true,
    title: 'Porosity of the live layer',
    unit: '1',
    params: ISOLATION_PARAMS,
    dimension: 3,
    definition: '1 - V_live / (A h), h the live height',
    compute: (context, params) =>
      fromIsolation(context, params, ({ live, liveLayers }) =>
        liveLayers === 0
          ? { value: null, reason: 'no live lithium, so the live layer has no height' }
          : { value: 1 - live / (layerVoxels(context) * liveLayers) },
      ),
  }),
  depositMetric({
    id: 'deposit.porosity_h95',
    avoid: 'Not for deposits that cover less than 5 % of the collector, whose h95 is 0, nor for mushrooms: use the profile along growth.',
    streams: true,
    title: 'Porosity up to the 95th percentile of height',
    unit: '1',
    bias: HEIGHT_BIAS,
    definition: '1 - V_Li / (A h95)',
    compute: porosityH95,
  }),
  depositMetric({
    id: 'deposit.practical_volumetric_capacity',
    avoid: 'Not for deposits that cover less than 5 % of the collector, whose h95 is 0: use deposit.areal_capacity.',
    streams: true,
    title: 'Practical volumetric capacity',
    unit: 'mAh/cm3',
    needsSpacing: true,
    bias: HEIGHT_BIAS,
    definition: 'areal capacity / h95; dense lithium gives 2062 mAh/cm3',
    compute: practicalCapacity,
  }),
  depositMetric({
    id: 'deposit.roughness_factor',
    avoid: 'Not between images of different voxel size, since finer voxels show more surface: compare at the same voxel size.',
    title: 'Roughness factor',
    unit: '1',
    params: [PHASE_PARAM, COLLECTOR_PARAM, BOX_FACES_PARAM],
    estimator: AREA_ESTIMATOR,
    streams: true,
    dimension: 3,
    needsSpacing: true,
    bias: `That of the surface area. ${AREA_BIAS}`,
    references: [...REFERENCES, ...AREA_REFERENCES],
    definition: 'S_Li / A, box faces not counted unless asked; flat lithium gives 1',
    compute: roughnessFactor,
  }),
];
