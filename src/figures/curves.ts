/** One or several sampled functions over a common axis: profiles, two-point statistics, distributions. */
import * as Plot from '@observablehq/plot';
import type { Curve } from '../volume/index.js';
import { axisLabel, plotStyle, SERIES_COLORS, type FigureOptions } from './style.js';

interface Point {
  readonly x: number;
  readonly y: number;
  readonly series: string;
}

/** Names that tell the series apart, also when two structures bear the same name. */
function seriesNames(curves: readonly Curve[]): string[] {
  return curves.map(({ title }, i) => (curves.some((other, k) => k !== i && other.title === title) ? `${title} (${i + 1})` : title));
}

/** points that are drawn one by one */
const FEW = 40;

export function curvesFigure(curves: readonly Curve[], options: FigureOptions): Element {
  const [first] = curves;
  const names = seriesNames(curves);
  const points: Point[] = curves.flatMap((curve, k) =>
    curve.x.values.map((x, i) => ({ x, y: curve.y.values[i] ?? 0, series: names[k] ?? '' })),
  );
  const several = curves.length > 1;
  const isLog = first?.y.scale === 'log';
  return Plot.plot({
    ...plotStyle(options),
    x: {
      label: first ? axisLabel(first.x.label, first.x.unit) : null,
      labelAnchor: 'center',
      labelArrow: 'none',
      type: first?.x.scale ?? 'linear',
    },
    y: {
      label: first ? axisLabel(first.y.label, first.y.unit) : null,
      grid: true,
      labelArrow: 'none',
      ...(isLog ? { type: 'log', tickFormat: '~g' } : { zero: true }),
    },
    color: { domain: names, range: names.map((_, i) => SERIES_COLORS[i % SERIES_COLORS.length] ?? '#888888'), legend: several },
    marks: [
      ...(isLog ? [] : [Plot.ruleY([0], { strokeOpacity: 0.4 })]),
      Plot.line(points, { x: 'x', y: 'y', stroke: 'series', strokeWidth: 1.8 }),
      // between few points a line is a guess
      ...(points.length <= FEW ? [Plot.dot(points, { x: 'x', y: 'y', fill: 'series', r: 2.2 })] : []),
    ],
  });
}
