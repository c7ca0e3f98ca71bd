/** Numbers for people: readable digits, units with their signs, and the reason where there is no number. */
import { METRES, readableUnit, type LengthUnit } from '../../src/base/index.js';
import type { NamedQuantity } from '../../src/contract/index.js';
import type { Unit } from '../../src/volume/index.js';

type Value = NamedQuantity['value'];

const POWERS: Readonly<Record<string, string>> = { '^2': '²', '^3': '³' };

/** "um^2" -> "µm²"; "1" has no sign. */
export function unitText(unit: Unit): string {
  if (unit === '1' || unit === 'count') return '';
  if (unit === 'mAh/cm2') return 'mAh/cm²';
  if (unit === 'mAh/cm3') return 'mAh/cm³';
  if (unit === 'deg') return '°';
  if (unit === 'voxel') return 'voxels';
  return unit
    .replace(/\^[23]/, (power) => POWERS[power] ?? power)
    .replace('um', 'µm')
    .replace(/\bA\b/, 'Å');
}

/** Three to four significant digits, thousands kept readable. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return grouped(value);
  if (size >= 1e7 || size < 1e-3) return value.toExponential(2).replace('e+', 'e');
  return grouped(Number(value.toPrecision(size >= 1000 ? 5 : 4)));
}

/** Thin spaces from five digits on: 1234, 12 345. */
export function grouped(value: number, decimals?: number): string {
  const text = decimals === undefined ? String(value) : value.toFixed(decimals);
  const [whole = '', fraction] = text.split('.');
  const spaced = whole.replace('-', '').length > 4 ? whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f') : whole;
  const signed = spaced.replace('-', '\u2212');
  return fraction === undefined ? signed : `${signed}.${fraction}`;
}

/** A fraction is shown in percent; everything else in its own unit. */
function isFraction(metric: string, unit: Unit): boolean {
  return unit === '1' && /(^|[._])(f_|fraction|share|porosity|coverage)/.test(metric);
}

export interface Scale {
  readonly unit: string;
  /** shown = value x factor */
  readonly factor: number;
}

const LENGTHS = /^(1\/)?(mm|um|nm|m|A)(?:\^([23]))?$/;

/** The unit in which a number is readable: 25 487 nm are 25.49 um, and 1/nm may be better as 1/um. */
export function readableScale(metric: string, unit: Unit, value: number): Scale {
  if (isFraction(metric, unit)) return { unit: '%', factor: 100 };
  const [, inverse, from, power] = LENGTHS.exec(unit) ?? [];
  if (from === undefined || value === 0 || !Number.isFinite(value)) return { unit: unitText(unit), factor: 1 };
  const exponent = Number(power ?? 1) * (inverse ? -1 : 1);
  const metres = METRES[from as LengthUnit];
  const to = readableUnit((Math.abs(value) * metres ** exponent) ** (1 / exponent));
  if (from === to || (from === 'A' && to === 'nm')) return { unit: unitText(unit), factor: 1 };
  return { unit: unitText(`${inverse ?? ''}${to}${power ? `^${power}` : ''}` as Unit), factor: (metres / METRES[to]) ** exponent };
}

export interface QuantityText {
  readonly value: string;
  readonly unit: string;
}

export function quantityText(metric: string, value: Value, unit: Unit): QuantityText {
  if (value === null) return { value: '–', unit: '' };
  if (value === 'Infinity') return { value: '∞', unit: unitText(unit) };
  if (Array.isArray(value) && value.length === 0) return { value: 'none', unit: '' };
  if (typeof value === 'boolean') return { value: value ? 'yes' : 'no', unit: '' };
  const { unit: shown, factor } = readableScale(metric, unit, largestOf(value));
  if (typeof value === 'number') return { value: scaledText(value, factor), unit: shown };
  if (Array.isArray(value) && value.length > 6) return { value: `${value.length} values`, unit: '' };
  if (Array.isArray(value)) return { value: shortList((value as number[]).map((item) => scaledText(item, factor))), unit: shown };
  const record = value as Readonly<Record<string, number>>;
  return { value: shortList(Object.entries(record).map(([key, item]) => `${key} ${scaledText(item, factor)}`)), unit: shown };
}

function largestOf(value: Exclude<Value, null | 'Infinity' | boolean>): number {
  const items = typeof value === 'number' ? [value] : Object.values(value);
  return items.reduce<number>((most, item) => Math.max(most, Math.abs(item)), 0);
}

/** Percent with three digits, so that 4.29 % and 0.0085 % are both told; other numbers with four. */
function scaledText(value: number, factor: number): string {
  return factor === 100 ? String(Number((100 * value).toPrecision(3))) : numberText(value * factor);
}

function shortList(items: readonly string[]): string {
  // a profile is a curve, not a line of text
  return items.length > 6 ? `${items.length} values` : items.join(', ');
}

type Uncertain = Pick<NamedQuantity, 'metric' | 'unit' | 'uncertainty'> & { readonly value?: Value };

/** "4.0 to 4.3 (connectivity)" of the first stated cause, in the unit of the number; null when none is stated. */
export function uncertaintyText(quantity: Uncertain): string | null {
  return uncertaintyTexts(quantity)[0] ?? null;
}

/** One line for each stated cause. */
export function uncertaintyTexts(quantity: Uncertain): string[] {
  const reference = typeof quantity.value === 'number' ? quantity.value : 0;
  const { factor } = readableScale(quantity.metric, quantity.unit, reference);
  const show = (value: number): string => scaledText(value, factor);
  return Object.entries(quantity.uncertainty ?? {}).map(([cause, range]) => {
    const name = cause.replaceAll('-', ' ');
    return typeof range === 'number' ? `± ${show(range)} (${name})` : `${show(range[0])} to ${show(range[1])} (${name})`;
  });
}

export function bytesText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB'];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toPrecision(3)} ${units[power] ?? ''}`;
}

/** "about 40 s to 1 min" */
export function durationText(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3600).toPrecision(2)} h`;
}

/** "3 s ago" */
export function agoText(thenMs: number, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - thenMs) / 1000);
  return seconds < 2 ? 'just now' : `${durationText(seconds)} ago`;
}
