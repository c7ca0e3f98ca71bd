/**
 * Weights of the perimeter (perimeter.ts): what a change along each of eight directions and a flat pixel edge count for.
 *
 * The estimate of a straight line with normal n is made 1 in the least-squares sense over all orientations, with mean exactly 1 (so discs
 * have no bias but that of their pixels) and with extra weight on the lines along the grid; no weight is negative. The plane analogue of
 * flat-crofton.ts. Weights depend on the ratio of the spacing only.
 */
import { InvalidInputError } from '../base/index.js';
import { boundedLeastSquares, normalEquations } from './bounded-least-squares.js';

type Vec2 = readonly [y: number, x: number];

/** Steps (y, x): along x, along y, diagonals, and the steps of a knight along x and along y. */
export const PLANE_DIRECTIONS: readonly Vec2[] = [[0, 1], [1, 0], [1, 1], [1, -1], [1, 2], [1, -2], [2, 1], [2, -1]]; // prettier-ignore

/** unknown of each direction: mirror images share one; then flat edges with their normal along y and x */
const UNKNOWN_OF = [0, 1, 2, 2, 3, 3, 4, 4];
const FLAT = 5;
const UNKNOWNS = 7;
/** the same unknown when the axes change places */
const TURNED = [1, 0, 2, 4, 3, 6, 5];

/** Largest weight of a flat edge: with very unequal spacing a fit would rest on them alone, and discs have few. */
const LARGEST_FLAT_WEIGHT = 0.35;
/** weight of a line along the grid, and of the mean, in the sum of squares */
const ALONG_GRID = 0.3;
const ONE_MEAN = 10;
const SWEEPS = 20000;
const ORIENTATIONS = 1440;

export interface PerimeterWeights {
  /** of the eight directions */
  readonly directions: readonly number[];
  /** of flat edges with their normal along y and along x */
  readonly flats: Vec2;
}

export const stepLength = ([y, x]: Vec2, [dy, dx]: Vec2): number => Math.hypot(y * dy, x * dx);

const cache = new Map<string, PerimeterWeights>();

/** Weights for a spacing: fitted with the longer edge first, so that they turn with their axes exactly. */
export function perimeterWeights([dy, dx]: Vec2): PerimeterWeights {
  if (![dy, dx].every((s) => s > 0 && Number.isFinite(s)))
    throw new InvalidInputError(`The spacing is ${dy} x ${dx}; every pixel edge must be a positive number.`);
  const key = `${dy} ${dx}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const turned = dx > dy;
  const found = fit(turned ? dy / dx : dx / dy);
  const weight = (unknown: number): number => found[turned ? TURNED[unknown] : unknown];
  const result: PerimeterWeights = { directions: UNKNOWN_OF.map(weight), flats: [weight(FLAT), weight(FLAT + 1)] };
  if (cache.size > 64) cache.clear();
  cache.set(key, result);
  return result;
}

/** What each unknown gives for a line of unit length with normal n. */
function responses([ny, nx]: Vec2, spacing: Vec2): Float64Array {
  const row = new Float64Array(UNKNOWNS);
  PLANE_DIRECTIONS.forEach((step, k) => {
    const projected = step[0] * spacing[0] * ny + step[1] * spacing[1] * nx;
    row[UNKNOWN_OF[k]] += ((Math.PI / 2) * Math.abs(projected)) / stepLength(step, spacing);
  });
  // a step within the four places between five columns makes an edge not flat
  row[FLAT] = Math.max(0, Math.abs(ny) - (4 * Math.abs(nx * spacing[1])) / spacing[0]);
  row[FLAT + 1] = Math.max(0, Math.abs(nx) - (4 * Math.abs(ny * spacing[0])) / spacing[1]);
  return row;
}

/** Weights for pixels of height 1 and width `width`, at most 1. */
function fit(width: number): Float64Array {
  const spacing: Vec2 = [1, width];
  const equations = normalEquations(UNKNOWNS);
  const mean = new Float64Array(UNKNOWNS);
  for (let k = 0; k < ORIENTATIONS; k++) {
    const angle = ((k + 0.5) * Math.PI) / ORIENTATIONS;
    const row = responses([Math.sin(angle), Math.cos(angle)], spacing);
    equations.require(row, 1 / ORIENTATIONS);
    row.forEach((value, i) => (mean[i] += value / ORIENTATIONS));
  }
  equations.require(mean, ONE_MEAN);
  equations.require(responses([1, 0], spacing), ALONG_GRID ** 2);
  equations.require(responses([0, 1], spacing), ALONG_GRID ** 2);
  const limits = Array.from({ length: UNKNOWNS }, (_, i) => (i < FLAT ? Infinity : LARGEST_FLAT_WEIGHT));
  const x = boundedLeastSquares(equations, limits, SWEEPS);
  const scale = 1 / mean.reduce((sum, value, i) => sum + value * x[i], 0);
  const isSquare = 1 - width <= 1e-9;
  return x.map((value, i) => scale * (isSquare ? (value + x[TURNED[i]]) / 2 : value));
}
