/**
 * Height map of a phase above a face: for every column along the growth axis the number of layers up to the top of
 * its highest voxel; 0 for a bare column. Overhangs are seen from above, so what lies under them counts as filled:
 * the height never underestimates the envelope. Columns are in raster order of the two other axes.
 *
 *      far face    . . . . #      heights, collector at the bottom: 2 0 3 1 5
 *                  . . . . .
 *                  . . # . .
 *                  # . . . #
 *      collector   # . # # .
 */
import { faceGeometry } from '../volume/index.js';
import type { Face, Shape3 } from '../volume/index.js';
import { facePlane } from './face-voxels.js';

/** Heights in layers. A voxel belongs to the phase when its label is `phase`. */
export function heightMap(labels: Uint8Array, shape: Shape3, phase: number, face: Face): Uint32Array {
  const layers = shape[faceGeometry(face).axis];
  const { outer, inner } = facePlane(shape, face);
  const heights = new Uint32Array(outer * inner);
  for (let depth = 0; depth < layers; depth++) {
    const { first, outerStride, innerStride } = facePlane(shape, face, depth);
    for (let a = 0, column = 0; a < outer; a++)
      for (let b = 0, i = first + a * outerStride; b < inner; b++, i += innerStride, column++)
        if (labels[i] === phase) heights[column] = depth + 1;
  }
  return heights;
}

/** Voxels of the phase in every layer, from the face outward. */
export function layerCounts(labels: Uint8Array, shape: Shape3, phase: number, face: Face): Uint32Array {
  const counts = new Uint32Array(shape[faceGeometry(face).axis]);
  for (let depth = 0; depth < counts.length; depth++) {
    const { first, outer, outerStride, inner, innerStride } = facePlane(shape, face, depth);
    let count = 0;
    for (let a = 0; a < outer; a++)
      for (let b = 0, i = first + a * outerStride; b < inner; b++, i += innerStride) if (labels[i] === phase) count++;
    counts[depth] = count;
  }
  return counts;
}

/** Layers from a face up to the last one that holds `value`; 0 when none does. */
export function lastLayerWith(data: Uint8Array, shape: Shape3, value: number, face: Face): number {
  for (let depth = shape[faceGeometry(face).axis] - 1; depth >= 0; depth--) {
    const { first, outer, outerStride, inner, innerStride } = facePlane(shape, face, depth);
    for (let a = 0; a < outer; a++)
      for (let b = 0, i = first + a * outerStride; b < inner; b++, i += innerStride) if (data[i] === value) return depth + 1;
  }
  return 0;
}
