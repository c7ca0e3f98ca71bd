/** One stroke while it is drawn: its points, and the mask of each new piece. */
import { rasterStroke, type StrokeMask } from '../../src/review/index.js';
import type { Shape3 } from '../../src/volume/index.js';
import { PLANES, planeShape, voxelAt, type Axis } from './planes.js';
import type { VoxelBox } from './slice-cache.js';

/** a stroke of more points is sent in pieces */
export const MAX_POINTS = 9000;

export interface StrokePath {
  readonly axis: Axis;
  readonly slice: number;
  readonly radius: number;
  readonly points: [number, number][];
}

/** The mask of the piece that ends in the last point. */
export function lastPiece({ axis, radius, points }: StrokePath, shape: Shape3): StrokeMask {
  const [rows, columns] = planeShape(shape, axis);
  return rasterStroke(points.slice(-2), radius, rows, columns);
}

/** A box that holds the whole stroke. */
export function boxOf({ axis, slice, radius, points }: StrokePath): VoxelBox {
  const rows = points.map(([row]) => row);
  const columns = points.map(([, column]) => column);
  const reach = radius + 1;
  const least = (values: readonly number[]): number => Math.floor(values.reduce((a, b) => Math.min(a, b), Infinity) - reach);
  const most = (values: readonly number[]): number => Math.ceil(values.reduce((a, b) => Math.max(a, b), -Infinity) + reach);
  const start: [number, number, number] = [...voxelAt(axis, slice, least(rows), least(columns))];
  const end: [number, number, number] = [...voxelAt(axis, slice, most(rows) + 1, most(columns) + 1)];
  end[PLANES[axis].normal] = slice + 1;
  return { start, end };
}
