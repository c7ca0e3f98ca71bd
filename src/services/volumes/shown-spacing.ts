/** A voxel size in the unit that people gave. */
import { METRES } from '../../base/index.js';
import type { LengthUnit } from '../../base/index.js';
import type { Calibration, Vec3 } from '../../volume/index.js';

export interface ShownSpacing {
  readonly value: [number, number, number];
  readonly unit: LengthUnit;
  readonly source: string;
}

/** Metres in a unit, without the last digits that the conversion adds. */
function inUnit(metres: number, unit: LengthUnit): number {
  return Number((metres / METRES[unit]).toPrecision(12));
}

export function shownSpacing(calibration: Calibration): ShownSpacing | null {
  const { spacing, source } = calibration;
  if (spacing === null) return null;
  const unit = calibration.unit ?? 'um';
  return { value: [inUnit(spacing[0], unit), inUnit(spacing[1], unit), inUnit(spacing[2], unit)], unit, source };
}

/** The calibration of a voxel size that a person or a sidecar gave. */
export function calibrationOf(voxel: {
  value: readonly [number, number, number];
  unit: LengthUnit;
  source?: string | undefined;
}): Calibration {
  const metres = METRES[voxel.unit];
  const spacing: Vec3 = [voxel.value[0] * metres, voxel.value[1] * metres, voxel.value[2] * metres];
  return { spacing, unit: voxel.unit, source: voxel.source ?? 'given by the user' };
}
