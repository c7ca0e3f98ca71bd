import { InvalidInputError } from '../base/index.js';
import { neighbourDistance, sphInterpolate } from '../kernels/index.js';
import type { Geometry } from '../volume/index.js';
import { optionalField, scalarField, selected } from './fields.js';
import { extentOf, gridOver } from './grid.js';
import type { VoxelizeMethod } from './method.js';

/** usual ratio of the smoothing length to the distance of particles */
const SMOOTHING = 1.3;

/** Volume of each particle: its own, mass over density, or alike. */
function volumesOf(geometry: Geometry): Float64Array {
  const volume = optionalField(geometry, ['volume', 'vol']);
  if (volume !== undefined) return volume.values;
  const mass = optionalField(geometry, ['m', 'mass']);
  const density = optionalField(geometry, ['rho', 'density']);
  const count = geometry.points.length / 3;
  if (mass === undefined || density === undefined) return new Float64Array(count).fill(1);
  const volumes = mass.values.map((m, p) => m / (density.values[p] ?? 1));
  return volumes.every((one) => one > 0 && Number.isFinite(one)) ? volumes : new Float64Array(count).fill(1);
}

export const SPH: VoxelizeMethod = {
  id: 'sph',
  title: 'Fields carried by particles (smoothed particle hydrodynamics)',
  text:
    'Sum of m/rho f W with the cubic spline kernel, divided by the same sum without f, so that constants are exact. Half way between two ' +
    'kinds of particles it is one half: thresholded there, flat interfaces are unbiased and corners are rounded over a smoothing length.',
  fits: ({ kind }, geometry) =>
    kind === 'particles' && optionalField(geometry, ['h', 'smoothing_length']) !== undefined ? 0.8 : kind === 'particles' ? 0.1 : 0,
  run(geometry, info, request, options) {
    const distance = neighbourDistance(geometry.points);
    if (distance === null)
      throw new InvalidInputError('The particles have no neighbours to be smoothed with; use another method.', {
        code: 'no-neighbours',
        subject: info.path,
      });
    const step = request.step ?? distance / 2;
    const { min, max } = extentOf(geometry);
    const half = distance / 2;
    const flat = info.dimensions === 2;
    const depth = geometry.points[2] ?? 0;
    // a particle stands for the space half way to its neighbours
    const grid = gridOver(
      {
        min: [min[0] - half, min[1] - half, flat ? depth : min[2] - half],
        max: [max[0] + half, max[1] + half, flat ? depth : max[2] + half],
      },
      step,
      { subject: info.path, maxVoxels: request.maxVoxels },
    );
    const field = request.field === undefined ? selected(geometry, 'points', request.select) : scalarField(geometry, request.field).values;
    const given = optionalField(geometry, ['h', 'smoothing_length'])?.values;
    const lengths =
      given?.every((h) => h > 0 && Number.isFinite(h)) === true ? given : new Float64Array(field.length).fill(SMOOTHING * distance);
    const values = sphInterpolate({ points: geometry.points, values: field, volumes: volumesOf(geometry), lengths }, NaN, grid, options);
    return { values, grid, chosen: { step, 'smoothing length': lengths[0] ?? 0 }, warnings: [] };
  },
};
