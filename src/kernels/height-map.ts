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
  const [nz, ny, nx] = shape;
  const { axis, atEnd } = faceGeometry(face);
  const layers = shape[axis];
  const columns = axis === 0 ? ny * nx : axis === 1 ? nz * nx : nz * ny;
  const heights = new Uint32Array(columns);
  // rows in the order of memory; a row along x is one column above x- and x+
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const at = axis === 0 ? z : y;
      const height = atEnd ? layers - at : at + 1;
      const column = axis === 0 ? y * nx : axis === 1 ? z * nx : z * ny + y;
      if (axis === 2) {
        let highest = heights[column];
        for (let x = 0; x < nx; x++, i++) if (labels[i] === phase) highest = Math.max(highest, atEnd ? nx - x : x + 1);
        heights[column] = highest;
      } else for (let x = 0; x < nx; x++, i++) if (labels[i] === phase && heights[column + x] < height) heights[column + x] = height;
    }
  return heights;
}

/** Voxels of the phase in every layer, from the face outward. */
export function layerCounts(labels: Uint8Array, shape: Shape3, phase: number, face: Face): Uint32Array {
  const [nz, ny, nx] = shape;
  const { axis, atEnd } = faceGeometry(face);
  const counts = new Uint32Array(shape[axis]);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      if (axis === 2) {
        for (let x = 0; x < nx; x++, i++) if (labels[i] === phase) counts[x]++;
        continue;
      }
      let count = 0;
      for (let x = 0; x < nx; x++, i++) if (labels[i] === phase) count++;
      counts[axis === 0 ? z : y] += count;
    }
  return atEnd ? counts.reverse() : counts;
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
