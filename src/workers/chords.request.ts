/** Runs of a phase along the three axes of a slab. */
import type { SlabChords } from '../kernels/index.js';
import { task } from '../ports/index.js';

export interface ChordsArgs {
  /** whole planes of ny rows of nx voxels */
  readonly labels: Uint8Array;
  readonly value: number;
  readonly ny: number;
  readonly nx: number;
}

export const chordsRequest = task<ChordsArgs, SlabChords>('chords');
