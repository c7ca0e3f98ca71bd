/** Numbers and units in words, the same in every section. */
import type { Quantity, QuantityValue } from '../volume/index.js';

/** Six significant digits, no trailing zeros; counts stay whole. */
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

/** "4.01 %" for shares of isolation, "12.3 µm", or why there is no number. */
export function formatQuantity(quantity: Quantity): string {
  if (quantity.value === null) return `not given: ${quantity.reason ?? 'no reason recorded'}`;
  return `${formatValue(quantity.value)} ${unitText(quantity.unit)}`.trim();
}

export function formatUncertainty({ uncertainty, unit }: Quantity): string {
  if (!uncertainty) return '';
  return Object.entries(uncertainty)
    .map(([cause, bounds]) =>
      `${cause}: ${typeof bounds === 'number' ? `± ${formatNumber(bounds)}` : `${formatNumber(bounds[0])} to ${formatNumber(bounds[1])}`} ${unitText(unit)}`.trim(),
    )
    .join('; ');
}
