/**
 * A number that can be defended: value, unit, how it was estimated, and why it is missing when it is.
 * Never NaN: undefined is `null` with a reason, infinite is the text "Infinity".
 */

export type Unit =
  | '1' | 'count' | 'voxel' | 'deg'
  | 'm' | 'm^2' | 'm^3' | '1/m' | '1/m^2' | '1/m^3'
  | 'mm' | 'mm^2' | 'mm^3' | '1/mm' | '1/mm^2' | '1/mm^3'
  | 'um' | 'um^2' | 'um^3' | '1/um' | '1/um^2' | '1/um^3'
  | 'nm' | 'nm^2' | 'nm^3' | '1/nm' | '1/nm^2' | '1/nm^3'
  | 'A' | 'A^2' | 'A^3' | '1/A' | '1/A^2' | '1/A^3'
  | 'mAh/cm2' | 'mAh/cm3' | 'mAh' | 'umol'; // prettier-ignore

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

/** What numbers can be wrong by, in the order in which it is shown; an `Uncertainty` may name others. */
export const ERROR_CAUSES: readonly { readonly id: string; readonly title: string }[] = [
  { id: 'combined', title: 'Combined' },
  { id: 'connectivity', title: 'Connectivity' },
  { id: 'segmentation', title: 'Segmentation' },
  { id: 'segmentation-rules', title: 'Segmentation rules' },
  { id: 'voxel-size', title: 'Voxel size' },
  { id: 'field-of-view', title: 'Field of view' },
  { id: 'estimator-bias', title: 'Estimator' },
];

/** Distances of the bounds from the value, as shares of it: below (0 or negative) and above. null where the value is 0. */
export function relativeBounds(value: number, size: number | readonly [number, number]): readonly [number, number] | null {
  if (value === 0) return null;
  const [low, high] = typeof size === 'number' ? [value - size, value + size] : size;
  return [(low - value) / Math.abs(value), (high - value) / Math.abs(value)];
}
