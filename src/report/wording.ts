/** Numbers and units in words, the same in every section. */
import { unitSign } from '../base/index.js';
import { isShare } from '../volume/index.js';
import type { Quantity, QuantityValue } from '../volume/index.js';
import { scaleOf } from './readable.js';

/** Five significant digits, no trailing zeros; counts stay whole. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(3) : String(Number(value.toPrecision(5)));
}

/** longer lists are in the files */
const LONG_LIST = 8;

/** Numbers of a value, for choosing a unit. */
function numbersOf(value: QuantityValue): number[] {
  if (typeof value === 'number') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Array.isArray(value) ? (value as number[]) : Object.values(value);
}

function formatValue(value: Exclude<QuantityValue, null>, factor: number): string {
  const show = (item: number): string => formatNumber(factor === 1 ? item : Number((item * factor).toPrecision(12)));
  if (typeof value === 'number') return show(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === 'Infinity') return 'infinite';
  if (Array.isArray(value)) {
    if (value.length === 0) return 'none';
    return (value as number[]).map(show).join(', ');
  }
  return Object.entries(value as Readonly<Record<string, number>>)
    .map(([key, item]) => `${key}: ${show(item)}`)
    .join(', ');
}

/** "2025-03-01 12:00 UTC" */
export function formatTime(iso: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(iso) ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : iso;
}

/** "radius 1, mode reflect" */
export function formatParams(params: Readonly<Record<string, unknown>>): string {
  const show = (value: unknown): string =>
    typeof value === 'number' ? formatNumber(value) : typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none');
  return Object.entries(params)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key} ${show(value)}`)
    .join(', ');
}

function displayScale({ value, unit }: Quantity, metric: string): { factor: number; unit: string } {
  if (isShare(metric, unit)) return { factor: 100, unit: '%' };
  const { factor, unit: shown } = scaleOf(unit, numbersOf(value));
  return { factor, unit: unitSign(shown) };
}

/** "4.01 %" for shares, "12.3 µm", or why there is no number. `metric` is the public name. */
export function formatQuantity(quantity: Quantity, metric: string): string {
  const { value, reason } = quantity;
  if (value === null) return `not given: ${reason ?? 'no reason recorded'}`;
  const { factor, unit } = displayScale(quantity, metric);
  if (Array.isArray(value) && value.length > LONG_LIST) return `${value.length} values`;
  return `${formatValue(value, factor)} ${unit}`.trim();
}

/**
 * "connectivity: 3.73 to 4.29 %", one cause after the other, in the unit of the value; only all together where they were combined, since
 * the section of error bars tells them apart.
 */
export function formatUncertainty(quantity: Quantity, metric: string): string {
  const { uncertainty } = quantity;
  if (!uncertainty) return '';
  const { factor, unit } = displayScale(quantity, metric);
  const show = (value: number): string => formatNumber(Number((value * factor).toPrecision(12)));
  const combined = uncertainty['combined'];
  return Object.entries(combined === undefined ? uncertainty : { combined })
    .map(([cause, bounds]) => {
      const range = typeof bounds === 'number' ? `± ${show(bounds)}` : `${show(bounds[0])} to ${show(bounds[1])}`;
      return `${cause}: ${range} ${unit}`.trim();
    })
    .join('; ');
}
