/** Parts of a volume, and what lies beyond its box. */
import { InvalidInputError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';

/**
 * - "zero": background, so the box faces count as surface;
 * - "edge": the outermost voxels are repeated, so nothing happens at the box faces;
 * - "periodic": the box repeats itself.
 */
export type Outside = 'zero' | 'edge' | 'periodic';

/** A contiguous part of a volume: the voxels are those of the planes first .. first + data.length / (ny nx) - 1 of the full volume. */
export interface Planes {
  readonly data: Uint8Array;
  /** index of the first plane of `data` in the full volume */
  readonly first: number;
}

/** How the outside of the box is taken. */
export function outsideOf(options: { boxFaces?: boolean; periodic?: boolean }): Outside {
  return options.periodic === true ? 'periodic' : options.boxFaces === true ? 'zero' : 'edge';
}

/** Number of planes of ny rows of nx voxels that the data hold. */
export function wholePlanes(data: Uint8Array, ny: number, nx: number): number {
  const plane = ny * nx;
  if (plane === 0) return 0;
  if (data.length % plane !== 0)
    throw new InvalidInputError(`The planes hold ${data.length} voxels, which is no multiple of ${ny} x ${nx}; give whole planes.`);
  return data.length / plane;
}

/** Checks that the voxels of a volume are as many as its shape says. */
export function checkVoxels({ length }: ArrayLike<number>, [nz, ny, nx]: Shape3): void {
  if (length !== nz * ny * nx)
    throw new InvalidInputError(`The volume has ${length} voxels, the shape ${nz} x ${ny} x ${nx} needs ${nz * ny * nx}.`);
}
