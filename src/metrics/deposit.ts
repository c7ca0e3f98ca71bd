/** How much lithium is deposited, how thick, how porous and how deep it reaches. */
import { croftonArea13 } from '../kernels/index.js';
import { growthAxis, heightsOf, layerVoxels } from './height-context.js';
import { fromIsolation, ISOLATION_PARAMS } from './isolation-context.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, COLLECTOR_PARAM, numberParam, PHASE_PARAM } from './params.js';
import { labelCountsOf } from './volume.js';

/** metres of dense lithium per mAh/cm2 (M = 6.94 g/mol, density 0.534 g/cm3, F = 96485.33 C/mol) */
export const LITHIUM_METRES_PER_MAH_CM2 = 4.849e-6;

/** Phase voxels divided by the columns of the collector: thickness in layers if it were dense. */
async function denseLayers(context: MetricContext, params: Params): Promise<number> {
  return ((await labelCountsOf(context))[numberParam(params, 'phase')] ?? 0) / layerVoxels(context);
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
  const { data, shape, calibration } = context.labels;
  const spacing = calibration.spacing ?? [1, 1, 1];
  const phase = numberParam(params, 'phase');
  const mask = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) mask[i] = data[i] === phase ? 1 : 0;
  const area = croftonArea13(mask, shape, spacing, { boxFaces: booleanParam(params, 'box_faces') });
  const column = (spacing[0] * spacing[1] * spacing[2]) / growthAxis(context).step;
  return { value: area / (layerVoxels(context) * column) };
}

const BASIC = [PHASE_PARAM, COLLECTOR_PARAM];
const COUNT_BIAS = 'Exact on its labels.';
const HEIGHT_BIAS = 'Overhangs are seen from above, so porosity counts the space under them; heights are whole layers.';
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
    title: 'Equivalent dense thickness',
    unit: 'length',
    needsSpacing: true,
    definition: 'V_Li / A: thickness of the lithium if it were dense',
    compute: async (context, params) => ({ value: (await denseLayers(context, params)) * growthAxis(context).step }),
  }),
  depositMetric({
    id: 'deposit.areal_capacity',
    title: 'Areal capacity in the image',
    unit: 'mAh/cm2',
    needsSpacing: true,
    definition: 'equivalent dense thickness / 4.849 um per mAh/cm2',
    compute: async (context, params) => ({ value: await arealCapacity(context, params) }),
  }),
  depositMetric({
    id: 'deposit.max_live_height_voxels',
    title: 'Live height',
    unit: 'voxel',
    params: ISOLATION_PARAMS,
    dimension: 3,
    definition: 'last layer with live lithium, counted from the (first) collector face; 0 without live lithium',
    compute: (context, params) => fromIsolation(context, params, ({ liveLayers }) => ({ value: liveLayers })),
  }),
  depositMetric({
    id: 'deposit.penetration',
    title: 'Penetration of live lithium',
    unit: '1',
    params: ISOLATION_PARAMS,
    dimension: 3,
    definition: 'live height / length of the image along growth, taken as the thickness of the separator',
    compute: (context, params) => fromIsolation(context, params, ({ liveLayers }) => ({ value: liveLayers / growthAxis(context).layers })),
  }),
  depositMetric({
    id: 'deposit.penetration_max',
    title: 'Penetration of any lithium',
    unit: '1',
    bias: HEIGHT_BIAS,
    definition: 'greatest height of the height map / length of the image along growth',
    compute: async (context, params) => ({ value: (await heightsOf(context, params)).max / growthAxis(context).layers }),
  }),
  depositMetric({
    id: 'deposit.porosity_of_live_layer',
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
    title: 'Porosity up to the 95th percentile of height',
    unit: '1',
    bias: HEIGHT_BIAS,
    definition: '1 - V_Li / (A h95)',
    compute: porosityH95,
  }),
  depositMetric({
    id: 'deposit.practical_volumetric_capacity',
    title: 'Practical volumetric capacity',
    unit: 'mAh/cm3',
    needsSpacing: true,
    bias: HEIGHT_BIAS,
    definition: 'areal capacity / h95; dense lithium gives 2062 mAh/cm3',
    compute: practicalCapacity,
  }),
  depositMetric({
    id: 'deposit.roughness_factor',
    title: 'Roughness factor',
    unit: '1',
    params: [PHASE_PARAM, COLLECTOR_PARAM, BOX_FACES_PARAM],
    estimator: 'crofton13-per-area@1',
    dimension: 3,
    needsSpacing: true,
    bias: 'That of the 13-direction Crofton area: flat faces along the grid read 7.3 % low at equal spacing (13.4 % at 0.3 x 0.2 x 0.4), curved ones within 1 %.',
    definition: 'S_Li / A, box faces not counted unless asked; flat lithium gives 1',
    compute: roughnessFactor,
  }),
];
