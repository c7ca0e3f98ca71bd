/**
 * A number that can be defended: value, unit, how it was estimated, and why it is missing when it is.
 * Never NaN: undefined is `null` with a reason, infinite is the text "Infinity".
 */

export type Unit =
  | '1' | 'count' | 'voxel' | 'deg'
  | 'm' | 'm^2' | 'm^3' | '1/m'
  | 'mm' | 'mm^2' | 'mm^3' | '1/mm'
  | 'um' | 'um^2' | 'um^3' | '1/um'
  | 'nm' | 'nm^2' | 'nm^3' | '1/nm'
  | 'A' | 'A^2' | 'A^3' | '1/A'
  | 'mAh/cm2' | 'mAh/cm3' | 'umol'; // prettier-ignore

export type QuantityValue = number | 'Infinity' | boolean | readonly number[] | Readonly<Record<string, number>> | null;

export interface Uncertainty {
  /** half-width or bounds in the quantity's unit, by cause: "connectivity", "segmentation" */
  readonly [cause: string]: number | readonly [number, number];
}

export interface Quantity {
  readonly value: QuantityValue;
  readonly unit: Unit;
  /** present exactly when value is null */
  readonly reason?: string;
  /** `id@version` of the estimator */
  readonly estimator: string;
  readonly uncertainty?: Uncertainty;
  /** what a reader must know beside the number, e.g. "in-plane isolated (upper bound)" */
  readonly note?: string;
}
