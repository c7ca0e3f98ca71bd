/**
 * From SI to the length unit of the input. Products of decimal voxel sizes pick up a few units in the last place on
 * the way; rounding to 14 significant digits takes them off again, so that 992 voxels of (0.5 um)^3 are 124 um^3.
 */
import { LithoscopeError, METRES } from '../base/index.js';
import type { LengthUnit } from '../base/index.js';
import type { QuantityValue, Table, Uncertainty, Unit } from '../volume/index.js';
import type { LengthPower, MetricUnit } from './metric.js';

const POWERS: Readonly<Record<LengthPower, number>> = { length: 1, area: 2, volume: 3, 'per-length': -1, 'per-area': -2, 'per-volume': -3 };

function powerOf(unit: MetricUnit): number {
  return Object.hasOwn(POWERS, unit) ? POWERS[unit as LengthPower] : 0;
}

/** The unit of a metric for an input in `length`. */
export function publicUnit(unit: MetricUnit, length: LengthUnit): Unit {
  switch (unit) {
    case 'length':
      return length;
    case 'area':
      return `${length}^2`;
    case 'volume':
      return `${length}^3`;
    case 'per-length':
      return `1/${length}`;
    case 'per-area':
      return `1/${length}^2`;
    case 'per-volume':
      return `1/${length}^3`;
    default:
      return unit;
  }
}

type Finite = Exclude<QuantityValue, null>;

/** Value in the unit of the input, checked to hold nothing but finite numbers. */
export function convertValue(value: Finite | number, unit: MetricUnit, length: LengthUnit): Finite {
  const convert = numberConverter(unit, length);
  if (typeof value === 'boolean' || value === 'Infinity') return value;
  if (typeof value === 'number') return value === Number.POSITIVE_INFINITY ? 'Infinity' : convert(value);
  if (isList(value)) return value.map(convert);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, convert(item)]));
}

export function convertUncertainty(uncertainty: Uncertainty, unit: MetricUnit, length: LengthUnit): Uncertainty {
  const convert = numberConverter(unit, length);
  return Object.fromEntries(
    Object.entries(uncertainty).map(([cause, size]) => [
      cause,
      typeof size === 'number' ? convert(size) : ([convert(size[0]), convert(size[1])] as const),
    ]),
  );
}

const SI_UNITS: Readonly<Record<string, LengthPower>> = {
  m: 'length',
  'm^2': 'area',
  'm^3': 'volume',
  '1/m': 'per-length',
  '1/m^2': 'per-area',
};

/** A table in SI with its physical columns in the unit of the input. */
export function tableInUnit(table: Table, length: LengthUnit): Table {
  const powers = table.columns.map((column) => (Object.hasOwn(SI_UNITS, column.unit) ? SI_UNITS[column.unit] : undefined));
  const converters = powers.map((power) => (power === undefined ? undefined : numberConverter(power, length)));
  return {
    ...table,
    columns: table.columns.map((column, i) => {
      const power = powers[i];
      return power === undefined ? column : { ...column, unit: publicUnit(power, length) };
    }),
    rows: table.rows.map((row) => row.map((cell, i) => (typeof cell === 'number' ? (converters[i]?.(cell) ?? cell) : cell))),
  };
}

function isList(value: Finite): value is readonly number[] {
  return Array.isArray(value);
}

function numberConverter(unit: MetricUnit, length: LengthUnit): (value: number) => number {
  const power = powerOf(unit);
  const perMetre = Math.round(1 / METRES[length]); // exact: a power of ten
  const factor = perMetre ** Math.abs(power);
  return (value) => {
    if (!Number.isFinite(value))
      throw new LithoscopeError('internal', 'internal-error', `A metric gave ${value}, expected a finite number or a reason.`);
    if (power === 0) return value;
    return Number((power > 0 ? value * factor : value / factor).toPrecision(14));
  };
}
