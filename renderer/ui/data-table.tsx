import { useMemo, useRef, useState } from 'react';
import type { Cell, Column, Table } from '../../src/volume/index.js';
import { displayColumn, sortedOrder } from './table-model.js';

interface DataTableProps {
  readonly table: Table;
  /** ids and short titles of the columns to show, in order; all when absent */
  readonly columns?: readonly (readonly [id: string, title: string])[];
  readonly onRow?: (row: readonly Cell[]) => void;
  readonly rowHint?: string;
}

const ROW = 24;
const OVERSCAN = 8;

/** A table of any length: only the rows in sight are made. Click a heading to sort, a row to go there. */
export function DataTable({ table, columns, onRow, rowHint }: DataTableProps) {
  const [sort, setSort] = useState<{ id: string; down: boolean } | null>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(240);
  const [chosen, setChosen] = useState<readonly Cell[] | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => shownColumns(table, columns), [table, columns]);
  const order = useMemo(() => {
    const index = table.columns.findIndex((column) => column.id === sort?.id);
    return sortedOrder(table.rows, index, sort?.down ?? true);
  }, [table, sort]);
  const first = Math.max(0, Math.floor(top / ROW) - OVERSCAN);
  const last = Math.min(order.length, Math.ceil((top + height) / ROW) + OVERSCAN);

  function choose(row: readonly Cell[]): void {
    setChosen(row);
    onRow?.(row);
  }

  return (
    <div
      ref={frame}
      className="data-table"
      data-keys
      onScroll={(event) => {
        setTop(event.currentTarget.scrollTop);
        setHeight(event.currentTarget.clientHeight);
      }}
    >
      <table aria-rowcount={order.length}>
        <thead>
          <tr>
            {shown.map(({ column, title, unit }) => (
              <th key={column.id} aria-sort={sort?.id === column.id ? (sort.down ? 'descending' : 'ascending') : 'none'}>
                <button type="button" onClick={() => setSort((now) => ({ id: column.id, down: now?.id === column.id ? !now.down : true }))}>
                  {title}
                  {unit && <span className="dim"> {unit}</span>}
                  {sort?.id === column.id && (sort.down ? ' ↓' : ' ↑')}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && <tr style={{ height: first * ROW }} aria-hidden="true" />}
          {order.slice(first, last).map((at) => {
            const row = table.rows[at] ?? [];
            return (
              <tr
                key={at}
                data-chosen={row === chosen || undefined}
                data-clickable={onRow ? true : undefined}
                tabIndex={onRow ? 0 : undefined}
                title={rowHint}
                onClick={() => choose(row)}
                onKeyDown={(event) => event.key === 'Enter' && choose(row)}
                data-testid="table-row"
              >
                {shown.map(({ column, index, show }) => (
                  <td key={column.id} data-state={column.id === 'state' ? String(row[index]) : undefined}>
                    {show(row[index] ?? null)}
                  </td>
                ))}
              </tr>
            );
          })}
          {last < order.length && <tr style={{ height: (order.length - last) * ROW }} aria-hidden="true" />}
        </tbody>
      </table>
    </div>
  );
}

interface ShownColumn {
  readonly column: Column;
  readonly title: string;
  readonly index: number;
  readonly unit: string;
  readonly show: (cell: Cell) => string;
}

function shownColumns(table: Table, columns: DataTableProps['columns']): readonly ShownColumn[] {
  const wanted = columns ?? table.columns.map((column) => [column.id, column.title] as const);
  return wanted.flatMap(([id, title]) => {
    const index = table.columns.findIndex((column) => column.id === id);
    const column = table.columns[index];
    // a column without a single value says nothing
    if (!column || table.rows.every((row) => row[index] === null)) return [];
    return [
      {
        column,
        title,
        index,
        ...displayColumn(
          column,
          table.rows.map((row) => row[index] ?? null),
        ),
      },
    ];
  });
}
