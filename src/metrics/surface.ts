/** Surface of a phase or of one object: smooth area by several estimators, and counted voxel faces. */
import {
  componentAreas,
  croftonArea,
  croftonArea3,
  faceArea,
  faceCount,
  flatCroftonArea,
  MESH_SIGMA,
  outsideOf,
  smoothingHalo,
} from '../kernels/index.js';
import type { SmoothSlab } from '../kernels/index.js';
import { meshAreaRequest } from '../workers/smooth-surface.request.js';
import { connectivityOf, EMPTY_PHASE, OBJECT_CONNECTIVITY_PARAM, phaseComponents } from './body.js';
import { axisOf, axisParam, booleanParam, BOX_FACES_PARAM, PHASE_PARAM, phaseOf, SEED_PARAM } from './params.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { overSlabs } from './slabs.js';
import type { Slab } from './slabs.js';
import { AREA_BIAS, AREA_ESTIMATOR, AREA_REFERENCES, isStacked, isSurface, stackedBody, surfaceOf, wholePhase } from './surface-context.js';
import type { Surface } from './surface-context.js';
import { spacingOf } from './spacing.js';

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
const PARAMS = [PHASE_PARAM, SEED_PARAM, OBJECT_CONNECTIVITY_PARAM, BOX_FACES_PARAM, BOUNDARY_PARAM];

const SURFACE = {
  avoid: 'Not between images of different voxel size, since finer voxels show more surface: compare at the same voxel size.',
  family: 'surface',
  params: PARAMS,
  dimension: 3,
  needsSpacing: true,
  needsCollector: false,
  streams: wholePhase,
} as const;

/** A number from the counts of the surface asked for. */
function fromSurface(rule: (surface: Surface, params: Params) => number): Metric['compute'] {
  return async (context, params) => {
    const outside = outsideOf({ boxFaces: booleanParam(params, 'box_faces'), periodic: params['boundary'] === 'periodic' });
    const surface = await surfaceOf(context, params, outside);
    return isSurface(surface) ? { value: rule(surface, params) } : surface;
  };
}

const AREA = {
  ...SURFACE,
  avoid:
    'Not for features under 4 voxels thick, where the error passes 4 %, nor between images of different voxel size: coarsen the finer one first.',
  estimator: AREA_ESTIMATOR,
  bias: AREA_BIAS,
  references: AREA_REFERENCES,
} as const;

export const surfaceMetrics: readonly Metric[] = [
  {
    ...AREA,
    id: 'surface.area',
    title: 'Surface area',
    unit: 'area',
    definition:
      'Weighted sum of the changes between inside and outside along the 13 lattice directions and of the voxel faces in flat patches along the grid; weights are fitted for the spacing so that a plane of any orientation reads its area as nearly as can be, on average exactly.',
    standard: true,
    compute: fromSurface(({ totals, spacing }) => flatCroftonArea(totals, spacing)),
  },
  {
    ...SURFACE,
    id: 'surface.crofton13',
    avoid: 'Not for films and plates along the grid, which read 7 % low: use surface.area.',
    title: 'Surface area by 13 directions',
    unit: 'area',
    estimator: CROFTON_ESTIMATOR,
    definition:
      'Twice the sum over the 13 lattice directions of share of directions x voxel volume / step length x crossings of the surface; shares are spherical Voronoi areas for the spacing.',
    bias: CROFTON_BIAS,
    references: CROFTON_REFERENCES,
    standard: false,
    compute: fromSurface(({ totals, spacing }) => croftonArea(totals, spacing)),
  },
  {
    ...SURFACE,
    id: 'surface.crofton3',
    avoid: 'Not for anything but comparison: faces along the grid read 33 % low; use surface.area.',
    title: 'Surface area by 3 directions (faces x 2/3)',
    unit: 'area',
    estimator: 'crofton-3@1',
    definition:
      'Crofton formula with the three axes: each stands for a third of all directions at any spacing, so it is the area of the counted voxel faces times 2/3.',
    bias: 'Balls from 10 voxels radius on within 1 %; faces along the grid read -33 %, a cylinder along the grid -18 %. For comparison with tools that report it.',
    references: CROFTON_REFERENCES,
    standard: false,
    compute: fromSurface(({ totals, spacing }) => croftonArea3(totals, spacing)),
  },
  {
    ...SURFACE,
    id: 'surface.mesh',
    avoid: 'Not for features under 6 voxels thick, which smoothing shrinks: use surface.area.',
    title: 'Area of a smoothed mesh',
    unit: 'area',
    params: [PHASE_PARAM, SEED_PARAM, OBJECT_CONNECTIVITY_PARAM],
    estimator: 'mesh-gauss-1@1',
    definition:
      'Area of the triangle mesh at one half of the body smoothed by a Gaussian of one mean voxel edge (marching tetrahedra, 24 to a cell), inside the box.',
    bias: 'Planes along the grid none; balls of 10 voxels radius -2 %, 20 voxels -0.2 %, 5 voxels -9 %; edges are rounded: a cube of 20 voxels -9 %; a cylinder of 3 voxels radius -11 %. Bodies thinner than two voxels vanish.',
    references: ['10.1149/1945-7111/ad9a07'],
    standard: false,
    compute: smoothedMesh,
  },
  {
    ...SURFACE,
    id: 'surface.faces',
    avoid: 'Not as the surface area, of which it is half too much: use surface.area.',
    title: 'Area of counted voxel faces',
    unit: 'area',
    estimator: 'voxel-faces@1',
    definition: 'Area of all voxel faces between the phase and anything else.',
    bias: FACES_BIAS,
    references: [],
    standard: false,
    compute: fromSurface(({ totals, spacing }) => faceArea(totals, spacing)),
  },
  {
    ...SURFACE,
    id: 'surface.faces_along_axis',
    avoid: 'Not as an area of a curved surface: use orientation.normal_tensor for its direction.',
    title: 'Voxel faces along one axis',
    unit: 'count',
    params: [...PARAMS, axisParam('Axis of the face normal')],
    estimator: 'voxel-faces@1',
    definition: 'Number of voxel faces between the phase and anything else whose normal lies along the axis.',
    bias: 'None: an exact count.',
    references: [],
    needsSpacing: false,
    standard: false,
    compute: fromSurface(({ totals }, params) => faceCount(totals, axisOf(params))),
  },
  {
    ...AREA,
    id: 'surface.per_volume',
    title: 'Surface area per box volume',
    unit: 'per-length',
    definition: 'Surface area over the volume of the box.',
    standard: true,
    compute: fromSurface(({ totals, spacing, boxVolume }) => flatCroftonArea(totals, spacing) / boxVolume),
  },
  {
    ...SURFACE,
    id: 'surface.orientation_spread',
    avoid: 'Not for objects of different sizes or shapes, whose real spread it shows: it tests the estimator on copies of one body.',
    sampling: 'none',
    title: 'Spread of surface area over objects',
    unit: '1',
    params: [PHASE_PARAM, OBJECT_CONNECTIVITY_PARAM, BOX_FACES_PARAM],
    estimator: CROFTON_ESTIMATOR,
    definition:
      'Largest minus smallest surface area over the mean, over the objects of the phase. For copies of one body in several orientations the true value is 0.',
    bias: 'Shows how much the estimator depends on the orientation to the grid: about 0.04 for cylinders of radius 8 voxels.',
    references: CROFTON_REFERENCES,
    needsSpacing: false,
    streams: false,
    standard: false,
    compute: orientationSpread,
  },
];

async function smoothedMesh(context: MetricContext, params: Params): Promise<Measured> {
  const body = await stackedBody(context, params);
  if (!isStacked(body)) return body;
  const { stack, value } = body;
  const spacing = spacingOf(context);
  const argsOf = ({ planes, first, end }: Slab): SmoothSlab => ({ planes, first, end, value, shape: stack.shape, spacing });
  const parts = await overSlabs(stack, meshAreaRequest, argsOf, context, smoothingHalo(spacing, MESH_SIGMA));
  return { value: parts.reduce((sum, part) => sum + part, 0) };
}

async function orientationSpread(context: MetricContext, params: Params): Promise<Measured> {
  const { labels, count } = await phaseComponents(context, phaseOf(params), connectivityOf(params));
  if (count === 0) return EMPTY_PHASE;
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
