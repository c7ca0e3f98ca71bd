/** How every chart looks, on screen and in the report. Colours come from CSS variables so that themes can change them. */
import type * as Plot from '@observablehq/plot';

/** supplied by the page, or by a DOM in Node for reports */
export type FigureDocument = Document;

export interface FigureOptions {
  readonly document: FigureDocument;
  readonly width?: number;
  readonly height?: number;
}

/** distinguishable under protan, deutan and tritan vision; the first is lithium */
export const SERIES_COLORS: readonly string[] = ['#578def', '#d96b18', '#3cd796', '#9d7b90', '#c7a500', '#6350bc'];

export function plotStyle({ document, width = 520, height = 260 }: FigureOptions): Plot.PlotOptions {
  return {
    document,
    width,
    height,
    marginLeft: 56,
    marginBottom: 40,
    style: { background: 'transparent', color: 'currentColor', fontFamily: 'system-ui, sans-serif', fontSize: '12px' },
  };
}

const SIGNS: Readonly<Record<string, string>> = { um: 'µm', A: 'Å', '^2': '²', '^3': '³' };

/** "height (µm)"; numbers without a unit stand alone */
export function axisLabel(label: string, unit: string): string {
  return unit === '1' || unit === 'count' ? label : `${label} (${unit.replace(/um|A(?=\^|$)|\^[23]/g, (sign) => SIGNS[sign] ?? sign)})`;
}
