/** Drawing solids into a mask: convex polyhedra row by row, tapered capsules, and any solid given by a test in its own frame. */
import type { Rng } from '../base/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';
import { stampBall } from './stamp.js';

/** Points p with normal . (p - centre) <= reach; z, y, x, reach. */
export type Plane = readonly [z: number, y: number, x: number, reach: number];

/** Sets every voxel whose centre lies within all planes and within `bound` of the centre along every axis. */
export function stampPolyhedron(mask: Uint8Array, shape: Shape3, centre: Vec3, planes: readonly Plane[], bound: number, value = 1): void {
  const [nz, ny, nx] = shape;
  const [cz, cy, cx] = centre;
  const z1 = Math.min(nz - 1, Math.floor(cz + bound));
  const y1 = Math.min(ny - 1, Math.floor(cy + bound));
  for (let z = Math.max(0, Math.ceil(cz - bound)); z <= z1; z++) {
    for (let y = Math.max(0, Math.ceil(cy - bound)); y <= y1; y++) {
      // what each plane leaves of this row, from the left and from the right
      let from = cx - bound;
      let to = cx + bound;
      for (const [pz, py, px, reach] of planes) {
        const rest = reach - pz * (z - cz) - py * (y - cy);
        if (Math.abs(px) < 1e-9) {
          if (rest < 0) to = -Infinity;
        } else if (px > 0) to = Math.min(to, cx + rest / px);
        else from = Math.max(from, cx + rest / px);
      }
      const x0 = Math.max(0, Math.ceil(from));
      const x1 = Math.min(nx - 1, Math.floor(to));
      const row = (z * ny + y) * nx;
      if (x1 >= x0) mask.fill(value, row + x0, row + x1 + 1);
    }
  }
}

/** Balls along a line whose radius changes evenly from `r0` to `r1`, close enough together to leave no ripples. */
export function stampCapsule(mask: Uint8Array, shape: Shape3, a: Vec3, b: Vec3, r0: number, r1: number, value = 1): void {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
  const steps = Math.max(1, Math.ceil(length / Math.max(0.5, 0.3 * Math.min(r0, r1))));
  for (let i = 0; i <= steps; i++) {
    const t = i / steps;
    stampBall(
      mask,
      shape,
      a[0] + t * (b[0] - a[0]),
      a[1] + t * (b[1] - a[1]),
      a[2] + t * (b[2] - a[2]),
      Math.max(0.75, r0 + t * (r1 - r0)),
      value,
    );
  }
}

/** Three unit vectors at right angles. */
export type Frame = readonly [Vec3, Vec3, Vec3];

/** Sets the voxels within `bound` of the centre whose place (u, v, w) in the frame passes the test. */
export function stampSolid(
  mask: Uint8Array,
  shape: Shape3,
  centre: Vec3,
  frame: Frame,
  bound: number,
  inside: (u: number, v: number, w: number) => boolean,
  value = 1,
): void {
  const [nz, ny, nx] = shape;
  const [cz, cy, cx] = centre;
  const [a, b, c] = frame;
  const z1 = Math.min(nz - 1, Math.floor(cz + bound));
  const y1 = Math.min(ny - 1, Math.floor(cy + bound));
  const x1 = Math.min(nx - 1, Math.floor(cx + bound));
  for (let z = Math.max(0, Math.ceil(cz - bound)); z <= z1; z++) {
    const dz = z - cz;
    for (let y = Math.max(0, Math.ceil(cy - bound)); y <= y1; y++) {
      const dy = y - cy;
      const row = (z * ny + y) * nx;
      for (let x = Math.max(0, Math.ceil(cx - bound)); x <= x1; x++) {
        const dx = x - cx;
        if (inside(a[0] * dz + a[1] * dy + a[2] * dx, b[0] * dz + b[1] * dy + b[2] * dx, c[0] * dz + c[1] * dy + c[2] * dx))
          mask[row + x] = value;
      }
    }
  }
}

/** A frame whose second vector leans from +y by the angle (radians), turned by chance about it. */
export function leaningFrame(lean: number, rng: Rng): Frame {
  const direction = rng.uniform(0, 2 * Math.PI);
  const turn = rng.uniform(0, 2 * Math.PI);
  const up: Vec3 = [Math.sin(lean) * Math.sin(direction), Math.cos(lean), Math.sin(lean) * Math.cos(direction)];
  // any vector that is not along `up` gives the first direction across it
  const other: Vec3 = Math.abs(up[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0];
  const e = unit(cross(up, other));
  const f = cross(up, e);
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const across = combine(e, cos, f, sin);
  return [across, up, cross(across, up)];
}

/** Even over all directions. */
export function randomFrame(rng: Rng): Frame {
  return leaningFrame(Math.acos(rng.uniform(-1, 1)), rng);
}

/** A plane given in the coordinates of a frame. */
export function planeIn([a, b, c]: Frame, u: number, v: number, w: number, reach: number): Plane {
  const n = Math.hypot(u, v, w);
  const along = (i: 0 | 1 | 2): number => (u * a[i] + v * b[i] + w * c[i]) / n;
  return [along(0), along(1), along(2), reach];
}

function combine(a: Vec3, p: number, b: Vec3, q: number): Vec3 {
  return [p * a[0] + q * b[0], p * a[1] + q * b[1], p * a[2] + q * b[2]];
}

function cross(a: Vec3, b: Vec3): Vec3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(a: Vec3): Vec3 {
  const n = Math.hypot(...a) || 1;
  return [a[0] / n, a[1] / n, a[2] / n];
}
