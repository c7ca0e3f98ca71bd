/** Tables of results: named columns with units, rows as plain records. The one shape for the UI, CSV and JSON. */
import type { Unit } from './quantity.js';

export interface Column {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
}

export type Cell = number | string | boolean | null;

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly Column[];
  /** one array per row, in the order of the columns */
  readonly rows: readonly (readonly Cell[])[];
}

/** A sampled function, for charts and distances. */
export interface Curve {
  readonly id: string;
  readonly title: string;
  readonly x: CurveAxis;
  readonly y: CurveAxis;
}

export interface CurveAxis {
  readonly label: string;
  readonly unit: Unit;
  readonly values: readonly number[];
  /** drawn on logarithms; its values are positive */
  readonly scale?: 'log' | undefined;
}
