/**
 * Lengths with units. The core works in metres; files and people use m, mm, um, nm or angstrom.
 * A length without a unit is refused, never guessed.
 */
import { InvalidInputError } from './errors.js';

export type LengthUnit = 'm' | 'mm' | 'um' | 'nm' | 'A';

/** metres in one unit */
export const METRES: Readonly<Record<LengthUnit, number>> = { m: 1, mm: 1e-3, um: 1e-6, nm: 1e-9, A: 1e-10 };

const SPELLINGS: Readonly<Record<string, LengthUnit>> = {
  m: 'm',
  meter: 'm',
  metre: 'm',
  mm: 'mm',
  millimeter: 'mm',
  millimetre: 'mm',
  um: 'um',
  '\u00b5m': 'um', // micro sign
  '\u03bcm': 'um', // greek mu
  micron: 'um',
  microns: 'um',
  micrometer: 'um',
  micrometre: 'um',
  nm: 'nm',
  nanometer: 'nm',
  nanometre: 'nm',
  A: 'A',
  '\u00c5': 'A', // letter A with ring
  '\u212b': 'A', // angstrom sign
  angstrom: 'A',
  ang: 'A',
}; // prettier-ignore

/** The unit that a text names, or undefined. "cm" and "inch" are not units of ours: readers convert them. */
export function parseLengthUnit(text: string): LengthUnit | undefined {
  const t = text.trim();
  const unit = Object.hasOwn(SPELLINGS, t) ? SPELLINGS[t] : undefined;
  const lower = t.toLowerCase();
  return unit ?? (Object.hasOwn(SPELLINGS, lower) ? SPELLINGS[lower] : undefined);
}

const LENGTH = /^\s*([0-9]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?)\s*([^\s0-9.x]+)\s*$/;

export interface Length {
  /** in `unit` */
  readonly value: number;
  readonly unit: LengthUnit;
}

/** `650nm`, `0.65um`, `11.4A`. */
export function parseLength(text: string): Length {
  const match = LENGTH.exec(text);
  const unit = match?.[2] === undefined ? undefined : parseLengthUnit(match[2]);
  const value = Number(match?.[1]);
  if (unit === undefined || !(value > 0) || !Number.isFinite(value))
    throw new InvalidInputError(`"${text}" is not a length; write a positive number with a unit, like 650nm or 0.65um.`, {
      code: 'bad-length',
      subject: text,
    });
  return { value, unit };
}

export interface VoxelSize {
  /** z, y, x in `unit` */
  readonly value: readonly [number, number, number];
  readonly unit: LengthUnit;
}

/** One length for all axes, or `1.3x0.65x0.65um` (z x y x x). */
export function parseVoxelSize(text: string): VoxelSize {
  const parts = text.split(/x|×/i).map((part) => part.trim());
  if (parts.length !== 1 && parts.length !== 3)
    throw new InvalidInputError(`"${text}" is not a voxel size; write one length (650nm) or three, z x y x x (1.3x0.65x0.65um).`, {
      code: 'bad-length',
      subject: text,
    });
  const last = parseLength(parts.at(-1) ?? '');
  if (parts.length === 1) return { value: [last.value, last.value, last.value], unit: last.unit };
  const sizes = parts.map((part) => {
    const length = parseLength(/^[0-9.eE+-]+$/.test(part) ? part + last.unit : part);
    return length.unit === last.unit ? length.value : (length.value * METRES[length.unit]) / METRES[last.unit];
  });
  return { value: [sizes[0] ?? 0, sizes[1] ?? 0, sizes[2] ?? 0], unit: last.unit };
}

/** A unit that shows a length between about 0.1 and 1000, for people. */
export function readableUnit(metres: number): LengthUnit {
  const size = Math.abs(metres);
  if (size >= 1e-3) return 'mm';
  return size >= 0.5e-6 ? 'um' : 'nm';
}
