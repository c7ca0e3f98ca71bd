/** Results arranged for people: grouped by family, with what the catalogue knows of each metric. */
import type { CatalogItem, MeasureResult, NamedQuantity } from '../../../src/contract/index.js';
import { familyTitle as titleOfFamily } from '../../../src/volume/index.js';
import type { Cell, Table } from '../../../src/volume/index.js';

export interface MetricInfo {
  readonly title: string;
  readonly family: string;
  readonly bias: string;
  readonly references: readonly string[];
}

/** family of the numbers that were asked for beside the set */
const CHOSEN = 'chosen';

interface ResultRow {
  readonly quantity: NamedQuantity;
  readonly info: MetricInfo | null;
  /** parameters that tell two rows of one metric apart: "phase 2, connectivity 6" */
  readonly detail: string;
}

export interface ResultGroup {
  readonly family: string;
  readonly rows: readonly ResultRow[];
}

/** A family in words; what was asked for is a family of its own. */
export const familyTitle = (family: string): string => (family === CHOSEN ? 'Chosen by you' : titleOfFamily(family));

export function metricInfos(items: readonly CatalogItem[]): ReadonlyMap<string, MetricInfo> {
  return new Map(
    items.map((item) => {
      const { family, bias, references } = item as Readonly<Record<string, unknown>>;
      const info: MetricInfo = {
        title: item.title,
        family: typeof family === 'string' ? family : (item.id.split('.')[0] ?? ''),
        bias: typeof bias === 'string' ? bias : '',
        references: Array.isArray(references) ? references.filter((text) => typeof text === 'string') : [],
      };
      return [item.id, info] as const;
    }),
  );
}

/** What was asked for beside the set comes first, then the set by family. */
export function groupResults(result: MeasureResult, infos: ReadonlyMap<string, MetricInfo>): ResultGroup[] {
  const { results } = result.document;
  const chosen = result.chosen ?? [];
  const set = results.slice(0, results.length - chosen.length);
  const own = results.slice(set.length).map((item, k): ResultRow => rowOf(item, infos, chosenText(item.params, chosen[k]?.params)));
  const groups = new Map<string, ResultRow[]>(own.length > 0 ? [[CHOSEN, own]] : []);
  for (const item of set) {
    const family = infos.get(item.metric)?.family ?? item.metric.split('.')[0] ?? '';
    const others = set.filter(({ metric }) => metric === item.metric);
    groups.set(family, [...(groups.get(family) ?? []), rowOf(item, infos, differenceText(item, others))]);
  }
  return [...groups].map(([family, rows]) => ({ family, rows }));
}

type Item = MeasureResult['document']['results'][number];

function rowOf(item: Item, infos: ReadonlyMap<string, MetricInfo>, detail: string): ResultRow {
  const { metric, params, value, unit = '1', estimator = '', reason = item.error?.message, uncertainty, note } = item;
  const info = infos.get(metric) ?? null;
  const quantity: NamedQuantity = {
    metric,
    title: (info?.title ?? metric).replace(/\ba phase$/, phaseName(params['phase']) ?? 'a phase'),
    value: value ?? null,
    unit,
    estimator,
    ...(reason === undefined ? {} : { reason }),
    ...(uncertainty === undefined ? {} : { uncertainty }),
    ...(note === undefined ? {} : { note }),
  };
  // a title that has the phase needs no second one
  return { quantity, info, detail: quantity.title.endsWith(detail) ? '' : detail };
}

/** What tells an entry apart from others of the same metric. */
function differenceText({ params }: Item, others: readonly Item[]): string {
  const differ = Object.entries(params).filter(([name, value]) => others.some((other) => String(other.params[name]) !== String(value)));
  return paramText(Object.fromEntries(differ));
}

const PHASE_NAMES = ['unassigned', 'lithium', 'SEI', 'electrolyte', 'pore', 'collector', 'other'];

function phaseName(id: unknown): string | null {
  return typeof id === 'number' ? (PHASE_NAMES[id] ?? `phase ${id}`) : null;
}

/** Of a number that was asked for: its phase and axis, and what was set by hand. */
function chosenText(params: Readonly<Record<string, unknown>>, given: Readonly<Record<string, unknown>> = {}): string {
  const { phase, axis } = params;
  const others = Object.entries(given).filter(([name]) => !['phase', 'axis', 'connectivity'].includes(name));
  return [
    paramText({ phase, axis, connectivity: given['connectivity'] }),
    ...others.map(([name, value]) => `${name.replaceAll('_', ' ')} ${Array.isArray(value) ? value.join(', ') : String(value as string)}`),
  ]
    .filter(Boolean)
    .join(', ');
}

/** The phase by its name, the neighbourhood by its number; the rest is in the document. */
export function paramText(params: Readonly<Record<string, unknown>>): string {
  const parts: string[] = [];
  const phase = phaseName(params['phase']);
  if (phase !== null) parts.push(phase);
  const connectivity = params['connectivity'];
  if (typeof connectivity === 'number') parts.push(`${connectivity} neighbours`);
  const axis = params['axis'];
  if (typeof axis === 'string') parts.push(`along ${axis}`);
  return parts.join(', ');
}

/** The columns that people sort by; the rest is in the CSV. */
const COMPONENT_COLUMNS: readonly (readonly [id: string, title: string])[] = [
  ['id', 'No.'],
  ['state', 'State'],
  ['voxels', 'Voxels'],
  ['volume', 'Volume'],
  ['area', 'Area'],
  ['equivalent_diameter', 'Diameter'],
  ['sphericity', 'Sphericity'],
  ['touches_edge', 'At edge'],
  ['centroid_z_voxel', 'z'],
  ['centroid_y_voxel', 'y'],
  ['centroid_x_voxel', 'x'],
];

const BRIDGE_COLUMNS: readonly (readonly [id: string, title: string])[] = [
  ['bridge', 'No.'],
  ['cut_voxels', 'Bridge voxels'],
  ['voxels_at_stake', 'Voxels at stake'],
  ['volume_at_stake', 'Volume at stake'],
  ['share_at_stake', 'Share'],
  ['voxel_z', 'z'],
  ['voxel_y', 'y'],
  ['voxel_x', 'x'],
];

export interface PlaceTable {
  readonly table: Table;
  readonly title: string;
  readonly columns: readonly (readonly [id: string, title: string])[];
  readonly rowHint: string;
  /** the voxel of a row, to jump to */
  readonly placeOf: (row: readonly Cell[]) => readonly [number, number, number] | null;
}

/** Tables whose rows are places in the volume. */
export function placeTables(tables: readonly Table[]): PlaceTable[] {
  const objects = componentTable(tables);
  const bridges = tables.find(({ id }) => id === 'bridges');
  return [
    ...(bridges === undefined
      ? []
      : [
          {
            table: bridges,
            title: 'Bridges',
            columns: BRIDGE_COLUMNS,
            rowHint: 'Go to this bridge',
            placeOf: (row: readonly Cell[]) => voxelOf(bridges, row, (axis) => `voxel_${axis}`),
          },
        ]),
    ...(objects === null
      ? []
      : [
          {
            table: objects,
            title: 'Pieces of lithium',
            columns: COMPONENT_COLUMNS,
            rowHint: 'Go to this component',
            placeOf: (row: readonly Cell[]) => centroidOf(objects, row),
          },
        ]),
  ];
}

/** The table of components among the tables of a result. */
export function componentTable(tables: readonly Table[]): Table | null {
  return tables.find((table) => table.columns.some((column) => column.id === 'centroid_z_voxel')) ?? null;
}

/** The voxel of a row to jump to: the centre of mass, in voxel units with centres at i + 0.5. */
export function centroidOf(table: Table, row: readonly Cell[]): readonly [number, number, number] | null {
  return voxelOf(table, row, (axis) => `centroid_${axis}_voxel`);
}

function voxelOf(table: Table, row: readonly Cell[], columnOf: (axis: string) => string): readonly [number, number, number] | null {
  const at = (axis: string): number | null => {
    const cell = row[table.columns.findIndex((column) => column.id === columnOf(axis))];
    return typeof cell === 'number' ? Math.floor(cell) : null;
  };
  const [z, y, x] = [at('z'), at('y'), at('x')];
  return z === null || y === null || x === null ? null : [z, y, x];
}
