/** Shape of the phase as one body, or of one object: how round, how thick, how long. */
import { bodyMoments, equivalentSemiAxes, flatCroftonArea, outsideOf } from '../kernels/index.js';
import { bodyOf, EMPTY_PHASE, isBody, OBJECT_CONNECTIVITY_PARAM } from './body.js';
import type { Body } from './body.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, PHASE_PARAM, SEED_PARAM } from './params.js';
import { AREA_BIAS, AREA_ESTIMATOR, AREA_REFERENCES, isSurface, surfaceOf, wholePhase } from './surface-context.js';

/** Sphericity of a body of volume V and surface S: surface of the ball of the same volume over S. */
export const sphericity = (volume: number, surface: number): number => (Math.PI ** (1 / 3) * (6 * volume) ** (2 / 3)) / surface;

const BODY = [PHASE_PARAM, SEED_PARAM, OBJECT_CONNECTIVITY_PARAM];

/** A ratio of volume and surface of the body asked for. */
function fromVolumeAndSurface(rule: (volume: number, surface: number) => number): Metric['compute'] {
  return async (context, params) => {
    const surface = await surfaceOf(context, params, outsideOf({ boxFaces: booleanParam(params, 'box_faces') }));
    if (!isSurface(surface)) return surface;
    if (surface.volume === 0) return EMPTY_PHASE;
    const area = flatCroftonArea(surface.totals, surface.spacing);
    return area === 0 ? { value: null, reason: 'no surface inside the box' } : { value: rule(surface.volume, area) };
  };
}

type Moments = NonNullable<ReturnType<typeof bodyMoments>>;

function fromMoments(rule: (moments: Moments, body: Body) => number | readonly number[]): Metric['compute'] {
  return async (context: MetricContext, params: Params): Promise<Measured> => {
    const body = await bodyOf(context, params);
    if (!isBody(body)) return body;
    const moments = await context.shared(`moments:${body.key}`, () => Promise.resolve(bodyMoments(body.data, body.value, body.shape)));
    return moments === undefined ? EMPTY_PHASE : { value: rule(moments, body) };
  };
}

const RATIO = {
  avoid: 'Not for several bodies at once, nor bodies that the box cuts: name one with seed_voxel_zyx, or use the object table.',
  sampling: 'none',
  family: 'shape',
  unit: '1',
  params: [...BODY, BOX_FACES_PARAM],
  estimator: AREA_ESTIMATOR,
  bias: AREA_BIAS,
  references: AREA_REFERENCES,
  dimension: 3,
  needsSpacing: true,
  needsCollector: false,
  streams: wholePhase,
  standard: false,
} as const;

const ELLIPSOID = {
  ...RATIO,
  avoid:
    'Not for hollow, bent or branched bodies, whose ellipsoid is not their shape, nor several bodies at once: name one with seed_voxel_zyx, or use the skeleton.',
  params: BODY,
  estimator: 'second-moments@1',
  bias: 'Below 1 % for ellipsoids of more than 10 voxels diameter.',
  references: [],
  streams: false,
} as const;

const axisRatio = (axes: readonly number[], over: number, under: number): number => (axes[over] ?? NaN) / (axes[under] ?? NaN);

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
    avoid: 'Not for thin films, whose chords in the plane decide it: use local thickness.',
    sampling: 'mean',
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
    bias: `Cube of the relative error of the surface. ${AREA_BIAS}`,
    compute: fromVolumeAndSurface((volume, surface) => surface ** 3 / (36 * Math.PI * volume ** 2)),
  },
  {
    ...ELLIPSOID,
    id: 'shape.semi_axes',
    title: 'Semi-axes of the equivalent ellipsoid',
    unit: 'length',
    definition: 'sqrt(5 x variance) along the three principal axes, longest first; a voxel counts as a box.',
    compute: fromMoments((moments, body) => equivalentSemiAxes(moments, body.spacing)),
  },
  {
    ...ELLIPSOID,
    id: 'shape.elongation',
    title: 'Elongation',
    unit: '1',
    definition: 'Middle over longest semi-axis of the equivalent ellipsoid: 1 for a ball or a disc, near 0 for a needle.',
    compute: fromMoments((moments, body) => axisRatio(equivalentSemiAxes(moments, body.spacing), 1, 0)),
  },
  {
    ...ELLIPSOID,
    id: 'shape.flatness',
    title: 'Flatness',
    unit: '1',
    definition: 'Shortest over middle semi-axis of the equivalent ellipsoid: 1 for a ball or a needle, near 0 for a film.',
    compute: fromMoments((moments, body) => axisRatio(equivalentSemiAxes(moments, body.spacing), 2, 1)),
  },
  {
    ...RATIO,
    id: 'shape.bounding_box_voxels_zyx',
    avoid: 'Not as the size of a slanted body: use shape.semi_axes.',
    title: 'Bounding box',
    unit: 'voxel',
    params: BODY,
    estimator: 'voxel-count@1',
    streams: false,
    definition: 'Edges of the smallest box of voxels along z, y and x that holds the body.',
    bias: 'None: an exact count.',
    references: [],
    dimension: 'any',
    needsSpacing: false,
    compute: fromMoments(({ boxStart, boxEnd }) => [boxEnd[0] - boxStart[0], boxEnd[1] - boxStart[1], boxEnd[2] - boxStart[2]]),
  },
];
