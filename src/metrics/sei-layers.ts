/** The SEI close to lithium and the SEI further out. Kernel: inner-layer.ts; streams by slabs. */
import { innerHalo } from '../kernels/index.js';
import { innerLayerRequest } from '../workers/inner-layer.request.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { lengthInMetres, numberParam } from './params.js';
import { SEI_PHASES } from './sei.js';
import { overSlabs } from './slabs.js';
import { spacingOf, voxelVolumeOf } from './spacing.js';

interface Layers {
  /** voxels */
  readonly inner: number;
  readonly all: number;
}

function layersOf(context: MetricContext, params: Params, distance: number): Promise<Layers> {
  const options = { lithium: numberParam(params, 'phase_li'), sei: numberParam(params, 'phase_sei'), distance };
  const { shape } = context.stack;
  const spacing = spacingOf(context);
  return context.shared(`sei-layers;${JSON.stringify(options)}`, async () => {
    const parts = await overSlabs(
      context.stack,
      innerLayerRequest,
      ({ planes, first, end }) => ({
        labels: planes.data,
        shape: [planes.data.length / (shape[1] * shape[2]), shape[1], shape[2]] as const,
        spacing,
        options,
        planes: [first - planes.first, end - planes.first] as const,
      }),
      context,
      innerHalo(spacing, distance),
    );
    return parts.reduce((sum: Layers, [inner, all]) => ({ inner: sum.inner + inner, all: sum.all + all }), { inner: 0, all: 0 });
  });
}

function overLayers(rule: (layers: Layers, voxel: number) => Measured): Metric['compute'] {
  return async (context, params) => {
    const given = params['inner_thickness'];
    if (given === undefined)
      return { value: null, reason: 'no thickness of the inner layer given; pass inner_thickness with a unit, like 10nm' };
    const distance = lengthInMetres(given);
    if (!(distance > 0)) return { value: null, reason: 'the thickness of the inner layer must be more than 0' };
    return rule(await layersOf(context, params, distance), voxelVolumeOf(context));
  };
}

const COMMON = {
  avoid: 'Not to find where the inner layer ends: the split is a thickness that you name; use chemical contrast for that.',
  family: 'sei',
  params: [...SEI_PHASES, { name: 'inner_thickness', type: 'length', title: 'Thickness of the inner layer, with unit; never guessed' }],
  estimator: 'inner-layer@1',
  bias: 'Exact on flat lithium along the grid for whole voxels; shells of four voxels on balls up to 4 % high. A layer thinner than a voxel is not resolved.',
  references: ['10.4086/toc.2012.v008a019'],
  dimension: 'any',
  needsSpacing: true,
  needsCollector: false,
  streams: true,
  standard: false,
} as const;

const INNER =
  'SEI voxels whose centre lies within inner_thickness of the lithium surface, which is taken a quarter of the shortest voxel edge above the nearest lithium voxel centre';

export const seiLayerMetrics: readonly Metric[] = [
  {
    ...COMMON,
    id: 'sei.inner_share',
    title: 'Share of the inner SEI',
    unit: '1',
    definition: `${INNER} / all SEI voxels`,
    compute: overLayers(({ inner, all }) => (all === 0 ? { value: null, reason: 'no SEI voxels (0/0)' } : { value: inner / all })),
  },
  {
    ...COMMON,
    id: 'sei.inner_volume',
    title: 'Volume of the inner SEI',
    unit: 'volume',
    definition: `${INNER}, times the voxel volume`,
    compute: overLayers(({ inner }, voxel) => ({ value: inner * voxel })),
  },
  {
    ...COMMON,
    id: 'sei.outer_volume',
    title: 'Volume of the outer SEI',
    unit: 'volume',
    definition: `volume of the SEI without the inner part: ${INNER}`,
    compute: overLayers(({ inner, all }, voxel) => ({ value: (all - inner) * voxel })),
  },
];
