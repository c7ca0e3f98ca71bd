/** Sheets: flat faces in any direction, and along the grid, where surface estimators are weakest. */
import type { Phantom, Truth } from './phantom.js';
import { cube, dot, randomDirection, voxelise } from './voxelise.js';

/** A disc as thick as the feature and four times as wide, so that nothing is cut by the box. */
export const disc: Phantom = {
  id: 'disc',
  title: 'Disc in a random direction',
  make(feature, spacing, rng) {
    const normal = randomDirection(rng);
    const r = 2 * feature;
    const margin = 3 * Math.max(...spacing);
    const volume = voxelise(cube(2 * Math.hypot(r, feature / 2) + 2 * margin), spacing, rng, (z, y, x) => {
      const along = dot(normal, z, y, x);
      return Math.abs(along) <= feature / 2 && z * z + y * y + x * x - along * along <= r * r ? 1 : 0;
    });
    const area = 2 * Math.PI * r * r + 2 * Math.PI * r * feature;
    const truths: Truth[] = [
      { metric: 'volume.volume', value: Math.PI * r * r * feature, allowed: 0.03 },
      { metric: 'surface.area', value: area, allowed: 0.06 },
      { metric: 'specific_surface.S_per_V', value: area / (Math.PI * r * r * feature), allowed: 0.07 },
      { metric: 'thickness.max', value: feature, allowed: 0.2 },
    ];
    return { volume, truths };
  },
};

/** A film on the collector: heights, capacity and isolation of a flat layer. */
export const film: Phantom = {
  id: 'film',
  title: 'Flat film on the collector',
  copies: 1,
  make(feature, spacing) {
    const planes = Math.max(1, Math.round(feature / spacing[0]));
    const shape = [3 * planes, 12, 12] as const;
    const data = new Uint8Array(shape[0] * shape[1] * shape[2]).fill(3).fill(1, 0, planes * shape[1] * shape[2]);
    const height = planes * spacing[0];
    const truths: Truth[] = [
      { metric: 'deposit.equivalent_dense_thickness', value: height, allowed: 1e-9 },
      { metric: 'deposit.areal_capacity', value: (height * 1e6) / 4.849, allowed: 1e-9 },
      { metric: 'deposit.porosity_of_live_layer', value: 0, allowed: 1e-9 },
      { metric: 'deposit.penetration', value: 1 / 3, allowed: 1e-9 },
      { metric: 'deposit.roughness_factor', value: 1, allowed: 0.14 },
      { metric: 'height.mean', value: height, allowed: 1e-9 },
      { metric: 'height.Sq', value: 0, allowed: 1e-18 },
      { metric: 'height.covered_fraction', value: 1, allowed: 0 },
      { metric: 'isolation.f_dead', value: 0, allowed: 0 },
    ];
    return { volume: { data, shape, collectorFaces: ['z-'] }, truths };
  },
};
