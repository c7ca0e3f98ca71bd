/** Voxel sizes outside ImageJ and OME: resolution tags, and the text that FEI microscopes write. */
import { missingSliceDistance } from '../calibration.js';
import type { FileSpacing } from '../calibration.js';
import { number, text } from './ifd.js';
import type { TiffPage } from './page.js';
import { TAG } from './tags.js';

export interface FoundSpacing {
  readonly spacing?: FileSpacing;
  readonly warnings: string[];
}

/** Pixels per unit along x and y; 0 when the tag is missing. */
export async function resolution(page: TiffPage): Promise<{ x: number; y: number; unit: number }> {
  const { file, ifd } = page;
  const x = await number(file, ifd, TAG.xResolution, 0);
  return { x, y: await number(file, ifd, TAG.yResolution, x), unit: await number(file, ifd, TAG.resolutionUnit, 2) };
}

/** 72 and 96 dpi are what programs write when they know nothing; so is 1. */
function isDefault(perUnit: number, unit: number): boolean {
  const dpi = unit === 3 ? perUnit * 2.54 : perUnit;
  return perUnit === 1 || [72, 96].some((common) => Math.abs(dpi - common) < 0.5);
}

/** Metres per pixel from the INI-like text of FEI and Thermo Fisher microscopes. */
async function feiPixel(page: TiffPage): Promise<{ x: number; y: number } | undefined> {
  const found = (await text(page.file, page.ifd, TAG.feiHelios)) ?? (await text(page.file, page.ifd, TAG.feiSfeg));
  if (found === undefined) return undefined;
  const read = (key: string): number => {
    const at = found.indexOf(`\n${key}=`);
    return at < 0 ? NaN : parseFloat(found.slice(at + key.length + 2, at + key.length + 40));
  };
  const x = read('PixelWidth');
  const y = read('PixelHeight');
  return x > 0 && y > 0 ? { x, y } : undefined;
}

export async function plainSpacing(page: TiffPage, needsZ: boolean): Promise<FoundSpacing> {
  const fei = await feiPixel(page);
  if (fei !== undefined) {
    if (needsZ) return { warnings: [missingSliceDistance(fei.y, fei.x, 'm')] };
    return { spacing: { value: [fei.x, fei.y, fei.x], unit: 'm', source: 'FEI microscope tag' }, warnings: [] };
  }
  const { x, y, unit } = await resolution(page);
  if (!(x > 0) || !(y > 0) || !Number.isFinite(x) || !Number.isFinite(y) || isDefault(x, unit)) return { warnings: [] };
  const name = unit === 2 ? 'inch' : unit === 3 ? 'cm' : null;
  if (needsZ) return { warnings: [missingSliceDistance(1 / y, 1 / x, name ?? 'without a unit')] };
  return { spacing: { value: [1 / x, 1 / y, 1 / x], unit: name, source: 'TIFF resolution tags' }, warnings: [] };
}
