/**
 * Oracle of the bit counts: how often each of the 256 configurations of a 2x2x2 cell occurs, and Euler number and crossings as weighted
 * sums over them. Bit x + 2 y + 4 z of a configuration is the voxel (z, y, x) of the cell. Cells that stick out of an "edge" box
 * weigh one half per axis. Ohser & Mücklich 2000 for the tables.
 */
import type { Outside } from '../../../src/kernels/planes.js';
import { DIRECTIONS } from '../../../src/kernels/lattice-directions.js';
import type { Shape3, Vec3 } from '../../../src/volume/index.js';

export function configurations(data: Uint8Array, value: number, [nz, ny, nx]: Shape3, outside: Outside): Float64Array {
  const counts = new Float64Array(256);
  const clamp = (i: number, n: number): number =>
    outside === 'periodic' ? (i + n) % n : outside === 'edge' ? Math.min(n - 1, Math.max(0, i)) : i;
  const inside = (z: number, y: number, x: number): number => {
    const [a, b, c] = [clamp(z, nz), clamp(y, ny), clamp(x, nx)];
    if (a < 0 || b < 0 || c < 0 || a >= nz || b >= ny || c >= nx) return 0;
    return Number(data[(a * ny + b) * nx + c] === value);
  };
  const weight = (i: number, n: number): number => (outside === 'edge' && (i < 0 || i === n - 1) ? 0.5 : 1);
  const first = outside === 'periodic' ? 0 : -1;
  for (let z = first; z < nz; z++)
    for (let y = first; y < ny; y++)
      for (let x = first; x < nx; x++) {
        let code = 0;
        for (let bit = 0; bit < 8; bit++) code |= inside(z + (bit >> 2), y + ((bit >> 1) & 1), x + (bit & 1)) << bit;
        counts[code]! += weight(z, nz) * weight(y, ny) * weight(x, nx);
      }
  return counts;
}

const weigh = (counts: Float64Array, rule: (code: number) => number): number => counts.reduce((sum, n, code) => sum + n * rule(code), 0);

const bits = (code: number): number => code.toString(2).replaceAll('0', '').length;

// masks of the voxels of a cell: pairs along an axis, quads with one fixed coordinate
const PAIRS: number[] = [];
const QUADS: number[] = [];
for (const axis of [1, 2, 4]) {
  let quad = 0;
  for (let bit = 0; bit < 8; bit++)
    if ((bit & axis) === 0) {
      PAIRS.push((1 << bit) | (1 << (bit | axis)));
      quad |= 1 << bit;
    }
  QUADS.push(quad, 255 ^ quad);
}

function closedCubes(code: number): number {
  if (code === 0) return 0;
  const edges = QUADS.filter((mask) => (code & mask) !== 0).length / 2;
  const faces = PAIRS.filter((mask) => (code & mask) !== 0).length / 4;
  return 1 - edges + faces - bits(code) / 8;
}

function points(code: number): number {
  const edges = PAIRS.filter((mask) => (code & mask) === mask).length / 4;
  const faces = QUADS.filter((mask) => (code & mask) === mask).length / 2;
  return bits(code) / 8 - edges + faces - (code === 255 ? 1 : 0);
}

const isCornerContact = (code: number): boolean => [0, 1, 2, 3].some((bit) => code === ((1 << bit) | (1 << (7 - bit))));

export function eulerOracle(counts: Float64Array, connectivity: 6 | 18 | 26): number {
  if (connectivity === 6) return weigh(counts, points);
  return weigh(counts, (code) => closedCubes(code) + (connectivity === 18 && isCornerContact(code) ? 1 : 0));
}

/** Changes along a step within a cell, each pair shared by the cells that contain it. */
function changes(code: number, [dz, dy, dx]: Vec3): number {
  const share = 1 / 2 ** [dz, dy, dx].filter((d) => d === 0).length;
  let sum = 0;
  for (let bit = 0; bit < 8; bit++) {
    const [z, y, x] = [(bit >> 2) + dz, ((bit >> 1) & 1) + dy, (bit & 1) + dx];
    if (Math.min(z, y, x) < 0 || Math.max(z, y, x) > 1) continue;
    if (((code >> bit) & 1) !== ((code >> (x + 2 * y + 4 * z)) & 1)) sum += share;
  }
  return sum;
}

export function crossingsOracle(counts: Float64Array): number[] {
  return DIRECTIONS.map((step) => weigh(counts, (code) => changes(code, step)));
}
