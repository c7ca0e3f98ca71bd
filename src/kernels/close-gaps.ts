/**
 * Gap closing along the axes: on every line parallel to an axis, background between two foreground voxels is filled
 * when it is at most `gap` voxels long. Lines are judged on the input, so the result does not depend on their order.
 *
 *      # . . # . . . #      gap 2:   # # # # . . . #
 *
 * Two flat faces that look at each other over `gap` voxels are joined; unlike a dilation it adds nothing beside them.
 * Time: three passes. Memory: one byte per voxel.
 */
import type { Shape3 } from '../volume/index.js';

/** A new mask (0 or 1) with gaps of up to `gap` voxels filled. */
export function closeGaps(mask: Uint8Array, shape: Shape3, gap: number): Uint8Array {
  const [nz, ny, nx] = shape;
  const closed = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i++) closed[i] = mask[i] === 0 ? 0 : 1;
  if (gap <= 0) return closed;
  const plane = ny * nx;
  for (let z = 0; z < nz; z++) for (let y = 0; y < ny; y++) closeLine(mask, closed, z * plane + y * nx, nx, 1, gap);
  for (let z = 0; z < nz; z++) for (let x = 0; x < nx; x++) closeLine(mask, closed, z * plane + x, ny, nx, gap);
  for (let i = 0; i < plane; i++) closeLine(mask, closed, i, nz, plane, gap);
  return closed;
}

function closeLine(mask: Uint8Array, closed: Uint8Array, first: number, length: number, stride: number, gap: number): void {
  let last = -1; // position of the foreground voxel before
  for (let k = 0, i = first; k < length; k++, i += stride) {
    if (mask[i] === 0) continue;
    if (last >= 0 && k - last > 1 && k - last - 1 <= gap) for (let m = last + 1; m < k; m++) closed[first + m * stride] = 1;
    last = k;
  }
}
