/** Granular lithium: rounded nuclei on the collector and on each other. Kept out of training. */
import type { ParamValues, Rng } from '../base/index.js';
import { param } from '../base/index.js';
import { stampEllipsoid } from './stamp.js';
import type { Family, Ground } from './structure.js';

export const granular: Family = {
  id: 'granular',
  title: 'Granules: rounded nuclei on the collector and on each other',
  heldOut: true,
  params: [
    { id: 'radius', title: 'Median radius', unit: 'voxel', min: 2.5, max: 11, default: 5, log: true },
    { id: 'radiusSpread', title: 'Spread of the logarithm of the radius', unit: '1', min: 0.05, max: 0.5, default: 0.25 },
    { id: 'flatness', title: 'Height over width of a granule', unit: '1', min: 0.5, max: 1.5, default: 0.9 },
    { id: 'first', title: 'Sum of sections of the first layer over collector area', unit: '1', min: 0.1, max: 1.2, default: 0.5 },
    { id: 'children', title: 'Granules grown on granules, per granule of the first layer', unit: '1', min: 0, max: 8, default: 2 },
    { id: 'overlap', title: 'Overlap of neighbours over radius', unit: '1', min: 0.1, max: 0.8, default: 0.35 },
  ],
  grow: growGranules,
};

type Granule = readonly [z: number, y: number, x: number, r: number];

function growGranules(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const mask = new Uint8Array(nz * ny * nx);
  const size = (): number => param(params, 'radius') * Math.exp(param(params, 'radiusSpread') * rng.normal());
  const flatness = param(params, 'flatness');
  const granules: Granule[] = [];
  for (let area = param(params, 'first') * nz * nx; area > 0;) {
    const [z, x, r] = [rng.uniform(0, nz - 1), rng.uniform(0, nx - 1), size()];
    const floor = ground.floor[Math.round(z) * nx + Math.round(x)] ?? 0;
    granules.push([z, floor + r * flatness * rng.uniform(0.1, 0.8), x, r]);
    area -= Math.PI * r * r;
  }
  const children = Math.round(granules.length * param(params, 'children'));
  for (let i = 0; i < children; i++) granules.push(childOf(rng.pick(granules), size(), param(params, 'overlap'), flatness, rng));
  for (const [z, y, x, r] of granules)
    if (y + r * flatness < ground.ceiling) stampEllipsoid(mask, ground.shape, z, y, x, r, r * flatness, r);
  return mask;
}

/** A granule that sits on the upper half of its parent. */
function childOf([z, y, x, r]: Granule, size: number, overlap: number, flatness: number, rng: Rng): Granule {
  const cos = rng.uniform(-0.1, 1);
  const sin = Math.sqrt(1 - cos * cos);
  const angle = rng.uniform(0, 2 * Math.PI);
  const apart = r + size - overlap * Math.min(r, size);
  return [z + apart * sin * Math.sin(angle), y + apart * cos * flatness, x + apart * sin * Math.cos(angle), size];
}
