/**
 * Every voxel takes the value of the nearest point within reach: the cells of a lattice, one to one where the grid is the lattice.
 * Voxels that no point reaches get `empty`. Exact; of two equally near points the first of the file counts.
 */
import { checkAborted } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import { nearestPoint, pointCells } from './point-cells.js';
import type { SamplingGrid } from './sampling-grid.js';

/**
 * @param points [points, 3] x, y, z
 * @param values one for each point
 * @param reach in the unit of the points
 */
export function nearestSite(
  points: Float64Array,
  values: Float64Array,
  reach: number,
  empty: number,
  { shape, origin, step }: SamplingGrid,
  { signal, onProgress }: RunOptions = {},
): Float32Array {
  const [nz, ny, nx] = shape;
  const out = new Float32Array(nz * ny * nx);
  const cells = pointCells(points, reach);
  let at = 0;
  for (let k = 0; k < nz; k++) {
    checkAborted(signal);
    onProgress?.({ done: k, total: nz, what: 'slices' });
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++) {
        const p = nearestPoint(points, cells, origin[2] + i * step[2], origin[1] + j * step[1], origin[0] + k * step[0], reach);
        out[at++] = p < 0 ? empty : values[p];
      }
  }
  return out;
}
