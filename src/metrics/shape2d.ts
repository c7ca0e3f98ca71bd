/** Figures in a plane image: area, perimeter, and how far from a circle. */
import { croftonPerimeter, pixelEdgePerimeter } from '../kernels/index.js';
import { bodyOf, EMPTY_PHASE, isBody, OBJECT_CONNECTIVITY_PARAM } from './body.js';
import type { Body } from './body.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, PHASE_PARAM, SEED_PARAM } from './params.js';

/** Runs a rule with the two axes of the image, rows first. */
async function inPlane(
  context: MetricContext,
  params: Params,
  rule: (body: Body, axes: readonly [0 | 1 | 2, 0 | 1 | 2]) => Measured,
): Promise<Measured> {
  const { flatAxis } = context;
  if (flatAxis === null) return { value: null, reason: 'needs a single slice: the volume has several' };
  const body = await bodyOf(context, params);
  if (!isBody(body)) return body;
  return rule(body, flatAxis === 0 ? [1, 2] : flatAxis === 1 ? [0, 2] : [0, 1]);
}

const areaOf = ({ voxels, spacing }: Body, [a, b]: readonly [0 | 1 | 2, 0 | 1 | 2]): number => voxels * spacing[a] * spacing[b];

/** the same for all edges of pixels */
function edgesOf({ data, value, shape, spacing }: Body, [a, b]: readonly [0 | 1 | 2, 0 | 1 | 2], params: Params): number {
  return pixelEdgePerimeter(data, [shape[a], shape[b]], [spacing[a], spacing[b]], { value, boxFaces: booleanParam(params, 'box_faces') });
}

function perimeterOf(body: Body, [a, b]: readonly [0 | 1 | 2, 0 | 1 | 2], params: Params): number {
  const { data, value, shape, spacing } = body;
  return croftonPerimeter(data, [shape[a], shape[b]], [spacing[a], spacing[b]], { value, boxFaces: booleanParam(params, 'box_faces') });
}

const SHAPE2D = {
  avoid: 'Not as surface or shape of a body in space: a section shows neither; use surface.area and shape.sphericity on a volume.',
  family: 'shape2d',
  params: [PHASE_PARAM, SEED_PARAM, { ...OBJECT_CONNECTIVITY_PARAM, default: 8, values: [8, 4] }, BOX_FACES_PARAM],
  references: ['10.5566/ias.v26.p83-92'],
  dimension: 2,
  needsSpacing: true,
  needsCollector: false,
  standard: false,
} as const;

const PERIMETER_BIAS =
  'A straight edge along the grid -0.2 %, any other within +0.5 and -1.1 % with square pixels; at 3 x 1 within +2.4 and -3.5 %. Discs from 10 pixels radius on within 0.3 %, radius 5 -0.9 %, and 2.5 -1.9 %. Each right-angled corner reads about 0.4 pixel edges short: squares of 20 pixels -2 %.';

export const shape2dMetrics: readonly Metric[] = [
  {
    ...SHAPE2D,
    id: 'shape2d.area',
    title: 'Area in the image',
    unit: 'area',
    estimator: 'voxel-count@1',
    definition: 'Pixels of the phase times the area of a pixel.',
    bias: 'None: an exact count.',
    references: [],
    compute: (context, params) => inPlane(context, params, (body, axes) => ({ value: areaOf(body, axes) })),
  },
  {
    ...SHAPE2D,
    id: 'shape2d.perimeter',
    sampling: 'sum',
    title: 'Perimeter in the image',
    unit: 'length',
    estimator: 'flat-crofton-2d@1',
    definition:
      'pi/2 times the sum over 8 lattice directions of weight x pixel area / step length x changes, plus weighted pixel edges in straight runs along the grid; weights by least squares over all orientations of a line, with mean 1.',
    bias: PERIMETER_BIAS,
    compute: (context, params) => inPlane(context, params, (body, axes) => ({ value: perimeterOf(body, axes, params) })),
  },
  {
    ...SHAPE2D,
    family: 'surface2d',
    id: 'surface2d.perimeter_faces',
    sampling: 'sum',
    avoid: 'Not as the perimeter of a curved or slanted outline, of which it is up to 41 % too much: use shape2d.perimeter.',
    title: 'Length of counted pixel edges',
    unit: 'length',
    estimator: 'pixel-edges@1',
    definition: 'Length of all pixel edges between the phase and anything else in the image.',
    bias: 'None for outlines along the grid; a disc reads 27 % high, a line at 45 degrees 41 % high.',
    references: [],
    compute: (context, params) => inPlane(context, params, (body, axes) => ({ value: edgesOf(body, axes, params) })),
  },
  {
    ...SHAPE2D,
    id: 'shape2d.inverse_isoperimetric_quotient',
    sampling: 'none',
    title: 'Inverse isoperimetric quotient in the image',
    unit: '1',
    estimator: 'flat-crofton-2d@1',
    definition: 'P^2 / (4 pi A): 1 for a disc, 1.273 for a square.',
    bias: PERIMETER_BIAS,
    compute: (context, params) =>
      inPlane(context, params, (body, axes) =>
        body.voxels === 0 ? EMPTY_PHASE : { value: perimeterOf(body, axes, params) ** 2 / (4 * Math.PI * areaOf(body, axes)) },
      ),
  },
];
