/**
 * Lattice sites to voxels: the occupancy is interpolated between site centres and cut, and the lattice is bent a little, so that
 * the coarse cells leave no staircase that a segmentation network could learn.
 */
import type { Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import type { Ground } from './structure.js';

export interface SiteGrid {
  /** sites along z, y, x above the ground; sides periodic */
  readonly size: readonly [number, number, number];
  /** voxels per site */
  readonly cell: number;
  /** largest share of a site by which the lattice is bent (one standard deviation) */
  readonly bend: number;
  /** occupancy above which a voxel is lithium */
  readonly cut: number;
}

/** Sites that cover a box above its ground; at least three along z and x. */
export function gridFor(ground: Ground, cell: number, bend: number, cut: number): SiteGrid {
  const [nz, , nx] = ground.shape;
  const lowest = ground.floor.reduce((least, height) => Math.min(least, height), Infinity);
  const count = (n: number): number => Math.max(3, Math.ceil(n / cell));
  return { size: [count(nz), count(ground.ceiling - lowest), count(nx)], cell, bend, cut };
}

/** Voxels of the box whose interpolated occupancy exceeds the cut, for each of the masks of sites; the ground counts as occupied. */
export function sitesToVoxels(masks: readonly Uint8Array[], grid: SiteGrid, ground: Ground, rng: Rng): Uint8Array[] {
  const { size, cell, cut } = grid;
  const [nz, ny, nx] = ground.shape;
  const scale = 3 * cell;
  const shift = (name: string): Float32Array => gaussianRandomField(ground.shape, [scale, scale, scale], rng.fork(name));
  const bends = [shift('bend z'), shift('bend y'), shift('bend x')] as const;
  const highest = masks.reduce((most, mask) => Math.max(most, topRow(mask, size)), -1);
  const out = masks.map(() => new Uint8Array(nz * ny * nx));
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        const floor = ground.floor[z * nx + x] ?? 0;
        if (y < Math.round(floor) || y >= ground.ceiling) continue;
        const u = (z + 0.5) / cell - 0.5 + grid.bend * (bends[0][i] ?? 0);
        const v = (y + 0.5 - floor) / cell - 0.5 + grid.bend * (bends[1][i] ?? 0);
        if (v >= highest + 1) continue;
        const w = (x + 0.5) / cell - 0.5 + grid.bend * (bends[2][i] ?? 0);
        masks.forEach((mask, k) => {
          const voxels = out[k];
          if (voxels !== undefined && occupancy(mask, size, u, v, w) > cut) voxels[i] = 1;
        });
      }
  return out;
}

function topRow(mask: Uint8Array, [, sy, sx]: readonly [number, number, number]): number {
  let top = -1;
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1) top = Math.max(top, Math.floor(i / sx) % sy);
  return top;
}

/** Trilinear between site centres; 1 below the first row, 0 above the last. */
function occupancy(mask: Uint8Array, size: readonly [number, number, number], u: number, v: number, w: number): number {
  const [sz, sy, sx] = size;
  const z0 = Math.floor(u);
  const y0 = Math.floor(v);
  const x0 = Math.floor(w);
  let sum = 0;
  for (let dz = 0; dz < 2; dz++) {
    const fz = dz === 0 ? 1 - (u - z0) : u - z0;
    const z = wrap(z0 + dz, sz);
    for (let dy = 0; dy < 2; dy++) {
      const y = y0 + dy;
      if (y >= sy) continue;
      const f = fz * (dy === 0 ? 1 - (v - y0) : v - y0);
      if (y < 0) {
        sum += f;
        continue;
      }
      const row = (z * sy + y) * sx;
      sum += f * ((mask[row + wrap(x0, sx)] ?? 0) * (1 - (w - x0)) + (mask[row + wrap(x0 + 1, sx)] ?? 0) * (w - x0));
    }
  }
  return sum;
}

function wrap(i: number, n: number): number {
  const rest = i % n;
  return rest < 0 ? rest + n : rest;
}
