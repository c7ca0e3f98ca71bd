/** What every way of making voxels looks like. Lengths are in the unit of the file until the very end. */
import type { RunOptions } from '../base/index.js';
import type { SamplingGrid } from '../kernels/index.js';
import type { Geometry, GeometryInfo } from '../volume/index.js';

/** Which particles or cells count as solid: those whose value of a field is one of these. */
export interface Selection {
  readonly field: string;
  readonly values: readonly number[];
}

export interface VoxelizeRequest {
  /** id of a method; default: the first that fits the file */
  readonly method?: string | undefined;
  /** edge of a voxel in the unit of the file; default: the lattice or half the distance of neighbours */
  readonly step?: number | undefined;
  /** value that is put on the grid; default: being selected */
  readonly field?: string | undefined;
  readonly select?: Selection | undefined;
  /** of particles, in the unit of the file; default: a field named radius or diameter, else half the distance of neighbours */
  readonly radius?: number | undefined;
  /** that the budget allows, BYTES_PER_VOXEL each */
  readonly maxVoxels?: number | undefined;
}

export interface MadeValues {
  readonly values: Float32Array;
  readonly grid: SamplingGrid;
  /** what was chosen by itself, for people and for the provenance */
  readonly chosen: Readonly<Record<string, number | string>>;
  readonly warnings: readonly string[];
}

export interface VoxelizeMethod {
  readonly id: string;
  readonly title: string;
  /** what it does, how exact it is, and its bias */
  readonly text: string;
  /** whether a field can be put on the grid by it; without this, yes */
  readonly takesFields?: false;
  /** how well it fits a file, 0 (not at all) to 1 */
  fits(info: GeometryInfo, geometry: Geometry): number;
  /** values on a grid; NaN where the file says nothing */
  run(geometry: Geometry, info: GeometryInfo, request: VoxelizeRequest, options: RunOptions): MadeValues;
}
