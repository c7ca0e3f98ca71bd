/** Euler number and Betti numbers of a phase or of one object: pieces, handles, enclosed cavities. All are exact counts. */
import { eulerFromCounts } from '../kernels/index.js';
import { componentCountRequest } from '../workers/component-count.request.js';
import { OBJECT_CONNECTIVITY_PARAM, bodyCounts, bodyOf, connectivityOf, isBody } from './body.js';
import type { Body } from './body.js';
import type { Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { PHASE_PARAM, SEED_PARAM } from './params.js';

const CONNECTIVITY_PARAM: ParamSpec = {
  ...OBJECT_CONNECTIVITY_PARAM,
  title: 'Neighbourhood of the phase; the background has the dual one',
};

const TOPOLOGY = {
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

async function euler(context: MetricContext, body: Body, params: Params, outside: 'zero' | 'periodic'): Promise<number> {
  return eulerFromCounts(await bodyCounts(context, body, outside), connectivityOf(params));
}

/** Pieces of the body, or cavities in it. */
function count(context: MetricContext, body: Body, what: 'pieces' | 'cavities', connectivity: 6 | 18 | 26): Promise<number> {
  const { data: labels, value, shape } = body;
  return context.shared(`${what}:${body.key}:${connectivity}`, () =>
    context.workers.run(componentCountRequest, { labels, value, shape, what, connectivity }, context.signal),
  );
}

const pieces = (context: MetricContext, body: Body, params: Params): Promise<number> =>
  count(context, body, 'pieces', connectivityOf(params));

const cavities = (context: MetricContext, body: Body, params: Params): Promise<number> =>
  count(context, body, 'cavities', connectivityOf(params) === 6 ? 26 : 6);

/** A metric from a count over the body asked for. */
function counted(
  rule: (context: MetricContext, body: Body, params: Params) => Promise<number>,
): (context: MetricContext, params: Params) => ReturnType<Metric['compute']> {
  return async (context, params) => {
    const body = await bodyOf(context, params);
    return isBody(body) ? { value: await rule(context, body, params) } : body;
  };
}

export const topologyMetrics: readonly Metric[] = [
  {
    ...TOPOLOGY,
    id: 'topology.euler',
    title: 'Euler number',
    definition: 'Pieces minus handles plus enclosed cavities; the outside of the box is background.',
    dimension: 'any',
    compute: counted((context, body, params) => euler(context, body, params, 'zero')),
  },
  {
    ...TOPOLOGY,
    id: 'topology.betti0',
    title: 'Pieces (Betti 0)',
    definition: 'Number of connected components of the phase.',
    dimension: 'any',
    compute: counted(pieces),
  },
  {
    ...TOPOLOGY,
    id: 'topology.betti1',
    title: 'Handles (Betti 1)',
    definition: 'Number of independent loops: pieces plus enclosed cavities minus the Euler number.',
    dimension: 'any',
    compute: counted(
      async (context, body, params) =>
        (await pieces(context, body, params)) + (await cavities(context, body, params)) - (await euler(context, body, params, 'zero')),
    ),
  },
  {
    ...TOPOLOGY,
    id: 'topology.betti2',
    title: 'Enclosed cavities (Betti 2)',
    definition: 'Number of components of the background, under the dual neighbourhood, that do not reach the outside of the box.',
    dimension: 3,
    compute: counted(cavities),
  },
  {
    ...TOPOLOGY,
    id: 'topology.euler_periodic',
    title: 'Euler number, periodic box',
    definition: 'Euler number when the box repeats itself: free of edge terms, the one to divide by the volume.',
    dimension: 3,
    standard: false,
    compute: counted((context, body, params) => euler(context, body, params, 'periodic')),
  },
];
