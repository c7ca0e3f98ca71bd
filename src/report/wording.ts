/** Numbers and units in words, the same in every section. */
import type { Quantity, QuantityValue } from '../volume/index.js';

/** Five significant digits, no trailing zeros; counts stay whole. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6) ? value.toExponential(3) : String(Number(value.toPrecision(5)));
}

function formatValue(value: Exclude<QuantityValue, null>): string {
  if (typeof value === 'number') return formatNumber(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value === 'Infinity') return 'infinite';
  if (Array.isArray(value)) return value.length > 8 ? `${value.length} values` : value.map((item: number) => formatNumber(item)).join(', ');
  return Object.entries(value as Readonly<Record<string, number>>)
    .map(([key, item]) => `${key}: ${formatNumber(item)}`)
    .join(', ');
}

const UNITS: Readonly<Record<string, string>> = {
  um: 'µm',
  'um^2': 'µm²',
  'um^3': 'µm³',
  '1/um': '1/µm',
  'nm^2': 'nm²',
  'nm^3': 'nm³',
  'mm^2': 'mm²',
  'mm^3': 'mm³',
  'mAh/cm2': 'mAh/cm²',
  'mAh/cm3': 'mAh/cm³',
  '1': '',
  count: '',
  voxel: 'voxels',
  A: 'Å',
};

export function unitText(unit: string): string {
  return Object.hasOwn(UNITS, unit) ? (UNITS[unit] ?? '') : unit;
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

/** Shares are read in percent; a metric says that it is one by its name. */
function isShare(metric: string, unit: string): boolean {
  return unit === '1' && /(^|[._])(f_|fraction|share|porosity|coverage)/.test(metric);
}

/** "4.01 %" for shares, "12.3 µm", or why there is no number. `metric` is the public name. */
export function formatQuantity(quantity: Quantity, metric: string): string {
  const { value, unit, reason } = quantity;
  if (value === null) return `not given: ${reason ?? 'no reason recorded'}`;
  if (typeof value === 'number' && isShare(metric, unit)) return `${formatNumber(100 * value)} %`;
  return `${formatValue(value)} ${unitText(unit)}`.trim();
}

/** "connectivity: 3.73 to 4.29 %", one cause after the other. */
export function formatUncertainty({ uncertainty, unit }: Quantity, metric: string): string {
  if (!uncertainty) return '';
  const share = isShare(metric, unit);
  const number = (value: number): string => formatNumber(share ? 100 * value : value);
  return Object.entries(uncertainty)
    .map(([cause, bounds]) => {
      const range = typeof bounds === 'number' ? `± ${number(bounds)}` : `${number(bounds[0])} to ${number(bounds[1])}`;
      return `${cause}: ${range} ${share ? '%' : unitText(unit)}`.trim();
    })
    .join('; ');
}
