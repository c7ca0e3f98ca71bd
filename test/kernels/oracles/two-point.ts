/** S2 over all directions, every pair of voxels counted: what the pair transform is held against. */
import type { PairBoundary } from '../../../src/kernels/index.js';
import type { Shape3, Vec3 } from '../../../src/volume/index.js';

export interface CountedPairs {
  readonly distance: number[];
  readonly probability: number[];
  readonly pairs: number[];
}

export function twoPointRadial(mask: Uint8Array, shape: Shape3, spacing: Vec3, boundary: PairBoundary, reach: number): CountedPairs {
  const [nz, ny, nx] = shape;
  const width = Math.min(...spacing);
  const shells = Math.floor(reach / width + 0.5) + 1;
  const [lz, ly, lx] = shape.map((n, a) => Math.min(n - 1, Math.floor(reach / spacing[a]!))) as [number, number, number];
  const [hits, pairs, distances] = [new Float64Array(shells), new Float64Array(shells), new Float64Array(shells)];
  for (let dz = -lz; dz <= lz; dz++)
    for (let dy = -ly; dy <= ly; dy++)
      for (let dx = -lx; dx <= lx; dx++) {
        const distance = Math.sqrt((dz * spacing[0]) ** 2 + (dy * spacing[1]) ** 2 + (dx * spacing[2]) ** 2);
        const shell = Math.floor(distance / width + 0.5);
        if (shell >= shells) continue;
        const { both, places } = pairsAt(mask, [nz, ny, nx], dz, dy, dx, boundary);
        hits[shell]! += both;
        pairs[shell]! += places;
        distances[shell]! += places * distance;
      }
  const kept = [...pairs.keys()].filter((k) => pairs[k]! > 0);
  return {
    distance: kept.map((k) => distances[k]! / pairs[k]!),
    probability: kept.map((k) => hits[k]! / pairs[k]!),
    pairs: kept.map((k) => pairs[k]!),
  };
}

function pairsAt(
  mask: Uint8Array,
  [nz, ny, nx]: Shape3,
  dz: number,
  dy: number,
  dx: number,
  boundary: PairBoundary,
): { both: number; places: number } {
  let both = 0;
  let places = 0;
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        const [z2, y2, x2] = [z + dz, y + dy, x + dx];
        const inside = z2 >= 0 && y2 >= 0 && x2 >= 0 && z2 < nz && y2 < ny && x2 < nx;
        if (!inside && boundary === 'plain') continue;
        places++;
        both += mask[i]! * mask[(((z2 + nz) % nz) * ny + ((y2 + ny) % ny)) * nx + ((x2 + nx) % nx)]!;
      }
  return { both, places };
}
