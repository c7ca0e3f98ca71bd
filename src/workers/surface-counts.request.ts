/** Counts of lattice cells for surface and Euler number over a slab, for one or several bodies at once. */
import type { Outside, Planes } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

/** The surface of a label, or its interface with another one. */
export interface SurfaceSubject {
  readonly value: number;
  readonly other?: number | undefined;
}

export interface SurfaceCountsArgs {
  readonly planes: Planes;
  readonly subjects: readonly SurfaceSubject[];
  readonly shape: Shape3;
  readonly outside: Outside;
  /** planes [first, end) that the slab answers for */
  readonly first: number;
  readonly end: number;
  readonly flats?: boolean | undefined;
}

/** One set of counts per subject. */
export const surfaceCountsRequest = task<SurfaceCountsArgs, readonly Float64Array[]>('surface-counts');
