/** Grains in projection: the cells of a Voronoi pattern whose seeds are one per box of a square grid. */
import type { Rng } from '../base/index.js';
import type { Field } from './specimen-body.js';

export interface Cells {
  /** cell per pixel, 0 to count - 1 */
  readonly cell: Uint16Array;
  readonly count: number;
  /** distance to the second nearest seed minus distance to the nearest, in metres: 0 on the borders between cells */
  readonly border: Float32Array;
}

/** `size` is the mean distance of seeds in metres; grown where needed so that cells can be counted in 16 bits. */
export function voronoiCells({ ny, nx, pixel }: Field, size: number, rng: Rng): Cells {
  const step = Math.max(size / pixel, 2, Math.sqrt((ny * nx) / 60000));
  const rows = Math.ceil(ny / step) + 2;
  const columns = Math.ceil(nx / step) + 2;
  const seedY = Float32Array.from({ length: rows * columns }, (_, k) => (Math.floor(k / columns) - 1 + rng.next()) * step);
  const seedX = Float32Array.from({ length: rows * columns }, (_, k) => ((k % columns) - 1 + rng.next()) * step);
  const cell = new Uint16Array(ny * nx);
  const border = new Float32Array(ny * nx);
  for (let y = 0, i = 0; y < ny; y++) {
    const row = Math.floor(y / step) + 1;
    for (let x = 0; x < nx; x++, i++) {
      const column = Math.floor(x / step) + 1;
      let [nearest, second, best] = [Infinity, Infinity, 0];
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++)
        for (let c = Math.max(0, column - 1); c <= Math.min(columns - 1, column + 1); c++) {
          const k = r * columns + c;
          const dy = y - (seedY[k] ?? 0);
          const dx = x - (seedX[k] ?? 0);
          const d = dy * dy + dx * dx;
          if (d < nearest) {
            second = nearest;
            nearest = d;
            best = k;
          } else if (d < second) second = d;
        }
      cell[i] = best;
      border[i] = (Math.sqrt(second) - Math.sqrt(nearest)) * pixel;
    }
  }
  return { cell, count: rows * columns, border };
}
