/**
 * Values at the crossings of a rectilinear grid, whose steps may differ, on a regular one: linear along each axis (exact for fields that
 * are linear in each coordinate, and at the crossings themselves). Outside the grid, `empty`.
 */
import type { SamplingGrid } from './sampling-grid.js';

export interface RectilinearValues {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
  /** [z, y, x] */
  readonly values: Float64Array;
}

interface Places {
  /** crossing before each place, or -1 outside */
  readonly before: Int32Array;
  /** share of the way to the next one */
  readonly along: Float64Array;
}

/** Where the voxels of an axis lie between the crossings; an axis with one crossing reaches everywhere. */
function placesOf(crossings: Float64Array, first: number, step: number, count: number): Places {
  const before = new Int32Array(count);
  const along = new Float64Array(count);
  const last = crossings.length - 1;
  if (last === 0) return { before, along };
  // a voxel centre on the border may miss it by rounding
  const slack = 1e-9 * (crossings[last] - crossings[0]);
  let at = 0;
  for (let i = 0; i < count; i++) {
    const place = first + i * step;
    if (place < crossings[0] - slack || place > crossings[last] + slack) {
      before[i] = -1;
      continue;
    }
    while (at < last - 1 && place > crossings[at + 1]) at++;
    before[i] = at;
    along[i] = Math.min(1, Math.max(0, (place - crossings[at]) / (crossings[at + 1] - crossings[at])));
  }
  return { before, along };
}

/** A crossing without a value (NaN) takes away only places that really lie between it and others. */
function between(from: number, to: number, share: number): number {
  if (share === 0) return from;
  return share === 1 ? to : from * (1 - share) + to * share;
}

export function gridInterpolate(
  { x, y, z, values }: RectilinearValues,
  empty: number,
  { shape, origin, step }: SamplingGrid,
): Float32Array {
  const [nz, ny, nx] = shape;
  const zs = placesOf(z, origin[0], step[0], nz);
  const ys = placesOf(y, origin[1], step[1], ny);
  const xs = placesOf(x, origin[2], step[2], nx);
  const row = x.length;
  const plane = row * y.length;
  const nextX = x.length > 1 ? 1 : 0;
  const nextY = y.length > 1 ? row : 0;
  const nextZ = z.length > 1 ? plane : 0;
  const out = new Float32Array(nz * ny * nx);
  let at = 0;
  for (let k = 0; k < nz; k++)
    for (let j = 0; j < ny; j++)
      for (let i = 0; i < nx; i++, at++) {
        if (zs.before[k] < 0 || ys.before[j] < 0 || xs.before[i] < 0) {
          out[at] = empty;
          continue;
        }
        const o = zs.before[k] * plane + ys.before[j] * row + xs.before[i];
        const [u, v, w] = [xs.along[i], ys.along[j], zs.along[k]];
        const near = between(between(values[o], values[o + nextX], u), between(values[o + nextY], values[o + nextY + nextX], u), v);
        if (w === 0 || nextZ === 0) {
          out[at] = near;
          continue;
        }
        const p = o + nextZ;
        const far = between(between(values[p], values[p + nextX], u), between(values[p + nextY], values[p + nextY + nextX], u), v);
        out[at] = between(near, far, w);
      }
  return out;
}
