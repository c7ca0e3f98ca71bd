/** Diffusion-limited trees: Brownian deposition on a coarse lattice, its particles rounded to balls. Kept out of training. */
import type { ParamValues, Rng } from '../base/index.js';
import { createPlanar } from './brownian-planar.js';
import { param } from '../base/index.js';
import { stampBall } from './stamp.js';
import type { Family, Ground } from './structure.js';

export const dla: Family = {
  id: 'dla',
  title: 'Diffusion-limited trees of balls',
  heldOut: true,
  params: [
    { id: 'particle', title: 'Spacing of the particles', unit: 'voxel', min: 2, max: 5, default: 3, integer: true },
    { id: 'roundness', title: 'Radius of a ball over spacing', unit: '1', min: 0.6, max: 1.1, default: 0.8 },
    { id: 'sticking', title: 'Chance to stay on contact', unit: '1', min: 0.02, max: 1, default: 0.3, log: true },
    { id: 'peclet', title: 'Drift to the collector', unit: '1', min: 0, max: 0.5, default: 0.05 },
    { id: 'share', title: 'Lithium over free volume', unit: '1', min: 0.04, max: 0.35, default: 0.12, log: true },
  ],
  grow: growTrees,
};

function growTrees(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const mask = new Uint8Array(nz * ny * nx);
  const spacing = param(params, 'particle');
  const floor = ground.floor.reduce((most, height) => Math.max(most, height), 0);
  const size = [Math.ceil(nz / spacing), Math.ceil((ground.ceiling - floor) / spacing), Math.ceil(nx / spacing)] as const;
  const planar = createPlanar({ size, sticking: param(params, 'sticking'), peclet: param(params, 'peclet') }, rng.fork('walk'));
  const shift = rng.fork('shift');
  const wanted = param(params, 'share') * size[0] * size[1] * size[2];
  const radius = param(params, 'roundness') * spacing;
  for (let n = 0; n < wanted && planar.grow(); n++) {
    const site = planar.lattice.particles[n] ?? 0;
    const x = (site % size[2]) + 0.5 + shift.uniform(-0.15, 0.15);
    const row = Math.floor(site / size[2]) % size[1];
    const z = Math.floor(site / (size[2] * size[1])) + 0.5 + shift.uniform(-0.15, 0.15);
    const local = ground.floor[Math.min(nz - 1, Math.floor(z * spacing)) * nx + Math.min(nx - 1, Math.floor(x * spacing))] ?? 0;
    stampBall(mask, ground.shape, z * spacing, local + (row + 0.3) * spacing, x * spacing, radius);
  }
  return mask;
}
