/**
 * Where the next atom lands: every empty site beside a solid one has the weight phi^eta, phi being the quasi-steady concentration
 * (Laplace equation; 0 on the deposit, 1 at the far side). eta 0 is the Eden rule, eta 1 the dielectric breakdown model.
 */
import type { Rng } from '../base/index.js';
import { createClassLists, pickClass, totalRate } from './kmc-classes.js';
import { DOWN } from './kmc-crystal.js';
import type { Crystal } from './kmc-crystal.js';

export interface FluxSettings {
  /** eta */
  readonly focusing: number;
  /** weight of a site that touches the collector alone, over that of one on lithium */
  readonly wetting: number;
}

export interface Flux {
  /** a landing site, -1 when there is none */
  draw(rng: Rng): number;
  /** brings the weights of a site and its neighbours up to date after an atom came or went */
  touch(site: number): void;
  /** moves the concentration towards its steady state for the present deposit */
  relax(sweeps: number): void;
}

/** class k holds weights in (2^-(k+1), 2^-k] */
const CLASSES = 40;
const OVER_RELAXATION = 1.7;

export function createFlux(crystal: Crystal, { focusing, wetting }: FluxSettings): Flux {
  const { sites, faces, next, solid, bonds, size } = crystal;
  const phi = new Float32Array(sites + 2);
  phi[sites + 1] = 1;
  for (let i = 0; i < sites; i++) phi[i] = (crystal.row(i) + 1) / (size[1] + 1);
  const weight = new Float32Array(sites);
  const lists = createClassLists(sites, CLASSES);
  const rates = Float64Array.from({ length: CLASSES }, (_, k) => 2 ** -k);
  for (let i = 0; i < sites; i++) refresh(i);

  function refresh(site: number): void {
    if (site >= sites) return;
    if (solid[site] === 1) phi[site] = 0;
    if (solid[site] === 1 || bonds[site] === 0) {
      lists.move(site, -1);
      return;
    }
    const bare = bonds[site] === 1 && next[site * faces + DOWN] === sites;
    const value = (phi[site] ?? 0) ** focusing * (bare ? wetting : 1);
    weight[site] = value;
    const k = value > 0 ? Math.floor(-Math.log2(value)) : CLASSES;
    lists.move(site, k < CLASSES ? Math.max(0, k) : -1);
  }

  function touch(site: number): void {
    refresh(site);
    for (let d = 0, at = site * faces; d < faces; d++, at++) refresh(next[at] ?? sites);
  }

  function draw(rng: Rng): number {
    const total = totalRate(lists, rates);
    if (total <= 0) return -1;
    // a weight is more than half of the bound of its class, so two tries are enough on average
    for (;;) {
      const k = pickClass(lists, rates, total, rng);
      const site = lists.pick(k, rng);
      if (rng.next() * (rates[k] ?? 1) < (weight[site] ?? 0)) return site;
    }
  }

  function relax(sweeps: number): void {
    for (let sweep = 0; sweep < sweeps; sweep++)
      for (let i = 0; i < sites; i++) {
        if (solid[i] === 1) continue;
        const old = phi[i] ?? 0;
        phi[i] = Math.max(0, old + OVER_RELAXATION * (meanBeside(i * faces) - old));
      }
    for (let i = 0; i < sites; i++) if (solid[i] === 0 && (bonds[i] ?? 0) > 0) refresh(i);
  }

  function meanBeside(at: number): number {
    const flat = (phi[next[at] ?? 0] ?? 0) + (phi[next[at + 1] ?? 0] ?? 0) + (phi[next[at + 2] ?? 0] ?? 0) + (phi[next[at + 3] ?? 0] ?? 0);
    return faces === 4 ? flat / 4 : (flat + (phi[next[at + 4] ?? 0] ?? 0) + (phi[next[at + 5] ?? 0] ?? 0)) / 6;
  }

  return { draw, touch, relax };
}
