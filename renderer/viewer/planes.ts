/** Planes through a volume. Rows and columns of a plane are the remaining axes in z, y, x order. */
import type { Shape3, Vec3 } from '../../src/volume/index.js';

export type Axis = 'z' | 'y' | 'x';
export const AXES: readonly Axis[] = ['z', 'y', 'x'];

interface PlaneAxes {
  /** index of the normal, the rows and the columns in z, y, x order */
  readonly normal: 0 | 1 | 2;
  readonly row: 0 | 1 | 2;
  readonly column: 0 | 1 | 2;
  /** "XY", as people call the plane */
  readonly title: string;
}

/** Half-open part of a slice. */
export interface PlaneBox {
  readonly row0: number;
  readonly row1: number;
  readonly column0: number;
  readonly column1: number;
}

/** The smallest box around two. */
export function joinedBox(a: PlaneBox, b: PlaneBox): PlaneBox {
  return {
    row0: Math.min(a.row0, b.row0),
    row1: Math.max(a.row1, b.row1),
    column0: Math.min(a.column0, b.column0),
    column1: Math.max(a.column1, b.column1),
  };
}

export const PLANES: Readonly<Record<Axis, PlaneAxes>> = {
  z: { normal: 0, row: 1, column: 2, title: 'XY' },
  y: { normal: 1, row: 0, column: 2, title: 'XZ' },
  x: { normal: 2, row: 0, column: 1, title: 'YZ' },
};

export const AXIS_NAMES = ['z', 'y', 'x'] as const;

export function planeShape(shape: Shape3, axis: Axis): readonly [rows: number, columns: number] {
  const plane = PLANES[axis];
  return [shape[plane.row], shape[plane.column]];
}

export function sliceCount(shape: Shape3, axis: Axis): number {
  return shape[PLANES[axis].normal];
}

/** The voxel at a row and column of a slice. */
export function voxelAt(axis: Axis, slice: number, row: number, column: number): Vec3 {
  if (axis === 'z') return [slice, row, column];
  return axis === 'y' ? [row, slice, column] : [row, column, slice];
}

export function clampVoxel(shape: Shape3, voxel: Vec3): Vec3 {
  const clamp = (value: number, size: number): number => Math.min(size - 1, Math.max(0, Math.round(value)));
  return [clamp(voxel[0], shape[0]), clamp(voxel[1], shape[1]), clamp(voxel[2], shape[2])];
}

/** Relative lengths of a voxel's edges, shortest = 1; a cube when unknown. */
export function voxelAspect(spacing: Vec3 | null): Vec3 {
  if (!spacing) return [1, 1, 1];
  const shortest = Math.min(spacing[0], spacing[1], spacing[2]);
  return [spacing[0] / shortest, spacing[1] / shortest, spacing[2] / shortest];
}

/** The axis of an image: the only one of length 1; null for volumes. */
export function flatAxis(shape: Shape3): Axis | null {
  const flat = AXES.filter((axis) => sliceCount(shape, axis) === 1);
  return flat.length === 1 ? (flat[0] ?? null) : null;
}
