import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseHTML } from 'linkedom';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { createFigureDocument } from '../../src/node/figure-document.js';
import { buildReport, escape, methodsParagraph, REPORT_SCHEMA, reportDocument } from '../../src/report/index.js';
import type { ReportData } from '../../src/report/index.js';
import { REPORT, withHostileTexts } from './report-fixture.js';

function html(data: ReportData): string {
  return buildReport(data, ['html'], createFigureDocument())[0]!.text;
}

function csv(data: ReportData, name: string): string {
  return buildReport(data, ['csv'], createFigureDocument()).find((file) => file.name === name)!.text;
}

/** A page that a reader can open anywhere, whatever its texts were. */
function expectInert(page: string): void {
  const { document } = parseHTML(page);
  const allowed = new Set(
    'html head meta title style body header h1 h2 h3 p nav ol ul li a main section div dl dt dd table caption thead tbody tr th td figure figcaption img b pre span svg g path line circle text rect title tspan defs clipPath'
      .toLowerCase()
      .split(' '),
  );
  for (const element of document.querySelectorAll('*')) {
    expect(allowed.has(element.tagName.toLowerCase()), element.tagName).toBe(true);
    for (const { name, value } of element.attributes) {
      expect(name).not.toMatch(/^on/i);
      if (/^(href|src|xlink:href|action|srcset)$/i.test(name)) expect(value).toMatch(/^(#[a-z]+$|data:image\/png;base64,)/);
      if (name === 'style') expect(value).not.toMatch(/url\(|expression|@import/i);
    }
  }
  expect([...document.querySelectorAll('style')].map((style) => style.textContent).join('')).not.toMatch(/url\(|@import|</);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
}

describe('the page', () => {
  test('is the golden one', () => {
    const golden = resolve(import.meta.dirname, '../golden/report.html');
    const changed = resolve(import.meta.dirname, '../golden/report-changed.html');
    const page = html(REPORT);
    if (!existsSync(golden)) {
      mkdirSync(resolve(golden, '..'), { recursive: true });
      writeFileSync(golden, page);
    }
    if (page === readFileSync(golden, 'utf8')) return rmSync(changed, { force: true });
    writeFileSync(changed, page);
    expect.fail('The report looks different; open test/golden/report-changed.html, and rename it to report.html if it is better.');
  });

  test('needs nothing from outside and runs nothing', () => {
    expectInert(html(REPORT));
    expect(html(REPORT)).not.toMatch(/https?:|<script|javascript:/i);
  });

  test('has every stage, and each section is reachable', () => {
    const { document } = parseHTML(html(REPORT));
    const targets = [...document.querySelectorAll('nav a')].map((a) => a.getAttribute('href'));
    expect(targets).toHaveLength(12);
    for (const target of targets) expect(document.querySelector(`section${target}`), String(target)).not.toBeNull();
    expect(document.querySelectorAll('svg').length).toBeGreaterThanOrEqual(4);
    expect(document.querySelectorAll('img')).toHaveLength(1);
  });

  test('a missing number says why, on its card and in the table', () => {
    const { document } = parseHTML(html(REPORT));
    const card = [...document.querySelectorAll('.card')].find((one) => one.textContent.includes('Mean SEI thickness'))!;
    expect(card.querySelector('.value')!.textContent).toBe('not given');
    expect(card.textContent).toContain('the voxel size is unknown');
    expect(document.querySelector('#numbers')!.textContent).toContain('not given: the voxel size is unknown');
  });

  test('shares are in percent with their interval', () => {
    const page = html(REPORT);
    expect(page).toContain('4.0111 %');
    expect(page).toContain('combined: 3.7344 to 5.1342 %');
    // apart, as shares of the value, in the section of error bars
    expect(page).toContain('-6.9 / +6.9 %');
  });

  test('nothing measured, compared or drawn is a page too', () => {
    const page = html({ ...REPORT, headline: [], quantities: [], tables: [], curves: [], pictures: [], comparison: null, model: null });
    expectInert(page);
    expect(page).toContain('The labels were imported; no model was run.');
    expect(page).toContain('Nothing was measured.');
    expect(page).not.toContain('id="compare"');
  });
});

describe('hostile texts', () => {
  test.each([
    ['a script', '<script>alert(1)</script>'],
    ['an image that runs', '"><img src=x onerror=alert(1)>'],
    ['quotes', `' onmouseover='alert(1)" onfocus="x`],
    ['the end of every element', '</title></style></svg></text></td></pre><svg onload=alert(1)>'],
    ['an address', 'javascript:alert(1)'],
    ['an entity that is one already', '&lt;b&gt; &amp;lt;'],
    ['a comment', '<!-- --><![CDATA[ ]]>'],
    ['lines', 'a\nb\r\nc\u2028d\u0000'],
    ['another script and direction', 'リチウム \u202e fdp.exe 🔋 Ω'],
    ['length', 'x'.repeat(20_000)],
  ])('%s stays text everywhere', (_, text) => {
    const page = html(withHostileTexts(REPORT, text));
    expectInert(page);
    expect(page).not.toContain('<script');
    expect(page).not.toContain('onerror=alert(1)>');
    const { document } = parseHTML(page);
    expect(document.querySelector('h1')!.textContent).toBe(text);
    expect(document.querySelectorAll('img')).toHaveLength(1);
  });

  test('markup in texts of figures is text in the figures', () => {
    const page = html(withHostileTexts(REPORT, '<b>bold</b>'));
    const { document } = parseHTML(page);
    const figures = [...document.querySelectorAll('svg text')].map((element) => element.textContent);
    expect(figures.some((text) => text.includes('<b>bold</b>'))).toBe(true);
    expect(document.querySelectorAll('figure b')).toHaveLength(1); // the title of the picture
  });

  test('escape covers what HTML reads', () => {
    expect(escape(`<a href="x" title='y'>&`)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;');
  });
});

describe('tables for spreadsheets', () => {
  /** RFC 4180, strictly */
  function parse(text: string): string[][] {
    const rows: string[][] = [[]];
    let at = 0;
    while (at < text.length) {
      let cell = '';
      if (text[at] === '"') {
        for (at++; text[at] !== '"' || text[at + 1] === '"'; at++) {
          cell += text[at];
          if (text[at] === '"') at++;
        }
        at++;
      } else while (at < text.length && !',\r\n'.includes(text[at]!)) cell += text[at++];
      rows.at(-1)!.push(cell);
      if (text[at] === ',') at++;
      else {
        expect(text.slice(at, at + 2)).toBe('\r\n');
        at += 2;
        if (at < text.length) rows.push([]);
      }
    }
    return rows;
  }

  test('numbers with unit, reason and estimator', () => {
    const rows = parse(csv(REPORT, 'numbers.csv'));
    expect(rows[0]).toEqual(['metric', 'title', 'value', 'unit', 'reason', 'estimator', 'low', 'high']);
    expect(rows[1]).toEqual(['isolation.f_dead', 'Dead fraction of lithium', '0.040111', '1', '', 'isolation@1', '0.037344', '0.051342']);
    expect(rows[4]).toEqual([
      'sei.thickness_mean',
      'Mean SEI thickness',
      '',
      'um',
      'the voxel size is unknown: give it to get physical values',
      'sei@1',
      '',
      '',
    ]);
    expect(rows[5]![2]).toBe('{"b0":3,"b1":12,"b2":0}');
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([8]));
  });

  test('a table has its units in the head, all rows, and full digits', () => {
    const rows = parse(csv(REPORT, 'components.csv'));
    expect(rows[0]).toEqual(['label', 'volume (um^3)', 'state', 'touches_edge', 'centroid_z (m)']);
    expect(rows).toHaveLength(46);
    expect(rows[1]).toEqual(['1', '1000', 'live', 'true', '0']);
  });

  test.each(['=1+1', '+cmd|calc', '-2+3', '@SUM(A1)', '\t=1', '\r=1'])('%j is no formula', (text) => {
    const cell = parse(csv(withHostileTexts(REPORT, text), 'numbers.csv'))[1]![1]!;
    expect(cell).toBe(`'${text}`);
  });

  test('negative numbers stay numbers; quotes, commas and lines are quoted', () => {
    const table = { id: 't', title: 't', columns: [{ id: 'a', title: 'a', unit: '1' as const }], rows: [[-1.5], ['a "b", c\nd'], [null]] };
    const text = csv({ ...REPORT, tables: [table] }, 't.csv');
    expect(text).toBe('a\r\n-1.5\r\n"a ""b"", c\nd"\r\n\r\n');
  });
});

describe('the report as data', () => {
  const text = buildReport(REPORT, ['json'], createFigureDocument())[0]!.text;

  test('follows its schema and holds what the page shows', () => {
    const document = v.parse(reportDocument, JSON.parse(text));
    expect(document.schema).toBe(REPORT_SCHEMA);
    expect(document.quantities).toHaveLength(REPORT.quantities.length);
    expect(document.methods).toBe(methodsParagraph(REPORT));
    expect(document.pictures).toEqual([{ title: 'Slice z = 32', caption: 'Slice 32 of 64 along z.', width: 1, height: 1 }]);
  });

  test('a number that is no number is refused, not written as null', () => {
    const broken = { ...REPORT, quantities: [{ ...REPORT.quantities[1]!, value: Number.NaN }] };
    expect(() => buildReport(broken, ['json'], createFigureDocument())).toThrow(/volume\.volume|quantities/);
  });
});

describe('the methods paragraph', () => {
  const of = (changes: Partial<ReportData>): string => methodsParagraph({ ...REPORT, ...changes });

  test('of a whole run', () => {
    const paragraph = of({});
    for (const part of [
      'sample-xct.tif',
      '64 x 96 x 128 voxels',
      'median (radius 1)',
      'li-xct-fast 0.1.0',
      'ab12cd34ab12',
      '2 corrections',
      'collector (z-)',
      '4.849',
      '5 seeds',
    ])
      expect(paragraph).toContain(part);
    expect(paragraph).toContain('may lie outside the training range');
  });

  test.each<[string, Partial<ReportData>, RegExp, RegExp]>([
    ['imported labels', { model: null }, /labels were imported/, /model|inference/],
    ['unknown voxel size', { setup: { ...REPORT.setup, voxel: 'unknown' } }, /no physical values/, /voxel size unknown,? ?\)/],
    ['no collector', { setup: { ...REPORT.setup, collector: 'not given' } }, /not told apart/, /called live/],
    ['collector none', { setup: { ...REPORT.setup, collector: 'none' } }, /not told apart/, /called live/],
    ['nothing by hand', { reviewedEdits: 0 }, /./, /correction|A\. Volta/],
    ['one edit by nobody known', { reviewedEdits: 1, reviewer: null }, /One correction was made by hand\./, /null/],
    ['no preparation', { steps: [] }, /./, /prepared/],
    ['no comparison', { comparison: null }, /./, /compared/],
    ['nothing measured', { quantities: [] }, /./, /4\.849|called live/],
    [
      'one image',
      {
        inputs: [{ ...REPORT.inputs[0]!, shape: [96, 128] }],
        quantities: [{ ...REPORT.quantities[0]!, metric: 'isolation2d.in_plane_isolated_fraction' }],
      },
      /upper bound/,
      /stack|called live|unknown when/,
    ],
  ])('of %s says only what was done', (_, changes, says, doesNot) => {
    expect(of(changes)).toMatch(says);
    expect(of(changes)).not.toMatch(doesNot);
  });
});
