/**
 * Euler number of a binary body: vertices - edges + faces - cells of the complex that the neighbourhood makes of its voxels.
 *
 * - 26 neighbours: voxels are closed cubes. A vertex, edge or face is there when any voxel around it is.
 * - 6 neighbours: voxels are points, an edge needs both its ends, a face all four corners, a cell all eight.
 * - 18 neighbours: as 26, but two cubes that meet only in a corner stay apart, so that this corner counts twice.
 *
 * Each 2x2x2 cell holds one lattice point with its share of the edges (1/2), faces (1/4) and cells (1/8) around it (reversed for
 * 6 neighbours), hence one table of 256 values per neighbourhood. The background has the dual neighbourhood (6 for 18 and 26, 26 for 6).
 * Toriwaki & Yonekura 2002; Ohser, Nagel & Schladitz 2002. Exact.
 */
import type { Shape3 } from '../volume/index.js';
import { countConfigurations, weighConfigurations } from './configurations.js';

export type Connectivity3 = 6 | 18 | 26;

const popcount = (n: number): number => {
  let count = 0;
  for (let rest = n; rest > 0; rest &= rest - 1) count++;
  return count;
};

// masks of the voxels of a cell: pairs along an axis, quads with one fixed coordinate, and so on
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
  return 1 - edges + faces - popcount(code) / 8;
}

function points(code: number): number {
  const edges = PAIRS.filter((mask) => (code & mask) === mask).length / 4;
  const faces = QUADS.filter((mask) => (code & mask) === mask).length / 2;
  return popcount(code) / 8 - edges + faces - (code === 255 ? 1 : 0);
}

/** two opposite corners of the cell and nothing else */
function isCornerContact(code: number): boolean {
  for (let bit = 0; bit < 4; bit++) if (code === ((1 << bit) | (1 << (7 - bit)))) return true;
  return false;
}

const table = (rule: (code: number) => number): Float64Array => Float64Array.from({ length: 256 }, (_, code) => rule(code));

/** Contribution of each configuration, by neighbourhood of the body. */
export const EULER_TABLES: Readonly<Record<Connectivity3, Float64Array>> = {
  6: table(points),
  18: table((code) => closedCubes(code) + (isCornerContact(code) ? 1 : 0)),
  26: table(closedCubes),
};

/** Euler number from configuration counts (counted with "zero" or "periodic" outside). */
export function eulerFromCounts(counts: Float64Array, connectivity: Connectivity3): number {
  // an exact integer; + 0 turns -0 into 0
  return Math.round(weighConfigurations(counts, EULER_TABLES[connectivity])) + 0;
}

export interface EulerOptions {
  /** voxels with this value are inside; 1 */
  value?: number;
  periodic?: boolean;
}

/** Euler number of the voxels with one value; the outside of the box is background unless periodic. */
export function eulerNumber(data: Uint8Array, shape: Shape3, connectivity: Connectivity3, options: EulerOptions = {}): number {
  const outside = options.periodic === true ? 'periodic' : 'zero';
  return eulerFromCounts(countConfigurations({ data, first: 0 }, options.value ?? 1, shape, { outside }), connectivity);
}
