/** Particles or a mesh made voxels, out of the calling thread. */
import { task } from '../ports/index.js';
import type { Geometry, GeometryInfo } from '../volume/index.js';
import type { FileUnit, LabelChoice, StructureFacts, Voxelized, VoxelizeRequest } from '../voxelize/index.js';

export interface VoxelizeArgs {
  readonly geometry: Geometry;
  readonly info: GeometryInfo;
  readonly unit: FileUnit;
  readonly request: VoxelizeRequest;
  /** phases instead of the values themselves */
  readonly labels?: LabelChoice | undefined;
}

export const voxelizeTask = task<VoxelizeArgs, Voxelized>('voxelize');

export interface DescribeArgs {
  readonly geometry: Geometry;
  readonly info: GeometryInfo;
}

/** What only a look at every point tells. */
export const describeTask = task<DescribeArgs, StructureFacts>('describe-structure');
