/** Generators: the null models Eden, ballistic and restricted solid-on-solid growth, without diffusion and without a field. */
import type { ParamValues, Rng, RunOptions } from '../base/index.js';
import { createFilm } from './film-growth.js';
import type { FilmRule } from './film-growth.js';
import { BOX_PARAMS, DONE, FULL, inPortions, siteBox, structureOf } from './kmc-box.js';
import { createCrystal } from './kmc-crystal.js';
import { createFlux } from './kmc-flux.js';
import type { Generator, SimulatedStructure } from './structure.js';

const COMMON = [
  'A null model: what deposits look like when chance and geometry alone decide.',
  'A lattice site is a coarse cell; there is no diffusion in the liquid or on the surface, no field, no stripping and no SEI; time has no unit.',
  'Growth is periodic at the sides.',
];

export const eden: Generator = {
  id: 'eden',
  title: 'Eden growth (null model: compact, rough)',
  params: BOX_PARAMS,
  dimension: '2D and 3D',
  approximations: [...COMMON, 'Every empty site beside the deposit or the collector fills with the same chance, sealed pores included.'],
  references: [
    'Eden 1961, Proc. 4th Berkeley Symp. Math. Stat. Prob. 4, 223',
    'Jullien & Botet 1985, J. Phys. A 18, 2279',
    'Kardar, Parisi & Zhang 1986, doi 10.1103/PhysRevLett.56.889',
  ],
  run: runEden,
};

export const ballistic: Generator = {
  id: 'ballistic',
  title: 'Ballistic deposition (null model: porous film)',
  params: BOX_PARAMS,
  dimension: '2D and 3D',
  approximations: [...COMMON, 'Particles fall straight down and stay where they first touch the deposit, which leaves pores.'],
  references: [
    'Vold 1959, J. Colloid Sci. 14, 168',
    'Family & Vicsek 1985, doi 10.1088/0305-4470/18/2/005',
    'Meakin, Ramanlal, Sander & Ball 1986, doi 10.1103/PhysRevA.34.5091',
  ],
  run: (params, rng, options = {}) => runFilm('ballistic', params, rng, options),
};

export const rsos: Generator = {
  id: 'rsos',
  title: 'Restricted solid-on-solid growth (null model: dense, smooth film)',
  params: BOX_PARAMS,
  dimension: '2D and 3D',
  approximations: [...COMMON, 'A particle is refused where it would make a step of more than one site.'],
  references: ['Kim & Kosterlitz 1989, doi 10.1103/PhysRevLett.62.2289'],
  run: (params, rng, options = {}) => runFilm('rsos', params, rng, options),
};

async function runEden(params: ParamValues, rng: Rng, options: RunOptions = {}): Promise<SimulatedStructure> {
  const box = siteBox(params);
  const crystal = createCrystal(box.size);
  const flux = createFlux(crystal, { focusing: 0, wetting: 1 });
  const draw = rng.fork('grow');
  const step = (): boolean => {
    if (crystal.atoms() >= box.wantedSites || crystal.top() >= box.size[1] - 1) return false;
    const site = flux.draw(draw);
    crystal.put(site);
    flux.touch(site);
    return true;
  };
  await inPortions(step, () => ({ done: crystal.atoms(), total: box.wantedSites, what: 'sites plated' }), options);
  return structureOf(box, crystal.solid.subarray(0, crystal.sites), 'eden', {
    topRow: Math.min(box.shape[1], (crystal.top() + 1) * box.edge) - 1,
    stopped: crystal.atoms() < box.wantedSites ? FULL : DONE,
  });
}

async function runFilm(rule: FilmRule, params: ParamValues, rng: Rng, options: RunOptions): Promise<SimulatedStructure> {
  const box = siteBox(params);
  const [sz, sy, sx] = box.size;
  const film = createFilm(rule, [sz, sx], rng.fork('grow'));
  const sites = new Uint8Array(sz * sy * sx);
  let landed = 0;
  let top = 0;
  const step = (): boolean => {
    if (landed >= box.wantedSites) return false;
    const { column, row } = film.drop();
    if (row >= sy) return false;
    if (column < 0) return true;
    landed++;
    top = Math.max(top, row + 1);
    sites[(Math.floor(column / sx) * sy + row) * sx + (column % sx)] = 1;
    return true;
  };
  await inPortions(step, () => ({ done: landed, total: box.wantedSites, what: 'sites plated' }), options);
  return structureOf(box, sites, rule, {
    topRow: Math.min(box.shape[1], top * box.edge) - 1,
    stopped: landed < box.wantedSites ? FULL : DONE,
  });
}
