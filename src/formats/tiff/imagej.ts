/**
 * ImageJ's text description: how many images, how they run through channels, slices and frames, and the
 * voxel size. XResolution is pixels per unit; the slice distance is `spacing`.
 */
import type { FileSpacing } from '../calibration.js';
import { calibrate, missingSliceDistance } from '../calibration.js';
import { isDefaultResolution, resolutionUnit, shapeWarnings } from './spacing.js';
import type { Resolution } from './spacing.js';

export interface ImageJ {
  readonly images: number;
  readonly channels: number;
  readonly slices: number;
  readonly frames: number;
  readonly unit: string | null;
  readonly sliceDistance: number | null;
  readonly calibration: { readonly slope: number; readonly intercept: number; readonly unit?: string } | null;
}

/** Undoes the escapes that Java writes for characters outside ASCII. */
function unescapeJava(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}

export function parseImageJ(description: string): ImageJ | undefined {
  if (!description.startsWith('ImageJ=')) return undefined;
  const fields = new Map<string, string>();
  for (const line of description.slice(0, 65536).split('\n')) {
    const equals = line.indexOf('=');
    if (equals > 0) fields.set(line.slice(0, equals).trim(), line.slice(equals + 1).trim());
  }
  const count = (key: string): number => {
    const value = Number(fields.get(key) ?? 1);
    return Number.isInteger(value) && value >= 1 && value < 2 ** 31 ? value : 1;
  };
  const unit = unescapeJava(fields.get('unit') ?? '');
  const spacing = Number(fields.get('spacing'));
  // a straight-line calibration is a slope; other functions are left alone
  const c0 = Number(fields.get('c0'));
  const c1 = Number(fields.get('c1'));
  const line = fields.get('cf') === '0' && Number.isFinite(c0) && Number.isFinite(c1);
  const valueUnit = fields.get('vunit');
  return {
    images: count('images'),
    channels: count('channels'),
    slices: count('slices'),
    frames: count('frames'),
    unit: unit === '' || unit === 'pixel' || unit === 'pixels' ? null : unit,
    sliceDistance: spacing > 0 && Number.isFinite(spacing) ? spacing : null,
    calibration: line ? { slope: c1, intercept: c0, ...(valueUnit === undefined ? {} : { unit: valueUnit }) } : null,
  };
}

/** Voxel size from the description and the resolution tags, which count pixels per unit of the description. */
export function imageJSpacing(imagej: ImageJ, tags: Resolution, needsZ: boolean): { spacing?: FileSpacing; warnings: string[] } {
  const known = tags.x > 0 && tags.y > 0 && Number.isFinite(tags.x) && Number.isFinite(tags.y);
  // without a unit of its own, that of the tags counts, unless it is what programs write by habit
  const habit = !known || isDefaultResolution(tags);
  const unit = imagej.unit ?? (habit ? null : resolutionUnit(tags.unit));
  if (unit === null && (habit || (tags.x === 1 && tags.y === 1))) return { warnings: [] };
  // ImageJ leaves the resolution out when a pixel is exactly one unit
  const x = known ? 1 / tags.x : 1;
  const y = known ? 1 / tags.y : 1;
  if (imagej.sliceDistance === null && needsZ) return { warnings: [missingSliceDistance(y, x, unit ?? 'units')] };
  const z = imagej.sliceDistance ?? x;
  const spacing: FileSpacing = { value: [z, y, x], unit, source: 'ImageJ unit, spacing and resolution tags' };
  return { spacing, warnings: [...shapeWarnings(spacing, needsZ), ...unitWarning(imagej, tags)] };
}

/** The tags can name a unit, too: inch and centimetre. */
function unitWarning(imagej: ImageJ, tags: Resolution): string[] {
  const told = resolutionUnit(tags.unit);
  const own = imagej.unit === null ? undefined : calibrate({ value: [1, 1, 1], unit: imagej.unit, source: '' }).calibration.spacing?.[0];
  const other = told === null ? undefined : calibrate({ value: [1, 1, 1], unit: told, source: '' }).calibration.spacing?.[0];
  if (own === undefined || other === undefined || own === other) return [];
  return [`The resolution tags count in ${told ?? ''}, ImageJ's description in ${imagej.unit ?? ''}, which is used; check the voxel size.`];
}
