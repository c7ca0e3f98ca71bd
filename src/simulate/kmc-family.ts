/** Deposits of lattice kinetic Monte Carlo with overhangs, and stripped by it: necks that dissolve leave dead lithium. */
import { param } from '../base/index.js';
import type { ParamValues, Rng } from '../base/index.js';
import { createCrystal } from './kmc-crystal.js';
import { createPlating } from './kmc-plate.js';
import { createStripping } from './kmc-strip.js';
import { gridFor, sitesToVoxels } from './kmc-voxels.js';
import type { Family, Ground, PlatedAndLeft } from './structure.js';

export const kmc: Family = {
  id: 'kmc',
  title: 'Kinetic Monte Carlo: arrivals where the flux is high, hops by bonds, stripping of weakly bound atoms',
  heldOut: false,
  params: [
    { id: 'cellSize', title: 'Edge of a lattice cell', unit: 'voxel', min: 2, max: 4.5, default: 3, log: true },
    { id: 'focusing', title: 'Exponent of the local flux in the chance to land', unit: '1', min: 0, max: 1.1, default: 0.6 },
    { id: 'hops', title: 'Tries to hop between two arrivals', unit: '1', min: 0.3, max: 30, default: 5, log: true },
    { id: 'bond', title: 'Bond to a neighbour over kT', unit: '1', min: 0.5, max: 4, default: 2 },
    {
      id: 'wetting',
      title: 'Chance to land on the bare collector over that on lithium',
      unit: '1',
      min: 0.01,
      max: 1,
      default: 0.1,
      log: true,
    },
    { id: 'share', title: 'Lithium over free volume', unit: '1', min: 0.05, max: 0.45, default: 0.2, log: true },
    { id: 'stripBond', title: 'Bond to a neighbour over kT when stripped', unit: '1', min: 0, max: 2, default: 0.7 },
  ],
  grow: (params, ground, rng) => growAndStrip(params, ground, rng).plated,
  growAndStrip,
};

function growAndStrip(params: ParamValues, ground: Ground, rng: Rng): PlatedAndLeft {
  const shape = rng.fork('shape');
  const grid = gridFor(ground, param(params, 'cellSize'), shape.uniform(0.1, 0.45), shape.uniform(0.46, 0.58));
  const crystal = createCrystal(grid.size);
  const wanted = param(params, 'share') * crystal.sites;
  const plating = createPlating(
    crystal,
    {
      focusing: param(params, 'focusing'),
      wetting: param(params, 'wetting'),
      bond: param(params, 'bond'),
      diffusion: { perArrival: param(params, 'hops') },
    },
    rng.fork('plate'),
  );
  while (crystal.atoms() < wanted && plating.step());
  const plated = crystal.solid.slice(0, crystal.sites);

  const stripping = createStripping(crystal, { bond: param(params, 'stripBond'), atFoot: param(params, 'stripAtFoot') }, rng.fork('strip'));
  const rest = crystal.atoms() * (1 - param(params, 'stripped'));
  while (crystal.atoms() > rest && stripping.step());
  const masks = crystal.atoms() < plated.reduce((sum, v) => sum + v, 0) ? [plated, crystal.solid] : [plated];
  const [before = plated, after = before.slice()] = sitesToVoxels(masks, grid, ground, rng.fork('voxels'));
  return { plated: before, left: after };
}
