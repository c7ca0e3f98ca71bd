/** What field of view the fraction of a phase stands for: spread between parts, integral range, error bar. Kernel: cell-counts.ts. */
import { cellEdges, cellShape, mergeCells, windowSpreads } from '../kernels/index.js';
import type { WindowSpread } from '../kernels/index.js';
import { voxelCount } from '../volume/index.js';
import { cellCountsRequest } from '../workers/cell-counts.request.js';
import { EMPTY_PHASE } from './body.js';
import type { Measured, Metric, MetricContext, Params } from './metric.js';
import { PHASE_PARAM, phaseOf } from './params.js';
import { overSlabs } from './slabs.js';
import { STATISTICS } from './statistics-record.js';
import { labelCountsOf } from './label-counts.js';
import { spacingOf, voxelVolumeOf } from './spacing.js';

/** A variance over fewer windows is known worse than to 30 %. */
const FEWEST_WINDOWS = 27;

interface Spread {
  readonly fraction: number;
  /** volume of the image in cubic metres (or voxels) */
  readonly volume: number;
  readonly cellVolume: number;
  /** edge of a cell in shortest voxel edges */
  readonly cellEdge: number;
  readonly windows: readonly WindowSpread[];
}

async function spreadOf(context: MetricContext, params: Params): Promise<Spread> {
  const { stack } = context;
  const { shape } = stack;
  const phase = phaseOf(params);
  const spacing = spacingOf(context);
  const voxel = voxelVolumeOf(context);
  const cell = cellEdges(shape, spacing);
  const voxels = (await labelCountsOf(context))[phase] ?? 0;
  const windows = await context.shared(`cells:${phase}`, async () => {
    const slabs = await overSlabs(
      stack,
      cellCountsRequest,
      ({ planes: { data }, first }) => ({ labels: data, value: phase, first, shape, cell }),
      context,
    );
    const cells = cellShape(shape, cell);
    return windowSpreads(mergeCells(slabs, cells), cells, cell[0] * cell[1] * cell[2], FEWEST_WINDOWS);
  });
  return {
    fraction: voxels / voxelCount(shape),
    volume: voxelCount(shape) * voxel,
    cellVolume: cell[0] * cell[1] * cell[2] * voxel,
    cellEdge: Math.max(...cell.map((n, axis) => (n > 1 || (shape[axis] ?? 0) > 1 ? (n * (spacing[axis] ?? 0)) / Math.min(...spacing) : 0))),
    windows,
  };
}

/** A rule on a spread that exists. */
function onSpread(rule: (spread: Spread) => Measured): Metric['compute'] {
  return async (context, params) => {
    const spread = await spreadOf(context, params);
    if (spread.fraction === 0) return EMPTY_PHASE;
    if (spread.fraction === 1) return { value: null, reason: 'the phase fills the box: its fraction does not vary' };
    if (spread.windows.length === 0) return { value: null, reason: `the image holds fewer than ${FEWEST_WINDOWS} windows of 4 voxels` };
    return rule(spread);
  };
}

const edgeOf = ({ cellEdge }: Spread, { cells }: WindowSpread): number => cellEdge * Math.max(...cells);

/** A = V D^2(V) / (f (1 - f)) at the largest windows of which there are enough. */
function integralRange({ fraction, cellVolume, windows }: Spread): number {
  const last = windows.at(-1);
  if (last === undefined) return 0;
  const volume = cellVolume * last.cells[0] * last.cells[1] * last.cells[2];
  return (volume * last.variance) / (fraction * (1 - fraction));
}

/** Two standard errors of the fraction of the whole image. */
const errorOf = (spread: Spread): number =>
  2 * Math.sqrt((spread.fraction * (1 - spread.fraction) * integralRange(spread)) / spread.volume);

function windowNote(spread: Spread): string {
  const last = spread.windows.at(-1);
  return last === undefined ? '' : `from ${last.windows} windows of ${Math.round(edgeOf(spread, last))} shortest voxel edges`;
}

/** Relative error that a representative volume keeps, at two standard errors. */
const REPRESENTATIVE = 0.05;

const SPREAD = {
  ...STATISTICS,
  avoid:
    'Not for deposits whose fraction falls with height: windows above one another then differ by more than chance; measure a layer of it.',
  params: [PHASE_PARAM],
  estimator: 'window-variance@1',
  bias: 'Windows not much larger than the structure vary less than the law A / V says: the range reads low until the windows are a few structure sizes wide. Random error of a variance over n windows: sqrt(2 / (n - 1)), at most 28 %.',
  references: ['10.1111/j.1365-2818.1991.tb03107.x'],
  streams: true,
  sampling: 'none',
} as const;

export const representativeMetrics: readonly Metric[] = [
  {
    ...SPREAD,
    id: 'statistics.local_fraction_std',
    title: 'Spread of the fraction between parts of the image',
    definition:
      'Sample standard deviation of the fraction of the phase over windows that fill the image from its origin, by the edge of the windows in shortest voxel edges: the representative-volume curve.',
    bias: 'Exact for these windows; they do not overlap, and what is left over at the end of an axis is not counted.',
    compute: onSpread((spread) => ({
      value: Object.fromEntries(spread.windows.map((w) => [String(Math.round(edgeOf(spread, w))), Math.sqrt(w.variance)])),
    })),
  },
  {
    ...SPREAD,
    id: 'statistics.integral_range',
    title: 'Integral range',
    unit: 'volume',
    dimension: 3,
    needsSpacing: true,
    definition:
      'A = V D^2(V) / (f (1 - f)): D^2(V) the variance of the fraction f over the largest windows V of which 27 fit into the image.',
    compute: onSpread((spread) => ({ value: integralRange(spread), note: windowNote(spread) })),
  },
  {
    ...SPREAD,
    id: 'statistics.fraction_error',
    title: 'Error of the fraction from the field of view',
    definition: 'Two standard errors of the fraction of the phase in the whole image: 2 sqrt(f (1 - f) A / V), A the integral range.',
    compute: onSpread((spread) => ({ value: errorOf(spread), note: windowNote(spread) })),
  },
  {
    ...SPREAD,
    id: 'statistics.representative_edge',
    title: 'Edge of a representative volume',
    unit: 'length',
    dimension: 3,
    needsSpacing: true,
    definition: 'Edge of the cube in which two standard errors of the fraction are 5 % of it: the cube root of 4 (1 - f) A / (0.05^2 f).',
    compute: onSpread((spread) => ({
      value: Math.cbrt((4 * (1 - spread.fraction) * integralRange(spread)) / (REPRESENTATIVE ** 2 * spread.fraction)),
      note: windowNote(spread),
    })),
  },
];
