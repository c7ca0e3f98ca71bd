/**
 * Persistence of the signed distance to the surface of a phase: the body is worn down and built up again by a distance, and the
 * pieces, loops and voids that come and go tell the sizes of bodies, necks and holes. Kernel: persistence.ts.
 */
import { inVoxelEdges, signedRoot } from '../kernels/index.js';
import type { PersistenceDiagrams } from '../kernels/index.js';
import { persistenceRequest } from '../workers/persistence.request.js';
import { bodyOf, connectivityOf, EMPTY_PHASE, isBody } from './body.js';
import type { Body } from './body.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { lengthInMetres, PHASE_PARAM, SEED_PARAM } from './params.js';
import { median, sum } from './samples.js';
import { spacingOf } from './spacing.js';

const CONNECTIVITY_PARAM: ParamSpec = {
  name: 'connectivity',
  type: 'enum',
  default: 26,
  values: [26, 6, 8, 4],
  title: 'Neighbourhood of the phase; the background has the dual one',
};

const LIFETIME_PARAM: ParamSpec = {
  name: 'threshold',
  type: 'length',
  title: 'Only what lives for longer than this distance; without it, the longest voxel edge',
};

/** Birth and death distances in metres of what lives long enough. */
interface Lives {
  readonly births: readonly number[];
  readonly deaths: readonly number[];
}

interface Persisting {
  readonly dimensions: readonly [Lives, Lives, Lives];
  readonly body: Body;
}

/** Lifetimes are differences of roots of float32 numbers: one that equals the threshold does not exceed it. */
const ROUNDING = 1 + 1e-6;

function livesOf({ pairs }: PersistenceDiagrams, unit: number, threshold: number): readonly [Lives, Lives, Lives] {
  const [pieces, loops, voids] = pairs.map(({ births, deaths }) => {
    const lives = Array.from(births, (birth, k) => [unit * signedRoot(birth), unit * signedRoot(deaths[k] ?? birth)] as const).filter(
      ([birth, death]) => death - birth > threshold * ROUNDING,
    );
    return { births: lives.map(([birth]) => birth), deaths: lives.map(([, death]) => death) };
  });
  const none: Lives = { births: [], deaths: [] };
  return [pieces ?? none, loops ?? none, voids ?? none];
}

function fromDiagrams(rule: (persisting: Persisting) => Measured): Metric['compute'] {
  return async (context: MetricContext, params: Params) => {
    const body = await bodyOf(context, params);
    if (!isBody(body)) return body;
    const { data: labels, value, shape } = body;
    if (body.voxels === 0) return EMPTY_PHASE;
    if (body.voxels === labels.length)
      return { value: null, reason: 'the phase fills the box: there is no surface to measure distances from' };
    const connectivity = connectivityOf(params);
    if (connectivity === 18) return { value: null, reason: 'persistence is defined for 26 and 6 neighbours' };
    const { unit, steps } = inVoxelEdges(body.spacing);
    const diagrams = await context.shared(`persistence:${body.key}:${connectivity}`, () =>
      context.workers.run(persistenceRequest, { labels, value, shape, spacing: steps, connectivity }, context.signal),
    );
    const threshold = params['threshold'] === undefined ? longestEdge(context) : lengthInMetres(params['threshold']);
    return rule({ dimensions: livesOf(diagrams, unit, threshold), body });
  };
}

/** Of the axes that distances run along: the thickness of an image does not matter. */
function longestEdge(context: MetricContext): number {
  return Math.max(...spacingOf(context).filter((_, axis) => axis !== context.flatAxis));
}

const NAMES = ['piece', 'loop', 'void'] as const;

function summary(dimension: 0 | 1 | 2): Metric['compute'] {
  return fromDiagrams(({ dimensions }) => {
    const { births, deaths } = dimensions[dimension];
    if (births.length === 0) return { value: null, reason: `no ${NAMES[dimension]} is born and dies with a lifetime above the threshold` };
    const lifetimes = births.map((birth, k) => (deaths[k] ?? birth) - birth).toSorted((a, b) => a - b);
    return {
      value: {
        median_birth: median(births),
        median_death: median(deaths),
        longest_lifetime: lifetimes.at(-1) ?? 0,
        total_lifetime: sum(lifetimes),
      },
    };
  });
}

const BIAS =
  'Exact for the voxel model. Distances run to voxel centres on the other side: levels read about half a voxel too far from the surface, so lifetimes across the surface are one voxel long; a lifetime on one side has no such bias. A surface noise of one voxel makes short lives, which the default threshold leaves out.';

const PERSISTENCE = {
  avoid: 'Not for features under 4 voxels, whose lives are as short as those of surface noise: use a smaller voxel.',
  signed: true,
  family: 'persistence',
  params: [PHASE_PARAM, SEED_PARAM, CONNECTIVITY_PARAM, LIFETIME_PARAM],
  estimator: 'cubical-persistence@1',
  bias: BIAS,
  references: ['10.1109/TPAMI.2011.95', '10.48550/arXiv.1208.5018', '10.1002/2015WR017937'],
  needsSpacing: true,
  needsCollector: false,
  sampling: 'none',
  bytesPerVoxel: 40,
  standard: false,
} as const;

const LEVELS = 'Level: signed distance to the surface, negative inside; the body at a level is all that lies at or below it.';

export const persistenceMetrics: readonly Metric[] = [
  {
    ...PERSISTENCE,
    id: 'persistence.pairs0',
    title: 'Pieces that persist',
    unit: 'count',
    definition: `Number of pieces that live longer than the threshold while the level rises, with the one that never dies. ${LEVELS}`,
    dimension: 'any',
    compute: fromDiagrams(({ dimensions }) => ({ value: dimensions[0].births.length + 1 })),
  },
  {
    ...PERSISTENCE,
    id: 'persistence.pairs1',
    title: 'Loops that persist',
    unit: 'count',
    definition: `Number of independent loops that live longer than the threshold while the level rises. ${LEVELS}`,
    dimension: 'any',
    compute: fromDiagrams(({ dimensions }) => ({ value: dimensions[1].births.length })),
  },
  {
    ...PERSISTENCE,
    id: 'persistence.pairs2',
    title: 'Voids that persist',
    unit: 'count',
    definition: `Number of enclosed voids that live longer than the threshold while the level rises. ${LEVELS}`,
    dimension: 3,
    compute: fromDiagrams(({ dimensions }) => ({ value: dimensions[2].births.length })),
  },
  {
    ...PERSISTENCE,
    id: 'persistence.summary0',
    title: 'Births, deaths and lifetimes of pieces',
    unit: 'length',
    definition: `Median level of birth (minus the radius of a body) and of death (minus that of a neck, or half of a gap), longest and total lifetime of the pieces that die. ${LEVELS}`,
    dimension: 'any',
    compute: summary(0),
  },
  {
    ...PERSISTENCE,
    id: 'persistence.summary1',
    title: 'Births, deaths and lifetimes of loops',
    unit: 'length',
    definition: `Median level of birth (minus the radius of the thinnest place of a ring) and of death (the radius of its hole), longest and total lifetime of the loops. ${LEVELS}`,
    dimension: 'any',
    compute: summary(1),
  },
  {
    ...PERSISTENCE,
    id: 'persistence.summary2',
    title: 'Births, deaths and lifetimes of voids',
    unit: 'length',
    definition: `Median level of birth (minus half the thinnest wall, or the widest opening) and of death (the radius of the void), longest and total lifetime of the voids. ${LEVELS}`,
    dimension: 3,
    compute: summary(2),
  },
  {
    ...PERSISTENCE,
    id: 'persistence.neck_diameter',
    avoid: 'Not for sheets and films, whose narrow places are no necks: use local thickness.',
    title: 'Neck diameter, median',
    unit: 'length',
    definition: `Median diameter of the necks between bodies of the phase: twice the distance to the surface at which a piece dies inside the phase. For a pore phase: throats. ${LEVELS}`,
    dimension: 'any',
    compute: fromDiagrams(({ dimensions }) => {
      const necks = dimensions[0].deaths.filter((death) => death < 0);
      if (necks.length === 0) return { value: null, reason: 'no neck: no two bodies of the phase meet inside it' };
      return { value: -2 * median(necks) };
    }),
  },
];
