/** One or several sampled functions over a common axis: profiles, two-point statistics, distributions. */
import * as Plot from '@observablehq/plot';
import type { Curve } from '../volume/index.js';
import { axisLabel, plotStyle, SERIES_COLORS, type FigureOptions } from './style.js';

interface Point {
  readonly x: number;
  readonly y: number;
  readonly series: string;
}

export function curvesFigure(curves: readonly Curve[], options: FigureOptions): Element {
  const [first] = curves;
  const points: Point[] = curves.flatMap((curve) => curve.x.values.map((x, i) => ({ x, y: curve.y.values[i] ?? 0, series: curve.title })));
  const several = curves.length > 1;
  const names = curves.map((curve) => curve.title);
  return Plot.plot({
    ...plotStyle(options),
    x: { label: first ? axisLabel(first.x.label, first.x.unit) : null, labelAnchor: 'center', labelArrow: 'none' },
    y: { label: first ? axisLabel(first.y.label, first.y.unit) : null, grid: true, labelArrow: 'none', zero: true },
    color: { domain: names, range: names.map((_, i) => SERIES_COLORS[i % SERIES_COLORS.length] ?? '#888888'), legend: several },
    marks: [Plot.ruleY([0], { strokeOpacity: 0.4 }), Plot.lineY(points, { x: 'x', y: 'y', stroke: 'series', strokeWidth: 1.8 })],
  });
}
