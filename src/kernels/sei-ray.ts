/**
 * Rays through the SEI, voxel by voxel (Amanatides & Woo 1987), that can wait at the end of the planes at hand and go on in others.
 * Borders met at once are crossed at once, into the voxel beyond the shared edge: one of those touched on the way would otherwise be
 * picked by the order of the axes, and a turned volume would give another thickness.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import type { Planes } from './planes.js';

/** Numbers of a ray: length so far; voxel z, y, x; signed distance between borders along z, y, x; length at the next border of each. */
export const RAY_NUMBERS = 10;

/** The ray left the SEI; it left the box while in it; it needs other planes. */
export const RAY_DONE = 0;
export const RAY_CUT = 1;
export const RAY_WAITS = 2;

/** borders closer than this share of the way count as met at once: voxel sizes in files are rounded */
const TIED = 1 + 1e-6;

/** A ray from the centre of a voxel face with its normal along `axis`, in the voxel it starts into. */
export function startRay(ray: Float64Array, z: number, y: number, x: number, axis: 0 | 1 | 2, normal: Float64Array, spacing: Vec3): void {
  ray[0] = 0;
  ray[1] = z;
  ray[2] = y;
  ray[3] = x;
  for (let a = 0; a < 3; a++) {
    const delta = spacing[a] / Math.abs(normal[a]);
    ray[4 + a] = normal[a] > 0 ? delta : -delta;
    // a whole voxel along the axis, half a voxel sideways
    ray[7 + a] = a === axis ? delta : delta / 2;
  }
}

/** Goes on until the ray ends or needs a plane that is not at hand. */
export function followRay(ray: Float64Array, { data, first }: Planes, shape: Shape3, sei: number): number {
  const [nz, ny, nx] = shape;
  const end = first + data.length / (ny * nx);
  let t = ray[0];
  let z = ray[1];
  let y = ray[2];
  let x = ray[3];
  const [deltaZ, deltaY, deltaX] = [ray[4], ray[5], ray[6]];
  let nextZ = ray[7];
  let nextY = ray[8];
  let nextX = ray[9];
  let state = RAY_WAITS;
  for (;;) {
    if (z < 0 || y < 0 || x < 0 || z >= nz || y >= ny || x >= nx) {
      state = RAY_CUT;
      break;
    }
    if (z < first || z >= end) break;
    if (data[((z - first) * ny + y) * nx + x] !== sei) {
      state = RAY_DONE;
      break;
    }
    t = Math.min(nextZ, nextY, nextX);
    const met = t * TIED;
    if (nextZ <= met) {
      z += deltaZ > 0 ? 1 : -1;
      nextZ += Math.abs(deltaZ);
    }
    if (nextY <= met) {
      y += deltaY > 0 ? 1 : -1;
      nextY += Math.abs(deltaY);
    }
    if (nextX <= met) {
      x += deltaX > 0 ? 1 : -1;
      nextX += Math.abs(deltaX);
    }
  }
  ray[0] = t;
  ray[1] = z;
  ray[2] = y;
  ray[3] = x;
  ray[7] = nextZ;
  ray[8] = nextY;
  ray[9] = nextX;
  return state;
}

/** Follows rays that wait, in place, and gives the state of each. */
export function followRays(rays: Float64Array, planes: Planes, shape: Shape3, sei: number): { rays: Float64Array; states: Uint8Array } {
  const states = new Uint8Array(rays.length / RAY_NUMBERS);
  for (let k = 0; k < states.length; k++) states[k] = followRay(rays.subarray(k * RAY_NUMBERS, (k + 1) * RAY_NUMBERS), planes, shape, sei);
  return { rays, states };
}
