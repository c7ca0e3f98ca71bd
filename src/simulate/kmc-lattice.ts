/** Generator: lattice kinetic Monte Carlo with surface diffusion, with or without overhangs, and stripping. */
import { param } from '../base/index.js';
import type { ParamSpec, ParamValues, Rng, RunOptions } from '../base/index.js';
import { BOX_PARAMS, DONE, FULL, inPortions, siteBox, structureOf } from './kmc-box.js';
import type { SiteBox } from './kmc-box.js';
import { createCrystal } from './kmc-crystal.js';
import { createPlating } from './kmc-plate.js';
import { createSos } from './kmc-sos.js';
import { createStripping } from './kmc-strip.js';
import type { Generator, SimulatedStructure } from './structure.js';

const ALL_DEAD = 'everything that was left had lost its way to the collector';
const SURFACES = ['overhangs', 'solid-on-solid'] as const;

const PARAMS: readonly ParamSpec[] = [
  { id: 'surface', title: 'Shape of the surface', unit: '1', min: 0, max: 1, default: 0, integer: true, choices: SURFACES },
  {
    id: 'diffusion',
    title: 'Hop rate of a single atom over arrival rate per column (effective D/F)',
    unit: '1',
    min: 1e-3,
    max: 1e7,
    default: 30,
    log: true,
  },
  { id: 'bond', title: 'Bond to a neighbour over kT (effective E_n/kT)', unit: '1', min: 0, max: 12, default: 2 },
  { id: 'focusing', title: 'Exponent of the local flux in the chance to land (overhangs)', unit: '1', min: 0, max: 3, default: 0.5 },
  {
    id: 'wetting',
    title: 'Chance to land on the bare collector over that on lithium (overhangs)',
    unit: '1',
    min: 1e-3,
    max: 1,
    default: 1,
    log: true,
  },
  { id: 'stripped', title: 'Share of the plated lithium that is stripped again (overhangs)', unit: '1', min: 0, max: 0.9, default: 0 },
  { id: 'stripBond', title: 'Bond to a neighbour over kT when stripped (overhangs)', unit: '1', min: 0, max: 12, default: 0.7 },
  { id: 'stripAtFoot', title: 'Preference of stripping for the foot (overhangs)', unit: '1', min: 0, max: 100, default: 0 },
  ...BOX_PARAMS,
];

export const kmcLattice: Generator = {
  id: 'kmc-lattice',
  title: 'Lattice kinetic Monte Carlo (surface diffusion, stripping)',
  params: PARAMS,
  dimension: '2D and 3D',
  approximations: [
    'A lattice site is a coarse cell of many atoms; D/F and E_n/kT are effective parameters, not those of lithium atoms.',
    'The chance to land is the local concentration to a power, the concentration being quasi-steady (Laplace equation) and relaxed by a few sweeps every half monolayer.',
    'Hops go to face and edge neighbours at rates that bonds to nearest neighbours set; a hop that might cut the deposit is not made.',
    'Stripping takes weakly bound sites of the piece on the collector first, wherever they lie; the flux and the resistance of the way do not matter.',
    'Dead lithium stays where it was cut off; the model joins sites through faces, the stated fraction uses 18 neighbours.',
    'Voids by vacancies, creep, pressure and the mechanics of the SEI are absent; time has no unit.',
    'Growth is periodic at the sides.',
  ],
  references: [
    'Bortz, Kalos & Lebowitz 1975, doi 10.1016/0021-9991(75)90060-1',
    'Niemeyer, Pietronero & Wiesmann 1984 (landing by the local field to a power), doi 10.1103/PhysRevLett.52.1033',
    'Amar, Family & Lam 1994 (island density against D/F), doi 10.1103/PhysRevB.50.8781',
    'Vishnugopi et al. 2020 (terrace and edge diffusion in electrodeposition), Phys. Chem. Chem. Phys. 22, 11286',
  ],
  denser: { param: 'focusing', factor: 0.5 },
  run: (params, rng, options = {}) =>
    param(params, 'surface') === 1 ? runColumns(params, rng, options) : runCrystal(params, rng, options),
};

async function runCrystal(params: ParamValues, rng: Rng, options: RunOptions): Promise<SimulatedStructure> {
  const box = siteBox(params);
  const crystal = createCrystal(box.size);
  const stripped = param(params, 'stripped');
  const plated = Math.round(box.wantedSites / (1 - stripped));
  const plating = createPlating(
    crystal,
    {
      focusing: param(params, 'focusing'),
      wetting: param(params, 'wetting'),
      bond: param(params, 'bond'),
      diffusion: { perColumn: param(params, 'diffusion') },
    },
    rng.fork('plate'),
  );
  const progress = (): { done: number; total: number; what: string } => ({ done: crystal.atoms(), total: plated, what: 'sites plated' });
  await inPortions(() => crystal.atoms() < plated && plating.step(), progress, options);
  const reached = crystal.atoms();

  const stripping = createStripping(crystal, { bond: param(params, 'stripBond'), atFoot: param(params, 'stripAtFoot') }, rng.fork('strip'));
  const rest = Math.round(reached * (1 - stripped));
  await inPortions(() => crystal.atoms() > rest && stripping.step(), progress, options);
  return structureOf(box, crystal.solid.subarray(0, crystal.sites), 'kmc-lattice', {
    platedParticles: reached,
    strippedParticles: reached - crystal.atoms(),
    hops: plating.hops(),
    deadParticles: stripping.deadAtoms(),
    deadFractionOfLattice: crystal.atoms() === 0 ? null : stripping.deadAtoms() / crystal.atoms(),
    topRow: topRow(box, crystal.top() + 1),
    stopped: reached < plated ? FULL : crystal.atoms() > rest ? ALL_DEAD : DONE,
  });
}

async function runColumns(params: ParamValues, rng: Rng, options: RunOptions): Promise<SimulatedStructure> {
  const box = siteBox(params);
  const [sz, sy, sx] = box.size;
  const sos = createSos({ columns: [sz, sx], bond: param(params, 'bond'), diffusion: param(params, 'diffusion') }, rng.fork('plate'));
  const progress = (): { done: number; total: number; what: string } => ({
    done: sos.arrivals(),
    total: box.wantedSites,
    what: 'sites plated',
  });
  await inPortions(
    () => {
      if (sos.arrivals() >= box.wantedSites) return false;
      sos.step();
      return true;
    },
    progress,
    options,
  );
  const sites = new Uint8Array(sz * sy * sx);
  const highest = sos.height.reduce((most, h) => Math.max(most, h), 0);
  sos.height.forEach((h, column) => {
    const base = Math.floor(column / sx) * sy * sx + (column % sx);
    for (let y = 0; y < Math.min(h, sy); y++) sites[base + y * sx] = 1;
  });
  return structureOf(box, sites, 'kmc-lattice', {
    platedParticles: sos.arrivals(),
    hops: sos.hops(),
    topRow: topRow(box, highest),
    stopped: highest > sy ? `${FULL}; what rose above it is cut off` : DONE,
  });
}

function topRow({ shape, edge }: SiteBox, rows: number): number {
  return Math.min(shape[1], rows * edge) - 1;
}
