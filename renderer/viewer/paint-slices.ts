/** A stroke drawn into the slices that are here, before the host answers: its own slice and those that cross it. */
import type { StrokeMask } from '../../src/review/index.js';
import { PLANES, voxelAt, type Axis, type PlaneBox } from './planes.js';
import type { Slice } from './slice-cache.js';

interface PaintPlane {
  readonly axis: Axis;
  readonly slice: number;
}

interface ShownSlice {
  readonly axis: Axis;
  readonly index: number;
}

export interface PaintValues {
  readonly constant: number;
  /** the values of the painted plane, where the eraser knows them */
  readonly from: Slice | null;
}

/** The part of a shown slice that a mask touches, in rows and columns; null when it does not meet it. */
export function paintedBox(mask: StrokeMask, axis: Axis, slice: number, shown: Axis, index: number): PlaneBox | null {
  if (mask.rows === 0 || mask.columns === 0) return null;
  const low = voxelAt(axis, slice, mask.row, mask.column);
  const high = voxelAt(axis, slice, mask.row + mask.rows - 1, mask.column + mask.columns - 1);
  const plane = PLANES[shown];
  if (index < low[plane.normal] || index > high[plane.normal]) return null;
  return { row0: low[plane.row], row1: high[plane.row] + 1, column0: low[plane.column], column1: high[plane.column] + 1 };
}

/** Writes the masked voxels that lie in `shown` into its values: all of them, or the line where the slices cross. */
export function paintSlice(target: Slice, shown: ShownSlice, mask: StrokeMask, painted: PaintPlane, values: PaintValues): void {
  const own = PLANES[painted.axis];
  const plane = PLANES[shown.axis];
  const isRow = plane.normal === own.row;
  const isColumn = plane.normal === own.column;
  const [r0, r1] = isRow ? [shown.index - mask.row, shown.index - mask.row + 1] : [0, mask.rows];
  const [c0, c1] = isColumn ? [shown.index - mask.column, shown.index - mask.column + 1] : [0, mask.columns];
  // where row 0, column 0 of the painted plane lies in the target, and the steps to its neighbours
  const at = (row: number, column: number): number => {
    const voxel = voxelAt(painted.axis, painted.slice, row, column);
    return voxel[plane.row] * target.columns + voxel[plane.column];
  };
  const start = at(0, 0);
  const rowStep = isRow ? 0 : at(1, 0) - start;
  const columnStep = isColumn ? 0 : at(0, 1) - start;
  const { constant, from } = values;
  for (let r = r0; r < r1; r++) {
    for (let c = c0; c < c1; c++) {
      if (mask.mask[r * mask.columns + c] === 0) continue;
      const row = mask.row + r;
      const column = mask.column + c;
      const value = from ? from.data[row * from.columns + column] : constant;
      target.data[start + row * rowStep + column * columnStep] = value ?? constant;
    }
  }
}
