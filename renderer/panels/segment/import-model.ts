/** What the values of a label file mean: one row per value, and the map that the host understands. */
import type { LabelValues } from '../../../src/contract/index.js';
import { PHASES } from '../../../src/volume/index.js';

export interface MapRow {
  readonly value: number;
  readonly voxels: number;
  /** share of all voxels, in percent */
  readonly percent: number;
  /** null: not said yet */
  readonly phase: number | null;
}

/** Values that are ids of phases are proposed as these; a person says what all others are. */
export function mapRows({ values }: LabelValues): readonly MapRow[] {
  const total = values.reduce((sum, item) => sum + item.voxels, 0) || 1;
  return values.map(({ value, voxels }) => ({
    value,
    voxels,
    percent: (100 * voxels) / total,
    phase: PHASES.some((phase) => phase.id === value) ? value : null,
  }));
}

export function withPhase(rows: readonly MapRow[], value: number, phase: number | null): readonly MapRow[] {
  return rows.map((row) => (row.value === value ? { ...row, phase } : row));
}

export function isComplete(rows: readonly MapRow[]): boolean {
  return rows.length > 0 && rows.every((row) => row.phase !== null);
}

/** "255=lithium,0=electrolyte"; undefined where every value already is its phase. */
export function mapText(rows: readonly MapRow[]): string | undefined {
  if (rows.every((row) => row.phase === row.value)) return undefined;
  return rows.map((row) => `${row.value}=${PHASES[row.phase ?? 0]?.name ?? ''}`).join(',');
}
