/** Films by the classical rules of growth: Eden, ballistic (porous), restricted solid-on-solid, random, Family. */
import { param } from '../base/index.js';
import type { ParamValues, Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import { createFilm, FILM_RULES } from './film-growth.js';
import { createCrystal } from './kmc-crystal.js';
import { createFlux } from './kmc-flux.js';
import { gridFor, sitesToVoxels } from './kmc-voxels.js';
import type { Family, Ground } from './structure.js';

const RULES = [...FILM_RULES, 'eden'] as const;
type Rule = (typeof RULES)[number];
type Size = readonly [number, number, number];

export const film: Family = {
  id: 'film',
  title: 'Films: random, relaxed, ballistic (porous), restricted and Eden growth',
  heldOut: false,
  params: [
    { id: 'rule', title: 'Rule of growth', unit: '1', min: 0, max: 4, default: 2, integer: true, choices: RULES },
    { id: 'cellSize', title: 'Edge of a lattice cell', unit: 'voxel', min: 2, max: 4.5, default: 3, log: true },
    { id: 'thickness', title: 'Mean top over free height', unit: '1', min: 0.08, max: 0.7, default: 0.35 },
    { id: 'bumps', title: 'Standard deviation of the flux over its mean', unit: '1', min: 0, max: 0.8, default: 0.3 },
    { id: 'wave', title: 'Correlation length of the flux over the edge of a cell', unit: '1', min: 2, max: 10, default: 4, log: true },
  ],
  grow: growFilm,
};

function growFilm(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const shape = rng.fork('shape');
  const grid = gridFor(ground, param(params, 'cellSize'), shape.uniform(0.1, 0.45), shape.uniform(0.46, 0.58));
  const rule = RULES[param(params, 'rule')] ?? 'ballistic';
  const arrival = uneven(params, grid.size, rng.fork('flux'));
  const grow = rule === 'eden' ? eden : byRule;
  const sites = grow(rule, param(params, 'thickness'), grid.size, arrival, rng.fork('grow'));
  return sitesToVoxels([sites], grid, ground, rng.fork('voxels'))[0] ?? new Uint8Array();
}

/** Chance to arrive per column, at most 1. */
function uneven(params: ParamValues, [nz, , nx]: Size, rng: Rng): Float32Array {
  const wave = param(params, 'wave');
  const bumps = param(params, 'bumps');
  const field = gaussianRandomField([nz, 1, nx], [wave, 0, wave], rng).map((value) => Math.max(0.02, 1 + bumps * value));
  const most = field.reduce((a, b) => Math.max(a, b), 0);
  return field.map((value) => value / most);
}

function byRule(rule: Rule, thickness: number, [nz, ny, nx]: Size, arrival: Float32Array, rng: Rng): Uint8Array {
  const sites = new Uint8Array(nz * ny * nx);
  const growth = createFilm(rule === 'eden' ? 'random' : rule, [nz, nx], rng, arrival);
  for (let tops = 0; tops < thickness * sites.length;) {
    const before = growth.total();
    const { column, row } = growth.drop();
    if (column < 0) continue;
    if (row >= ny) break;
    tops += growth.total() - before;
    sites[(Math.floor(column / nx) * ny + row) * nx + (column % nx)] = 1;
  }
  return sites;
}

/** Any empty place beside the film, each with the same chance. */
function eden(_rule: Rule, thickness: number, size: Size, arrival: Float32Array, rng: Rng): Uint8Array {
  const crystal = createCrystal(size);
  const flux = createFlux(crystal, { focusing: 0, wetting: 1 });
  const [, ny, nx] = size;
  while (crystal.atoms() < thickness * crystal.sites && crystal.top() < ny - 1) {
    const site = flux.draw(rng);
    if (!rng.chance(arrival[Math.floor(site / (ny * nx)) * nx + (site % nx)] ?? 1)) continue;
    crystal.put(site);
    flux.touch(site);
  }
  return crystal.solid.slice(0, crystal.sites);
}
