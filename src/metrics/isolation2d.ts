/**
 * Isolation within one image. A path may leave the plane, so what looks isolated here may be connected:
 * the share is an upper bound of the dead share and is never called dead.
 */
import { fromIsolation, noVoxels, PATH_PARAMS } from './isolation-context.js';
import type { IsolationSummary } from './isolation-context.js';
import type { Measured, Metric } from './metric.js';
import { CONNECTIVITY_2D_PARAM, PHASE_PARAM, phaseOf } from './params.js';

const NOTE = 'in-plane isolated (upper bound)';

function planeMetric(
  name: string,
  title: string,
  unit: 'voxel' | '1',
  definition: string,
  measure: (summary: IsolationSummary, phase: number) => Measured,
): Metric {
  return {
    id: `isolation2d.${name}`,
    title,
    family: 'isolation2d',
    unit,
    params: [PHASE_PARAM, CONNECTIVITY_2D_PARAM, ...PATH_PARAMS],
    estimator: 'isolation2d@1',
    definition: `${definition}; in one image, whose two flat faces do not cut`,
    bias: 'Upper bound of the dead share: paths that leave the plane are not seen. Exact on its labels.',
    references: ['Daubner & Nestler 2024, doi 10.1149/1945-7111/ad9a07'],
    avoid: 'Not as the dead share of a deposit, since paths leave the plane: use isolation.f_dead on a volume.',
    dimension: 2,
    needsSpacing: false,
    needsCollector: true,
    streams: true,
    standard: true,
    compute: (context, params) => fromIsolation(context, params, (summary) => measure(summary, phaseOf(params))),
  };
}

export const isolation2dMetrics: readonly Metric[] = [
  planeMetric(
    'in_plane_isolated_fraction',
    'In-plane isolated share (upper bound)',
    '1',
    'isolated / (live + isolated + unknown) pixels',
    ({ dead, all }, phase) => (all === 0 ? { value: null, reason: noVoxels(phase) } : { value: dead / all, note: NOTE }),
  ),
  planeMetric('live_voxels', 'In-plane live lithium', 'voxel', 'pixels with a path to the collector edge', ({ live }) => ({ value: live })),
  planeMetric(
    'isolated_voxels',
    'In-plane isolated lithium (upper bound)',
    'voxel',
    'pixels without a path to the collector edge, in pieces that no image edge cuts',
    ({ dead }) => ({ value: dead, note: NOTE }),
  ),
  planeMetric(
    'unknown_voxels',
    'In-plane lithium of unknown state',
    'voxel',
    'pixels without a path to the collector edge, in pieces cut by another image edge',
    ({ unknown }) => ({ value: unknown }),
  ),
];
