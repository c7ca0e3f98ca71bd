/** The parameters that several families share, and typed access to checked values. */
import { METRES, parseLength } from '../base/index.js';
import type { Axis } from '../kernels/index.js';
import { PHASE } from '../volume/index.js';
import type { ParamSpec, Params } from './metric.js';

export const PHASE_PARAM: ParamSpec = { name: 'phase', type: 'phase', default: 1, title: 'Label measured' };
export const LITHIUM_PARAM: ParamSpec = { name: 'phase_li', type: 'phase', default: PHASE.lithium, title: 'Lithium' };
export const SEI_PARAM: ParamSpec = { name: 'phase_sei', type: 'phase', default: PHASE.sei, title: 'SEI' };

/** Names of the axes, in the order of shapes. */
export const AXES = ['z', 'y', 'x'] as const;

/** An axis, z unless another is named; the title says what runs along it. */
export function axisParam(title: string): ParamSpec {
  return { name: 'axis', type: 'enum', values: AXES, default: 'z', title };
}

export const THRESHOLD_PARAM: ParamSpec = { name: 'threshold', type: 'length', title: 'Thickness to exceed, with unit' };

export const COLLECTOR_PARAM: ParamSpec = {
  name: 'collector_faces',
  type: 'faces',
  title: 'Faces where the current collector lies; growth is away from the first',
};

/** Neighbourhood of objects in a volume. */
export function connectivityParam(standard: 6 | 18 | 26): ParamSpec {
  return { name: 'connectivity', type: 'enum', values: [26, 18, 6], default: standard, title: 'Neighbours that count as touching' };
}

export const CONNECTIVITY_2D_PARAM: ParamSpec = {
  name: 'connectivity',
  type: 'enum',
  values: [8, 4],
  default: 8,
  title: 'Neighbours in the plane that count as touching',
};

export const SEED_PARAM: ParamSpec = { name: 'seed_voxel_zyx', type: 'voxel', title: 'Only the object that holds this voxel' };

export const BOX_FACES_PARAM: ParamSpec = {
  name: 'box_faces',
  type: 'boolean',
  default: false,
  title: 'The outside of the image counts as background, so there is surface',
};

/** The label measured; 1 without one. */
export const phaseOf = (params: Params): number => Number(params['phase'] ?? 1);

/** The axis named; z without one. */
export const axisOf = (params: Params): Axis => (params['axis'] === 'x' ? 2 : params['axis'] === 'y' ? 1 : 0);

/** A number that the engine has checked; use for parameters with a default. */
export function numberParam(params: Params, name: string): number {
  const value = params[name];
  if (typeof value !== 'number') throw new TypeError(`parameter ${name} is not a number`);
  return value;
}

/** A number, or undefined when absent. */
export function optionalNumber(params: Params, name: string): number | undefined {
  const value = params[name];
  return typeof value === 'number' ? value : undefined;
}

/** False when absent. */
export function booleanParam(params: Params, name: string): boolean {
  return params[name] === true;
}

/** A list of numbers, or undefined when absent. */
export function numbersParam(params: Params, name: string): readonly number[] | undefined {
  const value = params[name];
  return Array.isArray(value) ? value.filter((item): item is number => typeof item === 'number') : undefined;
}

/** A length parameter: text with a unit, or metres. */
export function lengthInMetres(value: unknown): number {
  if (typeof value === 'number') return value;
  const { value: number, unit } = parseLength(String(value));
  return number * METRES[unit];
}
