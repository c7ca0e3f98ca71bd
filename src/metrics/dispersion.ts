/** Evenness of a phase over an image: counts in square windows. */
import { bodyOf, EMPTY_PHASE, isBody } from './body.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { numberParam, PHASE_PARAM } from './params.js';
import { STATISTICS } from './statistics-record.js';

async function dispersion(context: MetricContext, params: Params): Promise<Measured> {
  const body = await bodyOf(context, { phase: params['phase'] });
  if (!isBody(body)) return body;
  const { flatAxis } = context;
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
  if (mean === 0) return EMPTY_PHASE;
  const squares = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  return { value: squares / (counts.length - ddof) / mean };
}

export const dispersionMetrics: readonly Metric[] = [
  {
    ...STATISTICS,
    id: 'statistics.index_of_dispersion',
    avoid: 'Not between images of other windows or voxel sizes, since it grows with both: use statistics.integral_range.',
    title: 'Index of dispersion',
    params: [
      PHASE_PARAM,
      { name: 'window_pixels', type: 'integer', default: 10, title: 'Edge of the square windows in pixels' },
      { name: 'ddof', type: 'integer', default: 0, title: 'Subtracted from the number of windows in the variance' },
    ],
    estimator: 'window-counts@1',
    definition:
      'Variance over mean of the pixels of the phase per window; windows from the origin, without overlap, whole ones only. 1: random; 0: even.',
    bias: 'Exact for its windows, whose size it depends on: state it. Random error of a variance over n windows: a share of sqrt(2 / (n - 1)).',
    dimension: 2,
    compute: dispersion,
  },
];
