/** Distance over noise floor for each descriptor: 1 is "another window of the same image". */
import * as Plot from '@observablehq/plot';
import { plotStyle, type FigureOptions } from './style.js';

export interface VerdictBar {
  readonly title: string;
  readonly ratio: number;
  readonly verdict: string;
}

const COLORS: Readonly<Record<string, string>> = { indistinguishable: '#3cd796', different: '#d96b18', 'cannot-tell': '#9d7b90' };

export function verdictsFigure(bars: readonly VerdictBar[], options: FigureOptions): Element {
  const names = Object.keys(COLORS);
  return Plot.plot({
    ...plotStyle({ height: 40 + 22 * bars.length, ...options }),
    marginLeft: 220,
    x: { label: 'distance / noise floor', grid: true, labelAnchor: 'center', labelArrow: 'none', zero: true },
    y: { label: null, domain: bars.map((bar) => bar.title) },
    color: { domain: names, range: Object.values(COLORS), legend: true },
    marks: [
      Plot.barX(bars, { x: 'ratio', y: 'title', fill: 'verdict', insetTop: 3, insetBottom: 3 }),
      Plot.ruleX([1], { strokeDasharray: '4 3' }),
    ],
  });
}
