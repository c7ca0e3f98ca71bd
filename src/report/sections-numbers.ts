/** All numbers with their estimators, the charts, and the table of components. */
import { curvesFigure, histogramFigure } from '../figures/index.js';
import type { Table } from '../volume/index.js';
import type { Block, TableRow } from './blocks.js';
import type { SectionRecord } from './section.js';
import { formatNumber, formatQuantity, formatUncertainty, unitText } from './wording.js';

/** rows of a table that are printed; the CSV has all */
const SHOWN_ROWS = 20;

export const numbersSection: SectionRecord = {
  id: 'numbers',
  title: 'All numbers',
  build: ({ data }) => {
    const families = [...new Set(data.quantities.map((quantity) => quantity.family))];
    const rows = families.flatMap((family): TableRow[] => [
      family,
      ...data.quantities
        .filter((quantity) => quantity.family === family)
        .map((quantity) => [
          `${quantity.title} (${quantity.metric})`,
          formatQuantity(quantity, quantity.metric),
          [formatUncertainty(quantity, quantity.metric), quantity.note ?? ''].filter(Boolean).join('; '),
          quantity.estimator,
        ]),
    ]);
    if (rows.length === 0) return [{ kind: 'text', text: 'Nothing was measured.' }];
    return [{ kind: 'table', head: ['metric', 'value', 'uncertainty and notes', 'estimator'], rows }];
  },
};

export const chartsSection: SectionRecord = {
  id: 'charts',
  title: 'Profiles and distributions',
  build: ({ data, document }) =>
    data.curves.map((curve) => ({
      kind: 'figure' as const,
      markup: curvesFigure([curve], { document }).outerHTML,
      caption: `${curve.title}, ${curve.x.values.length} points`,
    })),
};

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? formatNumber(value) : value;
}

function tableBlocks(table: Table, document: Parameters<SectionRecord['build']>[0]['document']): Block[] {
  const more = table.rows.length - SHOWN_ROWS;
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: `${table.title}: ${table.rows.length} rows${more > 0 ? `, the first ${SHOWN_ROWS} shown; all are in the CSV` : ''}`,
      head: table.columns.map((column) => [column.title, unitText(column.unit)].filter(Boolean).join(', ')),
      rows: table.rows.slice(0, SHOWN_ROWS).map((row) => row.map(cell)),
    },
  ];
  const at = table.columns.findIndex((column) => column.id === 'volume');
  const values = table.rows.flatMap((row) => (typeof row[at] === 'number' ? [row[at]] : []));
  const column = table.columns[at];
  if (column && values.length >= 5)
    blocks.push({
      kind: 'figure',
      markup: histogramFigure({ values, label: column.title, unit: column.unit }, { document }).outerHTML,
      caption: `${table.title}: ${column.title}, n = ${values.length}`,
    });
  return blocks;
}

export const tablesSection: SectionRecord = {
  id: 'tables',
  title: 'Components',
  build: ({ data, document }) => data.tables.flatMap((table) => tableBlocks(table, document)),
};
