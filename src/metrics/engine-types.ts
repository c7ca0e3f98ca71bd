/** What is asked of the engine and what it gives: the JSON of the `measure` command. */
import type { RunOptions } from '../base/index.js';
import type { Workers } from '../ports/index.js';
import type { Face, LabelStack, LabelVolume, Quantity, Vec3 } from '../volume/index.js';
import type { Params } from './metric.js';

export interface MeasureRequest {
  /** copied into the result */
  readonly id?: string;
  readonly metric: string;
  /** unchecked: names and values are compared with the record of the metric */
  readonly params?: Readonly<Record<string, unknown>>;
}

export interface MeasureInput {
  readonly labels: LabelVolume;
  /** used where a request names none; never guessed */
  readonly collectorFaces?: readonly Face[];
  /** class probabilities, 0 to 255, by label; absent: the labels came without */
  readonly probabilities?: ReadonlyMap<number, Uint8Array>;
  /** what a metric may use in all; one that needs more is measured on a part, and says so. Absent: as much as there is */
  readonly memoryBytes?: number;
  /** where the labels came from, for the record */
  readonly path?: string;
  readonly axes?: string;
}

/** Labels that do not fit into the memory budget: read plane by plane. */
export interface StackInput extends Omit<MeasureInput, 'labels'> {
  readonly stack: LabelStack;
  readonly path: string;
  readonly sha256?: string;
  readonly memoryBytes: number;
}

export interface MeasurePorts extends RunOptions {
  readonly workers: Workers;
}

export interface MeasureError {
  /** unknown-metric, unknown-parameter, bad-parameter, internal-error, or the code of the error met */
  readonly code: string;
  readonly message: string;
}

export interface MeasureResult extends Quantity {
  readonly id?: string;
  readonly metric: string;
  /** with the defaults filled in */
  readonly params: Params;
  readonly error?: MeasureError;
}

export interface MeasureReport {
  readonly schema: 'lithoscope-measure/1';
  readonly input: {
    readonly path: string;
    readonly sha256: string | null;
    readonly shape: readonly number[];
    readonly axes: string;
    readonly spacing: { readonly value: Vec3; readonly unit: string; readonly source: string } | null;
  };
  /** the label values that occur, with their names */
  readonly labels: Readonly<Record<string, string>>;
  readonly results: readonly MeasureResult[];
  readonly warnings: readonly string[];
}
