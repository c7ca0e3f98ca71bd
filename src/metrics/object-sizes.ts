/** How many objects a phase has and how large they are, from one pass that finds and measures all of them; streams by slabs. */
import { facesOfBoxes } from '../kernels/index.js';
import { faceGeometry, FACES, voxelCount } from '../volume/index.js';
import { connectivityOf, EMPTY_PHASE, OBJECT_CONNECTIVITY_PARAM } from './body.js';
import { measuredComponents } from './components.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { PHASE_PARAM, phaseOf } from './params.js';
import { voxelVolumeOf } from './spacing.js';
import { percentile } from './samples.js';

const CUT_PARAM: ParamSpec = {
  name: 'cut_objects',
  type: 'enum',
  values: ['counted', 'left-out'],
  default: 'counted',
  title: 'What is done with objects that a face of the image cuts',
};

interface Objects {
  /** voxels of each object, ascending */
  readonly sizes: Float64Array;
  /** of the objects that no face of the image cuts */
  readonly whole: Float64Array;
}

function objectsOf(context: MetricContext, params: Params): Promise<Objects> {
  const phase = phaseOf(params);
  const connectivity = connectivityOf(params);
  return context.shared(`objects;${phase};${connectivity}`, async () => {
    const { stack, flatAxis } = context;
    const { stats } = await measuredComponents(stack, { values: [phase], connectivity }, context);
    const faces = facesOfBoxes(stats, stack.shape);
    // the two flat faces of an image do not cut
    const cutting = FACES.reduce((mask, face, bit) => (faceGeometry(face).axis === flatAxis ? mask : mask | (1 << bit)), 0);
    const sizes = stats.voxels.slice(1);
    const whole = sizes.filter((_, k) => ((faces[k + 1] ?? 0) & cutting) === 0);
    return { sizes: sizes.sort(), whole: whole.sort() };
  });
}

/** A number from the sizes asked for, ascending; null when there are none. */
function overSizes(rule: (sizes: Float64Array, context: MetricContext) => number): Metric['compute'] {
  return async (context, params): Promise<Measured> => {
    const { sizes, whole } = await objectsOf(context, params);
    const asked = params['cut_objects'] === 'left-out' ? whole : sizes;
    if (asked.length > 0) return { value: rule(asked, context) };
    return sizes.length === 0 ? EMPTY_PHASE : { value: null, reason: 'every object is cut by a face of the image' };
  };
}

const SIZES = {
  avoid:
    'Not for networks, which are one object however large, nor for noisy labels: use local thickness, or drop objects of a few voxels first.',
  family: 'objects',
  params: [PHASE_PARAM, OBJECT_CONNECTIVITY_PARAM, CUT_PARAM],
  estimator: 'components@1',
  bias: 'Exact on its labels. Noise adds small objects, so counts rise and quantiles fall with it; objects that the image cuts read too small, and without them large objects are missed more often than small ones.',
  references: ['10.1145/321356.321357', '10.1109/TIP.2008.917204'],
  dimension: 3,
  needsSpacing: true,
  needsCollector: false,
  sampling: 'none',
  streams: true,
  standard: false,
} as const;

function volumeQuantile(percent: 10 | 50 | 90): Metric {
  return {
    ...SIZES,
    id: `objects.volume_p${percent}`,
    title: percent === 50 ? 'Median volume of an object' : `Volume of an object, ${percent} % quantile`,
    unit: 'volume',
    definition: `volume below which ${percent} % of the connected objects of the phase lie, by number; linear between the sorted volumes (definition 7 of Hyndman & Fan)`,
    compute: overSizes((sizes, context) => percentile(sizes, percent / 100) * voxelVolumeOf(context)),
  };
}

export const objectSizeMetrics: readonly Metric[] = [
  {
    ...SIZES,
    id: 'objects.number',
    title: 'Number of objects',
    unit: 'count',
    definition: 'connected objects of the phase, all or those that no face of the image cuts',
    dimension: 'any',
    needsSpacing: false,
    compute: async (context, params) => {
      const { sizes, whole } = await objectsOf(context, params);
      return { value: (params['cut_objects'] === 'left-out' ? whole : sizes).length };
    },
  },
  {
    ...SIZES,
    id: 'objects.number_density',
    title: 'Objects per volume',
    unit: 'per-volume',
    params: [PHASE_PARAM, OBJECT_CONNECTIVITY_PARAM],
    definition: '(objects that no face of the image cuts + half of those that one cuts) / volume of the image',
    bias: 'Objects much smaller than the image: within the share of objects at its faces. Objects that reach through the image count one half, however many boxes they fill.',
    compute: async (context, params) => {
      const { sizes, whole } = await objectsOf(context, params);
      return { value: (sizes.length + whole.length) / 2 / (voxelCount(context.stack.shape) * voxelVolumeOf(context)) };
    },
  },
  volumeQuantile(10),
  volumeQuantile(50),
  volumeQuantile(90),
  {
    ...SIZES,
    id: 'objects.volume_mean',
    title: 'Mean volume of an object',
    unit: 'volume',
    definition: 'volume of the objects / their number',
    compute: overSizes((sizes, context) => (sizes.reduce((sum, size) => sum + size, 0) / sizes.length) * voxelVolumeOf(context)),
  },
  {
    ...SIZES,
    id: 'objects.largest_share',
    title: 'Share of the largest object',
    unit: '1',
    params: [PHASE_PARAM, OBJECT_CONNECTIVITY_PARAM],
    definition: 'voxels of the largest connected object / voxels of the phase: 1 when all is one piece',
    dimension: 'any',
    needsSpacing: false,
    compute: overSizes((sizes) => (sizes.at(-1) ?? 0) / sizes.reduce((sum, size) => sum + size, 0)),
  },
];
