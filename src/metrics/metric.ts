/**
 * What a metric is: a record. The command line, interface, report, tests and docs are driven by the list in `index.ts`.
 * `compute` works in SI (metres); the engine converts to the input's length unit and fills in the estimator.
 */
import type { Workers } from '../ports/index.js';
import type { Face, LabelStack, LabelVolume, QuantityValue, Uncertainty } from '../volume/index.js';

export type ParamType = 'phase' | 'phases' | 'integer' | 'boolean' | 'enum' | 'faces' | 'labels' | 'voxel' | 'numbers' | 'length';
export type ParamValue = number | boolean | string | readonly number[] | readonly string[];

export interface ParamSpec {
  readonly name: string;
  readonly type: ParamType;
  /** absent: optional without a default (collector_faces, seed_voxel_zyx, ...) */
  readonly default?: ParamValue;
  /** for enums */
  readonly values?: readonly (string | number)[];
  readonly title: string;
}

/** Power of length of a physical value; the engine turns it into the unit of the input. */
export type LengthPower = 'length' | 'area' | 'volume' | 'per-length' | 'per-area' | 'per-volume';
export type MetricUnit = LengthPower | '1' | 'count' | 'voxel' | 'deg' | 'mAh/cm2' | 'mAh/cm3' | 'mAh' | 'umol';

export type Params = Readonly<Record<string, ParamValue | undefined>>;

/** What `compute` gives: a value in SI, or null with a reason. */
export type Measured =
  | { readonly value: Exclude<QuantityValue, null>; readonly uncertainty?: Uncertainty; readonly note?: string }
  | { readonly value: null; readonly reason: string };

export interface MetricContext {
  /** the labels in memory; of a stack too large for it, the sub-volume that metrics without slabs are measured on */
  readonly labels: LabelVolume;
  /** all labels, plane by plane: what a metric that `streams` measures */
  readonly stack: LabelStack;
  /** the axis of length 1 when exactly one axis has length 1 (a 2D image), else null */
  readonly flatAxis: 0 | 1 | 2 | null;
  /** the face or faces of the current collector; empty when unknown */
  readonly collectorFaces: readonly Face[];
  /** class probabilities, 0 to 255, by label; absent: the labels came without */
  readonly probabilities?: ReadonlyMap<number, Uint8Array>;
  readonly workers: Workers;
  readonly signal?: AbortSignal;
  /** an intermediate computed once per run and shared between metrics (components, distance maps) */
  shared<T>(key: string, compute: () => Promise<T>): Promise<T>;
}

export interface Metric {
  /** public name, e.g. "isolation.f_dead" */
  readonly id: string;
  readonly title: string;
  readonly family: string;
  readonly unit: MetricUnit;
  readonly params: readonly ParamSpec[];
  /** `id@version` */
  readonly estimator: string;
  /** definition as a formula in words */
  readonly definition: string;
  /** known bias: sign and size */
  readonly bias: string;
  readonly references: readonly string[];
  /** when not to use it, and what instead */
  readonly avoid?: string;
  /** 2: only images; 3: only volumes; 'any' */
  readonly dimension: 2 | 3 | 'any';
  /** physical result: null with a reason when the voxel size is unknown */
  readonly needsSpacing: boolean;
  /** null with a reason when no collector face is given */
  readonly needsCollector: boolean;
  /**
   * How the value of a box follows from its parts, for the error of the field of view; default: `sum` for volumes, areas and counts, else
   * `mean`. `none`: extremes, and counts of things that a cut through the box would change.
   */
  readonly sampling?: 'mean' | 'sum' | 'none';
  /** the value may be negative: bounds are not cut at 0 */
  readonly signed?: boolean;
  /** it reads `context.stack` slab by slab and never `context.labels.data`, so it is measured whole at any size; a rule: with these parameters */
  readonly streams?: boolean | ((params: Params) => boolean);
  /** memory that it takes in all when it does not stream, labels included; default 20 */
  readonly bytesPerVoxel?: number;
  /** part of the set that runs when no choice is given */
  readonly standard: boolean;
  compute(context: MetricContext, params: Params): Promise<Measured>;
}
