/** Surface of a phase or of one object: smooth (Crofton, 13 directions) and as counted voxel faces. */
import { componentAreas, croftonArea, faceArea, faceCount, outsideOf } from '../kernels/index.js';
import { OBJECT_CONNECTIVITY_PARAM, bodyCounts, bodyOf, connectivityOf, isBody, phaseComponents, phaseOf, spacingOf } from './body.js';
import type { Body } from './body.js';
import { booleanParam, BOX_FACES_PARAM, PHASE_PARAM, SEED_PARAM } from './params.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';

export const CROFTON_ESTIMATOR = 'crofton-13@1';
export const CROFTON_BIAS =
  'Curved bodies within 0.5 % from 10 voxels radius on, +-4 % at 5 voxels. Flat faces along the grid read low: -7.3 % with cubic voxels, up to -13.4 % with unequal ones; an aligned cylinder about -3 %.';
export const CROFTON_REFERENCES = ['10.5566/ias.v26.p83-92', '10.1149/1945-7111/ad9a07'];
const FACES_BIAS = 'Exact for the staircase of voxels; a curved surface reads about 50 % high.';

const BOUNDARY_PARAM: ParamSpec = {
  name: 'boundary',
  type: 'enum',
  default: 'plain',
  values: ['plain', 'periodic'],
  title: 'The box ends at its faces, or repeats itself',
};
const AXIS_PARAM: ParamSpec = { name: 'axis', type: 'enum', default: 'z', values: ['z', 'y', 'x'], title: 'Axis of the face normal' };
const PARAMS = [PHASE_PARAM, SEED_PARAM, OBJECT_CONNECTIVITY_PARAM, BOX_FACES_PARAM, BOUNDARY_PARAM];

const SURFACE = {
  family: 'surface',
  params: PARAMS,
  dimension: 3,
  needsSpacing: true,
  needsCollector: false,
} as const;

/** Runs a rule on the configuration counts of the body asked for. */
async function fromCounts(context: MetricContext, params: Params, rule: (counts: Float64Array, body: Body) => number): Promise<Measured> {
  const body = await bodyOf(context, params);
  if (!isBody(body)) return body;
  const outside = outsideOf({ boxFaces: booleanParam(params, 'box_faces'), periodic: params['boundary'] === 'periodic' });
  return { value: rule(await bodyCounts(context, body, outside), body) };
}

const boxVolume = ({ shape, spacing }: Body): number => shape[0] * shape[1] * shape[2] * spacing[0] * spacing[1] * spacing[2];

export const surfaceMetrics: readonly Metric[] = [
  {
    ...SURFACE,
    id: 'surface.area',
    title: 'Surface area',
    unit: 'area',
    estimator: CROFTON_ESTIMATOR,
    definition:
      'Twice the sum over the 13 lattice directions of share of directions x voxel volume / step length x crossings of the surface; shares are spherical Voronoi areas for the spacing.',
    bias: CROFTON_BIAS,
    references: CROFTON_REFERENCES,
    standard: true,
    compute: (context, params) => fromCounts(context, params, (counts, body) => croftonArea(counts, body.spacing)),
  },
  {
    ...SURFACE,
    id: 'surface.faces',
    title: 'Area of counted voxel faces',
    unit: 'area',
    estimator: 'voxel-faces@1',
    definition: 'Area of all voxel faces between the phase and anything else.',
    bias: FACES_BIAS,
    references: [],
    standard: false,
    compute: (context, params) => fromCounts(context, params, (counts, body) => faceArea(counts, body.spacing)),
  },
  {
    ...SURFACE,
    id: 'surface.faces_along_axis',
    title: 'Voxel faces along one axis',
    unit: 'count',
    params: [...PARAMS, AXIS_PARAM],
    estimator: 'voxel-faces@1',
    definition: 'Number of voxel faces between the phase and anything else whose normal lies along the axis.',
    bias: 'None: an exact count.',
    references: [],
    needsSpacing: false,
    standard: false,
    compute: (context, params) =>
      fromCounts(context, params, (counts) => faceCount(counts, params['axis'] === 'x' ? 2 : params['axis'] === 'y' ? 1 : 0)),
  },
  {
    ...SURFACE,
    id: 'surface.per_volume',
    title: 'Surface area per box volume',
    unit: 'per-length',
    estimator: CROFTON_ESTIMATOR,
    definition: 'Surface area over the volume of the box.',
    bias: CROFTON_BIAS,
    references: CROFTON_REFERENCES,
    standard: true,
    compute: (context, params) => fromCounts(context, params, (counts, body) => croftonArea(counts, body.spacing) / boxVolume(body)),
  },
  {
    ...SURFACE,
    id: 'surface.orientation_spread',
    title: 'Spread of surface area over objects',
    unit: '1',
    params: [PHASE_PARAM, OBJECT_CONNECTIVITY_PARAM, BOX_FACES_PARAM],
    estimator: CROFTON_ESTIMATOR,
    definition:
      'Largest minus smallest surface area over the mean, over the objects of the phase. For copies of one body in several orientations the true value is 0.',
    bias: 'Shows how much the estimator depends on the orientation to the grid: about 0.04 for cylinders of radius 8 voxels.',
    references: CROFTON_REFERENCES,
    needsSpacing: false,
    standard: false,
    compute: orientationSpread,
  },
];

async function orientationSpread(context: MetricContext, params: Params): Promise<Measured> {
  const { labels, count } = await phaseComponents(context, phaseOf(params), connectivityOf(params));
  if (count === 0) return { value: null, reason: 'phase is empty' };
  const boxFaces = booleanParam(params, 'box_faces');
  const areas = componentAreas(labels, count, context.labels.shape, spacingOf(context), { boxFaces }).subarray(1);
  let min = Infinity;
  let max = 0;
  let sum = 0;
  for (const area of areas) {
    min = Math.min(min, area);
    max = Math.max(max, area);
    sum += area;
  }
  if (sum === 0) return { value: null, reason: 'no surface inside the box' };
  return { value: ((max - min) * count) / sum };
}
