/**
 * Solid-on-solid kinetic Monte Carlo: columns without overhangs. The top atom of a column with n neighbours beside it hops at the
 * rate D q^n, q = exp(-E_n/kT), onto one of the neighbouring columns, each with the same chance.
 *
 * With this rule the hops obey detailed balance for the energy E_n/2 times the sum of the steps between columns.
 */
import type { Rng } from '../base/index.js';
import { createClassLists, pickClass, totalRate } from './kmc-classes.js';

export interface SosSettings {
  /** along z and x; one along z means two dimensions. Sides periodic */
  readonly columns: readonly [number, number];
  /** E_n/kT; Infinity for hops of single atoms alone */
  readonly bond: number;
  /** hop rate of a single atom over the arrival rate of a column (D/F); Infinity for no arrivals */
  readonly diffusion: number;
}

export interface Sos {
  readonly height: Int32Array;
  /** one arrival or hop; returns the time it took, in arrivals per column, or hops of a single atom without arrivals */
  step(): number;
  /** raises or lowers a column */
  set(column: number, height: number): void;
  arrivals(): number;
  hops(): number;
}

export function createSos({ columns, bond, diffusion }: SosSettings, rng: Rng): Sos {
  const count = columns[0] * columns[1];
  const ways = columns[0] === 1 ? 2 : 4;
  const beside = besideColumns(columns);
  const height = new Int32Array(count);
  const atoms = createClassLists(count, ways + 1);
  const still = !Number.isFinite(diffusion);
  const rates = Float64Array.from({ length: ways + 1 }, (_, n) => (n === 0 ? 1 : Math.exp(-bond * n)) * (still ? 1 : diffusion));
  const arrivalRate = still ? 0 : count;
  let arrivals = 0;
  let hops = 0;

  function refresh(column: number): void {
    const h = height[column] ?? 0;
    let bonds = 0;
    for (let d = 0; d < ways; d++) if ((height[beside[column * 4 + d] ?? 0] ?? 0) >= h) bonds++;
    // the ground itself does not move
    atoms.move(column, h > 0 ? bonds : -1);
  }
  function set(column: number, to: number): void {
    height[column] = to;
    refresh(column);
    for (let d = 0; d < ways; d++) refresh(beside[column * 4 + d] ?? 0);
  }

  return {
    height,
    set,
    step: () => {
      const hopRate = totalRate(atoms, rates);
      const total = hopRate + arrivalRate;
      if (rng.next() * total < arrivalRate) {
        const column = rng.int(count);
        set(column, (height[column] ?? 0) + 1);
        arrivals++;
      } else {
        const from = atoms.pick(pickClass(atoms, rates, hopRate, rng), rng);
        const to = beside[from * 4 + rng.int(ways)] ?? 0;
        set(from, (height[from] ?? 0) - 1);
        set(to, (height[to] ?? 0) + 1);
        hops++;
      }
      return 1 / total;
    },
    arrivals: () => arrivals,
    hops: () => hops,
  };
}

/** Neighbours of a column at 4 * column: -x, +x, -z, +z. */
export function besideColumns([nz, nx]: readonly [number, number]): Int32Array {
  const out = new Int32Array(nz * nx * 4);
  for (let z = 0, i = 0; z < nz; z++)
    for (let x = 0; x < nx; x++, i++) {
      out[i * 4] = z * nx + ((x + nx - 1) % nx);
      out[i * 4 + 1] = z * nx + ((x + 1) % nx);
      out[i * 4 + 2] = ((z + nz - 1) % nz) * nx + x;
      out[i * 4 + 3] = ((z + 1) % nz) * nx + x;
    }
  return out;
}
