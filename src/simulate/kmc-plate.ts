/**
 * Plating by kinetic Monte Carlo: arrivals by flux, hops by coordination, chosen by their rates from class lists.
 *
 * An atom with n solid neighbours tries a hop at the rate D q^(n-1), q = exp(-E_n/kT), to any of its face and edge neighbours; the
 * try fails when the place is taken or holds no other atom. Bonds alone decide, so the hops obey detailed balance, except that
 * a hop that might cut the crystal is not made.
 */
import type { Rng } from '../base/index.js';
import { createClassLists, pickClass, totalRate } from './kmc-classes.js';
import { localGroups } from './kmc-crystal.js';
import type { Crystal } from './kmc-crystal.js';
import { createFlux } from './kmc-flux.js';
import type { FluxSettings } from './kmc-flux.js';

export interface PlatingSettings extends FluxSettings {
  /** E_n/kT */
  readonly bond: number;
  /** tries of a single atom on a terrace per arrival on its column (D/F); or the tries between two arrivals anywhere */
  readonly diffusion: { readonly perColumn: number } | { readonly perArrival: number };
}

export interface Plating {
  /** the next event; false when no site is left to land on or the far side is reached */
  step(): boolean;
  arrivals(): number;
  hops(): number;
}

/** part of a full monolayer between two updates of the concentration, and the sweeps of each */
const UPDATE_EVERY = 0.5;
const SWEEPS = 6;

export function createPlating(crystal: Crystal, settings: PlatingSettings, rng: Rng): Plating {
  const { sites, faces, next, solid, bonds, size } = crystal;
  const flux = createFlux(crystal, settings);
  const atoms = createClassLists(sites, faces + 1);
  // a buried atom cannot move, and one without neighbours does not occur
  const rates = Float64Array.from({ length: faces + 1 }, (_, n) => (n === 0 || n === faces ? 0 : Math.exp(-settings.bond * (n - 1))));
  const columns = size[0] * size[2];
  const updateEvery = Math.max(1, Math.round(UPDATE_EVERY * columns));
  const { diffusion } = settings;
  let arrivals = 0;
  let hops = 0;

  function touch(site: number): void {
    flux.touch(site);
    refresh(site);
    for (let d = 0, at = site * faces; d < faces; d++, at++) refresh(next[at] ?? sites);
  }
  function refresh(site: number): void {
    if (site >= sites) return;
    atoms.move(site, solid[site] === 1 ? (bonds[site] ?? 0) : -1);
  }

  function arrive(): boolean {
    const site = crystal.top() < size[1] - 1 ? flux.draw(rng) : -1;
    if (site < 0) return false;
    crystal.put(site);
    touch(site);
    arrivals++;
    if (settings.focusing > 0 && arrivals % updateEvery === 0) flux.relax(SWEEPS);
    return true;
  }

  function hop(total: number): void {
    const site = atoms.pick(pickClass(atoms, rates, total, rng), rng);
    const target = tryTarget(site);
    if (target < 0) return;
    // a neighbour of the place it leaves does not hold it there
    const beside = isBeside(site, target) ? 1 : 0;
    if ((bonds[target] ?? 0) - beside < 1 || solid[target] === 1) return;
    if ((bonds[site] ?? 0) > 1 && localGroups(crystal, site).length > 1) return;
    crystal.take(site);
    crystal.put(target);
    touch(site);
    touch(target);
    hops++;
  }

  /** One of the face and edge neighbours, each with the same chance; -1 outside the box. */
  function tryTarget(site: number): number {
    // faces, and pairs of perpendicular faces: 6 + 12, or 4 + 4
    const k = rng.int(faces + (faces * (faces - 2)) / 2);
    const first = k < faces ? k : EDGES[k - faces]?.[0];
    const over = next[site * faces + (first ?? 0)] ?? sites;
    if (k < faces || over >= sites) return over < sites ? over : -1;
    const target = next[over * faces + (EDGES[k - faces]?.[1] ?? 0)] ?? sites;
    return target < sites ? target : -1;
  }
  function isBeside(site: number, target: number): boolean {
    for (let d = 0, at = site * faces; d < faces; d++, at++) if (next[at] === target) return true;
    return false;
  }

  return {
    step: () => {
      const total = totalRate(atoms, rates);
      const chance =
        total === 0 ? 1 : 'perArrival' in diffusion ? 1 / (1 + diffusion.perArrival) : columns / (columns + diffusion.perColumn * total);
      if (rng.chance(chance)) return arrive();
      hop(total);
      return true;
    },
    arrivals: () => arrivals,
    hops: () => hops,
  };
}

/** Pairs of perpendicular directions, horizontal first, so that the first step stays in the box when it can; 2D uses the first four. */
const EDGES: readonly (readonly [number, number])[] = [
  [2, 0],
  [2, 1],
  [3, 0],
  [3, 1],
  [4, 0],
  [4, 1],
  [5, 0],
  [5, 1],
  [4, 2],
  [4, 3],
  [5, 2],
  [5, 3],
];
