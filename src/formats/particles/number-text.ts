/** Decimal numbers straight from bytes, rounded as the language rounds them. */

/** powers of ten that a float64 holds exactly */
const POWERS = Float64Array.from({ length: 23 }, (_, i) => 10 ** i);
/** integers of this many digits are exact, so that one multiplication or division rounds right */
const EXACT_DIGITS = 15;

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Fortran writes D for E, and drops the letter before three digits */
const FORTRAN = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[dD]([+-]?\d+)|([+-]\d{3}))$/;
const MISSING = /^[+-]?(?:nan(?:\([a-z0-9_]*\))?|nan\(ind\)|na|n\/a|null|-)$/i;
const INFINITE = /^([+-]?)inf(?:inity)?$/i;

/** The text of a token, one character a byte. */
export function textAt(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 200)));
}

/** The number of a text; NaN where it says that there is none; undefined for anything else. */
export function parseNumber(text: string): number | undefined {
  if (PLAIN.test(text)) return Number(text);
  const fortran = FORTRAN.exec(text);
  if (fortran !== null) return Number(`${fortran[1] ?? ''}e${fortran[2] ?? fortran[3] ?? ''}`);
  if (MISSING.test(text)) return NaN;
  const infinite = INFINITE.exec(text);
  return infinite === null ? undefined : infinite[1] === '-' ? -Infinity : Infinity;
}

/** The same for the bytes [from, to): up to 15 digits are done here, the rest as text. */
export function numberAt(bytes: Uint8Array, from: number, to: number): number | undefined {
  let i = from;
  const sign = bytes[i];
  if (sign === 45 || sign === 43) i++;
  let mantissa = 0;
  let digits = 0;
  let scale = 0;
  let dot = false;
  let any = false;
  for (; i < to; i++) {
    const c = bytes[i] as number;
    if (c >= 48 && c <= 57) {
      mantissa = mantissa * 10 + c - 48;
      if (mantissa !== 0) digits++;
      if (dot) scale--;
      any = true;
    } else if (c === 46 && !dot) dot = true;
    else break;
  }
  if (!any || digits > EXACT_DIGITS) return parseNumber(textAt(bytes, from, to));
  if (i < to) {
    const letter = bytes[i] as number;
    if (letter !== 101 && letter !== 69) return parseNumber(textAt(bytes, from, to));
    i++;
    const expSign = bytes[i];
    if (expSign === 45 || expSign === 43) i++;
    if (i >= to || to - i > 3) return parseNumber(textAt(bytes, from, to));
    let exponent = 0;
    for (; i < to; i++) {
      const c = bytes[i] as number;
      if (c < 48 || c > 57) return parseNumber(textAt(bytes, from, to));
      exponent = exponent * 10 + c - 48;
    }
    scale += expSign === 45 ? -exponent : exponent;
  }
  if (scale < -22 || scale > 22) return parseNumber(textAt(bytes, from, to));
  const value = scale < 0 ? mantissa / (POWERS[-scale] as number) : mantissa * (POWERS[scale] as number);
  return sign === 45 ? -value : value;
}
