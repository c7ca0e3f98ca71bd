/** Voxel sizes as people write them. */
import { METRES, readableUnit, type LengthUnit } from '../../src/base/index.js';
import type { StudyState } from '../../src/contract/index.js';

export type Voxel = NonNullable<StudyState['setup']['voxel']>;

const UNIT_SIGNS = { m: 'm', mm: 'mm', um: 'µm', nm: 'nm', A: 'Å' } as const;

/** "65 nm" for a cube, "130 × 65 × 65 nm" otherwise (z, y, x). */
export function voxelText({ value, unit }: Pick<Voxel, 'value' | 'unit'>): string {
  return spacingText(value, unit);
}

/** The same for a spacing as read, whose unit may be missing. */
export function spacingText(value: readonly number[], unit: string | null): string {
  const known = unit !== null && unit in METRES ? (unit as LengthUnit) : null;
  const shown = known ? readable(value, known) : { value, sign: unit ?? '(no unit)' };
  const numbers = shown.value.map((edge) => String(Number(edge.toPrecision(4))));
  const isCube = numbers.every((text) => text === numbers[0]);
  return `${isCube ? (numbers[0] ?? '') : numbers.join(' × ')} ${shown.sign}`;
}

/** 6500 angstrom are 0.65 um; 650 nm stay as they were given. */
function readable(value: readonly number[], unit: LengthUnit): { value: readonly number[]; sign: string } {
  const least = Math.min(...value);
  if (least >= 0.1 && least < 1000) return { value, sign: UNIT_SIGNS[unit] };
  const to = readableUnit(least * METRES[unit]);
  return { value: value.map((edge) => (edge * METRES[unit]) / METRES[to]), sign: UNIT_SIGNS[to] };
}
