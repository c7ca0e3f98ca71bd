/** Distance over noise floor for each descriptor: 1 is "another window of the same image". */
import * as Plot from '@observablehq/plot';
import { plotStyle, type FigureOptions } from './style.js';

export interface VerdictBar {
  readonly title: string;
  readonly ratio: number;
  readonly verdict: string;
}

const COLORS: Readonly<Record<string, string>> = { indistinguishable: '#3cd796', different: '#d96b18', 'cannot-tell': '#9d7b90' };

/** longer bars are cut there and bear their number: beyond it only "far outside" matters */
const LONGEST = 8;
/** characters of a title that fit beside the bars */
const TITLE_LENGTH = 46;

function short(title: string): string {
  return title.length > TITLE_LENGTH ? `${title.slice(0, TITLE_LENGTH - 1)}…` : title;
}

export function verdictsFigure(bars: readonly VerdictBar[], options: FigureOptions): Element {
  const names = Object.keys(COLORS);
  const shown = bars.map(({ title, ratio, verdict }) => ({
    title,
    verdict,
    length: Math.min(ratio, LONGEST),
    number: ratio >= 100 ? ratio.toExponential(0).replace('e+', 'e') : ratio.toFixed(1),
  }));
  return Plot.plot({
    ...plotStyle({ height: 64 + 22 * bars.length, ...options }),
    marginLeft: 290,
    x: { label: 'distance / noise floor', domain: [0, LONGEST + 1], grid: true, labelAnchor: 'center', labelArrow: 'none' },
    y: { label: null, domain: bars.map((bar) => bar.title), tickFormat: short },
    color: { domain: names, range: Object.values(COLORS), legend: true },
    marks: [
      Plot.barX(shown, { x: 'length', y: 'title', fill: 'verdict', insetTop: 3, insetBottom: 3 }),
      Plot.text(shown, { x: 'length', y: 'title', text: 'number', textAnchor: 'start', dx: 4 }),
      Plot.ruleX([1], { strokeDasharray: '4 3' }),
    ],
  });
}
