/** Area between two phases, and which share of a surface is in contact. */
import { areaOfCrossings, croftonArea, interfaceCrossings, outsideOf } from '../kernels/index.js';
import { faceGeometry } from '../volume/index.js';
import { bodyCounts, bodyOf, isBody, spacingOf } from './body.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, numbersParam } from './params.js';
import { CROFTON_BIAS, CROFTON_ESTIMATOR, CROFTON_REFERENCES } from './surface.js';

const PHASES_PARAM: ParamSpec = { name: 'phases', type: 'phases', default: [1, 2], title: 'The two phases' };
const OF_PARAM: ParamSpec = {
  name: 'of',
  type: 'enum',
  default: 1,
  values: [0, 1, 2, 3, 4, 5, 6, 'cross-section'],
  title: 'What the interface is compared with: the surface of a label, or the cross-section of the box',
};
const AXIS_PARAM: ParamSpec = {
  name: 'axis',
  type: 'enum',
  values: ['z', 'y', 'x'],
  title: 'Normal of the cross-section; default: away from the current collector, or z',
};

function pairOf(params: Params): readonly [number, number] {
  const [a = 1, b = 2] = numbersParam(params, 'phases') ?? [];
  return [a, b];
}

/** Crossings between the two phases along the 13 directions, once per run. The three axes come first: x, y, z. */
async function crossings(context: MetricContext, params: Params): Promise<Float64Array> {
  const [a, b] = pairOf(params);
  const outside = outsideOf({ boxFaces: booleanParam(params, 'box_faces') });
  const [low, high] = a < b ? [a, b] : [b, a];
  return context.shared(`interface:${low}:${high}:${outside}`, () =>
    Promise.resolve(interfaceCrossings(context.labels.data, low, high, context.labels.shape, outside)),
  );
}

async function interfaceArea(context: MetricContext, params: Params): Promise<number | null> {
  const [a, b] = pairOf(params);
  return a === b ? null : areaOfCrossings(await crossings(context, params), spacingOf(context));
}

const SAME_PHASE: Measured = { value: null, reason: 'the two phases are the same' };

async function facesArea(context: MetricContext, params: Params): Promise<Measured> {
  const [a, b] = pairOf(params);
  if (a === b) return SAME_PHASE;
  const [sz, sy, sx] = spacingOf(context);
  const [x = 0, y = 0, z = 0] = await crossings(context, params);
  return { value: x * sz * sy + y * sz * sx + z * sy * sx };
}

async function contactFraction(context: MetricContext, params: Params): Promise<Measured> {
  const area = await interfaceArea(context, params);
  if (area === null) return SAME_PHASE;
  if (params['of'] === 'cross-section') return { value: area / crossSection(context, params) };
  const label = Number(params['of'] ?? 1);
  const body = await bodyOf(context, { phase: label });
  if (!isBody(body)) return body;
  const counts = await bodyCounts(context, body, outsideOf({ boxFaces: booleanParam(params, 'box_faces') }));
  const surface = croftonArea(counts, body.spacing);
  return surface === 0 ? { value: null, reason: `label ${label} has no surface inside the box (0/0)` } : { value: area / surface };
}

function crossSection(context: MetricContext, params: Params): number {
  const { shape } = context.labels;
  const spacing = spacingOf(context);
  const collector = context.collectorFaces[0];
  const axis =
    params['axis'] === undefined ? (collector === undefined ? 0 : faceGeometry(collector).axis) : 'zyx'.indexOf(String(params['axis']));
  return [0, 1, 2].filter((a) => a !== axis).reduce((area, a) => area * (shape[a] ?? 1) * (spacing[a] ?? 1), 1);
}

const INTERFACE = {
  family: 'interface',
  unit: 'area',
  params: [PHASES_PARAM, BOX_FACES_PARAM],
  estimator: CROFTON_ESTIMATOR,
  bias: `${CROFTON_BIAS} Where a third phase meets the interface, pairs across edges and corners count too.`,
  references: CROFTON_REFERENCES,
  dimension: 3,
  needsSpacing: true,
  needsCollector: false,
  standard: false,
} as const;

export const interfaceMetrics: readonly Metric[] = [
  {
    ...INTERFACE,
    id: 'interface.area',
    title: 'Interface area',
    definition: 'Half of surface of A plus surface of B minus surface of both together, each by Crofton with 13 directions.',
    compute: async (context, params) => {
      const value = await interfaceArea(context, params);
      return value === null ? SAME_PHASE : { value };
    },
  },
  {
    ...INTERFACE,
    id: 'interface.faces_area',
    title: 'Interface area by voxel faces',
    estimator: 'voxel-faces@1',
    definition: 'Area of the voxel faces between the two phases.',
    bias: 'Exact for the staircase of voxels; a curved interface reads about 50 % high.',
    references: [],
    compute: facesArea,
  },
  {
    ...INTERFACE,
    id: 'interface.contact_fraction',
    title: 'Contact fraction',
    unit: '1',
    params: [...INTERFACE.params, OF_PARAM, AXIS_PARAM],
    definition: 'Interface area of the two phases over the surface of a label, or over the cross-section of the box.',
    needsSpacing: false,
    compute: contactFraction,
  },
];
