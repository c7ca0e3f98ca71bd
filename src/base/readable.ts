/** Units in which a number is read: 25 487 nm are 25.49 um, 0.00005 tips per um^2 are 50 per mm^2, 2e-5 mAh are 20 nAh. */
import { METRES, readableUnit } from './length.js';
import type { LengthUnit } from './length.js';

export interface Readable {
  readonly unit: string;
  /** shown = value x factor */
  readonly factor: number;
}

const LENGTH = /^(1\/)?(mm|um|nm|m|A)(?:\^([23]))?$/;

/** Smaller units of the same, a thousand times each. */
const SMALLER: Readonly<Record<string, readonly string[]>> = {
  mAh: ['mAh', 'uAh', 'nAh', 'pAh'],
  umol: ['umol', 'nmol', 'pmol', 'fmol'],
};

/** For numbers of about this size. Angstroms become nothing smaller than micrometres: who gives them wants them. */
export function readableScale(unit: string, size: number): Readable {
  const same: Readable = { unit, factor: 1 };
  if (!(Math.abs(size) > 0) || !Number.isFinite(size)) return same;
  const ladder = SMALLER[unit];
  if (ladder !== undefined) return step(ladder, Math.abs(size));
  const [, inverse, from, power] = LENGTH.exec(unit) ?? [];
  if (from === undefined) return same;
  const exponent = Number(power ?? 1) * (inverse === undefined ? 1 : -1);
  const metres = METRES[from as LengthUnit];
  const inMetres = Math.abs(size) * metres ** exponent;
  const to = inverse === undefined ? readableUnit(inMetres ** (1 / exponent)) : inverseUnit(inMetres, exponent);
  if (to === from || (from === 'A' && to === 'nm')) return same;
  return { unit: `${inverse ?? ''}${to}${power === undefined ? '' : `^${power}`}`, factor: (metres / METRES[to]) ** exponent };
}

/** The smallest length with at least a tenth of a thing in it, so that rare things are not told in powers of ten. */
function inverseUnit(perMetre: number, exponent: number): LengthUnit {
  return (['nm', 'um'] as const).find((unit) => perMetre / METRES[unit] ** exponent >= 0.1) ?? 'mm';
}

function step(ladder: readonly string[], size: number): Readable {
  const down = Math.min(ladder.length - 1, Math.max(0, Math.ceil(-Math.log10(size) / 3)));
  return { unit: ladder[down] ?? ladder[0] ?? '', factor: 1000 ** down };
}

const SIGNS: Readonly<Record<string, string>> = { '1': '', count: '', deg: '°', voxel: 'voxels' };

/** "um^2" is µm², "mAh/cm2" is mAh/cm²; shares and counts have no sign. */
export function unitSign(unit: string): string {
  if (Object.hasOwn(SIGNS, unit)) return SIGNS[unit] ?? '';
  return unit
    .replace(/\^?2$/, '²')
    .replace(/\^?3$/, '³')
    .replace(/\bu(?=m|Ah)/, 'µ')
    .replace(/\bA(?!h)/, 'Å');
}
