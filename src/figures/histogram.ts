/** How many objects have which size: a histogram of one numeric column, log-spaced where the values span decades. */
import * as Plot from '@observablehq/plot';
import { axisLabel, plotStyle, SERIES_COLORS, type FigureOptions } from './style.js';

export interface HistogramData {
  readonly values: readonly number[];
  readonly label: string;
  readonly unit: string;
}

const BINS = 24;

export function histogramFigure({ values, label, unit }: HistogramData, options: FigureOptions): Element {
  const positive = values.filter((value) => value > 0);
  const low = positive.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = positive.reduce((most, value) => Math.max(most, value), 0);
  const logarithmic = positive.length > 0 && high / low > 30;
  const edges = Array.from({ length: BINS + 1 }, (_, i) =>
    logarithmic ? low * (high / low) ** (i / BINS) : low + ((high - low) * i) / BINS,
  );
  return Plot.plot({
    ...plotStyle(options),
    x: { label: axisLabel(label, unit), labelAnchor: 'center', labelArrow: 'none', type: logarithmic ? 'log' : 'linear' },
    y: { label: 'count', grid: true, labelArrow: 'none' },
    marks: [
      Plot.rectY(
        positive,
        Plot.binX<Plot.RectYOptions>({ y: 'count' }, { x: (value: number) => value, thresholds: edges, fill: SERIES_COLORS[0] ?? '#578def', inset: 0.5 }),
      ),
      Plot.ruleY([0], { strokeOpacity: 0.4 }),
    ],
  });
}
