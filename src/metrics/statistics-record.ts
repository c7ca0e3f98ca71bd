/** What the records of spatial statistics have in common. */
import type { ParamSpec } from './metric.js';
import { axisParam } from './params.js';

export const AXIS_PARAM = axisParam('Direction');
export const LAGS_PARAM: ParamSpec = { name: 'lags_voxels', type: 'numbers', default: [0, 1, 2, 5, 10], title: 'Distances in voxels' };

export const boundaryParam = (values: readonly string[]): ParamSpec => ({
  name: 'boundary',
  type: 'enum',
  default: 'plain',
  values,
  title: values.includes('interior')
    ? 'plain: inside the box; periodic: the box repeats; interior: chords that touch no box face'
    : 'plain: pairs inside the box; periodic: the box repeats',
});

export const STATISTICS = {
  avoid:
    'Not for deposits whose fraction falls with height, since pairs and lines take the structure as the same everywhere: measure a layer of it.',
  family: 'statistics',
  unit: '1',
  references: ['10.1007/978-1-4757-6355-3'],
  bias: 'Exact for the voxels.',
  dimension: 'any',
  needsSpacing: false,
  needsCollector: false,
  standard: false,
} as const;
