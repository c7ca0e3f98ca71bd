/** Voxel sizes as files give them: in many units, sometimes without one, often missing. Unknown is never 1. */
import { METRES, parseLengthUnit, readableUnit } from '../base/index.js';
import type { LengthUnit } from '../base/index.js';
import { NO_CALIBRATION } from '../volume/index.js';
import type { Calibration, Vec3 } from '../volume/index.js';

/** Numbers for z, y, x in a unit that the file names (possibly one that is not ours, like cm or inch). */
export interface FileSpacing {
  readonly value: Vec3;
  readonly unit: string | null;
  readonly source: string;
}

const FOREIGN: Readonly<Record<string, number>> = {
  cm: 1e-2,
  centimeter: 1e-2,
  inch: 0.0254,
  inches: 0.0254,
  in: 0.0254,
  pm: 1e-12,
  km: 1e3,
};

/** Metres in a unit text and the unit to show it in, or undefined for texts that name no length. */
export function unitScale(text: string): { readonly metres: number; readonly show?: LengthUnit } | undefined {
  // "nanometers" is a nanometer
  const own = parseLengthUnit(text) ?? parseLengthUnit(text.trim().replace(/(meter|metre|angstrom)s$/i, '$1'));
  if (own !== undefined) return { metres: METRES[own], show: own };
  const key = text.trim().toLowerCase();
  const metres = Object.hasOwn(FOREIGN, key) ? FOREIGN[key] : undefined;
  return metres === undefined ? undefined : { metres };
}

export interface Calibrated {
  readonly calibration: Calibration;
  readonly unitlessSpacing?: readonly [number, number, number];
}

/** The calibration of a file; lengths that are zero, negative or not finite count as missing. */
export function calibrate(spacing: FileSpacing | undefined): Calibrated {
  if (spacing === undefined || !spacing.value.every((v) => Number.isFinite(v) && v > 0)) return { calibration: NO_CALIBRATION };
  const scale = spacing.unit === null ? undefined : unitScale(spacing.unit);
  const [z, y, x] = spacing.value;
  if (scale === undefined) return { calibration: { spacing: null, source: spacing.source, unit: null }, unitlessSpacing: [z, y, x] };
  const metres: Vec3 = [z * scale.metres, y * scale.metres, x * scale.metres];
  return { calibration: { spacing: metres, source: spacing.source, unit: scale.show ?? readableUnit(metres[2]) } };
}

/** The in-plane size when the slice distance is missing, as a warning for people. */
export function missingSliceDistance(y: number, x: number, unit: string): string {
  return `The file gives a pixel size (${y} x ${x} ${unit}) but no slice distance, so the voxel size is unknown; give it with --voxel.`;
}
