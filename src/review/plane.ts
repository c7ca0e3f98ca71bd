/** A slice plane inside a flat z,y,x array: three strides and the two lengths that are seen. */
import { InvalidInputError } from '../base/index.js';
import type { Shape3 } from '../volume/index.js';
import type { SliceAxis } from './stroke.js';

export interface SlicePlane {
  /** flat index of row 0, column 0 */
  readonly first: number;
  readonly rows: number;
  readonly rowStride: number;
  readonly columns: number;
  readonly columnStride: number;
}

/** The plane `slice` normal to `axis`; rows and columns are the remaining axes in z,y,x order. */
export function slicePlane(shape: Shape3, axis: SliceAxis, slice: number): SlicePlane {
  const [nz, ny, nx] = shape;
  const count = axis === 'z' ? nz : axis === 'y' ? ny : nx;
  if (!Number.isInteger(slice) || slice < 0 || slice >= count)
    throw new InvalidInputError(`There is no slice ${slice} along ${axis}; the volume has slices 0 to ${count - 1}.`, {
      code: 'slice-out-of-range',
      subject: axis,
    });
  if (axis === 'z') return { first: slice * ny * nx, rows: ny, rowStride: nx, columns: nx, columnStride: 1 };
  if (axis === 'y') return { first: slice * nx, rows: nz, rowStride: ny * nx, columns: nx, columnStride: 1 };
  return { first: slice, rows: nz, rowStride: ny * nx, columns: ny, columnStride: nx };
}
