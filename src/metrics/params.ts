/** The parameters that several families share, and typed access to checked values. */
import type { ParamSpec, Params } from './metric.js';

export const PHASE_PARAM: ParamSpec = { name: 'phase', type: 'phase', default: 1, title: 'Label measured' };

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

/** A number that the engine has checked; use for parameters with a default. */
export function numberParam(params: Params, name: string): number {
  const value = params[name];
  if (typeof value !== 'number') throw new TypeError(`parameter ${name} is not a number`);
  return value;
}

export function optionalNumber(params: Params, name: string): number | undefined {
  const value = params[name];
  return typeof value === 'number' ? value : undefined;
}

export function booleanParam(params: Params, name: string): boolean {
  return params[name] === true;
}

/** A list of numbers, or undefined when absent. */
export function numbersParam(params: Params, name: string): readonly number[] | undefined {
  const value = params[name];
  return Array.isArray(value) ? value.filter((item): item is number => typeof item === 'number') : undefined;
}
