import { InvalidInputError } from '../base/index.js';
import { fillsVoxels, meshInterpolate, pointBounds } from '../kernels/index.js';
import type { Geometry, GeometryField } from '../volume/index.js';
import { cellCount, scalarField, scalarFields, selected } from './fields.js';
import { gridOver } from './grid.js';
import type { VoxelizeMethod, VoxelizeRequest } from './method.js';

interface Shown {
  readonly on: 'points' | 'cells';
  readonly values: Float64Array;
  readonly name: string;
}

/** A field by name; else what is selected; else the first field; else the body of the mesh itself. */
function shownField(geometry: Geometry, request: VoxelizeRequest): Shown {
  const of = ({ on, values, name }: GeometryField): Shown => ({ on, values, name });
  if (request.field !== undefined) return of(scalarField(geometry, request.field));
  if (request.select !== undefined) {
    const { on } = scalarField(geometry, request.select.field);
    return { on, values: selected(geometry, on, request.select), name: request.select.field };
  }
  const [first] = scalarFields(geometry);
  return first === undefined ? { on: 'cells', values: selected(geometry, 'cells', undefined), name: 'body' } : of(first);
}

/** Without a step: the edge of a cube (or square) that an average cell would fill. */
function averageEdge(geometry: Geometry, flat: boolean): number {
  const { min, max } = pointBounds(geometry.points);
  const cells = Math.max(1, cellCount(geometry));
  const area = (max[0] - min[0]) * (max[1] - min[1]);
  return flat ? Math.sqrt(area / cells) : Math.cbrt((area * (max[2] - min[2])) / cells);
}

export const MESH: VoxelizeMethod = {
  id: 'mesh',
  title: 'Cells of a mesh, interpolated at the centres of voxels',
  text:
    'The centre of each voxel is found in its cell and the field interpolated with the shape functions of the cell: exact for fields that ' +
    'are linear in a cell. Outside the mesh there is no value. Thresholded bodies are unbiased within one voxel edge.',
  fits: (info) => (info.kind === 'mesh' ? 0.8 : 0),
  run(geometry, info, request, options) {
    const { min, max } = pointBounds(geometry.points);
    const flat = max[2] === min[2];
    if (!geometry.cells.some((block) => fillsVoxels(block.shape, flat)))
      throw new InvalidInputError('The mesh has no cells that fill space, only surfaces, lines or points; export the volume mesh.', {
        code: 'no-body',
        subject: info.path,
      });
    const shown = shownField(geometry, request);
    const step = request.step ?? averageEdge(geometry, flat);
    const grid = gridOver({ min, max }, step, { subject: info.path, maxVoxels: request.maxVoxels });
    const { on, values, name } = shown;
    return {
      values: meshInterpolate({ points: geometry.points, blocks: geometry.cells, on, values }, NaN, grid, options),
      grid,
      chosen: { step, field: name },
      warnings: [],
    };
  },
};
