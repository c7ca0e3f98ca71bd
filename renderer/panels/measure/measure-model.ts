/** Results arranged for people: grouped by family, with what the catalogue knows of each metric. */
import type { CatalogItem, MeasureResult, NamedQuantity } from '../../../src/contract/index.js';
import type { Cell, Table } from '../../../src/volume/index.js';

export interface MetricInfo {
  readonly title: string;
  readonly family: string;
  readonly bias: string;
  readonly references: readonly string[];
}

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

const FAMILY_TITLES: Readonly<Record<string, string>> = {
  isolation: 'Live and dead lithium',
  isolation2d: 'Isolation in the plane',
  deposit: 'Deposit',
  height: 'Height',
  profile: 'Profiles',
  volume: 'Volumes and fractions',
  surface: 'Surface',
  specific_surface: 'Specific surface',
  topology: 'Topology',
  sei: 'SEI',
  shape: 'Shape of objects',
  thickness: 'Thickness',
};

export function familyTitle(family: string): string {
  return FAMILY_TITLES[family] ?? family.replaceAll('_', ' ');
}

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

/** Lists and records are in the tables and charts; the groups hold single values and what is missing. */
export function groupResults(result: MeasureResult, infos: ReadonlyMap<string, MetricInfo>): ResultGroup[] {
  const groups = new Map<string, ResultRow[]>();
  const repeated = new Set<string>();
  const seen = new Set<string>();
  for (const { metric } of result.document.results) (seen.has(metric) ? repeated : seen).add(metric);
  for (const item of result.document.results) {
    const info = infos.get(item.metric) ?? null;
    const family = info?.family ?? item.metric.split('.')[0] ?? '';
    const { value, unit = '1', estimator = '', reason, uncertainty, note } = item;
    const quantity: NamedQuantity = {
      metric: item.metric,
      title: info?.title ?? item.metric,
      value: value ?? null,
      unit,
      estimator,
      ...(reason === undefined ? (item.error ? { reason: item.error.message } : {}) : { reason }),
      ...(uncertainty === undefined ? {} : { uncertainty }),
      ...(note === undefined ? {} : { note }),
    };
    const row: ResultRow = {
      quantity,
      info,
      detail: repeated.has(item.metric) || quantity.title.endsWith(' a phase') ? paramText(item.params) : '',
    };
    groups.set(family, [...(groups.get(family) ?? []), row]);
  }
  return [...groups].map(([family, rows]) => ({ family, rows }));
}

const PHASE_NAMES = ['unassigned', 'lithium', 'SEI', 'electrolyte', 'pore', 'collector', 'other'];

/** The phase by its name, the neighbourhood by its number; the rest is in the document. */
export function paramText(params: Readonly<Record<string, unknown>>): string {
  const parts: string[] = [];
  const phase = params['phase'];
  if (typeof phase === 'number') parts.push(PHASE_NAMES[phase] ?? `phase ${phase}`);
  const connectivity = params['connectivity'];
  if (typeof connectivity === 'number') parts.push(`${connectivity} neighbours`);
  const axis = params['axis'];
  if (typeof axis === 'string') parts.push(`along ${axis}`);
  return parts.join(', ');
}

/** The columns that people sort by; the rest is in the CSV. */
export const COMPONENT_COLUMNS: readonly (readonly [id: string, title: string])[] = [
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

/** The table of components among the tables of a result. */
export function componentTable(tables: readonly Table[]): Table | null {
  return tables.find((table) => table.columns.some((column) => column.id === 'centroid_z_voxel')) ?? null;
}

/** The voxel of a row to jump to: the centre of mass, in voxel units with centres at i + 0.5. */
export function centroidOf(table: Table, row: readonly Cell[]): readonly [number, number, number] | null {
  const at = (axis: string): number | null => {
    const cell = row[table.columns.findIndex((column) => column.id === `centroid_${axis}_voxel`)];
    return typeof cell === 'number' ? Math.floor(cell) : null;
  };
  const [z, y, x] = [at('z'), at('y'), at('x')];
  return z === null || y === null || x === null ? null : [z, y, x];
}
