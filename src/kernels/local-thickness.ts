/**
 * Local thickness: at every voxel of a body the diameter of the largest ball that lies in the body and covers the voxel
 * (Hildebrand & Ruegsegger 1997, J. Microsc. 185, 67-75).
 *
 * Each voxel q inside carries a ball of radius D(q), its distance to the nearest background voxel centre, holding all p with
 * |p - q| < D(q). Balls inside the ball of a neighbour are dropped, the rest is painted from the largest to the smallest, and a voxel keeps the
 * first value it gets. Per row the painted voxels are skipped by links to the next free one, so a voxel is written once.
 *
 * Result: 2 D, no half-voxel correction. Bias: slabs of an even number of voxels are exact, of an odd number one voxel thick; balls and
 * cylinders read 5 to 10 % low at 12 voxels radius. Near the box faces the thickness is an upper bound, since the outside is not background.
 * Memory: 13 bytes per voxel. Time: the rows of all kept balls.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { squaredDistance } from './edt.js';

export interface ThicknessOptions {
  /** voxels with this value are inside; 1 */
  value?: number;
  boxFaces?: boolean;
  /** the axis of length 1 of an image: its faces are never background */
  flatAxis?: 0 | 1 | 2 | null;
}

export interface ThicknessMap {
  /** diameters in units of the shortest voxel edge, 0 outside the body */
  readonly diameters: Float32Array;
  /** the shortest voxel edge */
  readonly unit: number;
}

/** Undefined when there is no background to measure against. */
export function localThickness(data: Uint8Array, shape: Shape3, spacing: Vec3, options: ThicknessOptions = {}): ThicknessMap | undefined {
  // in units of the shortest voxel edge, where squares of cubic voxels are exact integers
  const unit = Math.min(...spacing);
  const steps: Vec3 = [spacing[0] / unit, spacing[1] / unit, spacing[2] / unit];
  const squares = squaredDistance(data, shape, steps, options);
  for (let i = 0; i < squares.length; i++) if (squares[i] === Infinity) return undefined;
  const thickness = new Float32Array(data.length);
  // links to the next voxel that is not painted yet
  const next = new Int32Array(data.length + 1);
  for (let i = 0; i <= data.length; i++) next[i] = i;
  for (const centre of keptCentres(squares, shape, steps))
    paint(centre, { square: squares[centre], diameter: 2 * Math.sqrt(squares[centre]) }, shape, steps, thickness, next);
  return { diameters: thickness, unit };
}

/** Centres of balls that are in no neighbour's ball, largest first. */
function keptCentres(squares: Float32Array, shape: Shape3, spacing: Vec3): Uint32Array {
  const [nz, ny, nx] = shape;
  const [sz, sy, sx] = spacing;
  const cubic = sz === 1 && sy === 1 && sx === 1;
  const kept: number[] = [];
  let i = 0;
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (squares[i] === 0) continue;
        // with cubic voxels the farthest voxel of an open ball is nearer than its radius: squares are integers
        const radius = cubic ? Math.sqrt(squares[i] - 1) + 1e-6 : Math.sqrt(squares[i]);
        let inside = false;
        for (let dz = z > 0 ? -1 : 0; dz <= 1 && z + dz < nz && !inside; dz++)
          for (let dy = y > 0 ? -1 : 0; dy <= 1 && y + dy < ny && !inside; dy++)
            for (let dx = x > 0 ? -1 : 0; dx <= 1 && x + dx < nx; dx++) {
              const square = squares[i + (dz * ny + dy) * nx + dx];
              if (square <= squares[i]) continue;
              const step = Math.sqrt(dz * dz * sz * sz + dy * dy * sy * sy + dx * dx * sx * sx);
              if (Math.sqrt(square) >= radius + step) {
                inside = true;
                break;
              }
            }
        if (!inside) kept.push(i);
      }
  // float32 squares and raster order as tie break: the result does not depend on the sorting algorithm
  return Uint32Array.from(kept).sort((a, b) => squares[b] - squares[a] || a - b);
}

/** Squares are float32, so distances this close (relative to the radius squared) are equal. */
const SAME = 3e-7;

function paint(
  centre: number,
  ball: { square: number; diameter: number },
  shape: Shape3,
  spacing: Vec3,
  thickness: Float32Array,
  next: Int32Array,
): void {
  const { square, diameter } = ball;
  const margin = SAME * square;
  const [nz, ny, nx] = shape;
  const [sz, sy, sx] = spacing;
  const plane = ny * nx;
  const cz = Math.floor(centre / plane);
  const cy = Math.floor((centre - cz * plane) / nx);
  const cx = centre - cz * plane - cy * nx;
  const radius = Math.sqrt(square);
  const rz = Math.ceil(radius / sz);
  const ry = Math.ceil(radius / sy);
  for (let z = Math.max(0, cz - rz); z <= Math.min(nz - 1, cz + rz); z++) {
    const restZ = square - (z - cz) * (z - cz) * sz * sz;
    if (restZ <= margin) continue;
    for (let y = Math.max(0, cy - ry); y <= Math.min(ny - 1, cy + ry); y++) {
      const rest = restZ - (y - cy) * (y - cy) * sy * sy;
      if (rest <= margin) continue;
      // largest step with step^2 sx^2 strictly below the rest
      let reach = Math.floor(Math.sqrt(rest) / sx);
      if (reach * reach * sx * sx >= rest - margin) reach--;
      if (reach < 0) continue;
      const row = z * plane + y * nx;
      const end = row + Math.min(nx - 1, cx + reach);
      for (let i = free(next, row + Math.max(0, cx - reach)); i <= end; i = free(next, i)) {
        thickness[i] = diameter;
        next[i] = i + 1;
      }
    }
  }
}

/** First unpainted voxel at or after i, shortening the chain on the way. */
function free(next: Int32Array, index: number): number {
  let i = index;
  while (next[i] !== i) {
    next[i] = next[next[i]];
    i = next[i];
  }
  return i;
}

export interface ThicknessDistribution {
  /** distinct diameters, ascending, in the unit of the spacing */
  readonly diameters: Float64Array;
  /** share of the body's volume of each; sums to 1 */
  readonly weights: Float64Array;
}

/** Volume-weighted distribution of the local thickness of the voxels with value 1; undefined without body or without background. */
export function localThicknessDistribution(
  mask: Uint8Array,
  shape: Shape3,
  spacing: Vec3,
  options: ThicknessOptions = {},
): ThicknessDistribution | undefined {
  const map = localThickness(mask, shape, spacing, options);
  return map === undefined ? undefined : thicknessDistribution(map);
}

/** Distribution of the non-zero values of a thickness map. */
export function thicknessDistribution({ diameters, unit }: ThicknessMap): ThicknessDistribution | undefined {
  const counts = new Map<number, number>();
  let voxels = 0;
  for (let i = 0; i < diameters.length; i++) {
    const diameter = diameters[i];
    if (diameter === 0) continue;
    voxels++;
    counts.set(diameter, (counts.get(diameter) ?? 0) + 1);
  }
  if (voxels === 0) return undefined;
  const distinct = Float64Array.from(counts.keys()).sort();
  return { diameters: distinct.map((d) => d * unit), weights: distinct.map((d) => (counts.get(d) ?? 0) / voxels) };
}
