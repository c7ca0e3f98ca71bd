/** Whether a label lies on a face of the box. */
import type { Face, Shape3 } from '../volume/index.js';
import { facePlane } from './face-voxels.js';

export function faceHolds(labels: Uint8Array, shape: Shape3, face: Face, value: number): boolean {
  const { first, outer, outerStride, inner, innerStride } = facePlane(shape, face);
  for (let a = 0; a < outer; a++)
    for (let b = 0, i = first + a * outerStride; b < inner; b++, i += innerStride) if (labels[i] === value) return true;
  return false;
}
