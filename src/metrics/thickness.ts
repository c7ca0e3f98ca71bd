/** Local thickness: the largest ball inside the phase that covers a place. Kernel: local-thickness.ts. */
import type { ThicknessMap } from '../kernels/index.js';
import { localThicknessRequest } from '../workers/local-thickness.request.js';
import { OBJECT_CONNECTIVITY_PARAM, bodyOf, isBody, voxelIndex } from './body.js';
import type { Body } from './body.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { booleanParam, BOX_FACES_PARAM, PHASE_PARAM, SEED_PARAM } from './params.js';
import { lengthInMetres } from './sei.js';

const VOXEL_PARAM: ParamSpec = { name: 'voxel_zyx', type: 'voxel', title: 'The voxel asked for' };
const THRESHOLD_PARAM: ParamSpec = { name: 'threshold', type: 'length', title: 'Thickness to exceed, with unit' };

/** Runs a rule on the thickness map of the body asked for. */
function fromMap(rule: (map: ThicknessMap, body: Body, params: Params) => Measured): Metric['compute'] {
  return async (context: MetricContext, params: Params) => {
    const body = await bodyOf(context, params);
    if (!isBody(body)) return body;
    if (body.voxels === 0) return { value: null, reason: 'phase is empty' };
    const boxFaces = booleanParam(params, 'box_faces');
    const map = await context.shared(`thickness:${body.key}:${boxFaces}`, () => {
      const { data: labels, shape, spacing, value } = body;
      return context.workers.run(
        localThicknessRequest,
        { labels, shape, spacing, options: { value, boxFaces, flatAxis: context.flatAxis } },
        context.signal,
      );
    });
    if (map === undefined) return { value: null, reason: 'no boundary inside the box: thickness is only bounded below by the box' };
    return rule(map, body, params);
  };
}

const mean = fromMap(({ diameters, unit }, body) => ({ value: (unit * diameters.reduce((sum, value) => sum + value, 0)) / body.voxels }));

function atVoxel({ diameters, unit }: ThicknessMap, body: Body, params: Params): Measured {
  const voxel = params['voxel_zyx'];
  if (voxel === undefined) return { value: null, reason: 'no voxel given; pass voxel_zyx' };
  const value = unit * (diameters[voxelIndex(voxel, body.shape, 'voxel_zyx')] ?? 0);
  return value === 0 ? { value: null, reason: 'the voxel lies outside the phase' } : { value };
}

function shareAbove({ diameters, unit }: ThicknessMap, body: Body, params: Params): Measured {
  if (params['threshold'] === undefined) return { value: null, reason: 'no threshold given; pass one with a unit, like 22um' };
  // values are float32: a diameter that equals the threshold is not above it
  const threshold = (lengthInMetres(params['threshold']) / unit) * (1 + 1e-6);
  let above = 0;
  for (const value of diameters) if (value > threshold) above++;
  return { value: above / body.voxels };
}

const THICKNESS = {
  family: 'thickness',
  unit: 'length',
  params: [PHASE_PARAM, SEED_PARAM, OBJECT_CONNECTIVITY_PARAM, BOX_FACES_PARAM],
  estimator: 'inscribed-sphere@1',
  bias: 'Convention 2 D with D the distance to background voxel centres: slabs of an even number of voxels exact, of an odd number one voxel thick; balls and cylinders 5 to 10 % low at 12 voxels radius. Near the box faces an upper bound.',
  references: ['10.1046/j.1365-2818.1997.1340694.x', '10.4086/toc.2012.v008a019'],
  dimension: 'any',
  needsSpacing: true,
  needsCollector: false,
  standard: false,
} as const;

export const thicknessMetrics: readonly Metric[] = [
  {
    ...THICKNESS,
    id: 'thickness.max',
    title: 'Local thickness, largest',
    definition: 'Diameter of the largest ball that fits into the phase.',
    compute: fromMap(({ diameters, unit }) => ({ value: unit * diameters.reduce((largest, value) => Math.max(largest, value), 0) })),
  },
  {
    ...THICKNESS,
    id: 'thickness.mean',
    title: 'Local thickness, mean',
    definition: 'Mean over the voxels of the phase of the diameter of the largest ball inside the phase that covers the voxel.',
    compute: mean,
  },
  {
    ...THICKNESS,
    id: 'thickness.volume_weighted_mean',
    title: 'Local thickness, volume-weighted mean',
    definition: 'Mean of the local thickness over the volume of the phase; the same as the mean over its voxels.',
    compute: mean,
  },
  {
    ...THICKNESS,
    id: 'thickness.at_voxel',
    title: 'Local thickness at a voxel',
    params: [...THICKNESS.params, VOXEL_PARAM],
    definition: 'Diameter of the largest ball inside the phase that covers the voxel.',
    compute: fromMap(atVoxel),
  },
  {
    ...THICKNESS,
    id: 'thickness.volume_share_above',
    title: 'Share thicker than a threshold',
    unit: '1',
    params: [...THICKNESS.params, THRESHOLD_PARAM],
    definition: 'Share of the volume of the phase whose local thickness exceeds the threshold.',
    compute: fromMap(shareAbove),
  },
];
