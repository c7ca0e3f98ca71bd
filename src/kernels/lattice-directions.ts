/**
 * The 13 directions to the 26 neighbours of a voxel, and the share of all directions that each stands for.
 * A share is the area of the spherical Voronoi cell of the direction (and of its opposite) over 4 pi. With unequal spacing the
 * physical directions move together or apart, so the shares are computed for the spacing at hand.
 */
import { InvalidInputError } from '../base/index.js';
import type { Vec3 } from '../volume/index.js';

/** Steps (z, y, x) of one half of the 26 neighbours: 3 axes, 6 face diagonals, 4 body diagonals. */
export const DIRECTIONS: readonly Vec3[] = [
  [0, 0, 1], [0, 1, 0], [1, 0, 0],
  [0, 1, 1], [0, 1, -1], [1, 0, 1], [1, 0, -1], [1, 1, 0], [1, -1, 0],
  [1, 1, 1], [1, 1, -1], [1, -1, 1], [1, -1, -1],
]; // prettier-ignore

export interface WeightedDirection {
  readonly step: Vec3;
  /** physical distance of one step */
  readonly length: number;
  /** share of all directions; the 13 shares sum to 1 */
  readonly share: number;
}

const cache = new Map<string, readonly WeightedDirection[]>();

/** Directions with their physical length and share for a spacing. Shares depend on the ratios of the spacing only. */
export function weightedDirections(spacing: Vec3): readonly WeightedDirection[] {
  const key = spacing.join(' ');
  const known = cache.get(key);
  if (known !== undefined) return known;
  if (!spacing.every((s) => s > 0 && Number.isFinite(s)))
    throw new InvalidInputError(`The spacing is ${spacing.join(' x ')}; every voxel edge must be a positive number.`);
  const half = DIRECTIONS.map((step) => unit(scale(step, spacing)));
  const sites = [...half, ...half.map((d): Vec3 => [-d[0], -d[1], -d[2]])];
  const areas = half.map((site) => voronoiCellArea(site, sites));
  const total = areas.reduce((a, b) => a + b, 0);
  const result = DIRECTIONS.map((step, k) => ({ step, length: norm(scale(step, spacing)), share: areas[k] / total }));
  if (cache.size > 64) cache.clear();
  cache.set(key, result);
  return result;
}

/**
 * Area of the cell of unit vectors that are nearer to `site` than to any other. In the plane that touches the sphere at `site` the
 * borders to the others are straight lines, so the cell is a big square clipped by half-planes.
 */
function voronoiCellArea(site: Vec3, sites: readonly Vec3[]): number {
  const [e1, e2] = tangents(site);
  const far = 1e4;
  let polygon: (readonly [number, number])[] = [[-far, -far], [far, -far], [far, far], [-far, far]]; // prettier-ignore
  for (const other of sites) {
    if (other === site) continue;
    // a + b u + c v >= 0 keeps the side of `site`
    polygon = clip(polygon, 1 - dot(site, other), -dot(e1, other), -dot(e2, other));
  }
  const corners = polygon.map(([u, v]) =>
    unit([site[0] + u * e1[0] + v * e2[0], site[1] + u * e1[1] + v * e2[1], site[2] + u * e1[2] + v * e2[2]]),
  );
  let area = 0;
  for (let k = 0; k < corners.length; k++) area += solidAngle(site, corners[k], corners[(k + 1) % corners.length]);
  return area;
}

function clip(polygon: readonly (readonly [number, number])[], a: number, b: number, c: number): (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  for (let k = 0; k < polygon.length; k++) {
    const p = polygon[k];
    const q = polygon[(k + 1) % polygon.length];
    const fp = a + b * p[0] + c * p[1];
    const fq = a + b * q[0] + c * q[1];
    if (fp >= 0) kept.push(p);
    if (fp >= 0 !== fq >= 0) {
      const t = fp / (fp - fq);
      kept.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
    }
  }
  return kept;
}

/** Solid angle of the triangle of three unit vectors (van Oosterom & Strackee 1983). */
function solidAngle(a: Vec3, b: Vec3, c: Vec3): number {
  const triple = dot(a, cross(b, c));
  return Math.abs(2 * Math.atan2(triple, 1 + dot(a, b) + dot(b, c) + dot(c, a)));
}

function tangents(n: Vec3): readonly [Vec3, Vec3] {
  const other: Vec3 = Math.abs(n[0]) < 0.6 ? [1, 0, 0] : [0, 1, 0];
  const e1 = unit(cross(n, other));
  return [e1, cross(n, e1)];
}

const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const norm = (a: Vec3): number => Math.sqrt(dot(a, a));
const scale = (a: Vec3, s: Vec3): Vec3 => [a[0] * s[0], a[1] * s[1], a[2] * s[2]];
const cross = (a: Vec3, b: Vec3): Vec3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];

function unit(a: Vec3): Vec3 {
  const n = norm(a);
  return [a[0] / n, a[1] / n, a[2] / n];
}
