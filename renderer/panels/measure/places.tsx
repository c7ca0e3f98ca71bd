import { DataTable } from '../../ui/data-table.js';
import { Empty } from '../../ui/panel-parts.js';
import type { PlaceTable } from './measure-model.js';

interface PlacesProps {
  /** those with rows */
  readonly tables: readonly PlaceTable[];
  readonly onJump: (voxel: readonly [number, number, number]) => void;
}

/** Tables of places in the volume: a click puts the crosshair there. */
export function Places({ tables, onJump }: PlacesProps) {
  if (tables.length === 0) return <Empty title="No lithium components">There is no lithium in these labels.</Empty>;
  return tables.map(({ table, title, columns, rowHint, placeOf }) => (
    <section key={table.id} className="place-table" data-testid={`table-${table.id}`}>
      <p className="dim">
        {title}: {table.rows.length}. Click a row to put the crosshair on it.
      </p>
      <DataTable
        table={table}
        columns={columns}
        rowHint={rowHint}
        onRow={(row) => {
          const voxel = placeOf(row);
          if (voxel) onJump(voxel);
        }}
      />
    </section>
  ));
}
