/** All numbers with their estimators, the charts, and the table of components. */
import { unitSign } from '../base/index.js';
import { curvesFigure, histogramFigure } from '../figures/index.js';
import { familyTitle } from '../volume/index.js';
import type { Column, Table, Unit } from '../volume/index.js';
import type { Block, TableRow } from './blocks.js';
import { readableCurves, scaleOf } from './readable.js';
import type { SectionRecord } from './section.js';
import { formatNumber, formatQuantity, formatUncertainty } from './wording.js';

/** rows of a table that are printed; the CSV has all */
const SHOWN_ROWS = 20;

export const numbersSection: SectionRecord = {
  id: 'numbers',
  title: 'All numbers',
  build: ({ data }) => {
    const families = [...new Set(data.quantities.map((quantity) => quantity.family))];
    const rows = families.flatMap((family): TableRow[] => [
      familyTitle(family),
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
      markup: curvesFigure(readableCurves([curve]), { document }).outerHTML,
      caption: `${curve.title}, ${curve.x.values.length} points`,
    })),
};

function cell(value: string | number | boolean | null): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'number' ? formatNumber(value) : value;
}

/** A table as it is read: lengths in a unit that suits each column. */
function readableTable(table: Table): Table {
  const scales = table.columns.map(({ unit }, i) =>
    scaleOf(
      unit,
      table.rows.flatMap((row) => (typeof row[i] === 'number' ? [row[i]] : [])),
    ),
  );
  return {
    ...table,
    columns: table.columns.map((column, i) => ({ ...column, unit: (scales[i]?.unit ?? column.unit) as Unit })),
    rows: table.rows.map((row) => row.map((value, i) => (typeof value === 'number' ? value * (scales[i]?.factor ?? 1) : value))),
  };
}

/** Columns that are needed to read a row; places and boxes are in the CSV. */
function isShown({ id }: Column): boolean {
  return !/^(seed|box|size|centroid)_|_voxel$/.test(id);
}

function tableBlocks(given: Table, document: Parameters<SectionRecord['build']>[0]['document']): Block[] {
  const table = readableTable(given);
  const more = table.rows.length - SHOWN_ROWS;
  const columns = table.columns.flatMap((column, i) =>
    isShown(column) && table.rows.some((row) => row[i] !== null) ? [{ column, i }] : [],
  );
  const left = table.columns.length - columns.length;
  const remarks = [
    more > 0 ? `the first ${SHOWN_ROWS} shown` : '',
    left > 0 ? `${left} more columns and all rows are in the CSV` : more > 0 ? 'all are in the CSV' : '',
  ];
  const blocks: Block[] = [
    {
      kind: 'table',
      caption: [`${table.title}: ${table.rows.length} rows`, ...remarks].filter(Boolean).join(', '),
      head: columns.map(({ column }) => [column.title, unitSign(column.unit)].filter(Boolean).join(', ')),
      rows: table.rows.slice(0, SHOWN_ROWS).map((row) => columns.map(({ i }) => cell(row[i] ?? null))),
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
