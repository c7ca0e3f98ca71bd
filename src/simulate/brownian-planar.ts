/** Brownian deposition onto a flat collector at row 0, sides periodic. */
import type { Rng } from '../base/index.js';
import { createLattice } from './brownian-lattice.js';
import type { Lattice } from './brownian-lattice.js';
import { fisherCosine, returnTime, vonMisesCosine } from './brownian-steps.js';

export interface PlanarGrowth {
  /** sites along z, y, x; one site along z means two dimensions */
  readonly size: readonly [number, number, number];
  /** chance that a walker that runs into the deposit stays */
  readonly sticking: number;
  /** drift towards the collector times site over diffusivity, 0 to 2 */
  readonly peclet: number;
}

export interface Planar {
  readonly lattice: Lattice;
  /** adds one particle; false when the deposit has reached the top of the box */
  grow(): boolean;
  /** highest occupied row, -1 when bare */
  top(): number;
}

export function createPlanar({ size, sticking, peclet }: PlanarGrowth, rng: Rng): Planar {
  const [nz, ny, nx] = size;
  const flat = nz === 1;
  const lattice = createLattice(size, true);
  const { occupied } = lattice;
  const directions = flat ? 4 : 6;
  const down = (1 + peclet / 2) / directions;
  const vertical = 2 / directions;
  let top = -1;

  const wrap = (i: number, n: number): number => ((i % n) + n) % n;

  function grow(): boolean {
    // the first row that is surely free, where walkers start and come back to
    const launch = top + 2;
    if (launch >= ny) return false;
    let z = flat ? 0 : rng.int(nz);
    let y = launch;
    let x = rng.int(nx);
    for (;;) {
      if (y > launch) {
        const spread = Math.sqrt(2 * returnTime(y - launch, peclet, rng));
        if (!flat) z = wrap(Math.round(z + spread * rng.normal()), nz);
        x = wrap(Math.round(x + spread * rng.normal()), nx);
        y = launch;
      }
      // the collector lies at row -1
      const free = Math.min(lattice.free(z, y, x), y);
      if (free >= 3) {
        const radius = free - 1;
        const concentration = (peclet * radius) / 2;
        if (flat) {
          const cosine = vonMisesCosine(concentration, rng);
          const side = Math.sqrt(Math.max(0, 1 - cosine * cosine)) * (rng.next() < 0.5 ? -1 : 1);
          y -= Math.round(radius * cosine);
          x = wrap(x + Math.round(radius * side), nx);
        } else {
          const cosine = fisherCosine(concentration, rng);
          const across = radius * Math.sqrt(Math.max(0, 1 - cosine * cosine));
          const angle = 2 * Math.PI * rng.next();
          z = wrap(z + Math.round(across * Math.sin(angle)), nz);
          y -= Math.round(radius * cosine);
          x = wrap(x + Math.round(across * Math.cos(angle)), nx);
        }
        continue;
      }
      let [toZ, toY, toX] = [z, y, x];
      const u = rng.next();
      if (u < vertical) toY += u < down ? -1 : 1;
      else {
        const way = Math.floor(((u - vertical) / (1 - vertical)) * (directions - 2));
        const sign = (way & 1) * 2 - 1;
        if (way < 2) toX = wrap(x + sign, nx);
        else toZ = wrap(z + sign, nz);
      }
      if (toY < 0 || (toY < ny && occupied[(toZ * ny + toY) * nx + toX] === 1)) {
        if (sticking >= 1 || rng.next() < sticking) {
          lattice.add(z, y, x);
          if (y > top) top = y;
          return true;
        }
        continue;
      }
      [z, y, x] = [toZ, toY, toX];
    }
  }
  return { lattice, grow, top: () => top };
}
