/** Voxel sizes in HDF5 files: in many places, by several conventions, each named in the result. */
import { METRES, parseLengthUnit } from '../../base/index.js';
import type { Hdf5Dataset, Hdf5File, Hdf5Value } from '../../ports/index.js';
import type { AxisName } from '../../volume/index.js';
import type { FileSpacing } from '../calibration.js';
import { missingSliceDistance } from '../calibration.js';
import { readNumbers } from './source.js';
import type { Roles } from './source.js';

const MAX_COORDINATES = 1_000_000;
/** coordinates may stray this far from an even step */
const UNEVEN = 1e-3;

export interface Length {
  readonly value: number;
  readonly unit: string | null;
}

export type Lengths = Partial<Record<AxisName, Length>>;

export interface FoundSpacing {
  readonly spacing?: FileSpacing | undefined;
  readonly warnings: readonly string[];
}

export function textOf(value: Hdf5Value | undefined): string | undefined {
  return typeof value === 'string' ? value.trim() : Array.isArray(value) && typeof value[0] === 'string' ? value[0].trim() : undefined;
}

export function numbersOf(value: Hdf5Value | undefined): readonly number[] | undefined {
  if (typeof value === 'number') return [value];
  if (!Array.isArray(value) || !value.every((one) => typeof one === 'number')) return undefined;
  return value;
}

/** `[n_m]`, `[u_m]` and other ways to write units. */
export function plainUnit(text: string | undefined): string | null {
  const plain = text
    ?.replace(/^\[(.*)\]$/, '$1')
    .replace('_', '')
    .trim();
  return plain === undefined || plain === '' || plain === 'none' ? null : plain;
}

/** One spacing from the lengths of the axes; mixed units become metres. */
export function joinLengths(lengths: Lengths, roles: Roles, source: string): FoundSpacing {
  const { z, y, x } = lengths;
  if (x === undefined || y === undefined) return { warnings: [] };
  const hasZ = roles.includes('z');
  if (hasZ && z === undefined) return { warnings: [missingSliceDistance(y.value, x.value, x.unit ?? '')] };
  const all = [z ?? x, y, x];
  if (all.every(({ unit }) => unit === x.unit))
    return { spacing: { value: [all[0]?.value ?? 0, y.value, x.value], unit: x.unit, source }, warnings: [] };
  const metres = all.map(({ value, unit }) => {
    const own = unit === null ? undefined : parseLengthUnit(unit);
    return own === undefined ? NaN : value * METRES[own];
  });
  if (metres.some(Number.isNaN))
    return {
      warnings: [`The axes have different units (${all.map(({ unit }) => unit ?? 'none').join(', ')}), so the voxel size is unknown.`],
    };
  return { spacing: { value: [metres[0] ?? 0, metres[1] ?? 0, metres[2] ?? 0], unit: 'm', source }, warnings: [] };
}

/** The even step of coordinates, or the reason why there is none. */
export function evenStep(values: readonly number[], name: string): number | string {
  const [first = 0, last = 0] = [values[0], values.at(-1)];
  const step = (last - first) / (values.length - 1);
  if (values.length < 2 || !Number.isFinite(step) || step === 0) return `The coordinates of the axis ${name} have no step.`;
  const uneven = values.some((value, i) => Math.abs(value - (first + i * step)) > UNEVEN * Math.abs(step));
  return uneven ? `The coordinates of the axis ${name} are not evenly spaced, so the voxel size is unknown.` : Math.abs(step);
}

/** A number that was stored with 24 bits has no more digits than these. */
function tidy(value: number, dataset: Hdf5Dataset): number {
  return dataset.type === 'float32' ? Number(value.toPrecision(6)) : value;
}

/** The length of one axis from a data set of its coordinates. */
export async function axisLength(file: Hdf5File, axis: Hdf5Dataset, size: number): Promise<Length | string | undefined> {
  if (axis.shape.length !== 1 || (axis.shape[0] !== size && axis.shape[0] !== size + 1)) return undefined;
  const values = await readNumbers(file, axis, MAX_COORDINATES);
  if (values === undefined || values.length < 2) return undefined;
  const attributes = await file.attributes(axis.path);
  const step = evenStep(values, axis.path.split('/').at(-1) ?? axis.path);
  return typeof step === 'string' ? step : { value: tidy(step, axis), unit: plainUnit(textOf(attributes['units'] ?? attributes['unit'])) };
}

const SIZES = [
  'voxel_size',
  'voxelsize',
  'VoxelSize',
  'voxelSize',
  'spacing',
  'Spacing',
  'pixel_size',
  'pixelsize',
  'PixelSize',
  'resolution',
];

/** Attributes that hold the size of a voxel: three numbers in the order of the axes, or one for all. */
export function attributeSpacing(attributes: Readonly<Record<string, Hdf5Value>>, roles: Roles): FoundSpacing | undefined {
  const spatial = roles.filter((role) => role === 'z' || role === 'y' || role === 'x');
  const lengthsOf = (values: readonly number[], unit: string | null): Lengths | undefined => {
    const each = values.length === 1 ? spatial.map(() => values[0] ?? 0) : values.slice(-spatial.length);
    if (each.length !== spatial.length || (values.length !== 1 && values.length !== spatial.length && values.length !== 3))
      return undefined;
    return Object.fromEntries(spatial.map((role, i) => [role, { value: each[i] ?? 0, unit }]));
  };
  const micrometres = numbersOf(attributes['element_size_um']);
  if (micrometres !== undefined) {
    const lengths = lengthsOf(micrometres, 'um');
    if (lengths !== undefined) return joinLengths(lengths, roles, 'HDF5 element_size_um');
  }
  for (const key of SIZES) {
    const values = numbersOf(attributes[key]);
    if (values === undefined) continue;
    const unit = [`${key}_units`, `${key}_unit`, 'units', 'unit', 'spacing_units', 'unit_length']
      .map((name) => textOf(attributes[name]))
      .find(Boolean);
    const lengths = lengthsOf(values, plainUnit(unit));
    if (lengths !== undefined) return joinLengths(lengths, roles, `HDF5 attribute ${key}`);
  }
  return undefined;
}

/** A data set of one number with a unit, like `x_pixel_size`. */
export async function scalarLength(file: Hdf5File, dataset: Hdf5Dataset | null): Promise<Length | undefined> {
  if (dataset === null) return undefined;
  const [value] = (await readNumbers(file, dataset, 16)) ?? [];
  if (value === undefined || !(value > 0)) return undefined;
  const attributes = await file.attributes(dataset.path);
  return { value: tidy(value, dataset), unit: plainUnit(textOf(attributes['units'] ?? attributes['unit'])) };
}
