/** Shape of the phase as one body, or of one object: how round, how thick, how long. */
import { bodyMoments, croftonArea, equivalentSemiAxes, outsideOf } from '../kernels/index.js';
import { OBJECT_CONNECTIVITY_PARAM, bodyCounts, bodyOf, isBody } from './body.js';
import type { Body } from './body.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, PHASE_PARAM, SEED_PARAM } from './params.js';
import { CROFTON_BIAS, CROFTON_ESTIMATOR, CROFTON_REFERENCES } from './surface.js';

/** Sphericity of a body of volume V and surface S: surface of the ball of the same volume over S. */
export const sphericity = (volume: number, surface: number): number => (Math.PI ** (1 / 3) * (6 * volume) ** (2 / 3)) / surface;

const BODY = [PHASE_PARAM, SEED_PARAM, OBJECT_CONNECTIVITY_PARAM];

/** A ratio of volume and surface of the body asked for. */
function fromVolumeAndSurface(rule: (volume: number, surface: number) => number): Metric['compute'] {
  return async (context, params) => {
    const body = await bodyOf(context, params);
    if (!isBody(body)) return body;
    if (body.voxels === 0) return { value: null, reason: 'phase is empty' };
    const counts = await bodyCounts(context, body, outsideOf({ boxFaces: booleanParam(params, 'box_faces') }));
    const surface = croftonArea(counts, body.spacing);
    if (surface === 0) return { value: null, reason: 'no surface inside the box' };
    const [sz, sy, sx] = body.spacing;
    return { value: rule(body.voxels * sz * sy * sx, surface) };
  };
}

type Moments = NonNullable<ReturnType<typeof bodyMoments>>;

function fromMoments(rule: (moments: Moments, body: Body) => readonly number[]): Metric['compute'] {
  return async (context: MetricContext, params: Params): Promise<Measured> => {
    const body = await bodyOf(context, params);
    if (!isBody(body)) return body;
    const moments = await context.shared(`moments:${body.key}`, () => Promise.resolve(bodyMoments(body.data, body.value, body.shape)));
    return moments === undefined ? { value: null, reason: 'phase is empty' } : { value: rule(moments, body) };
  };
}

const RATIO = {
  family: 'shape',
  unit: '1',
  params: [...BODY, BOX_FACES_PARAM],
  estimator: CROFTON_ESTIMATOR,
  bias: CROFTON_BIAS,
  references: CROFTON_REFERENCES,
  dimension: 3,
  needsSpacing: true,
  needsCollector: false,
  standard: false,
} as const;

export const shapeMetrics: readonly Metric[] = [
  {
    ...RATIO,
    id: 'shape.sphericity',
    title: 'Sphericity',
    definition: 'pi^(1/3) (6 V)^(2/3) / S: 1 for a ball, 0.806 for a cube.',
    compute: fromVolumeAndSurface(sphericity),
  },
  {
    ...RATIO,
    id: 'shape.mean_chord',
    title: 'Mean chord',
    unit: 'length',
    definition: '4 V / S: mean length of random lines within the body; 4 R / 3 for a ball.',
    compute: fromVolumeAndSurface((volume, surface) => (4 * volume) / surface),
  },
  {
    ...RATIO,
    id: 'shape.inverse_isoperimetric_quotient',
    title: 'Inverse isoperimetric quotient',
    definition: 'S^3 / (36 pi V^2): 1 for a ball, 1.910 for a cube.',
    bias: `Cube of the relative error of the surface. ${CROFTON_BIAS}`,
    compute: fromVolumeAndSurface((volume, surface) => surface ** 3 / (36 * Math.PI * volume ** 2)),
  },
  {
    ...RATIO,
    id: 'shape.semi_axes',
    title: 'Semi-axes of the equivalent ellipsoid',
    unit: 'length',
    params: BODY,
    estimator: 'second-moments@1',
    definition: 'sqrt(5 x variance) along the three principal axes, longest first; a voxel counts as a box.',
    bias: 'Below 1 % for ellipsoids of more than 10 voxels diameter.',
    references: [],
    compute: fromMoments((moments, body) => equivalentSemiAxes(moments, body.spacing)),
  },
  {
    ...RATIO,
    id: 'shape.bounding_box_voxels_zyx',
    title: 'Bounding box',
    unit: 'voxel',
    params: BODY,
    estimator: 'voxel-count@1',
    definition: 'Edges of the smallest box of voxels along z, y and x that holds the body.',
    bias: 'None: an exact count.',
    references: [],
    dimension: 'any',
    needsSpacing: false,
    compute: fromMoments(({ boxStart, boxEnd }) => [boxEnd[0] - boxStart[0], boxEnd[1] - boxStart[1], boxEnd[2] - boxStart[2]]),
  },
];
