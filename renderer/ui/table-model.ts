/** Sorting, and columns in the unit in which their numbers are readable. */
import { readableScale, unitSign } from '../../src/base/index.js';
import type { Cell, Column } from '../../src/volume/index.js';
import { grouped, numberText } from './quantity-text.js';

/** Indices of the rows in order; missing values last, whatever the direction. */
export function sortedOrder(rows: readonly (readonly Cell[])[], index: number, down: boolean): number[] {
  const order = rows.map((_, i) => i);
  if (index < 0) return order;
  const sign = down ? -1 : 1;
  return order.sort((a, b) => compareCells(rows[a]?.[index] ?? null, rows[b]?.[index] ?? null, sign) || a - b);
}

function compareCells(a: Cell, b: Cell, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** Lengths in the unit that suits the largest value of the column; everything else stays. */
export function displayColumn(column: Column, cells: readonly Cell[]): { unit: string; show: (cell: Cell) => string } {
  const largest = cells.reduce<number>((most, cell) => (typeof cell === 'number' ? Math.max(most, Math.abs(cell)) : most), 0);
  if (column.unit === 'voxel') return { unit: '', show: numbers(cells, largest, 1, 1) };
  const { unit, factor } = readableScale(column.unit, largest);
  return { unit: unitSign(unit), show: numbers(cells, largest * factor, 1 / factor, 4) };
}

/** One number of decimals for the whole column, four digits for its largest value, so that the points stand below each other. */
function numbers(cells: readonly Cell[], largest: number, scale: number, most: number): (cell: Cell) => string {
  const smallest = cells.reduce<number>(
    (least, cell) => (typeof cell === 'number' && cell !== 0 ? Math.min(least, Math.abs(cell)) : least),
    Infinity,
  );
  const isWhole = scale === 1 && cells.every((cell) => typeof cell !== 'number' || Number.isInteger(cell));
  const spans = largest * scale > 1000 * smallest;
  const before = largest >= 1 ? Math.floor(Math.log10(largest)) + 1 : 1;
  const decimals = isWhole ? 0 : Math.min(most, Math.max(0, 4 - before));
  return (cell) => {
    if (cell === null) return '–';
    if (typeof cell === 'boolean') return cell ? 'yes' : 'no';
    if (typeof cell !== 'number') return cell;
    // sizes over many decades: digits of each number, not of the column
    return spans && !isWhole ? numberText(Number((cell / scale).toPrecision(3))) : grouped(cell / scale, decimals);
  };
}
