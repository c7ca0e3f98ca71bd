/**
 * Shortest distance through open voxels to a set of sources: fast marching (Sethian 1996, doi 10.1073/pnas.93.4.1591) of second order
 * where two known voxels lie behind each other (Sethian 1999, doi 10.1137/S0036144598347059).
 *
 * Voxels get their final distance in ascending order. A voxel that neighbours final ones solves |grad T| = 1 with the nearer neighbour of
 * each axis; unequal spacing enters by the step of the axis.
 *
 * Bias: exact for flat fronts along an axis, never short. Where paths bend around an edge or start at a point they come out too long by up
 * to 0.65 of the longest voxel edge, however far they go on (measured: 6 % at 20 voxels, 2 % at 40; 26-neighbour steps read up to 13 % long
 * at any distance). Time: n log(front), 1 to 5 Mvoxel/s. Memory: 5 bytes per voxel and 12 per voxel of the front.
 */
import type { Shape3, Vec3 } from '../volume/index.js';

export interface Geodesic {
  /** 1 open, 0 closed */
  readonly open: Uint8Array;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  /** voxels with a known distance */
  readonly sources: Uint32Array;
  readonly startAt: Float64Array;
}

/** Distances of all open voxels, Infinity where no path leads. `visit` sees voxels in ascending order and may stop the march. */
export function geodesicDistance(
  { open, shape, spacing, sources, startAt }: Geodesic,
  visit?: (voxel: number, distance: number) => boolean,
): Float32Array {
  const distance = new Float32Array(open.length).fill(Infinity);
  const final = new Uint8Array(open.length);
  const front = new Front();
  for (let k = 0; k < sources.length; k++) {
    if (open[sources[k]] !== 1 || distance[sources[k]] <= startAt[k]) continue;
    distance[sources[k]] = startAt[k];
    front.push(distance[sources[k]], sources[k]);
  }
  const solver = new Eikonal(open, distance, final, shape, spacing, front);
  const [nz, ny, nx] = shape;
  const plane = ny * nx;
  while (front.size > 0) {
    const voxel = front.pop();
    if (final[voxel] === 1) continue;
    final[voxel] = 1;
    if (visit?.(voxel, distance[voxel]) === false) break;
    const z = Math.floor(voxel / plane);
    const y = Math.floor((voxel - z * plane) / nx);
    const x = voxel - z * plane - y * nx;
    if (z > 0) solver.update(voxel - plane, z - 1, y, x);
    if (z < nz - 1) solver.update(voxel + plane, z + 1, y, x);
    if (y > 0) solver.update(voxel - nx, z, y - 1, x);
    if (y < ny - 1) solver.update(voxel + nx, z, y + 1, x);
    if (x > 0) solver.update(voxel - 1, z, y, x - 1);
    if (x < nx - 1) solver.update(voxel + 1, z, y, x + 1);
  }
  // what the march had not settled when it was stopped is not a distance
  for (let i = 0; i < distance.length; i++) if (final[i] === 0) distance[i] = Infinity;
  return distance;
}

/** The upwind solution of voxels beside final ones. */
class Eikonal {
  private readonly open: Uint8Array;
  private readonly distance: Float32Array;
  private readonly final: Uint8Array;
  private readonly counts: Shape3;
  private readonly strides: Vec3;
  private readonly steps: Vec3;
  private readonly front: Front;
  /** per axis with a known neighbour: (weight (T - base))^2 is its part of |grad T|^2 */
  private readonly weight = new Float64Array(3);
  private readonly base = new Float64Array(3);

  constructor(open: Uint8Array, distance: Float32Array, final: Uint8Array, shape: Shape3, steps: Vec3, front: Front) {
    this.open = open;
    this.distance = distance;
    this.final = final;
    this.counts = shape;
    this.strides = [shape[1] * shape[2], shape[2], 1];
    this.steps = steps;
    this.front = front;
  }

  /** Enters a shorter distance of an open voxel that is not final. */
  update(voxel: number, z: number, y: number, x: number): void {
    if (this.open[voxel] !== 1 || this.final[voxel] === 1) return;
    let known = this.axis(0, voxel, z, 0);
    known += this.axis(1, voxel, y, known);
    known += this.axis(2, voxel, x, known);
    const found = Math.fround(this.solve(known));
    if (found >= this.distance[voxel]) return;
    this.distance[voxel] = found;
    this.front.push(found, voxel);
  }

  /** An axis counts only if the result lies beyond its neighbour: the farthest is dropped until it does. */
  private solve(axes: number): number {
    const { weight, base } = this;
    for (let known = axes; known > 0; known--) {
      let p = 0;
      let q = 0;
      let r = -1;
      let farthest = 0;
      for (let k = 0; k < known; k++) {
        const w2 = weight[k] * weight[k];
        p += w2;
        q += w2 * base[k];
        r += w2 * base[k] * base[k];
        if (base[k] > base[farthest]) farthest = k;
      }
      const root = q * q - p * r;
      const found = root < 0 ? -1 : (q + Math.sqrt(root)) / p;
      if (found >= base[farthest]) return found;
      weight[farthest] = weight[known - 1];
      base[farthest] = base[known - 1];
    }
    return Infinity;
  }

  /** Enters the nearer final neighbour along an axis; returns how many were entered. */
  private axis(axis: 0 | 1 | 2, voxel: number, place: number, slot: number): number {
    const { distance, final, weight, base } = this;
    const stride = this.strides[axis];
    const count = this.counts[axis];
    const before = place > 0 && final[voxel - stride] === 1 ? distance[voxel - stride] : Infinity;
    const after = place < count - 1 && final[voxel + stride] === 1 ? distance[voxel + stride] : Infinity;
    if (before === Infinity && after === Infinity) return 0;
    const sign = after < before ? 1 : -1;
    const nearest = after < before ? after : before;
    const beyond = place + 2 * sign;
    const second = voxel + 2 * sign * stride;
    if (beyond >= 0 && beyond < count && final[second] === 1 && distance[second] <= nearest) {
      weight[slot] = 1.5 / this.steps[axis];
      base[slot] = (4 * nearest - distance[second]) / 3;
    } else {
      weight[slot] = 1 / this.steps[axis];
      base[slot] = nearest;
    }
    return 1;
  }
}

/** Binary heap of (distance, voxel); a voxel may be in it more than once. Ties: the lower voxel first. */
class Front {
  size = 0;
  private keys = new Float64Array(1024);
  private voxels = new Uint32Array(1024);

  push(key: number, voxel: number): void {
    if (this.size === this.keys.length) this.grow();
    const { keys, voxels } = this;
    let i = this.size++;
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (keys[parent] < key || (keys[parent] === key && voxels[parent] <= voxel)) break;
      keys[i] = keys[parent];
      voxels[i] = voxels[parent];
      i = parent;
    }
    keys[i] = key;
    voxels[i] = voxel;
  }

  /** Takes out the voxel with the lowest key. */
  pop(): number {
    const { keys, voxels } = this;
    const first = voxels[0];
    const size = --this.size;
    const key = keys[size];
    const voxel = voxels[size];
    let i = 0;
    for (let child = 1; child < size; child = 2 * i + 1) {
      const right = child + 1;
      if (right < size && (keys[right] < keys[child] || (keys[right] === keys[child] && voxels[right] < voxels[child]))) child = right;
      if (key < keys[child] || (key === keys[child] && voxel <= voxels[child])) break;
      keys[i] = keys[child];
      voxels[i] = voxels[child];
      i = child;
    }
    keys[i] = key;
    voxels[i] = voxel;
    return first;
  }

  private grow(): void {
    const keys = new Float64Array(2 * this.keys.length);
    keys.set(this.keys);
    this.keys = keys;
    const voxels = new Uint32Array(2 * this.voxels.length);
    voxels.set(this.voxels);
    this.voxels = voxels;
  }
}
