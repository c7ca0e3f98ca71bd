import { InvalidInputError } from '../base/index.js';
import { nearestSite, neighbourDistance, pointBounds } from '../kernels/index.js';
import type { Geometry } from '../volume/index.js';
import { kindsOf, optionalField, scalarField, selected } from './fields.js';
import { extentOf, gridOver } from './grid.js';
import type { Range3 } from './grid.js';
import type { VoxelizeMethod, VoxelizeRequest } from './method.js';

/** Selection of the sites that are solid; a dump that lists several kinds must be told which. */
function siteValues(geometry: Geometry, request: VoxelizeRequest): Float64Array {
  if (request.field !== undefined) return scalarField(geometry, request.field).values;
  if (request.select !== undefined) return selected(geometry, 'points', request.select);
  const type = optionalField(geometry, ['type', 'site', 'species']);
  const kinds = type === undefined ? null : kindsOf(type);
  if (type !== undefined && kinds !== null && kinds.length > 1)
    throw new InvalidInputError(
      `The sites have ${type.name} ${kinds.join(', ')}; say which of them are solid, like ${type.name}=${kinds.at(-1) ?? 2}.`,
      { code: 'selection-needed', subject: type.name },
    );
  return selected(geometry, 'points', undefined);
}

/** The box in whole steps from the listed sites: a dump may leave out what is empty. */
function siteBounds(geometry: Geometry, step: number): Range3 {
  const points = pointBounds(geometry.points);
  const box = extentOf(geometry);
  const [x0, x1] = reachOf(points, box, 0, step);
  const [y0, y1] = reachOf(points, box, 1, step);
  const [z0, z1] = points.min[2] === points.max[2] ? [points.min[2], points.max[2]] : reachOf(points, box, 2, step);
  return { min: [x0, y0, z0], max: [x1, y1, z1] };
}

function reachOf(points: Range3, box: Range3, axis: 0 | 1 | 2, step: number): [number, number] {
  const before = Math.floor((points.min[axis] - box.min[axis]) / step + 1e-6);
  // a site on the far border of a box is the one on its near border
  const after = Math.floor((box.max[axis] - points.max[axis]) / step - 0.5 + 1e-6);
  return [points.min[axis] - Math.max(0, before) * step, points.max[axis] + Math.max(0, after) * step];
}

/** Without the vacant sites the border between the two is a guess: one site's corner too far, unless a voxel is a site. */
function onlyListed(request: VoxelizeRequest, step: number, distance: number): string[] {
  if (request.select !== undefined || request.field !== undefined || step > 0.99 * distance) return [];
  return [
    'Only listed sites are known, so the solid reaches up to a fifth of a neighbour distance too far; list vacant sites, too, and select.',
  ];
}

export const SITES: VoxelizeMethod = {
  id: 'sites',
  title: 'Sites of a lattice, each voxel from the nearest one',
  text:
    'A voxel takes the value of the nearest site within half the diagonal of a cell; on a cubic lattice with voxels of its own edge that is ' +
    'one site to one voxel, exactly. Sites that are not listed are empty; on finer voxels than the lattice their borders then lie up to a fifth of a neighbour distance too far out (a film on a triangular lattice: 13 % too much). Other lattices are sampled; their surfaces stay within one cell.',
  fits: (info) => (info.format === 'spparks-dump' ? 0.97 : info.kind === 'particles' ? 0.2 : 0),
  run(geometry, info, request, options) {
    const distance = neighbourDistance(geometry.points);
    const step = request.step ?? distance;
    if (step === null || distance === null)
      throw new InvalidInputError('The sites have no neighbours to tell their lattice from; give the edge of a voxel.', {
        code: 'no-lattice',
        subject: info.path,
      });
    const { min, max } = siteBounds(geometry, step);
    // sites are the centres of their voxels: the range is that of the centres, widened by half an edge on both sides
    const flat = max[2] === min[2];
    const half = step / 2;
    const grid = gridOver(
      {
        min: [min[0] - half, min[1] - half, flat ? min[2] : min[2] - half],
        max: [max[0] + half, max[1] + half, flat ? max[2] : max[2] + half],
      },
      step,
      { subject: info.path, maxVoxels: request.maxVoxels },
    );
    const reach = (Math.max(distance, step) / 2) * Math.sqrt(flat ? 2 : 3) * (1 + 1e-6);
    // what is not listed is not solid; of a field it is not known
    const empty = request.field === undefined ? 0 : NaN;
    const values = nearestSite(geometry.points, siteValues(geometry, request), reach, empty, grid, options);
    return { values, grid, chosen: { step, reach }, warnings: onlyListed(request, step, distance) };
  },
};
