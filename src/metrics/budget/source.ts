/** What can make a number wrong, as a record: each measures the same requests in another way and gives bounds around the value. */
import type { LabelVolume } from '../../volume/index.js';
import type { MeasureInput, MeasurePorts, MeasureRequest, MeasureResult } from '../engine-types.js';

/** Around the value, in its unit; both bounds on one side of it when the value is biased. */
export type Bounds = readonly [low: number, high: number];

export interface BudgetRun {
  /** with the parameters that were used */
  readonly requests: readonly MeasureRequest[];
  /** the values that the bounds are for; requests and results go together */
  readonly results: readonly MeasureResult[];
  readonly input: MeasureInput;
  readonly ports: MeasurePorts;
}

export interface ErrorSource {
  /** key of `uncertainty` */
  readonly id: 'segmentation' | 'voxel-size' | 'field-of-view' | 'estimator-bias';
  readonly title: string;
  /** how the bounds are made, for the documentation */
  readonly method: string;
  /** bounds per result, in their order; undefined where the source cannot say */
  bounds(run: BudgetRun): Promise<readonly (Bounds | undefined)[]>;
}

/** Numeric value, or undefined. */
export const numberOf = ({ value }: MeasureResult): number | undefined => (typeof value === 'number' ? value : undefined);

/** The same question of other labels: the probabilities belong to the voxels of the first ones. */
export function onLabels(input: MeasureInput, changed: Partial<LabelVolume>): MeasureInput {
  return { ...input, probabilities: new Map(), labels: { ...input.labels, ...changed } };
}
