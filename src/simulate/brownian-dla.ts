/** Generator: diffusion-limited aggregation with sticking and drift, on a flat collector or around a seed. */
import { checkAborted, param } from '../base/index.js';
import type { ParamSpec, ParamValues, Rng, RunOptions } from '../base/index.js';
import { labelVolume, PHASE, voxelCount } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';
import { createPlanar } from './brownian-planar.js';
import { createRadial } from './brownian-radial.js';
import { gyrationCurve, massRadiusSlope } from './mass-radius.js';
import type { Generator, SimulatedStructure } from './structure.js';

const GEOMETRIES = ['planar', 'radial'] as const;

const PARAMS: readonly ParamSpec[] = [
  { id: 'geometry', title: 'Seed', unit: '1', min: 0, max: 1, default: 0, integer: true, choices: GEOMETRIES },
  { id: 'dimension', title: 'Dimensions', unit: '1', min: 2, max: 3, default: 3, integer: true },
  {
    id: 'sticking',
    title: 'Chance to stay on contact (reaction rate x particle / diffusivity)',
    unit: '1',
    min: 1e-3,
    max: 1,
    default: 0.5,
    log: true,
  },
  { id: 'peclet', title: 'Drift to the collector x particle / diffusivity (planar)', unit: '1', min: 0, max: 1, default: 0 },
  { id: 'particle', title: 'Edge of a particle', unit: 'm', min: 1e-10, max: 1e-3, default: 1.3e-6, log: true },
  { id: 'voxel', title: 'Voxel size', unit: 'm', min: 1e-10, max: 1e-3, default: 650e-9, log: true },
  { id: 'thickness', title: 'Lithium volume over collector area to deposit (planar)', unit: 'm', min: 0, max: 1e-2, default: 8e-6 },
  { id: 'height', title: 'Box along growth (planar)', unit: 'm', min: 1e-10, max: 1e-1, default: 62.4e-6, log: true },
  { id: 'depth', title: 'Box along z (planar, 3D)', unit: 'm', min: 1e-10, max: 1e-1, default: 41.6e-6, log: true },
  { id: 'width', title: 'Box along x (planar)', unit: 'm', min: 1e-10, max: 1e-1, default: 62.4e-6, log: true },
  { id: 'particles', title: 'Particles to deposit (radial)', unit: 'count', min: 1, max: 2e6, default: 5000, integer: true },
];

export const brownianDla: Generator = {
  id: 'brownian-dla',
  title: 'Brownian deposition (DLA with sticking and drift)',
  params: PARAMS,
  dimension: '2D and 3D',
  approximations: [
    'Particles arrive one at a time on a lattice; the ion concentration is quasi-steady and obeys the Laplace equation on average.',
    'The deposit grows at its tips; growth from the base, as in mossy lithium below the limiting current, is not represented.',
    'A uniform drift stands for the field; the field is not focused at tips.',
    'No surface diffusion, mechanics, stripping, dead lithium or SEI; time has no unit.',
    'Planar growth is periodic at the sides.',
  ],
  references: [
    'Witten & Sander 1981, doi 10.1103/PhysRevLett.47.1400',
    'Ossadnik, Lam & Sander, arXiv:cond-mat/9402003',
    'Jacobson & Miller, arXiv:2204.01173',
  ],
  denser: { param: 'sticking', factor: 0.3 },
  run: (params, rng, options = {}) => (param(params, 'geometry') === 1 ? runRadial(params, rng, options) : runPlanar(params, rng, options)),
};

async function runPlanar(params: ParamValues, rng: Rng, options: RunOptions): Promise<SimulatedStructure> {
  const voxel = param(params, 'voxel');
  const voxels = (id: string): number => Math.max(1, Math.round(param(params, id) / voxel));
  const shape: Shape3 = [param(params, 'dimension') === 2 ? 1 : voxels('depth'), voxels('height'), voxels('width')];
  const [nz, ny, nx] = shape;
  const edge = Math.max(1, Math.round(param(params, 'particle') / voxel));
  const sites = [Math.ceil(nz / edge), Math.ceil(ny / edge), Math.ceil(nx / edge)] as const;
  const planar = createPlanar({ size: sites, sticking: param(params, 'sticking'), peclet: param(params, 'peclet') }, rng);
  const labels = new Uint8Array(voxelCount(shape)).fill(PHASE.electrolyte);

  const wanted = Math.round((param(params, 'thickness') / voxel) * nz * nx);
  let deposited = 0;
  let full = false;
  for (let n = 0; deposited < wanted; n++) {
    if (!planar.grow()) {
      full = true;
      break;
    }
    deposited += paintSite(labels, shape, sites, planar.lattice.particles[n] ?? 0, edge);
    if (n % 2048 === 2047) {
      await breathe(options);
      options.onProgress?.({ done: deposited, total: wanted, what: 'voxels' });
    }
  }
  return {
    labels: labelVolume(labels, shape, { spacing: [voxel, voxel, voxel], source: 'chosen by the generator', unit: 'nm' }, 'brownian-dla'),
    collectorFace: 'y-',
    cell: 'wet',
    truth: {
      geometry: 'planar',
      particles: planar.lattice.particles.length,
      particleEdgeVoxels: edge,
      lithiumVoxels: deposited,
      wantedVoxels: wanted,
      topRow: Math.min(ny, (planar.top() + 1) * edge) - 1,
      stopped: full ? 'the deposit reached the top of the box' : 'the wanted amount was deposited',
      deadFraction: 0,
    },
  };
}

/** Fills the voxels of a site and returns how many there are; sites at the far faces are cut. */
function paintSite(
  labels: Uint8Array,
  [nz, ny, nx]: Shape3,
  [, sy, sx]: readonly [number, number, number],
  site: number,
  edge: number,
): number {
  const x0 = (site % sx) * edge;
  const y0 = (Math.floor(site / sx) % sy) * edge;
  const z0 = Math.floor(site / (sx * sy)) * edge;
  const x1 = Math.min(nx, x0 + edge);
  let count = 0;
  for (let z = z0; z < Math.min(nz, z0 + edge); z++)
    for (let y = y0; y < Math.min(ny, y0 + edge); y++) {
      labels.fill(PHASE.lithium, (z * ny + y) * nx + x0, (z * ny + y) * nx + x1);
      count += x1 - x0;
    }
  return count;
}

async function runRadial(params: ParamValues, rng: Rng, options: RunOptions): Promise<SimulatedStructure> {
  const dimension = param(params, 'dimension') === 2 ? 2 : 3;
  const particles = param(params, 'particles');
  const radial = createRadial({ dimension, sticking: param(params, 'sticking'), particles }, rng);
  for (let n = 1; n < particles; n++) {
    radial.grow();
    if (n % 2048 === 2047) {
      await breathe(options);
      options.onProgress?.({ done: n, total: particles, what: 'particles' });
    }
  }
  const reach = radial.places.reduce((most, place) => Math.max(most, ...place.map(Math.abs)), 0) + 2;
  const side = 2 * reach + 1;
  const shape: Shape3 = [dimension === 2 ? 1 : side, side, side];
  const labels = new Uint8Array(voxelCount(shape)).fill(PHASE.electrolyte);
  for (const [z, y, x] of radial.places) labels[((dimension === 2 ? 0 : z + reach) * side + y + reach) * side + x + reach] = PHASE.lithium;
  const curve = gyrationCurve(radial.places);
  // one voxel is one particle
  const voxel = param(params, 'particle');
  return {
    labels: labelVolume(labels, shape, { spacing: [voxel, voxel, voxel], source: 'chosen by the generator', unit: 'nm' }, 'brownian-dla'),
    collectorFace: null,
    cell: 'wet',
    truth: {
      geometry: 'radial',
      particles: radial.places.length,
      radiusOfGyration: (curve.at(-1)?.radius ?? 0) * voxel,
      massRadiusSlope: massRadiusSlope(curve, particles / 10, particles),
      massRadiusRange: [Math.ceil(particles / 10), particles],
      deadFraction: null,
    },
  };
}

/** Lets other work of this thread run, and a cancel arrive. */
async function breathe({ signal }: RunOptions): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  checkAborted(signal);
}
