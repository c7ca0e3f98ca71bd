/** Tables beside the numbers of a study: its pieces of lithium, and the bridges that hold them. */
import type { MeasureResult } from '../contract/index.js';
import { bridgeTable, objectTable, tableInUnit } from '../metrics/index.js';
import type { Face, LabelVolume, Table } from '../volume/index.js';
import type { PathSettings } from './headline.js';
import { isolationOf } from './review.js';
import type { ServiceHost } from './service-host.js';

/** Rows of the component table that are kept: the largest components. */
const TABLE_ROWS = 5000;

type PlainTable = MeasureResult['tables'][number];

export interface TableInput {
  readonly labels: LabelVolume;
  readonly faces: readonly Face[];
  readonly path: PathSettings;
  readonly signal: AbortSignal | undefined;
}

export async function componentTable(host: ServiceHost, { labels, faces, path, signal }: TableInput): Promise<PlainTable> {
  const states = await isolationOf(host, labels, faces, path, signal);
  const table = objectTable(labels.data, labels.shape, labels.calibration.spacing, {
    phase: 1,
    connectivity: 18,
    limit: TABLE_ROWS,
    ...(states === null ? {} : { isolationStates: states }),
  });
  return plainTable(table, labels);
}

/** Where bridges were asked for and found: under the limits that the metric has by itself. */
export async function bridgesOf(
  host: ServiceHost,
  { labels, faces, path, signal }: TableInput,
  results: MeasureResult['document']['results'],
): Promise<PlainTable[]> {
  if (!results.some(({ metric, value }) => /^isolation\.(bridge|weakest_bridge)/.test(metric) && typeof value === 'number')) return [];
  const isolation = {
    collectorFaces: faces,
    connectivity: 18 as const,
    ...(path.haloVoxels === null ? {} : { haloVoxels: path.haloVoxels }),
    ...(path.collectorBodyLabel === null ? {} : { collectorBodyLabel: path.collectorBodyLabel }),
  };
  const ports = { workers: host.ports.workers, ...(signal === undefined ? {} : { signal }) };
  return [plainTable(await bridgeTable(labels, isolation, ports), labels)];
}

/** A mutable copy for the contract, in the unit of the input. */
function plainTable(table: Table, { calibration }: LabelVolume): PlainTable {
  const { id, title, columns, rows } = tableInUnit(table, calibration.unit ?? 'um');
  return { id, title, columns: columns.map((column) => ({ ...column })), rows: rows.map((row) => [...row]) };
}
