/** Particles or a mesh made voxels, out of the calling thread. */
import { task } from '../ports/index.js';
import type { Geometry, GeometryInfo } from '../volume/index.js';
import type { FileUnit, VoxelizedValues, VoxelizeRequest } from '../voxelize/index.js';

export interface VoxelizeArgs {
  readonly geometry: Geometry;
  readonly info: GeometryInfo;
  readonly unit: FileUnit;
  readonly request: VoxelizeRequest;
}

export const voxelizeTask = task<VoxelizeArgs, VoxelizedValues>('voxelize');
