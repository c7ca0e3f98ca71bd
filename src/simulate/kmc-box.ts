/** The box that lattice growth models share: its parameters, its sites, and the labels and truth that come out. */
import { checkAborted, param } from '../base/index.js';
import type { ParamSpec, ParamValues, RunOptions } from '../base/index.js';
import { labelVolume, PHASE, voxelCount } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';
import { isolationTruth } from './isolation-truth.js';
import type { SimulatedStructure } from './structure.js';

export const BOX_PARAMS: readonly ParamSpec[] = [
  { id: 'dimension', title: 'Dimensions', unit: '1', min: 2, max: 3, default: 3, integer: true },
  {
    id: 'particle',
    title: 'Edge of a lattice site (a coarse cell, not an atom)',
    unit: 'm',
    min: 1e-10,
    max: 1e-3,
    default: 1.3e-6,
    log: true,
  },
  { id: 'voxel', title: 'Voxel size', unit: 'm', min: 1e-10, max: 1e-3, default: 650e-9, log: true },
  { id: 'thickness', title: 'Lithium volume over collector area at the end', unit: 'm', min: 0, max: 1e-2, default: 8e-6 },
  { id: 'height', title: 'Box along growth', unit: 'm', min: 1e-10, max: 1e-1, default: 62.4e-6, log: true },
  { id: 'depth', title: 'Box along z (3D)', unit: 'm', min: 1e-10, max: 1e-1, default: 41.6e-6, log: true },
  { id: 'width', title: 'Box along x', unit: 'm', min: 1e-10, max: 1e-1, default: 62.4e-6, log: true },
];

export interface SiteBox {
  readonly voxel: number;
  /** voxels along the edge of a site */
  readonly edge: number;
  readonly shape: Shape3;
  /** sites along z, y, x; one along z in two dimensions, at least three along a periodic axis otherwise */
  readonly size: readonly [number, number, number];
  readonly wantedVoxels: number;
  /** sites that hold the wanted volume; those at the far faces are cut by the box */
  readonly wantedSites: number;
}

export function siteBox(params: ParamValues): SiteBox {
  const voxel = param(params, 'voxel');
  const voxels = (id: string): number => Math.max(1, Math.round(param(params, id) / voxel));
  const flat = param(params, 'dimension') === 2;
  const shape: Shape3 = [flat ? 1 : voxels('depth'), voxels('height'), voxels('width')];
  const edge = voxels('particle');
  const sites = (n: number, least: number): number => Math.max(least, Math.ceil(n / edge));
  const size = [flat ? 1 : sites(shape[0], 3), sites(shape[1], 1), sites(shape[2], 3)] as const;
  const area = shape[0] * shape[2];
  const layers = param(params, 'thickness') / voxel;
  return {
    voxel,
    edge,
    shape,
    size,
    wantedVoxels: Math.round(layers * area),
    wantedSites: Math.round((layers / edge) * size[0] * size[2]),
  };
}

/** Cubes of lithium in electrolyte, one per site that is 1, and what is known about them. */
export function structureOf(box: SiteBox, sites: Uint8Array, source: string, truth: Readonly<Record<string, unknown>>): SimulatedStructure {
  const { shape, voxel } = box;
  const labels = paintSites(box, sites);
  const isolation = isolationTruth(labels, shape, 'y-', 18);
  const ownRule = isolationTruth(labels, shape, 'y-', 6);
  return {
    labels: labelVolume(labels, shape, { spacing: [voxel, voxel, voxel], source: 'chosen by the generator', unit: 'nm' }, source),
    collectorFace: 'y-',
    cell: 'wet',
    truth: {
      geometry: 'planar',
      particles: sites.reduce((sum, v) => sum + (v === 1 ? 1 : 0), 0),
      particleEdgeVoxels: box.edge,
      lithiumVoxels: labels.reduce((sum, v) => sum + (v === PHASE.lithium ? 1 : 0), 0),
      wantedVoxels: box.wantedVoxels,
      ...truth,
      deadFraction: isolation.dead,
      unknownFraction: isolation.unknown,
      deadFractionFaceNeighbours: ownRule.dead,
      unknownFractionFaceNeighbours: ownRule.unknown,
    },
  };
}

function paintSites({ shape, size, edge }: SiteBox, sites: Uint8Array): Uint8Array {
  const [nz, ny, nx] = shape;
  const [, sy, sx] = size;
  const labels = new Uint8Array(voxelCount(shape)).fill(PHASE.electrolyte);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      const row = (Math.floor(z / edge) * sy + Math.floor(y / edge)) * sx;
      for (let x = 0; x < nx; x++, i++) if (sites[row + Math.floor(x / edge)] === 1) labels[i] = PHASE.lithium;
    }
  return labels;
}

/** events between two moments at which other work of this thread may run and a cancel may arrive */
const BREATH = 16384;

/** Calls `step` until it returns false, in portions. */
export async function inPortions(
  step: () => boolean,
  progress: () => { done: number; total: number; what: string },
  options: RunOptions,
): Promise<void> {
  checkAborted(options.signal);
  for (let n = 1; step(); n++) {
    if (n % BREATH !== 0) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    checkAborted(options.signal);
    options.onProgress?.(progress());
  }
}

export const FULL = 'the deposit reached the top of the box';
export const DONE = 'the wanted amount was deposited';
