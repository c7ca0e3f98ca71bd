import { describe, expect, test } from 'vitest';
import { axisLabel, curvesFigure, histogramFigure, verdictsFigure } from '../../src/figures/index.js';
import { createFigureDocument } from '../../src/node/figure-document.js';
import type { Curve } from '../../src/volume/index.js';

const options = { document: createFigureDocument() };

function curve(title: string, y: readonly number[]): Curve {
  return { id: title, title, x: { label: 'lag', unit: 'um', values: y.map((_, i) => i) }, y: { label: 'S2', unit: '1', values: y } };
}

const texts = (figure: Element): string[] => [...figure.querySelectorAll('text, span')].map((element) => element.textContent.trim());

/** Numbers that cannot be drawn leave traces in the markup. */
function expectDrawable(figure: Element): void {
  expect(figure.outerHTML).not.toMatch(/NaN|Infinity|undefined/);
}

describe('curves', () => {
  test('one line per curve, with axis labels and units', () => {
    const figure = curvesFigure([curve('image', [1, 0.5, 0.25]), curve('model', [1, 0.4, 0.2])], options);
    expect(figure.querySelectorAll('g[aria-label="line"] path')).toHaveLength(2);
    expect(texts(figure)).toEqual(expect.arrayContaining(['lag (µm)', 'S2']));
    expect(figure.textContent).toContain('model');
    expectDrawable(figure);
  });

  test('two structures of one name stay two lines', () => {
    const figure = curvesFigure([curve('a.tif', [1, 2]), curve('a.tif', [3, 4])], options);
    expect(figure.querySelectorAll('g[aria-label="line"] path')).toHaveLength(2);
    expect(figure.textContent).toContain('a.tif (2)');
  });

  test.each([
    ['no curve', []],
    ['an empty curve', [curve('a', [])]],
    ['one point', [curve('a', [1])]],
    ['more curves than colours', Array.from({ length: 9 }, (_, i) => curve(`c${i}`, [i, i + 1]))],
  ])('%s can be drawn', (_, curves) => {
    expectDrawable(curvesFigure(curves, options));
  });

  test('names are text', () => {
    const figure = curvesFigure([curve('<img src=x onerror=alert(1)>', [1, 2]), curve('"</svg>', [2, 3])], options);
    expect(figure.outerHTML).not.toMatch(/<img|"<\/svg>"/);
    expect(figure.textContent).toContain('<img src=x onerror=alert(1)>');
  });
});

describe('histograms', () => {
  test('every positive value is in one bar', () => {
    const values = [1, 2, 3, 4, 5, 6, 100, 1000];
    const figure = histogramFigure({ values, label: 'volume', unit: 'um^3' }, options);
    expectDrawable(figure);
    expect(texts(figure)).toContain('volume (µm³)');
    // 24 bars on a logarithmic axis from 1 to 1000, a third wider each: every value has its own, the largest the last
    const bars = [...figure.querySelectorAll('g[aria-label="rect"] rect')];
    expect(bars).toHaveLength(8);
    const right = bars.map((bar) => Number(bar.getAttribute('x')) + Number(bar.getAttribute('width')));
    expect(Math.max(...right)).toBeGreaterThan(490);
  });

  test.each([
    ['none', []],
    ['one', [7]],
    ['equal ones', [2, 2, 2]],
    ['nothing positive', [0, -1]],
  ])('%s can be drawn', (_, values) => {
    const figure = histogramFigure({ values, label: 'volume', unit: 'voxel' }, options);
    expectDrawable(figure);
    expect(figure.querySelectorAll('g[aria-label="rect"] rect').length).toBe(values.some((value) => value > 0) ? 1 : 0);
  });
});

describe('verdicts', () => {
  const bar = (title: string, ratio: number): { title: string; ratio: number; verdict: string } => ({ title, ratio, verdict: 'different' });

  test('a far bar is cut and bears its number', () => {
    const figure = verdictsFigure([bar('height', 1.25), bar('surface', 13_829.5)], options);
    expect(texts(figure)).toEqual(expect.arrayContaining(['height', 'surface', '1.3', '1e4']));
    expectDrawable(figure);
  });

  test('long titles are shortened, none is no error', () => {
    expect(texts(verdictsFigure([bar('x'.repeat(80), 2)], options)).some((text) => text.endsWith('…'))).toBe(true);
    expectDrawable(verdictsFigure([], options));
  });
});

test.each([
  ['height', 'um', 'height (µm)'],
  ['volume', 'nm^3', 'volume (nm³)'],
  ['length', 'A', 'length (Å)'],
  ['capacity', 'mAh/cm2', 'capacity (mAh/cm2)'],
  ['share', '1', 'share'],
  ['pieces', 'count', 'pieces'],
])('the axis of %s in %s reads %s', (label, unit, expected) => {
  expect(axisLabel(label, unit)).toBe(expected);
});
