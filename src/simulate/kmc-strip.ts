/**
 * Stripping by the reverse current: atoms of the piece that hangs together with the collector leave, those with few neighbours
 * first. What loses its last way to the collector takes no more part: dead lithium.
 */
import type { Rng } from '../base/index.js';
import { createClassLists, pickClass, totalRate } from './kmc-classes.js';
import { DOWN, localGroups } from './kmc-crystal.js';
import type { Crystal } from './kmc-crystal.js';

export interface StrippingSettings {
  /** E/kT: an atom with n solid neighbours leaves at a rate proportional to exp(-E n/kT) */
  readonly bond: number;
  /** rate at the collector over the rate far above it, minus one */
  readonly atFoot: number;
}

export interface Stripping {
  /** takes one atom away; false when no live one is left */
  step(): boolean;
  /** 1 where an atom is cut off */
  readonly dead: Uint8Array;
  deadAtoms(): number;
}

/** height over which the preference for the foot falls by e, over the height of the box */
const FOOT = 1 / 8;

/** All atoms have to hang together with the collector through faces at the start. */
export function createStripping(crystal: Crystal, { bond, atFoot }: StrippingSettings, rng: Rng): Stripping {
  const { sites, faces, next, solid, bonds, size } = crystal;
  const atoms = createClassLists(sites, faces + 1);
  const rates = Float64Array.from({ length: faces + 1 }, (_, n) => (n === faces ? 0 : Math.exp(-bond * n)));
  const dead = new Uint8Array(sites);
  const seen = new Int32Array(sites);
  let search = 0;
  let deadAtoms = 0;
  for (let i = 0; i < sites; i++) if (solid[i] === 1) atoms.move(i, bonds[i] ?? 0);

  function step(): boolean {
    const total = totalRate(atoms, rates);
    if (total <= 0) return false;
    for (;;) {
      const site = atoms.pick(pickClass(atoms, rates, total, rng), rng);
      if (atFoot > 0 && rng.next() * (1 + atFoot) > 1 + atFoot * Math.exp(-crystal.row(site) / (FOOT * size[1]))) continue;
      remove(site);
      return true;
    }
  }

  function remove(site: number): void {
    const groups = localGroups(crystal, site);
    crystal.take(site);
    atoms.move(site, -1);
    for (let d = 0, at = site * faces; d < faces; d++, at++) {
      const other = next[at] ?? sites;
      if (other < sites && solid[other] === 1 && dead[other] === 0) atoms.move(other, bonds[other] ?? 0);
    }
    if (groups.length < 2) return;
    for (const group of groups) {
      const start = next[site * faces + Math.log2(group & -group)] ?? sites;
      if (start < sites && dead[start] === 0) bury(start);
    }
  }

  /** Looks for the collector from an atom, downwards where it can; the piece is dead when there is no way. */
  function bury(start: number): void {
    search++;
    const piece = [start];
    const open = [start];
    seen[start] = search;
    for (let site = open.pop(); site !== undefined; site = open.pop()) {
      for (let d = faces - 1; d >= 0; d--) {
        const other = next[site * faces + d] ?? sites;
        if (other === sites && d === DOWN) return;
        if (other >= sites || solid[other] === 0 || seen[other] === search) continue;
        seen[other] = search;
        piece.push(other);
        open.push(other);
      }
    }
    for (const site of piece) {
      dead[site] = 1;
      atoms.move(site, -1);
    }
    deadAtoms += piece.length;
  }

  return { step, dead, deadAtoms: () => deadAtoms };
}
