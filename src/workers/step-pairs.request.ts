/** Pairs of voxels a lattice step apart in a slab. */
import type { StepPairs } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Vec3 } from '../volume/index.js';

export interface StepPairsArgs {
  /** whole planes of ny rows of nx voxels */
  readonly labels: Uint8Array;
  readonly value: number;
  readonly ny: number;
  readonly nx: number;
  /** planes of `labels` that the first voxel of a pair lies in */
  readonly first: number;
  readonly end: number;
  readonly steps: readonly Vec3[];
}

export const stepPairsRequest = task<StepPairsArgs, StepPairs>('step-pairs');
