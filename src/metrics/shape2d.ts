/** Figures in a plane image: area, perimeter, and how far from a circle. */
import { croftonPerimeter } from '../kernels/index.js';
import { OBJECT_CONNECTIVITY_PARAM, bodyOf, isBody } from './body.js';
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

function perimeterOf(body: Body, [a, b]: readonly [0 | 1 | 2, 0 | 1 | 2], params: Params): number {
  const { data, value, shape, spacing } = body;
  return croftonPerimeter(data, [shape[a], shape[b]], [spacing[a], spacing[b]], { value, boxFaces: booleanParam(params, 'box_faces') });
}

const SHAPE2D = {
  family: 'shape2d',
  params: [PHASE_PARAM, SEED_PARAM, { ...OBJECT_CONNECTIVITY_PARAM, default: 8, values: [8, 4] }, BOX_FACES_PARAM],
  references: ['10.5566/ias.v26.p83-92'],
  dimension: 2,
  needsSpacing: true,
  needsCollector: false,
  standard: false,
} as const;

const PERIMETER_BIAS = 'Discs from 10 pixels radius on within 1 %; a straight edge along the grid reads 5 % low with square pixels.';

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
    title: 'Perimeter in the image',
    unit: 'length',
    estimator: 'crofton-2d-4@1',
    definition: 'pi/2 times the sum over 4 directions of share of directions x pixel area / step length x crossings of the outline.',
    bias: PERIMETER_BIAS,
    compute: (context, params) => inPlane(context, params, (body, axes) => ({ value: perimeterOf(body, axes, params) })),
  },
  {
    ...SHAPE2D,
    id: 'shape2d.inverse_isoperimetric_quotient',
    title: 'Inverse isoperimetric quotient in the image',
    unit: '1',
    estimator: 'crofton-2d-4@1',
    definition: 'P^2 / (4 pi A): 1 for a disc, 1.273 for a square.',
    bias: PERIMETER_BIAS,
    compute: (context, params) =>
      inPlane(context, params, (body, axes) =>
        body.voxels === 0
          ? { value: null, reason: 'phase is empty' }
          : { value: perimeterOf(body, axes, params) ** 2 / (4 * Math.PI * areaOf(body, axes)) },
      ),
  },
];
