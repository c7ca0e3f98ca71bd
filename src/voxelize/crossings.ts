import { InvalidInputError } from '../base/index.js';
import { gridInterpolate } from '../kernels/index.js';
import type { Geometry, GeometryField } from '../volume/index.js';
import { scalarField, scalarFields, selected } from './fields.js';
import { checkVoxels } from './grid.js';
import type { VoxelizeMethod, VoxelizeRequest } from './method.js';

function smallestStep(axis: Float64Array): number {
  let least = Infinity;
  for (let i = 1; i < axis.length; i++) least = Math.min(least, (axis[i] ?? 0) - (axis[i - 1] ?? 0));
  return least;
}

/** Voxels whose centres begin at the first crossing and stay within the last. */
function along(axis: Float64Array, step: number): { count: number; first: number } {
  const [first = 0] = axis;
  const length = (axis.at(-1) ?? first) - first;
  return { count: Math.floor(length / step + 1e-6) + 1, first };
}

export const CROSSINGS: VoxelizeMethod = {
  id: 'grid',
  title: 'Points of a rectilinear grid, resampled to even steps',
  text: 'Linear along each axis between the points of the grid, whose steps may differ; exact where voxel centres are points of the grid.',
  fits: (_, geometry) => (geometry.grid !== undefined && pointFields(geometry).length > 0 ? 0.95 : 0),
  run(geometry, info, request) {
    const { grid } = geometry;
    if (grid === undefined)
      throw new InvalidInputError('The points form no rectilinear grid; use another method.', { code: 'no-grid', subject: info.path });
    const { values, name } = pointValues(geometry, request, info.path);
    const step = request.step ?? Math.min(smallestStep(grid.x), smallestStep(grid.y), smallestStep(grid.z));
    if (!(step > 0) || !Number.isFinite(step))
      throw new InvalidInputError('The grid has no step above zero; give the edge of a voxel.', { code: 'bad-voxel', subject: info.path });
    const [x, y, z] = [along(grid.x, step), along(grid.y, step), along(grid.z, step)];
    const shape = [z.count, y.count, x.count] as const;
    checkVoxels(shape, { subject: info.path, maxVoxels: request.maxVoxels });
    const sampling = { shape, origin: [z.first, y.first, x.first] as const, step: [step, step, step] as const };
    return {
      values: gridInterpolate({ ...grid, values }, NaN, sampling),
      grid: sampling,
      chosen: { step, field: name },
      warnings: [],
    };
  },
};

/** A field by name, else what is selected, else the first field. */
function pointValues(geometry: Geometry, request: VoxelizeRequest, path: string): { values: Float64Array; name: string } {
  if (request.field === undefined && request.select !== undefined)
    return { values: selected(geometry, 'points', request.select), name: request.select.field };
  const field = request.field === undefined ? pointFields(geometry)[0] : scalarField(geometry, request.field);
  if (field !== undefined && field.on === 'points') return field;
  throw new InvalidInputError('The grid has no values on its points; choose a field on points, or the method "mesh".', {
    code: 'unknown-field',
    subject: request.field ?? path,
  });
}

function pointFields(geometry: Geometry): readonly GeometryField[] {
  return scalarFields(geometry).filter((field) => field.on === 'points');
}
