/** Numbers for people: readable digits, units with their signs, and the reason where there is no number. */
import { readableScale as readableUnit, unitSign } from '../../src/base/index.js';
import type { NamedQuantity } from '../../src/contract/index.js';
import { ERROR_CAUSES, isShare } from '../../src/volume/index.js';
import type { Unit } from '../../src/volume/index.js';

type Value = NamedQuantity['value'];

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

export interface Scale {
  readonly unit: string;
  /** shown = value x factor */
  readonly factor: number;
}

/** The unit in which a number is readable, as it is written. */
export function readableScale(metric: string, unit: Unit, value: number): Scale {
  if (isShare(metric, unit)) return { unit: '%', factor: 100 };
  const { unit: shown, factor } = readableUnit(unit, value);
  return { unit: unitSign(shown), factor };
}

export interface QuantityText {
  readonly value: string;
  readonly unit: string;
}

export function quantityText(metric: string, value: Value, unit: Unit): QuantityText {
  if (value === null) return { value: '–', unit: '' };
  if (value === 'Infinity') return { value: '∞', unit: unitSign(unit) };
  if (Array.isArray(value) && value.length === 0) return { value: 'none', unit: '' };
  if (typeof value === 'boolean') return { value: value ? 'yes' : 'no', unit: '' };
  const { unit: shown, factor } = readableScale(metric, unit, largestOf(value));
  if (typeof value === 'number') return { value: scaledText(value, factor), unit: shown };
  if (Array.isArray(value) && value.length > 6) return { value: `${value.length} values`, unit: '' };
  if (Array.isArray(value) && value.length === 2 && /range|interval|min_max|iqr/.test(metric))
    return { value: (value as number[]).map((item) => scaledText(item, factor)).join(' to '), unit: shown };
  if (Array.isArray(value)) return { value: shortList((value as number[]).map((item) => scaledText(item, factor))), unit: shown };
  const entries = Object.entries(value as Readonly<Record<string, number>>);
  if (entries.length > 6) return { value: `${entries.length} values`, unit: '' };
  return { value: entries.map(([key, item]) => `${keyText(metric, key)} ${scaledText(item, factor)}`).join(', '), unit: shown };
}

export interface PartText extends QuantityText {
  readonly name: string;
}

/** A value of several named numbers, one line each; null for anything else. */
export function partTexts(metric: string, value: Value, unit: Unit): readonly PartText[] | null {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return null;
  return Object.entries(value).map(([key, item]) => {
    const { unit: shown, factor } = readableScale(metric, unit, item);
    return { name: keyText(metric, key), value: scaledText(item, factor), unit: shown };
  });
}

/** "tipToJunction" is "tip to junction"; neighbourhoods say what their number is. */
function keyText(metric: string, key: string): string {
  if (metric.endsWith('branch_types')) return key.replace(/_/, ' to ');
  if (metric.endsWith('_by_rule')) return `${key} neighbours`;
  if (/^p\d\d$/.test(key)) return `${key.slice(1)} %`;
  return key.replaceAll('_', ' ').replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
}

function largestOf(value: Exclude<Value, null | 'Infinity' | boolean>): number {
  const items = typeof value === 'number' ? [value] : Object.values(value);
  return items.reduce<number>((most, item) => Math.max(most, Math.abs(item)), 0);
}

/** Percent with three digits, so that 4.29 % and 0.0085 % are both told; other numbers with four. */
function scaledText(value: number, factor: number): string {
  return factor === 100 ? grouped(Number((100 * value).toPrecision(3))) : numberText(value * factor);
}

function shortList(items: readonly string[]): string {
  // a profile is a curve, not a line of text
  return items.length > 6 ? `${items.length} values` : items.join(', ');
}

type Uncertain = Pick<NamedQuantity, 'metric' | 'unit' | 'uncertainty'> & { readonly value?: Value };

/** "4.0 to 4.3" of all causes combined, or "4.0 to 4.3 (connectivity)" of the first one, in the unit of the number; null when none is stated. */
export function uncertaintyText(quantity: Uncertain): string | null {
  return uncertaintyTexts(quantity)[0] ?? null;
}

/** What a card has room for: the interval of all causes and that of the neighbourhood; without the former every cause. */
export function shortUncertainty(quantity: Uncertain): string[] {
  const { uncertainty } = quantity;
  if (uncertainty?.['combined'] === undefined) return uncertaintyTexts(quantity);
  const kept = Object.entries(uncertainty).filter(([cause]) => cause === 'combined' || cause === 'connectivity');
  return uncertaintyTexts({ ...quantity, uncertainty: Object.fromEntries(kept) });
}

/** One line for each stated cause. */
export function uncertaintyTexts(quantity: Uncertain): string[] {
  const reference = typeof quantity.value === 'number' ? quantity.value : 0;
  const { factor } = readableScale(quantity.metric, quantity.unit, reference);
  const show = (value: number): string => scaledText(value, factor);
  const causes = Object.entries(quantity.uncertainty ?? {}).toSorted(([a], [b]) => rank(a) - rank(b));
  return causes.map(([cause, range]) => {
    // the interval of everything needs no name
    const name = cause === 'combined' ? '' : ` (${causeTitle(cause)})`;
    return `${typeof range === 'number' ? `± ${show(range)}` : `${show(range[0])} to ${show(range[1])}`}${name}`;
  });
}

const rank = (cause: string): number => {
  const at = ERROR_CAUSES.findIndex(({ id }) => id === cause);
  return at < 0 ? ERROR_CAUSES.length : at;
};

/** "field-of-view" -> "field of view" */
export function causeTitle(cause: string): string {
  return ERROR_CAUSES.find(({ id }) => id === cause)?.title.toLowerCase() ?? cause.replaceAll('-', ' ');
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
