/** Particles and meshes as voxels: values on a grid, or labels where they pass a threshold. */
import { InvalidInputError } from '../base/index.js';
import type { LengthUnit, RunOptions } from '../base/index.js';
import { labelVolume, PHASE } from '../volume/index.js';
import type { Calibration, Geometry, GeometryInfo, LabelVolume, Shape3, Vec3 } from '../volume/index.js';
import { CROSSINGS } from './crossings.js';
import { MESH } from './mesh.js';
import type { VoxelizeMethod, VoxelizeRequest } from './method.js';
import { SITES } from './sites.js';
import { SPH } from './sph.js';
import { SPHERES } from './spheres.js';

/** Every way of making voxels. A new one is a record and a line here. */
export const VOXELIZERS: readonly VoxelizeMethod[] = [SPHERES, SPH, SITES, CROSSINGS, MESH];

/** half way between solid (1) and not (0) */
export const DEFAULT_THRESHOLD = 0.5;

export interface FileUnit {
  /** in one length of the file */
  readonly metres: number;
  /** in which lengths are shown */
  readonly shown: LengthUnit;
}

export interface VoxelizedValues {
  readonly method: string;
  /** NaN where the file says nothing */
  readonly values: Float32Array;
  readonly shape: Shape3;
  readonly calibration: Calibration;
  readonly chosen: Readonly<Record<string, number | string>>;
  readonly warnings: readonly string[];
}

/** Methods that fit a file, the best first. */
export function fittingMethods(info: GeometryInfo, geometry: Geometry): readonly VoxelizeMethod[] {
  const scored = VOXELIZERS.map((method) => ({ method, fit: method.fits(info, geometry) })).filter(({ fit }) => fit > 0);
  return scored.toSorted((a, b) => b.fit - a.fit).map(({ method }) => method);
}

/** The method asked for, or the one that fits best; a field is never left aside in silence. */
function methodFor(info: GeometryInfo, geometry: Geometry, { method: asked, field }: VoxelizeRequest): VoxelizeMethod {
  const fitting = fittingMethods(info, geometry).filter(({ takesFields }) => field === undefined || takesFields !== false);
  const found = asked === undefined ? fitting[0] : fitting.find(({ id }) => id === asked);
  if (found !== undefined) return found;
  throw new InvalidInputError(
    `The method "${asked ?? ''}" does not fit this file${field === undefined ? '' : ` and the field "${field}"`}; ${fitting.length > 0 ? `there are ${fitting.map(({ id }) => id).join(', ')}` : 'none does'}.`,
    { code: 'unknown-method', subject: asked ?? info.path },
  );
}

/** Values of one frame on a grid of cubic voxels. The unit is what a person, or the file, says. */
export function voxelizeValues(
  geometry: Geometry,
  info: GeometryInfo,
  unit: FileUnit,
  request: VoxelizeRequest,
  options: RunOptions = {},
): VoxelizedValues {
  if (geometry.points.length === 0) throw new InvalidInputError('The frame has no points.', { code: 'no-points', subject: info.path });
  const method = methodFor(info, geometry, request);
  const made = method.run(geometry, info, request, options);
  const [z, y, x] = made.grid.step.map((length) => length * unit.metres) as [number, number, number];
  const spacing: Vec3 = [z, y, x];
  return {
    method: method.id,
    values: made.values,
    shape: made.grid.shape,
    calibration: { spacing, unit: unit.shown, source: 'voxel edge chosen when the structure was made voxels' },
    chosen: made.chosen,
    warnings: made.warnings,
  };
}

export interface LabelChoice {
  /** values at or above it are solid */
  readonly threshold: number;
  /** ids of the phase table */
  readonly solid: number;
  readonly rest: number;
}

/** Values as phases; places without a value stay unassigned. */
export function voxelizedLabels(made: VoxelizedValues, { threshold, solid, rest }: LabelChoice, source: string): LabelVolume {
  const labels = new Uint8Array(made.values.length);
  for (let i = 0; i < labels.length; i++) {
    const value = made.values[i] ?? NaN;
    labels[i] = Number.isNaN(value) ? PHASE.unassigned : value >= threshold ? solid : rest;
  }
  return labelVolume(labels, made.shape, made.calibration, source);
}

export interface Voxelized extends Omit<VoxelizedValues, 'values'> {
  readonly data: Float32Array | Uint8Array;
  /** voxels of each phase; null for values */
  readonly phases: Readonly<Record<string, number>> | null;
}

/** Values of one frame, or the phases that they make. */
export function voxelize(
  geometry: Geometry,
  info: GeometryInfo,
  unit: FileUnit,
  request: VoxelizeRequest,
  labels: LabelChoice | undefined,
): Voxelized {
  const made = voxelizeValues(geometry, info, unit, request);
  const { values, ...rest } = made;
  if (labels === undefined) return { ...rest, data: values, phases: null };
  const { data } = voxelizedLabels(made, labels, info.path);
  const counts = new Uint32Array(256);
  for (const label of data) counts[label] = (counts[label] ?? 0) + 1;
  const phases = Object.fromEntries(Array.from(counts.entries()).filter(([, voxels]) => voxels > 0));
  return { ...rest, data, phases };
}
