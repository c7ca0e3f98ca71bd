/** Brownian deposition around one seed, with walkers from infinity. */
import type { Rng } from '../base/index.js';
import { createLattice } from './brownian-lattice.js';
import type { Lattice } from './brownian-lattice.js';
import { fisherCosine, returnAngle, returnCosine, turnedBy } from './brownian-steps.js';

export interface RadialGrowth {
  readonly dimension: 2 | 3;
  readonly sticking: number;
  /** expected number of particles, for the size of the box */
  readonly particles: number;
}

export interface Radial {
  /** replaced when the cluster outgrows it */
  lattice(): Lattice;
  /** adds one particle */
  grow(): void;
  /** z, y, x of the particles relative to the seed, in the order of deposition */
  readonly places: readonly (readonly [number, number, number])[];
}

export function createRadial({ dimension, sticking, particles }: RadialGrowth, rng: Rng): Radial {
  const flat = dimension === 2;
  const places: [number, number, number][] = [];
  let half = 8 + Math.ceil(1.5 * particles ** (flat ? 1 / 1.7 : 1 / 2.45));
  let lattice = emptyLattice(half, flat);
  let reach = 0;
  put(0, 0, 0);

  function put(z: number, y: number, x: number): void {
    places.push([z, y, x]);
    reach = Math.max(reach, Math.hypot(z, y, x));
    if (reach + 8 < half) lattice.add(flat ? 0 : z + half, y + half, x + half);
    else {
      half = Math.ceil(1.4 * half) + 8;
      lattice = emptyLattice(half, flat);
      for (const [pz, py, px] of places) lattice.add(flat ? 0 : pz + half, py + half, px + half);
    }
  }

  function grow(): void {
    const launch = reach + 3;
    let [z, y, x] = onSphere(launch, flat, rng);
    for (;;) {
      const r = flat ? Math.hypot(y, x) : Math.hypot(z, y, x);
      if (r > launch + 2) {
        const back = comeBack(z, y, x, r, launch, flat, rng);
        [z, y, x] = back ?? onSphere(launch, flat, rng);
        continue;
      }
      const side = 2 * half + 1;
      const cz = flat ? 0 : z + half;
      const free = lattice.free(cz, y + half, x + half);
      if (free >= 3) {
        const radius = free - 1;
        if (flat) {
          const angle = 2 * Math.PI * rng.next();
          y += Math.round(radius * Math.sin(angle));
          x += Math.round(radius * Math.cos(angle));
        } else {
          const cosine = 2 * rng.next() - 1;
          const across = radius * Math.sqrt(1 - cosine * cosine);
          const angle = 2 * Math.PI * rng.next();
          z += Math.round(radius * cosine);
          y += Math.round(across * Math.sin(angle));
          x += Math.round(across * Math.cos(angle));
        }
        continue;
      }
      const way = rng.int(flat ? 4 : 6);
      const sign = (way & 1) * 2 - 1;
      const toX = way < 2 ? x + sign : x;
      const toY = way >= 2 && way < 4 ? y + sign : y;
      const toZ = way >= 4 ? z + sign : z;
      if (lattice.occupied[((flat ? 0 : toZ + half) * side + toY + half) * side + toX + half] === 1) {
        if (sticking >= 1 || rng.next() < sticking) {
          put(z, y, x);
          return;
        }
        continue;
      }
      z = toZ;
      y = toY;
      x = toX;
    }
  }
  return { lattice: () => lattice, grow, places };
}

function emptyLattice(half: number, flat: boolean): Lattice {
  const side = 2 * half + 1;
  return createLattice([flat ? 1 : side, side, side], false);
}

function onSphere(radius: number, flat: boolean, rng: Rng): [number, number, number] {
  if (flat) {
    const angle = 2 * Math.PI * rng.next();
    return [0, Math.round(radius * Math.sin(angle)), Math.round(radius * Math.cos(angle))];
  }
  const [z, y, x] = turnedBy([0, 1, 0], fisherCosine(0, rng), rng);
  return [Math.round(radius * z), Math.round(radius * y), Math.round(radius * x)];
}

/** Where a path from outside first meets the launch circle or sphere; undefined when it goes to infinity. */
function comeBack(
  z: number,
  y: number,
  x: number,
  r: number,
  launch: number,
  flat: boolean,
  rng: Rng,
): [number, number, number] | undefined {
  if (flat) {
    const angle = Math.atan2(y, x) + returnAngle(r, launch, rng);
    return [0, Math.round(launch * Math.sin(angle)), Math.round(launch * Math.cos(angle))];
  }
  const cosine = returnCosine(r, launch, rng);
  if (cosine === undefined) return undefined;
  const [dz, dy, dx] = turnedBy([z / r, y / r, x / r], cosine, rng);
  return [Math.round(launch * dz), Math.round(launch * dy), Math.round(launch * dx)];
}
