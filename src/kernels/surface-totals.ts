/**
 * From the counts of cells (surface-counts.ts) to totals of a box: cells that stick out of the box are weighted by what is said of its
 * faces. All totals are exact: integers, or multiples of a power of two.
 */
import { DIRECTIONS } from './lattice-directions.js';
import type { Outside } from './planes.js';
import { ALL_SQUARES, ANY, CELL_COUNTS, CORNER_PAIRS, FLATS, VOXELS } from './surface-counts.js';

/** Whether an element of the lattice (pair, square, cube) reaches over two voxels along z, y and x. */
export type Span = readonly [z: boolean, y: boolean, x: boolean];

/**
 * - `whole`: every element counts, also those that stick out of the box;
 * - `halved`: an element that sticks out counts one half per axis along which it does, one within the box in full;
 * - `inside`: only elements within the box.
 */
export type BorderRule = 'whole' | 'halved' | 'inside';

/** Weight of an element in a cell that is low (0), middle (1) or high (2) along an axis. */
function weightOf(rule: BorderRule, spans: boolean, kind: number): number {
  if (rule === 'whole') return 1;
  if (!spans) return kind === 0 ? 0 : 1;
  return kind === 1 ? 1 : rule === 'halved' ? 0.5 : 0;
}

/** Sum of one count over the classes of cells. */
export function totalOf(counts: Float64Array, which: number, span: Span, rule: BorderRule): number {
  let total = 0;
  for (let kz = 0; kz < 3; kz++)
    for (let ky = 0; ky < 3; ky++)
      for (let kx = 0; kx < 3; kx++) {
        const weight = weightOf(rule, span[0], kz) * weightOf(rule, span[1], ky) * weightOf(rule, span[2], kx);
        total += weight * counts[((kz * 3 + ky) * 3 + kx) * CELL_COUNTS + which];
      }
  return total;
}

export interface SurfaceTotals {
  readonly outside: Outside;
  /** voxels of the body */
  readonly voxels: number;
  /** changes along the 13 directions, in the order of DIRECTIONS */
  readonly crossings: Float64Array;
  /** voxel faces in flat patches, with their normal along z, y, x */
  readonly flats: readonly [z: number, y: number, x: number];
  /** the counts that they come from */
  readonly counts: Float64Array;
}

/** Totals of the counts of all slabs. Beyond an "edge" the outermost voxels repeat, so a change there is the mean over both senses of its direction. */
export function surfaceTotals(counts: Float64Array, outside: Outside): SurfaceTotals {
  const rule = outside === 'edge' ? 'halved' : 'whole';
  return {
    outside,
    voxels: totalOf(counts, VOXELS, [false, false, false], rule),
    crossings: Float64Array.from(DIRECTIONS, ([z, y, x], k) => totalOf(counts, k, [z !== 0, y !== 0, x !== 0], rule)),
    flats: [counts[FLATS], counts[FLATS + 1], counts[FLATS + 2]],
    counts,
  };
}

/** A kind of lattice element: the voxels of which it needs any, or all, and where its count stands. */
interface Element {
  readonly span: Span;
  readonly any: number;
  readonly all: (counts: Float64Array, rule: BorderRule) => number;
}

const pair = (axis: 0 | 1 | 2): Element => {
  const span: Span = [axis === 0, axis === 1, axis === 2];
  // directions and pairs are counted x, y, z; a pair is all inside when it is inside and no change
  const any = ANY + 2 - axis;
  return { span, any, all: (counts, rule) => totalOf(counts, any, span, rule) - totalOf(counts, 2 - axis, span, rule) };
};
const bigger = (span: Span, k: number): Element => ({
  span,
  any: ANY + 3 + k,
  all: (counts, rule) => totalOf(counts, ALL_SQUARES + k, span, rule),
});
const PAIRS: readonly Element[] = [pair(0), pair(1), pair(2)];
const SQUARES: readonly Element[] = [bigger([false, true, true], 0), bigger([true, false, true], 1), bigger([true, true, false], 2)];
const CUBE = bigger([true, true, true], 3);
const VOXEL: Span = [false, false, false];

/** Signed sum over voxels, pairs, squares and cubes, each measured by `size`. */
function alternating(size: (element: Element | 'voxel') => number): number {
  const sum = (elements: readonly Element[]): number => elements.reduce((total, element) => total + size(element), 0);
  return size('voxel') - sum(PAIRS) + sum(SQUARES) - size(CUBE);
}

/**
 * Voxels - pairs + squares - cubes: with all their voxels inside it is the Euler number of the points (6 neighbours); with any inside
 * its opposite is that of the closed cubes (26 neighbours), whose faces, edges and vertices are the pairs, squares and cubes.
 * `scale` divides each kind of element, for densities.
 */
export function eulerSum(
  counts: Float64Array,
  connectivity: 6 | 18 | 26,
  rule: BorderRule,
  scale: (span: Span) => number = () => 1,
): number {
  const points = connectivity === 6;
  const sum = alternating((element) => {
    if (element === 'voxel') return totalOf(counts, VOXELS, VOXEL, rule) / scale(VOXEL);
    return (points ? element.all(counts, rule) : totalOf(counts, element.any, element.span, rule)) / scale(element.span);
  });
  // with 18 neighbours two cubes that meet in a corner alone stay apart, so that this corner counts twice
  const apart = connectivity === 18 ? totalOf(counts, CORNER_PAIRS, CUBE.span, rule) / scale(CUBE.span) : 0;
  return (points ? sum : -sum) + apart;
}
