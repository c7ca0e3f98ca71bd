/** Points of a rectilinear grid from the coordinates along its axes. */
import type { Geometry } from '../../volume/index.js';
import { corrupt } from '../limits.js';

/** steps that differ by less than this share are the same */
const UNIFORM = 1e-6;

export interface GridPoints {
  readonly points: Float64Array;
  readonly grid: NonNullable<Geometry['grid']>;
  /** x, then y, then z, as the file has them */
  readonly stored: Float64Array;
}

/** Every point, x fastest; coordinates must rise or fall along each axis. */
export function gridPoints(name: string, axes: readonly Float64Array[]): GridPoints {
  const [x = new Float64Array(0), y = new Float64Array(0), z = new Float64Array(0)] = axes;
  for (const [i, axis] of [x, y, z].entries()) checkMonotonic(name, axis, 'xyz'[i] ?? '');
  const points = new Float64Array(3 * x.length * y.length * z.length);
  let at = 0;
  for (const depth of z)
    for (const height of y)
      for (const width of x) {
        points[at] = width;
        points[at + 1] = height;
        points[at + 2] = depth;
        at += 3;
      }
  return { points, grid: { x, y, z }, stored: Float64Array.from([...x, ...y, ...z]) };
}

function checkMonotonic(name: string, axis: Float64Array, title: string): void {
  const rising = (axis[1] ?? 0) > (axis[0] ?? 0);
  for (let i = 1; i < axis.length; i++) {
    const step = (axis[i] ?? NaN) - (axis[i - 1] ?? NaN);
    if (!(rising ? step > 0 : step < 0)) throw corrupt(name, `its coordinates along ${title} do not go on at number ${i + 1}`);
  }
}

/** What to know about the steps of a grid before it becomes voxels. */
export function stepWarnings({ x, y, z }: NonNullable<Geometry['grid']>): string[] {
  const uneven = [x, y, z].flatMap((axis, i) => (isUniform(axis) ? [] : ['xyz'[i] ?? '']));
  if (uneven.length === 0) return [];
  return [`The steps of the grid along ${uneven.join(' and ')} differ; it is resampled when voxels are made of it.`];
}

function isUniform(axis: Float64Array): boolean {
  const steps = axis.length - 1;
  if (steps < 2) return true;
  const mean = ((axis[steps] ?? 0) - (axis[0] ?? 0)) / steps;
  for (let i = 1; i <= steps; i++) if (Math.abs((axis[i] ?? 0) - (axis[i - 1] ?? 0) - mean) > Math.abs(mean) * UNIFORM) return false;
  return true;
}
