/** Voxel sizes outside ImageJ and OME: resolution tags and microscopes; and what contradicts itself. */
import { calibrate, missingSliceDistance } from '../calibration.js';
import type { FileSpacing } from '../calibration.js';
import { number } from './ifd.js';
import { microscope } from './microscope.js';
import type { TiffPage } from './page.js';
import { TAG } from './tags.js';

export interface FoundSpacing {
  readonly spacing?: FileSpacing;
  readonly warnings: readonly string[];
}

/** Pixels per unit along x and y, 0 when the tag is missing; the unit is that of the file, or inch as TIFF defaults to. */
export interface Resolution {
  readonly x: number;
  readonly y: number;
  readonly unit: number;
}

/** lengths of pixels along x and y that differ more than this are a mistake or need a look */
const ODD_RATIO = 10;

export async function resolution(page: TiffPage, defaultUnit = 2): Promise<Resolution> {
  const { file, ifd } = page;
  const x = await number(file, ifd, TAG.xResolution, 0);
  return { x, y: await number(file, ifd, TAG.yResolution, x), unit: await number(file, ifd, TAG.resolutionUnit, defaultUnit) };
}

/** The unit that ResolutionUnit names. */
export function resolutionUnit(unit: number): 'inch' | 'cm' | null {
  return unit === 2 ? 'inch' : unit === 3 ? 'cm' : null;
}

/** 72 and 96 dpi are what programs write when they know nothing; so is 1. */
export function isDefaultResolution({ x, unit }: Resolution): boolean {
  const dpi = unit === 3 ? x * 2.54 : x;
  return x === 1 || [72, 96].some((common) => Math.abs(dpi - common) < 0.5);
}

function isKnown({ x, y }: Resolution): boolean {
  return x > 0 && y > 0 && Number.isFinite(x) && Number.isFinite(y);
}

/** What people should look at in a voxel size: pixels far from square. */
export function shapeWarnings(spacing: FileSpacing | undefined, hasZ: boolean): string[] {
  if (spacing === undefined) return [];
  const [z, y, x] = spacing.value;
  const far = (a: number, b: number, ratio: number): boolean => Math.max(a / b, b / a) >= ratio;
  const text = `${spacing.value.slice(hasZ ? 0 : 1).join(' x ')} ${spacing.unit ?? ''}`.trim();
  if (far(x, y, ODD_RATIO)) return [`The file gives pixels that are far from square (${text}); check the voxel size.`];
  return hasZ && far(z, x, 1000) ? [`The slice distance of the file is out of proportion (${text}); check the voxel size.`] : [];
}

/** Whether the resolution tags say something else than the metadata that is believed. */
export async function contradiction(page: TiffPage, spacing: FileSpacing | undefined): Promise<string[]> {
  const tags = await resolution(page, 1);
  const unit = resolutionUnit(tags.unit);
  const believed = calibrate(spacing).calibration.spacing;
  if (spacing === undefined || believed === null || unit === null || !isKnown(tags) || isDefaultResolution(tags)) return [];
  const other = calibrate({ value: [1 / tags.x, 1 / tags.y, 1 / tags.x], unit, source: '' }).calibration.spacing;
  if (other === null || [1, 2].every((axis) => Math.abs((other[axis] ?? 0) / (believed[axis] ?? 1) - 1) < 0.01)) return [];
  return [
    `The resolution tags (${tags.x} pixels per ${unit}) contradict the pixel size that is used (${spacing.value[2]} ${spacing.unit ?? ''}, ${spacing.source}); check the voxel size.`,
  ];
}

export async function plainSpacing(page: TiffPage, needsZ: boolean): Promise<FoundSpacing> {
  const { spacing: seen } = (await microscope(page)) ?? {};
  if (seen !== undefined) {
    const [, y, x] = seen.value;
    if (needsZ) return { warnings: [missingSliceDistance(y, x, seen.unit ?? 'without a unit')] };
    return { spacing: seen, warnings: shapeWarnings(seen, false) };
  }
  const tags = await resolution(page);
  if (!isKnown(tags) || isDefaultResolution(tags)) return { warnings: [] };
  const [y, x] = [1 / tags.y, 1 / tags.x];
  const unit = resolutionUnit(tags.unit);
  if (needsZ) return { warnings: [missingSliceDistance(y, x, unit ?? 'without a unit')] };
  const spacing: FileSpacing = { value: [x, y, x], unit, source: 'TIFF resolution tags' };
  return { spacing, warnings: shapeWarnings(spacing, false) };
}
