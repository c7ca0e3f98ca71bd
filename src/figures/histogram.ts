/** How many objects have which size: a histogram of one numeric column, log-spaced where the values span decades. */
import * as Plot from '@observablehq/plot';
import { axisLabel, plotStyle, SERIES_COLORS, type FigureOptions } from './style.js';

export interface HistogramData {
  readonly values: readonly number[];
  readonly label: string;
  readonly unit: string;
}

const BINS = 24;

interface Bar {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

interface Bins {
  readonly bars: readonly Bar[];
  readonly domain: readonly [number, number];
  readonly logarithmic: boolean;
}

/** Bars from the least to the largest value; a factor of two around a single one. The last bar holds its upper edge. */
function binsOf(positive: readonly number[]): Bins {
  const least = positive.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = positive.reduce((high, value) => Math.max(high, value), 0);
  const low = positive.length === 0 ? 0 : most > least ? least : least / 2;
  const high = positive.length === 0 ? 1 : most > least ? most : most * 2;
  const logarithmic = low > 0 && high / low > 30;
  const edge = (i: number): number => (logarithmic ? low * (high / low) ** (i / BINS) : low + ((high - low) * i) / BINS);
  const share = (value: number): number => (logarithmic ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low));
  const counts = Array.from({ length: BINS }, () => 0);
  for (const value of positive) {
    const bin = Math.min(BINS - 1, Math.floor(BINS * share(value)));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const bars = counts.map((count, i) => ({ from: edge(i), to: edge(i + 1), count }));
  return { bars: bars.filter(({ count }) => count > 0), domain: [low, high], logarithmic };
}

/** Of the positive values; others have no size. */
export function histogramFigure({ values, label, unit }: HistogramData, options: FigureOptions): Element {
  const { bars, domain, logarithmic } = binsOf(values.filter((value) => value > 0));
  const fill = SERIES_COLORS[0] ?? '#578def';
  return Plot.plot({
    ...plotStyle(options),
    x: {
      label: axisLabel(label, unit),
      domain: [...domain],
      labelAnchor: 'center',
      labelArrow: 'none',
      type: logarithmic ? 'log' : 'linear',
    },
    y: { label: 'count', grid: true, labelArrow: 'none' },
    marks: [Plot.rectY(bars, { x1: 'from', x2: 'to', y: 'count', fill, inset: 0.5 }), Plot.ruleY([0], { strokeOpacity: 0.4 })],
  });
}
