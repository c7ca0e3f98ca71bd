/** Tables as CSV (RFC 4180) with the unit in the header. Text that a spreadsheet would run as a formula is defused. */
import type { Cell, QuantityValue, Table, Uncertainty } from '../volume/index.js';
import type { ReportData } from './data.js';

function field(value: Cell): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export function tableCsv(table: Table): string {
  const head = table.columns.map((column) => field(column.unit === '1' ? column.id : `${column.id} (${column.unit})`));
  return [head.join(','), ...table.rows.map((row) => row.map(field).join(','))].join('\r\n') + '\r\n';
}

/** All numbers, one row each. */
export function quantitiesTable({ quantities }: ReportData): Table {
  const text = (id: string, title: string): Table['columns'][number] => ({ id, title, unit: '1' });
  return {
    id: 'numbers',
    title: 'All numbers',
    columns: [
      text('metric', 'metric'),
      text('title', 'title'),
      text('value', 'value'),
      text('unit', 'unit'),
      text('reason', 'reason'),
      text('estimator', 'estimator'),
      text('low', 'lower end of the error bar'),
      text('high', 'upper end of the error bar'),
    ],
    rows: quantities.map(({ metric, title, value, unit, reason, estimator, uncertainty }) => [
      metric,
      title,
      typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
      unit,
      reason ?? null,
      estimator,
      ...errorBar(value, uncertainty?.['combined']),
    ]),
  };
}

function errorBar(value: QuantityValue, combined: Uncertainty[string] | undefined): [low: Cell, high: Cell] {
  if (typeof value !== 'number' || combined === undefined) return [null, null];
  return typeof combined === 'number' ? [value - combined, value + combined] : [combined[0], combined[1]];
}
