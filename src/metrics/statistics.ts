/** Spatial statistics of a phase: pair probabilities, chords, evenness. Kernels: two-point.ts, chords.ts. */
import { croftonArea, linealPath, runLengths, runMoments, twoPointCurve } from '../kernels/index.js';
import type { RunLengths } from '../kernels/index.js';
import { bodyCounts, bodyOf, isBody } from './body.js';
import type { Body } from './body.js';
import type { Measured, Metric, MetricContext, ParamSpec, Params } from './metric.js';
import { numberParam, numbersParam, PHASE_PARAM } from './params.js';
import { CROFTON_BIAS, CROFTON_ESTIMATOR, CROFTON_REFERENCES } from './surface.js';

const AXIS_PARAM: ParamSpec = { name: 'axis', type: 'enum', default: 'z', values: ['z', 'y', 'x'], title: 'Direction' };
const LAGS_PARAM: ParamSpec = { name: 'lags_voxels', type: 'numbers', default: [0, 1, 2, 5, 10], title: 'Distances in voxels' };
const boundaryParam = (values: readonly string[]): ParamSpec => ({
  name: 'boundary',
  type: 'enum',
  default: 'plain',
  values,
  title: 'plain: inside the box; periodic: the box repeats; interior: chords that touch no box face',
});

type Axis = 0 | 1 | 2;
const axisOf = (params: Params): Axis => (params['axis'] === 'x' ? 2 : params['axis'] === 'y' ? 1 : 0);
const BEYOND: Measured = { value: null, reason: 'lags beyond the box' };

/** A rule on the phase as a whole. */
function onPhase(rule: (body: Body, params: Params, context: MetricContext) => Measured | Promise<Measured>): Metric['compute'] {
  return async (context, params) => {
    const body = await bodyOf(context, { phase: params['phase'] });
    return isBody(body) ? rule(body, params, context) : body;
  };
}

function runs(context: MetricContext, body: Body, axis: Axis, periodic: boolean): Promise<RunLengths> {
  return context.shared(`runs:${body.key}:${axis}:${periodic}`, () =>
    Promise.resolve(runLengths(body.data, body.value, body.shape, axis, periodic)),
  );
}

function twoPoint(body: Body, params: Params): Measured {
  const boundary = params['boundary'] === 'periodic' ? 'periodic' : 'plain';
  const lags = numbersParam(params, 'lags_voxels') ?? [];
  const values = twoPointCurve(body.data, body.shape, lags, axisOf(params), boundary, { value: body.value });
  return values.every((value) => Number.isFinite(value)) ? { value: values } : BEYOND;
}

async function lineal(body: Body, params: Params, context: MetricContext): Promise<Measured> {
  const axis = axisOf(params);
  const periodic = params['boundary'] === 'periodic';
  const found = await runs(context, body, axis, periodic);
  const values = (numbersParam(params, 'lags_voxels') ?? []).map((lag) => linealPath(found, body.shape, axis, lag, periodic));
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? { value: known } : BEYOND;
}

/** A rule on the chords along an axis; its result is in voxels and comes back in metres. */
function onChords(rule: (moments: ReturnType<typeof runMoments>) => number): Metric['compute'] {
  return onPhase(async (body, params, context) => {
    if (body.voxels === 0) return { value: null, reason: 'phase is empty' };
    const axis = axisOf(params);
    if (body.shape[axis] === 1) return { value: null, reason: 'the box has one layer along this axis, so every chord is cut' };
    const { inner, cut } = await runs(context, body, axis, params['boundary'] === 'periodic');
    const moments = runMoments(params['boundary'] === 'plain' ? inner.map((n, k) => n + (cut[k] ?? 0)) : inner);
    if (moments.count === 0) return { value: null, reason: 'every chord is cut by the box' };
    return { value: rule(moments) * body.spacing[axis] };
  });
}

async function isotropicChord(body: Body, _params: Params, context: MetricContext): Promise<Measured> {
  if (body.voxels === 0) return { value: null, reason: 'phase is empty' };
  const surface = croftonArea(await bodyCounts(context, body, 'edge'), body.spacing);
  if (surface === 0) return { value: null, reason: 'every chord is cut by the box' };
  const [sz, sy, sx] = body.spacing;
  return { value: (4 * body.voxels * sz * sy * sx) / surface };
}

function dispersion(body: Body, params: Params, { flatAxis }: MetricContext): Measured {
  const window = numberParam(params, 'window_pixels');
  const ddof = numberParam(params, 'ddof');
  if (window < 1) return { value: null, reason: 'the window has no pixels' };
  const { shape, data } = body;
  const [rows, columns] = flatAxis === 0 ? [shape[1], shape[2]] : flatAxis === 1 ? [shape[0], shape[2]] : [shape[0], shape[1]];
  const [across, down] = [Math.floor(columns / window), Math.floor(rows / window)];
  const counts = new Float64Array(across * down);
  if (counts.length <= ddof) return { value: null, reason: 'the image holds too few whole windows' };
  for (let y = 0; y < down * window; y++)
    for (let x = 0; x < across * window; x++) {
      const k = Math.floor(y / window) * across + Math.floor(x / window);
      if (data[y * columns + x] === body.value) counts[k] = (counts[k] ?? 0) + 1;
    }
  const mean = counts.reduce((a, b) => a + b, 0) / counts.length;
  if (mean === 0) return { value: null, reason: 'phase is empty (0/0)' };
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  return { value: squares / (counts.length - ddof) / mean };
}

const STATISTICS = {
  family: 'statistics',
  unit: '1',
  references: ['10.1007/978-1-4757-6355-3'],
  bias: 'Exact for the voxels.',
  dimension: 'any',
  needsSpacing: false,
  needsCollector: false,
  standard: false,
} as const;

const CHORDS = {
  ...STATISTICS,
  unit: 'length',
  params: [PHASE_PARAM, AXIS_PARAM, boundaryParam(['plain', 'interior', 'periodic'])],
  estimator: 'run-lengths@1',
  bias: 'plain counts chords cut by the box as they are, interior drops them: both read short, the more the fewer chords fit into the box.',
  needsSpacing: true,
} as const;

export const statisticsMetrics: readonly Metric[] = [
  {
    ...STATISTICS,
    id: 'statistics.two_point',
    title: 'Two-point probability',
    params: [PHASE_PARAM, AXIS_PARAM, LAGS_PARAM, boundaryParam(['plain', 'periodic'])],
    estimator: 'pair-count@1',
    definition: 'Share of the pairs of voxels r apart along the axis that both lie in the phase, for each r.',
    compute: onPhase(twoPoint),
  },
  {
    ...STATISTICS,
    id: 'statistics.lineal_path',
    title: 'Lineal path',
    params: [PHASE_PARAM, AXIS_PARAM, LAGS_PARAM, boundaryParam(['plain', 'periodic'])],
    estimator: 'run-lengths@1',
    definition: 'Share of the segments of r + 1 voxels along the axis, inside the box, that lie in the phase as a whole, for each r.',
    compute: onPhase(lineal),
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
    title: 'Mean chord over all directions',
    unit: 'length',
    params: [PHASE_PARAM],
    estimator: CROFTON_ESTIMATOR,
    definition: '4 V / S, with the Crofton surface area and no surface at the box faces.',
    bias: CROFTON_BIAS,
    references: CROFTON_REFERENCES,
    dimension: 3,
    needsSpacing: true,
    compute: onPhase(isotropicChord),
  },
  {
    ...STATISTICS,
    id: 'statistics.index_of_dispersion',
    title: 'Index of dispersion',
    params: [
      PHASE_PARAM,
      { name: 'window_pixels', type: 'integer', default: 10, title: 'Edge of the square windows in pixels' },
      { name: 'ddof', type: 'integer', default: 0, title: 'Subtracted from the number of windows in the variance' },
    ],
    estimator: 'window-counts@1',
    definition:
      'Variance over mean of the pixels of the phase per window; windows from the origin, without overlap, whole ones only. 1: random; 0: even.',
    bias: 'Depends on the window; state it.',
    dimension: 2,
    compute: onPhase(dispersion),
  },
];
