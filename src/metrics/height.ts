/** Roughness and thickness of a deposit from its height map above the collector (areal parameters after ISO 25178). */
import { growthAxis, heightsOf } from './height-context.js';
import type { HeightSummary } from './height-context.js';
import type { Measured, Metric } from './metric.js';
import { COLLECTOR_PARAM, PHASE_PARAM } from './params.js';

type HeightUnit = 'length' | '1';

const FLAT = 'flat surface: Sq = 0';

const FROM_ABOVE =
  'Not for deposits with overhangs or space under them, as moss and mushrooms have, which a map from above cannot show: use the profile along growth.';
const AVOID: Readonly<Record<string, string>> = {
  max: 'Not as the height of the layer, since one voxel decides it: use height.p95.',
  Sz: 'Not between images of different area, since extremes grow with it: use height.Sq.',
  Ssk: 'Not for fewer than some ten features, since few peaks decide it: look at the percentiles.',
  Sku: 'Not for fewer than some ten features, since few peaks decide it: look at the percentiles.',
  cv: 'Not for patchy deposits, where bare columns dominate it: use height.covered_fraction and height.mean_covered.',
  mean_covered: 'Not as the amount of lithium, since bare columns are left out: use deposit.equivalent_dense_thickness.',
};
const EXTREMES = new Set(['max', 'Sz']);

function heightMetric(
  name: string,
  title: string,
  unit: HeightUnit,
  definition: string,
  pick: (heights: HeightSummary) => number | string,
  standard = false,
): Metric {
  return {
    id: `height.${name}`,
    title,
    family: 'height',
    unit,
    params: [PHASE_PARAM, COLLECTOR_PARAM],
    estimator: 'height-map@1',
    definition: `${definition}; over all columns of the map of the top of the highest voxel, bare columns 0`,
    bias: 'Overhangs are seen from above, so heights never underestimate the envelope; heights are whole layers, half a layer high on average above a sloping surface. Percentiles interpolate linearly.',
    references: ['Xu et al. 2022, doi 10.1002/aenm.202200398'],
    dimension: 'any',
    needsSpacing: unit === 'length',
    needsCollector: true,
    avoid: AVOID[name] ?? FROM_ABOVE,
    sampling: EXTREMES.has(name) ? 'none' : 'mean',
    signed: name === 'Ssk',
    streams: true,
    standard,
    compute: async (context, params): Promise<Measured> => {
      const value = pick(await heightsOf(context, params));
      if (typeof value === 'string') return { value: null, reason: value };
      return { value: unit === 'length' ? value * growthAxis(context).step : value };
    },
  };
}

export const heightMetrics: readonly Metric[] = [
  heightMetric('mean', 'Mean height', 'length', 'mean of h', (h) => h.mean, true),
  heightMetric(
    'mean_covered',
    'Mean height where covered',
    'length',
    'mean of h over columns with h > 0',
    (h) => h.meanCovered ?? 'no covered column',
  ),
  heightMetric('p50', 'Median height', 'length', '50th percentile of h', (h) => h.p50),
  heightMetric('p95', 'Height (95th percentile)', 'length', '95th percentile of h', (h) => h.p95, true),
  heightMetric('max', 'Greatest height', 'length', 'max of h', (h) => h.max, true),
  heightMetric('Sa', 'Roughness Sa', 'length', 'mean of |h - mean|', (h) => h.Sa, true),
  heightMetric('Sq', 'Roughness Sq', 'length', 'root of the mean of (h - mean)^2', (h) => h.Sq, true),
  heightMetric('Sz', 'Roughness Sz', 'length', 'max of h - min of h', (h) => h.max - h.min),
  heightMetric('Ssk', 'Skewness of heights', '1', 'mean of (h - mean)^3 / Sq^3', (h) => h.Ssk ?? FLAT),
  heightMetric('Sku', 'Kurtosis of heights', '1', 'mean of (h - mean)^4 / Sq^4 (3 for a normal surface)', (h) => h.Sku ?? FLAT),
  heightMetric('cv', 'Variation of heights', '1', 'Sq / mean of h', (h) => (h.mean === 0 ? 'mean height is 0' : h.Sq / h.mean)),
  heightMetric(
    'covered_fraction',
    'Covered share of the collector',
    '1',
    'columns with h > 0 / columns',
    (h) => h.covered / h.columns,
    true,
  ),
];
