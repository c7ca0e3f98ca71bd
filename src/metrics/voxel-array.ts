/** Four bytes for each voxel, in memory that the workers share. */
import { InvalidInputError } from '../base/index.js';
import type { Workers } from '../ports/index.js';

/** One array has 4 GiB at most. */
const MAX_VOXELS = 2 ** 30;

/** The bytes of an array of 32-bit numbers, one per voxel. */
export function voxelArray(voxels: number, workers: Workers): Uint8Array {
  if (voxels > MAX_VOXELS) throw tooLarge(`Maps and labels hold ${MAX_VOXELS} voxels at most, the volume has ${voxels}`);
  try {
    return workers.allocate(4 * voxels);
  } catch (cause) {
    throw tooLarge(`There is no memory for ${4 * voxels} bytes, 4 for each voxel`, cause);
  }
}

const tooLarge = (what: string, cause?: unknown): InvalidInputError =>
  new InvalidInputError(`${what}; measure a sub-volume.`, { code: 'over-memory-budget', cause });
