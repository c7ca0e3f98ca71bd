/** The stars of all voxels in the order of arrival, on a grid with one voxel of outside around it. */
import type { Shape3 } from '../volume/index.js';
import { CELLS, GAPS, PARTS, PLACES, SHARED, StarTable } from './cube-stars.js';
import { orderByValue } from './value-order.js';

export interface StarField {
  /** voxel of the padded grid at each rank */
  readonly voxelAt: Int32Array;
  /** rank of each voxel of the padded grid; outside it is below 0 or above all others */
  readonly rank: Int32Array;
  /** where the star of each voxel begins in `stars` (cube-stars.ts) */
  readonly starOf: Int32Array;
  readonly stars: Uint8Array;
  /** step to the neighbour at the place of each cell */
  readonly steps: Int32Array;
  /** steps along z, y and x */
  readonly strides: readonly [number, number, number];
  /** ranks of the voxels that join or split something, rising */
  readonly eventful: Int32Array;
}

const LAST = 0x7fffffff;

/** `outside`: whether the outside of the box comes before all voxels or after them. */
export function buildStarField(values: Float32Array, shape: Shape3, outside: 'first' | 'last'): StarField {
  const [nz, ny, nx] = shape;
  const strides = [(ny + 2) * (nx + 2), nx + 2, 1] as const;
  const rank = new Int32Array((nz + 2) * strides[0]).fill(outside === 'first' ? -1 : LAST);
  const voxelAt = orderByValue(values);
  padIndices(voxelAt, shape, strides);
  for (let r = 0; r < voxelAt.length; r++) rank[voxelAt[r]] = r;
  const steps = Int32Array.from(PLACES, ([z, y, x]) => z * strides[0] + y * strides[1] + x);
  const found = findStars(rank, shape, strides, steps);
  return { voxelAt, rank, steps, strides, ...found };
}

/** Indices of the image become those of the padded grid, in place. */
function padIndices(indices: Int32Array, [, ny, nx]: Shape3, strides: readonly [number, number, number]): void {
  for (let r = 0; r < indices.length; r++) {
    const row = Math.floor(indices[r] / nx);
    const z = Math.floor(row / ny);
    indices[r] += (z + 1) * strides[0] + (row - z * ny + 1) * strides[1] + 1 - row * nx;
  }
}

/** The voxel of the image at a rank. */
export function imageIndex({ voxelAt, strides }: StarField, [, ny, nx]: Shape3, rank: number): number {
  const z = Math.floor(voxelAt[rank] / strides[0]);
  const rest = voxelAt[rank] - z * strides[0];
  const y = Math.floor(rest / strides[1]);
  return ((z - 1) * ny + y - 1) * nx + (rest - y * strides[1]) - 1;
}

function findStars(
  rank: Int32Array,
  [nz, ny, nx]: Shape3,
  strides: readonly [number, number, number],
  steps: Int32Array,
): Pick<StarField, 'starOf' | 'stars' | 'eventful'> {
  const table = new StarTable();
  const shared = SHARED;
  const starOf = new Int32Array(rank.length);
  const eventful: number[] = [];
  for (let z = 1; z <= nz; z++)
    for (let y = 1; y <= ny; y++) {
      const row = z * strides[0] + y * strides[1];
      for (let voxel = row + 1; voxel <= row + nx; voxel++) {
        const own = rank[voxel];
        let boundary = 0;
        // the sign of the difference spreads over all bits
        for (let cell = 0; cell < CELLS; cell++) boundary |= ((rank[voxel + steps[cell]] - own) >> 31) & shared[cell];
        const star = table.find(boundary);
        starOf[voxel] = star;
        if (table.stars[star + PARTS] > 1 || table.stars[star + GAPS] > 1) eventful.push(own);
      }
    }
  return { starOf, stars: table.stars, eventful: Int32Array.from(eventful).sort() };
}
