/** Points sorted into cubic cells, so that neighbours are found without looking at all of them. */

export interface PointCells {
  /** edge of a cell */
  readonly size: number;
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
  readonly min: readonly [x: number, y: number, z: number];
  /** members of cell c are order[starts[c]] to order[starts[c + 1] - 1] */
  readonly starts: Int32Array;
  readonly order: Int32Array;
}

/** More cells than this per point are not worth their memory. */
const CELLS_PER_POINT = 4;

/** Lowest and highest x, y, z of [points, 3]. */
export function pointBounds(points: Float64Array): { readonly min: [number, number, number]; readonly max: [number, number, number] } {
  const min: [number, number, number] = [Infinity, Infinity, Infinity];
  const max: [number, number, number] = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 3)
    for (let a = 0; a < 3; a++) {
      const value = points[i + a];
      if (value < min[a]) min[a] = value;
      if (value > max[a]) max[a] = value;
    }
  return { min, max };
}

/** Cells of at least `size`; larger ones where the points are few. */
export function pointCells(points: Float64Array, size: number): PointCells {
  const count = points.length / 3;
  const { min, max } = pointBounds(points);
  const most = Math.max(64, count * CELLS_PER_POINT);
  let edge = size;
  const along = (a: number): number => Math.floor((max[a] - min[a]) / edge) + 1;
  while (along(0) * along(1) * along(2) > most) edge *= 1.26;
  const [nx, ny, nz] = [along(0), along(1), along(2)];
  const cellOf = (i: number): number =>
    (Math.floor((points[3 * i + 2] - min[2]) / edge) * ny + Math.floor((points[3 * i + 1] - min[1]) / edge)) * nx +
    Math.floor((points[3 * i] - min[0]) / edge);
  const starts = new Int32Array(nx * ny * nz + 1);
  for (let i = 0; i < count; i++) starts[cellOf(i) + 1]++;
  for (let c = 0; c < nx * ny * nz; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[next[cellOf(i)]++] = i;
  return { size: edge, nx, ny, nz, min, starts, order };
}

/** The nearest point to a place within `reach` (at most the edge of a cell), or -1. */
export function nearestPoint(points: Float64Array, cells: PointCells, x: number, y: number, z: number, reach: number, except = -1): number {
  const { size, nx, ny, nz, min, starts, order } = cells;
  const ci = Math.floor((x - min[0]) / size);
  const cj = Math.floor((y - min[1]) / size);
  const ck = Math.floor((z - min[2]) / size);
  let best = -1;
  let nearest = reach * reach;
  for (let k = Math.max(0, ck - 1); k <= Math.min(nz - 1, ck + 1); k++)
    for (let j = Math.max(0, cj - 1); j <= Math.min(ny - 1, cj + 1); j++)
      for (let i = Math.max(0, ci - 1); i <= Math.min(nx - 1, ci + 1); i++) {
        const cell = (k * ny + j) * nx + i;
        for (let m = starts[cell]; m < starts[cell + 1]; m++) {
          const p = order[m];
          if (p === except) continue;
          const d = (points[3 * p] - x) ** 2 + (points[3 * p + 1] - y) ** 2 + (points[3 * p + 2] - z) ** 2;
          // of two equally near points the first of the file is taken, whatever the cells
          if (d < nearest || (d === nearest && (best < 0 || p < best))) {
            nearest = d;
            best = p;
          }
        }
      }
  return best;
}

const SAMPLES = 2_000;

/**
 * Median distance from a point to its nearest neighbour, over at most 2,000 points spread through the list; null with fewer than two
 * points or when they coincide.
 */
export function neighbourDistance(points: Float64Array): number | null {
  const count = points.length / 3;
  if (count < 2) return null;
  const { min, max } = pointBounds(points);
  const extent = max.map((value, a) => value - min[a]);
  const used = extent.filter((length) => length > 0);
  if (used.length === 0) return null;
  // about one point a cell, on the dimensions that the points have; widened until most find a neighbour
  let size = (used.reduce((product, length) => product * length, 1) / count) ** (1 / used.length);
  for (let attempt = 0; attempt < 40; attempt++, size *= 2) {
    const cells = pointCells(points, size);
    const found: number[] = [];
    const wanted = Math.min(count, SAMPLES);
    for (let s = 0; s < wanted; s++) {
      const p = Math.floor((s * count) / wanted);
      const [x, y, z] = [points[3 * p], points[3 * p + 1], points[3 * p + 2]];
      const q = nearestPoint(points, cells, x, y, z, cells.size, p);
      if (q >= 0) found.push(Math.hypot(points[3 * q] - x, points[3 * q + 1] - y, points[3 * q + 2] - z));
    }
    if (found.length < wanted * 0.9) continue;
    const sorted = found.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    return median > 0 ? median : null;
  }
  return null;
}
