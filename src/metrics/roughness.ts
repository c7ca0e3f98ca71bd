/**
 * Roughness of the top of the deposit beyond its moments: developed area, how heights at a distance belong together, and whether they
 * follow a power law. From the height map, so everything streams. Kernels: developed-area.ts, height-correlation.ts.
 */
import { correlationLength, developedArea, finestStep, longestSide, meanSquareDifference } from '../kernels/index.js';
import type { HeightField } from '../kernels/index.js';
import { growthAxis, heightMapOf, heightsOf } from './height-context.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { COLLECTOR_PARAM, numbersParam, PHASE_PARAM, phaseOf } from './params.js';
import { DECADE, powerLaw, powersOfTwo } from './power-law.js';

/** The map in metres. */
async function fieldOf(context: MetricContext, params: Params): Promise<HeightField> {
  const phase = phaseOf(params);
  const { heights, size, steps, face } = await heightMapOf(context, phase);
  const { step } = growthAxis(context);
  return context.shared(`height-field;${phase};${face}`, () =>
    Promise.resolve({ heights: Float64Array.from(heights, (h) => h * step), size, steps }),
  );
}

const oneColumn = ({ size }: HeightField): boolean => size[0] * size[1] === 1;
const ONE_COLUMN: Measured = { value: null, reason: 'the height map has a single column' };

async function developed(context: MetricContext, params: Params): Promise<Measured> {
  const field = await fieldOf(context, params);
  return oneColumn(field) ? ONE_COLUMN : { value: developedArea(field) };
}

/** Lags asked for, or powers of two up to half of the longer side, in shorter column edges. */
function lagsOf({ size, steps }: HeightField, params: Params): readonly number[] {
  const given = numbersParam(params, 'lags_voxels');
  if (given !== undefined) return given;
  return powersOfTwo(longestSide(size, steps) / finestStep(size, steps) / 2);
}

async function differences(context: MetricContext, params: Params): Promise<Measured> {
  const field = await fieldOf(context, params);
  if (oneColumn(field)) return ONE_COLUMN;
  const lags = lagsOf(field, params);
  if (!lags.every((lag) => Number.isInteger(lag) && lag >= 0))
    return { value: null, reason: 'lags must be whole numbers of voxels from 0' };
  const step = finestStep(field.size, field.steps);
  const roots: number[] = [];
  for (const lag of lags) {
    const square = meanSquareDifference(field, lag * step);
    if (square === undefined) return { value: null, reason: `lag ${lag} is longer than the map` };
    roots.push(Math.sqrt(square));
  }
  return { value: roots };
}

async function correlation(context: MetricContext, params: Params): Promise<Measured> {
  const { Sq } = await heightsOf(context, params);
  if (Sq === 0) return { value: null, reason: 'flat surface: Sq = 0' };
  const length = correlationLength(await fieldOf(context, params));
  return length === undefined
    ? { value: null, reason: 'the heights stay correlated over half of the map: the image is too small for this length' }
    : { value: length };
}

interface Range {
  readonly lags: readonly number[];
  readonly roots: readonly number[];
}

/** Quarter octaves from the lag where rounding to layers stops to matter to the one where the variance is reached. */
function scalingRange(field: HeightField, params: Params, layer: number, Sq: number): Range {
  const { size, steps } = field;
  const step = finestStep(size, steps);
  const given = numbersParam(params, 'lags_voxels');
  const most = longestSide(size, steps) / step / 4;
  const octaves = Array.from({ length: 1 + Math.max(0, Math.floor(4 * Math.log2(Math.max(1, most)))) }, (_, k) => Math.round(2 ** (k / 4)));
  const lags: number[] = [];
  const roots: number[] = [];
  for (const lag of [...new Set(given ?? octaves)].toSorted((a, b) => a - b)) {
    const root = Math.sqrt(meanSquareDifference(field, lag * step) ?? 0);
    if (root === 0 || (given === undefined && root < layer)) continue;
    if (given === undefined && root > Sq) break;
    lags.push(lag);
    roots.push(root);
  }
  return { lags, roots };
}

async function hurst(context: MetricContext, params: Params): Promise<Measured> {
  const { Sq } = await heightsOf(context, params);
  if (Sq === 0) return { value: null, reason: 'flat surface: Sq = 0' };
  const layer = growthAxis(context).step;
  const { lags, roots } = scalingRange(await fieldOf(context, params), params, layer, Sq * layer);
  const [from = 0, to = 0] = [lags[0], lags.at(-1)];
  if (lags.length < 3 || to < DECADE * from)
    return {
      value: null,
      reason: `no power law can be told: heights scale over less than a decade${lags.length === 0 ? '' : ` (lags of ${from} to ${to} voxels)`}`,
    };
  const { slope, fit } = powerLaw(lags, roots);
  return {
    value: slope,
    note: `lags of ${from} to ${to} voxels (${Math.log10(to / from).toFixed(2)} decades), R^2 = ${fit.toFixed(4)}`,
  };
}

const LAGS_PARAM = {
  name: 'lags_voxels',
  type: 'numbers',
  title: 'Lags in steps of the shorter voxel edge of the map; default: chosen from the map',
} as const;

const COMMON = {
  family: 'height',
  params: [PHASE_PARAM, COLLECTOR_PARAM],
  dimension: 'any',
  needsSpacing: true,
  needsCollector: true,
  streams: true,
  standard: false,
} as const;

const ABOVE = 'Overhangs are seen from above.';

export const roughnessMetrics: readonly Metric[] = [
  {
    ...COMMON,
    id: 'height.Sdr',
    avoid: 'Not for walls, overhangs and features narrower than 11 columns, which smoothing evens out: use deposit.roughness_factor.',
    title: 'Developed area ratio Sdr',
    unit: '1',
    estimator: 'savitzky-golay-slopes@1',
    definition:
      'mean of sqrt(1 + slope^2) - 1 over all columns, slopes of the height map from cubics fitted to 11 columns; in an image the developed length',
    bias: `${ABOVE} Within 0.008 of a smooth surface whose bends are longer than 20 columns, rather high from the staircase of layers; shorter bends and walls read low, since they are smoothed.`,
    references: ['ISO 25178-2', 'Savitzky & Golay 1964, doi 10.1021/ac60214a047'],
    compute: developed,
  },
  {
    ...COMMON,
    id: 'height.difference_correlation',
    avoid: 'Not across bare collector, whose edge adds steps that are no roughness: measure a covered part.',
    title: 'Height differences at a distance',
    unit: 'length',
    params: [...COMMON.params, LAGS_PARAM],
    estimator: 'height-differences@1',
    definition:
      'root of the mean of (h(x + r) - h(x))^2 for each lag r, over pairs along both axes of the map that lie inside it; default lags 1, 2, 4, ... up to half of the longer side',
    bias: `${ABOVE} Exact on the map; rounding to layers adds up to 1/6 of a squared layer to each mean square.`,
    references: ['Palasantzas 1993, doi 10.1103/PhysRevB.48.14472'],
    compute: differences,
  },
  {
    ...COMMON,
    id: 'height.correlation_length',
    avoid: 'Not in images narrower than about ten of the lengths it gives: use a larger field of view.',
    title: 'Correlation length of heights',
    unit: 'length',
    estimator: 'height-autocovariance@1',
    definition:
      'length at which the autocovariance of the heights, over pairs along both axes of the map, falls to 1/e of their variance; interpolated between columns',
    bias: `${ABOVE} Crossed waves in a map of ten correlation lengths read 7 % high, by where the map ends; random surfaces read low in smaller maps, since the mean is taken from the same map.`,
    references: ['Palasantzas 1993, doi 10.1103/PhysRevB.48.14472'],
    compute: correlation,
  },
  {
    ...COMMON,
    id: 'height.hurst_exponent',
    avoid: 'Not for smooth or periodic surfaces, which have no fractal range: use height.Sq and height.correlation_length.',
    title: 'Hurst exponent',
    unit: '1',
    params: [...COMMON.params, LAGS_PARAM],
    estimator: 'height-differences@1',
    definition:
      'slope of log root mean square height difference over log lag, least squares over quarter octaves from the lag where the difference exceeds a layer to that where it reaches Sq, at most a quarter of the longer side; undefined over less than a decade',
    bias: `${ABOVE} Low by up to 0.05: the difference bends over before it reaches its limit. Smooth surfaces give 1 at short lags and are no fractals.`,
    references: ['Palasantzas 1993, doi 10.1103/PhysRevB.48.14472'],
    compute: hurst,
  },
];
