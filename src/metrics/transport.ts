/** Transport through a phase: tortuosity factor, effective diffusivity, percolation, shortest paths, electrode tortuosity. */
import { faceGeometry } from '../volume/index.js';
import { transportPathsRequest } from '../workers/transport.request.js';
import { connectivityOf, EMPTY_PHASE } from './body.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { axisParam, COLLECTOR_PARAM, connectivityParam, PHASE_PARAM } from './params.js';
import { convergenceNote, directionOf, isDirection, isSolved, sourceSolution, throughOf, throughSolution } from './transport-context.js';
import type { Direction, Solved } from './transport-context.js';
import { spacingOf } from './spacing.js';

const AXIS_PARAM = axisParam('Direction of transport');
const SIDES_PARAM: ParamSpec = {
  name: 'sides',
  type: 'enum',
  values: ['no-flux', 'periodic'],
  default: 'no-flux',
  title: 'The other four faces: closed, or joined to the opposite one',
};
/** rounding may leave a straight channel this much below 1; anything lower is an error of the solver */
const BELOW_ONE = 1e-3;

type Rule = (context: MetricContext, direction: Direction, params: Params) => Promise<Measured>;

/** A metric along the axis asked for. */
const along =
  (rule: Rule): Metric['compute'] =>
  async (context, params) => {
    const direction = await directionOf(context, params);
    return isDirection(direction) ? rule(context, direction, params) : direction;
  };

/** Says why a solve gave no number, or passes it on. */
async function withSolution(
  found: Promise<Solved | Measured | 'none'>,
  none: Measured,
  rule: (solved: Solved) => Measured,
): Promise<Measured> {
  const solved = await found;
  if (solved === 'none') return none;
  if (!isSolved(solved)) return solved;
  const note = convergenceNote(solved.solution);
  if (!solved.solution.converged) return { value: null, reason: `the solver did not converge after ${note}` };
  const measured = rule(solved);
  return measured.value === null ? measured : { ...measured, note };
}

/** Effective diffusivity over that of the open phase, of the whole box. */
const relative = ({ solution, box }: Solved): number => solution.energy / box;

function checkedTau(value: number): Measured {
  if (value >= 1 - BELOW_ONE) return { value };
  return {
    value: null,
    reason: `the solver gave a tortuosity factor of ${value.toPrecision(6)}; below 1 it is an error of the solver, not a property`,
  };
}

const tortuosityFactor: Rule = async (context, direction) => {
  if (direction.voxels === 0) return EMPTY_PHASE;
  const epsilon = direction.voxels / context.labels.data.length;
  return withSolution(throughSolution(context, direction), { value: 'Infinity' }, (solved) => checkedTau(epsilon / relative(solved)));
};

const relativeDiffusivity: Rule = (context, direction) =>
  withSolution(throughSolution(context, direction), { value: 0 }, (solved) => ({ value: relative(solved) }));

const throughFraction: Rule = async (context, direction, params) => {
  if (direction.voxels === 0) return EMPTY_PHASE;
  return { value: (await throughOf(context, direction, connectivityOf(params))).voxels / direction.voxels };
};

const percolates: Rule = async (context, direction, params) => ({
  value: (await throughOf(context, direction, connectivityOf(params))).voxels > 0,
});

/** Mean shortest path over the thickness, both ways; null when no path leads through. */
function pathRatio(context: MetricContext, { key, phase, axis }: Direction): Promise<number | null> {
  return context.shared(`transport:paths:${key}`, async () => {
    const { data: labels, shape } = context.labels;
    const spacing = spacingOf(context);
    const length = (end: 'first' | 'last'): Promise<number | null> =>
      context.workers.run(transportPathsRequest, { labels, shape, spacing, phase, axis, end }, context.signal);
    const [up, down] = await Promise.all([length('first'), length('last')]);
    return up === null || down === null ? null : (up + down) / (2 * shape[axis] * spacing[axis]);
  });
}

const geodesic: Rule = async (context, direction) => {
  if (direction.voxels === 0) return EMPTY_PHASE;
  return { value: (await pathRatio(context, direction)) ?? 'Infinity' };
};

const constrictivity: Rule = async (context, direction) => {
  if (direction.voxels === 0) return EMPTY_PHASE;
  const none: Measured = { value: null, reason: 'no path leads through the phase, so there is nothing to be narrowed' };
  const path = await pathRatio(context, direction);
  if (path === null) return none;
  const epsilon = direction.voxels / context.labels.data.length;
  return withSolution(throughSolution(context, direction), none, (solved) => ({ value: (relative(solved) * path * path) / epsilon }));
};

/** The open face lies opposite to the collector. */
const electrodeTortuosity: Metric['compute'] = async (context, params) => {
  const face = context.collectorFaces[0];
  if (face === undefined) return { value: null, reason: 'no collector face is given' };
  const { axis, atEnd } = faceGeometry(face);
  const direction = await directionOf(context, params, axis);
  if (!isDirection(direction)) return direction;
  if (direction.voxels === 0) return EMPTY_PHASE;
  return withSolution(
    sourceSolution(context, direction, atEnd ? 'first' : 'last'),
    { value: 'Infinity' },
    ({ solution, part, box, layers }) => {
      const repeats = box / context.labels.data.length;
      return checkedTau((solution.energy * direction.voxels * repeats) / (part * part * ((layers * layers) / 3 + 1 / 6)));
    },
  );
};

const SOLVED = {
  family: 'transport',
  unit: '1',
  params: [PHASE_PARAM, AXIS_PARAM, SIDES_PARAM],
  estimator: 'finite-volume-cg@1',
  references: ['10.21105/joss.05358', '10.6028/jres.049.044', '10.1007/BF02238488'],
  dimension: 'any',
  needsSpacing: true,
  needsCollector: false,
  sampling: 'mean',
  standard: false,
} as const;

const STAIRCASE =
  'of the voxel model, stairs narrow and lengthen curved channels: tau too high by 3 % at 24 voxels per insulating cylinder, 2 to 2.5 % at 48 voxels; exact for straight channels. Convergence adds less than 0.01 % on the low side (tau approaches its limit from below). Thin necks that the resolution loses raise it.';

const COUNTED = {
  ...SOLVED,
  avoid: 'Not as how well the phase conducts: a single thread percolates; use transport.relative_diffusivity.',
  estimator: 'percolation@1',
  references: [],
  needsSpacing: false,
  bias: 'None: exact on its labels. Gaps thinner than the resolution are bridged and raise it, lost necks lower it.',
} as const;
const REACH_PARAMS: readonly ParamSpec[] = [
  PHASE_PARAM,
  AXIS_PARAM,
  SIDES_PARAM,
  { ...connectivityParam(6), title: 'Neighbours that count as joined; the solver joins faces only (6)' },
];
const PATHS = {
  ...SOLVED,
  avoid: 'Not as the tortuosity factor, whose necks and dead ends it does not see: use transport.tortuosity_factor.',
  params: [PHASE_PARAM, AXIS_PARAM],
  estimator: 'fast-marching-paths@1',
  references: ['10.1073/pnas.93.4.1591', '10.1002/aic.15160'],
} as const;

export const transportMetrics: readonly Metric[] = [
  {
    ...SOLVED,
    id: 'transport.tortuosity_factor',
    title: 'Tortuosity factor',
    definition:
      'tau = epsilon D0 / Deff (not squared): steady diffusion between the two faces of the box across the axis, cell-centred finite volumes, potentials fixed on the faces (half a voxel from the outer centres); epsilon counts all voxels of the phase, dead ends included. Infinity when no path leads through.',
    bias: `Positive: ${STAIRCASE}`,
    avoid: 'For electrodes that are fed from one side only, dead ends count: use transport.electrode_tortuosity_factor.',
    compute: along(tortuosityFactor),
  },
  {
    ...SOLVED,
    id: 'transport.relative_diffusivity',
    avoid:
      'Not for a phase with storage at its ends, nor boxes of fewer than some ten pores across: use the electrode type, or a larger box.',
    title: 'Relative effective diffusivity',
    definition: 'Deff / D0 = epsilon / tau of the whole box; 0 when no path leads through the phase.',
    bias: `Negative: ${STAIRCASE}`,
    compute: along(relativeDiffusivity),
  },
  {
    ...COUNTED,
    id: 'transport.through_connected_fraction',
    title: 'Through-connected fraction',
    params: REACH_PARAMS,
    definition: 'Share of the voxels of the phase in pieces that touch both faces of the box across the axis.',
    compute: along(throughFraction),
  },
  {
    ...COUNTED,
    id: 'transport.percolates',
    title: 'Percolates',
    params: REACH_PARAMS,
    definition: 'Whether a piece of the phase touches both faces of the box across the axis.',
    sampling: 'none',
    compute: along(percolates),
  },
  {
    ...SOLVED,
    id: 'transport.electrode_tortuosity_factor',
    avoid: 'Not for separators and through-transport: use transport.tortuosity_factor.',
    title: 'Electrode tortuosity factor',
    params: [PHASE_PARAM, COLLECTOR_PARAM, SIDES_PARAM],
    needsCollector: true,
    estimator: 'uniform-source-cg@1',
    references: ['10.1038/s41524-020-00386-4', '10.6028/jres.049.044'],
    definition:
      'tau_e = 3 kappa epsilon A R / L, R the low-frequency ionic resistance of the pore space between the open face (opposite to the collector) and a source spread evenly over all pore voxels that the open face reaches, the collector side closed: R = sum(q u) / (sum q)^2. 3 is replaced by its value on the voxel grid, 1 / (1/3 + 1/(6 n^2)) for n layers, so that straight channels give 1. Dead ends count; epsilon counts all voxels of the phase. Infinity when the phase does not touch the open face.',
    bias: `Positive: ${STAIRCASE} The charge sits in the pore volume, not on its walls as in a blocking symmetric cell: equal where wall area per pore volume is even, lower where narrow pores lie deep.`,
    compute: electrodeTortuosity,
  },
  {
    ...PATHS,
    id: 'transport.geodesic_tortuosity',
    title: 'Geodesic tortuosity',
    definition:
      'Mean over the voxels of the phase at a face that paths reach of the length of the shortest path through the phase from the opposite face, over the thickness of the box; mean of both ways. Infinity when no path leads through.',
    bias: 'Positive: up to 1 % for winding paths (fast marching around corners); exact for straight channels. Always below the square root of the tortuosity factor of wide channels, as width does not count.',
    compute: along(geodesic),
  },
  {
    ...PATHS,
    id: 'transport.constrictivity',
    avoid: 'Not as a size of necks, since dead ends lower it as well: use persistence.neck_diameter.',
    title: 'Constrictivity',
    params: SOLVED.params,
    definition:
      'beta = (Deff / D0) tau_geo^2 / epsilon with the geodesic tortuosity tau_geo: what narrow necks and dead ends take beyond longer paths. 1 for straight channels.',
    bias: 'That of the diffusivity (2 to 3 % low at 24 to 48 voxels) and twice that of the geodesic tortuosity (up to 2 % high).',
    compute: along(constrictivity),
  },
];
