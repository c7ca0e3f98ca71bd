/** The scale bar: 1-2-5 steps in nm, um or mm; in voxels while the voxel size is unknown. */
import { METRES, readableUnit } from '../../src/base/index.js';

export interface ScaleBar {
  /** screen pixels */
  readonly pixels: number;
  readonly label: string;
}

/** The largest 1-2-5 number that is not above `limit`. */
export function step125(limit: number): number {
  const power = 10 ** Math.floor(Math.log10(limit));
  const lead = limit / power;
  // the factor forgives rounding of exact powers
  return (lead >= 5 * (1 - 1e-9) ? 5 : lead >= 2 * (1 - 1e-9) ? 2 : 1) * power;
}

/** `metresPerPixel` null: the size of a voxel is unknown and the bar counts voxels. */
export function scaleBar(metresPerPixel: number | null, voxelsPerPixel: number, maxPixels: number): ScaleBar | null {
  if (!(maxPixels > 0)) return null;
  if (metresPerPixel === null) {
    const voxels = Math.max(1, step125(voxelsPerPixel * maxPixels));
    return { pixels: voxels / voxelsPerPixel, label: voxels === 1 ? '1 voxel' : `${voxels} voxels` };
  }
  const metres = step125(metresPerPixel * maxPixels);
  return { pixels: metres / metresPerPixel, label: lengthText(metres) };
}

const SYMBOLS = { m: 'm', mm: 'mm', um: 'µm', nm: 'nm', A: 'Å' } as const;

/** "20 µm": a length in its readable unit, at most three significant digits. */
export function lengthText(metres: number): string {
  const unit = readableUnit(metres);
  const value = metres / METRES[unit];
  return `${Number(value.toPrecision(3))} ${SYMBOLS[unit]}`;
}
