/** Chord lengths and the lineal path of a phase, from one pass over the volume for all three axes. Kernel: chords.ts. */
import { chordMerger, flatCroftonArea, linealPath, runMoments, runsOf } from '../kernels/index.js';
import type { LineRuns, RunLengths } from '../kernels/index.js';
import type { LabelStack } from '../volume/index.js';
import { chordsRequest } from '../workers/chords.request.js';
import { EMPTY_PHASE } from './body.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { axisOf, numbersParam, PHASE_PARAM, phaseOf } from './params.js';
import { eachSlab } from './slabs.js';
import type { SlabPorts } from './slabs.js';
import { AXIS_PARAM, boundaryParam, LAGS_PARAM, STATISTICS } from './statistics-record.js';
import { AREA_BIAS, AREA_ESTIMATOR, AREA_REFERENCES, isSurface, surfaceOf } from './surface-context.js';
import { spacingOf } from './spacing.js';

/** Runs of a phase along z, y and x of a whole stack. */
export async function chordsOf(stack: LabelStack, value: number, ports: SlabPorts): Promise<readonly [LineRuns, LineRuns, LineRuns]> {
  const [, ny, nx] = stack.shape;
  const merger = chordMerger(stack.shape);
  await eachSlab(
    stack,
    chordsRequest,
    ({ planes: { data } }) => ({ labels: data, value, ny, nx }),
    (slab) => merger.add(slab),
    ports,
  );
  return merger.finish();
}

/** Runs along z, y and x of the phase asked for, once per run. */
function chordsIn(context: MetricContext, params: Params): Promise<readonly [LineRuns, LineRuns, LineRuns]> {
  const phase = phaseOf(params);
  return context.shared(`chords:${phase}`, () => chordsOf(context.stack, phase, context));
}

async function runs(context: MetricContext, params: Params): Promise<RunLengths> {
  return runsOf((await chordsIn(context, params))[axisOf(params)], params['boundary'] === 'periodic');
}

async function lineal(context: MetricContext, params: Params): Promise<Measured> {
  const found = await runs(context, params);
  const { shape } = context.stack;
  const lags = numbersParam(params, 'lags_voxels') ?? [];
  const values = lags.map((lag) => linealPath(found, shape, axisOf(params), lag, params['boundary'] === 'periodic'));
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? { value: known } : { value: null, reason: 'lags beyond the box' };
}

/** Mean over the axes longer than one voxel of the lineal path at a distance, between whole lags by straight lines. */
async function linealOverAxes(context: MetricContext, params: Params): Promise<Measured> {
  const { shape } = context.stack;
  const spacing = spacingOf(context);
  const shortest = Math.min(...spacing);
  const axes = ([0, 1, 2] as const).filter((axis) => shape[axis] > 1);
  const all = await chordsIn(context, params);
  const periodic = params['boundary'] === 'periodic';
  const at = (distance: number, axis: 0 | 1 | 2): number => {
    const lag = (distance * shortest) / spacing[axis];
    // 1 / (1 / 3) is a little above 3
    const below = Math.floor(lag + 1e-9);
    const runs = runsOf(all[axis], periodic);
    const first = linealPath(runs, shape, axis, below, periodic) ?? NaN;
    return lag - below < 1e-9 ? first : first + (lag - below) * ((linealPath(runs, shape, axis, below + 1, periodic) ?? NaN) - first);
  };
  const lags = numbersParam(params, 'lags_voxels') ?? [];
  if (lags.some((lag) => lag < 0)) return { value: null, reason: 'a distance is negative' };
  const values = lags.map((lag) => axes.reduce<number>((sum, axis) => sum + at(lag, axis) / axes.length, 0));
  if (axes.length === 0) return { value: null, reason: 'one voxel has no direction' };
  return values.every((value) => Number.isFinite(value)) ? { value: values } : { value: null, reason: 'lags beyond the box' };
}

/** A rule on the chords along an axis; its result is in voxels and comes back in metres. */
function onChords(rule: (moments: ReturnType<typeof runMoments>) => number): Metric['compute'] {
  return async (context, params) => {
    const axis = axisOf(params);
    const { inner, cut } = await runs(context, params);
    const every = runMoments(inner.map((n, k) => n + (cut[k] ?? 0)));
    if (every.count === 0) return EMPTY_PHASE;
    if (context.stack.shape[axis] === 1) return { value: null, reason: 'the box has one layer along this axis, so every chord is cut' };
    const moments = params['boundary'] === 'plain' ? every : runMoments(inner);
    if (moments.count === 0) return { value: null, reason: 'every chord is cut by the box' };
    return { value: rule(moments) * spacingOf(context)[axis], note: `${moments.count} chords` };
  };
}

async function isotropicChord(context: MetricContext, params: Params): Promise<Measured> {
  const surface = await surfaceOf(context, { phase: params['phase'] }, 'edge');
  if (!isSurface(surface)) return surface;
  if (surface.volume === 0) return EMPTY_PHASE;
  const area = flatCroftonArea(surface.totals, surface.spacing);
  return area === 0 ? { value: null, reason: 'every chord is cut by the box' } : { value: (4 * surface.volume) / area };
}

const RUNS = { ...STATISTICS, estimator: 'run-lengths@2', streams: true } as const;

const CHORDS = {
  ...RUNS,
  avoid: 'Not where chords are as long as the box: most are cut then; use the mean chord over all directions, which needs no ends.',
  unit: 'length',
  params: [PHASE_PARAM, AXIS_PARAM, boundaryParam(['plain', 'interior', 'periodic'])],
  bias: 'plain counts chords cut by the box as they are and reads short by a share of L / (L + B), L the mean chord and B the edge of the box along it; interior drops them and reads shorter; periodic: none.',
  needsSpacing: true,
} as const;

export const chordMetrics: readonly Metric[] = [
  {
    ...RUNS,
    id: 'statistics.lineal_path',
    title: 'Lineal path',
    params: [PHASE_PARAM, AXIS_PARAM, LAGS_PARAM, boundaryParam(['plain', 'periodic'])],
    definition: 'Share of the segments of r + 1 voxels along the axis, inside the box, that lie in the phase as a whole, for each r.',
    compute: lineal,
  },
  {
    ...RUNS,
    id: 'statistics.lineal_path_radial',
    title: 'Lineal path over three axes',
    params: [PHASE_PARAM, { ...LAGS_PARAM, title: 'Distances in shortest voxel edges' }, boundaryParam(['plain', 'periodic'])],
    definition:
      'Mean over the axes of the lineal path at the distance r in shortest voxel edges; where r is no whole number of voxels along an axis, on the straight line between its neighbours.',
    bias: 'Exact along each axis; three directions stand for all, so that a structure that leans is not averaged.',
    compute: linealOverAxes,
  },
  {
    ...CHORDS,
    id: 'statistics.mean_chord',
    title: 'Mean chord along an axis',
    definition: 'Mean length of the runs of the phase along the grid lines of the axis.',
    compute: onChords(({ mean }) => mean),
  },
  {
    ...CHORDS,
    id: 'statistics.chord_std',
    title: 'Spread of chords along an axis',
    definition: 'Population standard deviation of the lengths of the runs of the phase along the grid lines of the axis.',
    compute: onChords(({ variance }) => Math.sqrt(variance)),
  },
  {
    ...STATISTICS,
    id: 'statistics.mean_chord_isotropic',
    avoid:
      'Not for features under 4 voxels thick, where the error passes 4 %, nor between images of different voxel size: coarsen the finer one first.',
    title: 'Mean chord over all directions',
    unit: 'length',
    params: [PHASE_PARAM],
    estimator: AREA_ESTIMATOR,
    definition: '4 V / S, with the Crofton surface area and no surface at the box faces.',
    bias: AREA_BIAS,
    references: AREA_REFERENCES,
    dimension: 3,
    needsSpacing: true,
    compute: isotropicChord,
  },
];
