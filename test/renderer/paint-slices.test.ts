import { describe, expect, test } from 'vitest';
import { paintedBox, paintSlice } from '../../renderer/viewer/paint-slices.js';
import { AXES, PLANES, planeShape, sliceCount, voxelAt, type Axis } from '../../renderer/viewer/planes.js';
import { rasterStroke } from '../../src/review/index.js';
import type { Shape3 } from '../../src/volume/index.js';

const SHAPE: Shape3 = [7, 9, 11];

function sliceFilled(axis: Axis, value: number) {
  const [rows, columns] = planeShape(SHAPE, axis);
  return { data: new Uint8Array(rows * columns).fill(value), rows, columns, dtype: 'uint8' as const };
}

/** Slow truth: every voxel of the volume, one after the other. */
function expectedSlice(painted: Axis, slice: number, shown: Axis, index: number, mask: ReturnType<typeof rasterStroke>, value: number) {
  const out = sliceFilled(shown, 0);
  for (let r = 0; r < mask.rows; r++)
    for (let c = 0; c < mask.columns; c++) {
      const voxel = voxelAt(painted, slice, mask.row + r, mask.column + c);
      if (mask.mask[r * mask.columns + c] === 1 && voxel[PLANES[shown].normal] === index)
        out.data[voxel[PLANES[shown].row] * out.columns + voxel[PLANES[shown].column]] = value;
    }
  return out;
}

describe('a stroke on its own slice and on those that cross it', () => {
  const pairs = AXES.flatMap((painted) => AXES.map((shown) => [painted, shown] as const));
  test.each(pairs)('painted on %s, seen on %s', (painted, shown) => {
    const slice = 4;
    const [rows, columns] = planeShape(SHAPE, painted);
    const mask = rasterStroke(
      [
        [1, 2],
        [rows - 2, columns - 3],
      ],
      1.5,
      rows,
      columns,
    );
    for (let index = 0; index < sliceCount(SHAPE, shown); index++) {
      const target = sliceFilled(shown, 0);
      const isOwn = shown === painted;
      if (isOwn && index !== slice) continue;
      const box = paintedBox(mask, painted, slice, shown, index);
      const truth = expectedSlice(painted, slice, shown, index, mask, 5);
      if (box) paintSlice(target, { axis: shown, index }, mask, { axis: painted, slice }, { constant: 5, from: null });
      expect(target.data).toEqual(truth.data);
      // whatever changed lies in the box that is drawn again
      for (let i = 0; i < target.data.length; i++) {
        if (target.data[i] === 0) continue;
        const row = Math.floor(i / target.columns);
        const column = i % target.columns;
        expect(row >= box!.row0 && row < box!.row1 && column >= box!.column0 && column < box!.column1).toBe(true);
      }
    }
  });

  test('an eraser brings back the values of the first labels', () => {
    const target = sliceFilled('z', 1);
    const first = sliceFilled('z', 3);
    const mask = rasterStroke([[4, 5]], 1, target.rows, target.columns);
    paintSlice(target, { axis: 'z', index: 2 }, mask, { axis: 'z', slice: 2 }, { constant: 7, from: first });
    expect(target.data.filter((value) => value === 3)).toHaveLength(5);
    expect(target.data.includes(7)).toBe(false);
  });
});
