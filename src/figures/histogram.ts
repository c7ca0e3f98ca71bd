/** How many objects have which size: a histogram of one numeric column, log-spaced where the values span decades. */
import * as Plot from '@observablehq/plot';
import { axisLabel, plotStyle, SERIES_COLORS, type FigureOptions } from './style.js';

export interface HistogramData {
  readonly values: readonly number[];
  readonly label: string;
  readonly unit: string;
}

const BINS = 24;

interface Bins {
  readonly edges: readonly number[];
  readonly logarithmic: boolean;
}

/** Edges from the least to the largest value; one decade around a single value. */
function binsOf(positive: readonly number[]): Bins {
  const least = positive.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
  const most = positive.reduce((high, value) => Math.max(high, value), 0);
  const low = positive.length === 0 ? 0 : most > least ? least : least / 2;
  const high = positive.length === 0 ? 1 : most > least ? most : most * 2;
  const logarithmic = low > 0 && high / low > 30;
  const edge = (share: number): number => (logarithmic ? low * (high / low) ** share : low + (high - low) * share);
  return { edges: Array.from({ length: BINS + 1 }, (_, i) => edge(i / BINS)), logarithmic };
}

/** Of the positive values; others have no size. */
export function histogramFigure({ values, label, unit }: HistogramData, options: FigureOptions): Element {
  const positive = values.filter((value) => value > 0);
  const { edges, logarithmic } = binsOf(positive);
  const fill = SERIES_COLORS[0] ?? '#578def';
  return Plot.plot({
    ...plotStyle(options),
    x: { label: axisLabel(label, unit), labelAnchor: 'center', labelArrow: 'none', type: logarithmic ? 'log' : 'linear' },
    y: { label: 'count', grid: true, labelArrow: 'none' },
    marks: [
      Plot.rectY(
        positive,
        Plot.binX<Plot.RectYOptions>({ y: 'count' }, { x: (value: number) => value, thresholds: [...edges], fill, inset: 0.5 }),
      ),
      Plot.ruleY([0], { strokeOpacity: 0.4 }),
    ],
  });
}
