/** What a report is made of. Gathered by the service; sections only read it. */
import type { Curve, Quantity, Table } from '../volume/index.js';

export interface ReportedQuantity extends Quantity {
  readonly metric: string;
  readonly title: string;
  readonly family: string;
  readonly definition: string;
  readonly bias: string;
  readonly references: readonly string[];
}

export interface ReportInput {
  readonly name: string;
  readonly sha256: string | null;
  readonly bytes: number;
  readonly format: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly voxel: string;
}

export interface ReportStep {
  readonly id: string;
  readonly title: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** ISO 8601 */
  readonly time: string;
  readonly appVersion: string;
}

export interface ReportModel {
  readonly id: string;
  readonly title: string;
  readonly version: string;
  readonly sha256: string;
  readonly provider: string;
  readonly voxelsPerSecond: number;
  readonly outOfRange: { readonly level: string; readonly reasons: readonly string[] };
  readonly phases: Readonly<Record<string, number>>;
}

export interface ReportPicture {
  readonly title: string;
  readonly caption: string;
  readonly width: number;
  readonly height: number;
  readonly png: Uint8Array;
}

export interface ReportComparisonRow {
  readonly metric: string;
  readonly title: string;
  readonly a: Quantity;
  readonly b: Quantity;
  readonly distance: number | null;
  readonly noiseFloor: { readonly value: number; readonly windows: number } | null;
  readonly ratio: number | null;
  readonly verdict: string;
  readonly reason?: string | undefined;
}

export interface ReportComparison {
  readonly generators: readonly {
    readonly id: string;
    readonly title: string;
    readonly seeds: readonly number[];
    readonly params: Readonly<Record<string, unknown>>;
    readonly verdict: string;
    readonly rows: readonly ReportComparisonRow[];
  }[];
  readonly noneFits: boolean | null;
  readonly curves: Readonly<Record<string, readonly Curve[]>>;
  readonly warnings: readonly string[];
}

export interface ReportData {
  readonly title: string;
  /** ISO 8601 */
  readonly created: string;
  readonly appVersion: string;
  readonly inputs: readonly ReportInput[];
  readonly setup: { readonly voxel: string; readonly collector: string; readonly cell: string };
  readonly steps: readonly ReportStep[];
  readonly model: ReportModel | null;
  readonly reviewedEdits: number;
  readonly reviewer: string | null;
  readonly headline: readonly ReportedQuantity[];
  readonly quantities: readonly ReportedQuantity[];
  readonly tables: readonly Table[];
  readonly curves: readonly Curve[];
  readonly pictures: readonly ReportPicture[];
  readonly comparison: ReportComparison | null;
  readonly warnings: readonly string[];
  /** replays the analysis: `lithoscope analyze --recipe` */
  readonly recipe: unknown;
}
