/** Euler number and Betti numbers of a phase or of one object: pieces, handles, enclosed cavities. All are exact counts. */
import { eulerDensity, eulerOf } from '../kernels/index.js';
import { connectivityOf, OBJECT_CONNECTIVITY_PARAM } from './body.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { PHASE_PARAM, SEED_PARAM } from './params.js';
import { cavities, pieces } from './piece-counts.js';
import { isSurface, surfaceOf, wholePhase } from './surface-context.js';

const CONNECTIVITY_PARAM: ParamSpec = {
  ...OBJECT_CONNECTIVITY_PARAM,
  title: 'Neighbourhood of the phase; the background has the dual one',
};

const DENSITY_PARAM: ParamSpec = {
  name: 'boundary',
  type: 'enum',
  default: 'interior',
  values: ['interior', 'halved', 'periodic', 'plain'],
  title: 'What is done with pieces at the box faces',
};

const TOPOLOGY = {
  avoid:
    'Not on noisy labels, where each stray voxel is a piece and each pit a handle: smooth first, or count lifetimes with the persistence.',
  sampling: 'none',
  family: 'topology',
  unit: 'count',
  params: [PHASE_PARAM, SEED_PARAM, CONNECTIVITY_PARAM],
  estimator: 'voxel-complex@1',
  bias: 'None: an exact count of the voxel model. Single noise voxels count as pieces or handles.',
  references: ['10.5566/ias.v22.p11-19'],
  needsSpacing: false,
  needsCollector: false,
  standard: true,
} as const;

/** Euler number, slab by slab when a whole phase is asked for. */
function euler(outside: 'zero' | 'periodic'): Metric['compute'] {
  return async (context, params) => {
    const surface = await surfaceOf(context, params, outside, false);
    return isSurface(surface) ? { value: eulerOf(surface.totals, connectivityOf(params)) } : surface;
  };
}

/** Handles: pieces plus cavities minus the Euler number. */
async function handles(context: MetricContext, params: Params): Promise<Measured> {
  const parts = [await pieces(context, params), await cavities(context, params), await euler('zero')(context, params)];
  const [betti0 = NaN, betti2 = NaN, chi = NaN] = parts.map(({ value }) => Number(value));
  return parts.find(({ value }) => value === null) ?? { value: betti0 + betti2 - chi };
}

async function density(context: MetricContext, params: Params): Promise<Measured> {
  const boundary = params['boundary'];
  const connectivity = connectivityOf(params);
  if (boundary === 'halved' && connectivity === 6)
    return { value: null, reason: 'halves at the box faces are defined for closed cubes: 26 or 18 neighbours' };
  const surface = await surfaceOf(context, { phase: params['phase'] }, boundary === 'periodic' ? 'periodic' : 'zero', false);
  if (!isSurface(surface)) return surface;
  if (boundary === 'plain') return { value: eulerOf(surface.totals, connectivity) / surface.boxVolume };
  const value = eulerDensity(surface.totals, connectivity, surface.shape, surface.spacing, boundary === 'halved' ? 'halved' : 'interior');
  return value === null ? { value, reason: 'an axis has one voxel, so nothing lies within the box' } : { value };
}

export const topologyMetrics: readonly Metric[] = [
  {
    ...TOPOLOGY,
    id: 'topology.euler',
    signed: true,
    title: 'Euler number',
    definition: 'Pieces minus handles plus enclosed cavities; the outside of the box is background.',
    dimension: 'any',
    streams: wholePhase,
    compute: euler('zero'),
  },
  {
    ...TOPOLOGY,
    id: 'topology.betti0',
    title: 'Pieces (Betti 0)',
    definition: 'Number of connected components of the phase.',
    dimension: 'any',
    streams: wholePhase,
    compute: pieces,
  },
  {
    ...TOPOLOGY,
    id: 'topology.betti1',
    title: 'Handles (Betti 1)',
    definition: 'Number of independent loops: pieces plus enclosed cavities minus the Euler number.',
    dimension: 'any',
    streams: wholePhase,
    compute: handles,
  },
  {
    ...TOPOLOGY,
    id: 'topology.betti2',
    title: 'Enclosed cavities (Betti 2)',
    definition: 'Number of components of the background, under the dual neighbourhood, that do not reach the outside of the box.',
    dimension: 3,
    streams: wholePhase,
    compute: cavities,
  },
  {
    ...TOPOLOGY,
    id: 'topology.euler_periodic',
    avoid: 'Not for boxes that do not repeat themselves: use topology.euler_density with the interior boundary.',
    signed: true,
    title: 'Euler number, periodic box',
    definition: 'Euler number when the box repeats itself: free of edge terms, the one to divide by the volume.',
    dimension: 3,
    standard: false,
    streams: wholePhase,
    compute: euler('periodic'),
  },
  {
    ...TOPOLOGY,
    id: 'topology.euler_density',
    avoid: 'Not for a body that lies whole inside the box: use topology.euler.',
    sampling: 'mean',
    signed: true,
    title: 'Euler number per volume',
    unit: 'per-volume',
    params: [PHASE_PARAM, CONNECTIVITY_PARAM, DENSITY_PARAM],
    definition:
      'Euler number of a homogeneous medium per volume. interior: pieces of the voxel model (voxels, pairs, squares, cubes) by their frequency within the box; halved: those on box faces, edges and corners count 1/2, 1/4, 1/8; periodic: the box repeats itself; plain: Euler number of the box over its volume.',
    bias: 'interior, periodic: none for the voxel model. halved: none when the box shows a part of a larger whole. plain: edge terms of the order of the surface of the box over its volume. All depend on the voxel size where necks are as thin as voxels.',
    references: ['10.5566/ias.v22.p11-19', '10.1002/9783527628094'],
    dimension: 3,
    needsSpacing: true,
    streams: true,
    standard: false,
    compute: density,
  },
];
