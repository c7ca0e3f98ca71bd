/** Rods and rings: needles in any direction, and a handle. */
import type { Phantom, Truth } from './phantom.js';
import { cube, dot, randomDirection, voxelise } from './voxelise.js';

export const rod: Phantom = {
  id: 'rod',
  title: 'Rod in a random direction, five times as long as wide',
  make(feature, spacing, rng) {
    const axis = randomDirection(rng);
    const r = feature / 2;
    const length = 5 * feature;
    const margin = 3 * Math.max(...spacing);
    const volume = voxelise(cube(length + feature + 2 * margin), spacing, rng, (z, y, x) => {
      const along = dot(axis, z, y, x);
      return Math.abs(along) <= length / 2 && z * z + y * y + x * x - along * along <= r * r ? 1 : 0;
    });
    const content = Math.PI * r * r * length;
    const area = 2 * Math.PI * r * length + 2 * Math.PI * r * r;
    const truths: Truth[] = [
      { metric: 'volume.volume', value: content, allowed: 0.03 },
      { metric: 'surface.area', value: area, allowed: 0.05 },
      { metric: 'shape.sphericity', value: (Math.PI ** (1 / 3) * (6 * content) ** (2 / 3)) / area, allowed: 0.06 },
      { metric: 'thickness.max', value: feature, allowed: 0.2 },
      { metric: 'topology.euler', value: 1, allowed: 0 },
    ];
    return { volume, truths };
  },
};

export const ring: Phantom = {
  id: 'ring',
  title: 'Torus in a random direction, three times as wide as thick',
  copies: 3,
  make(feature, spacing, rng) {
    const axis = randomDirection(rng);
    const r = feature / 2;
    const big = 1.5 * feature;
    const margin = 3 * Math.max(...spacing);
    const volume = voxelise(cube(2 * (big + r + margin)), spacing, rng, (z, y, x) => {
      const along = dot(axis, z, y, x);
      const across = Math.sqrt(Math.max(0, z * z + y * y + x * x - along * along)) - big;
      return across * across + along * along <= r * r ? 1 : 0;
    });
    const truths: Truth[] = [
      { metric: 'volume.volume', value: 2 * Math.PI ** 2 * big * r * r, allowed: 0.03 },
      { metric: 'surface.area', value: 4 * Math.PI ** 2 * big * r, allowed: 0.05 },
      { metric: 'topology.euler', value: 0, allowed: 0 },
      { metric: 'topology.betti1', value: 1, allowed: 0 },
      { metric: 'persistence.pairs1', value: 1, allowed: 0 },
      { metric: 'persistence.summary1', value: { median_birth: -r, median_death: big - r }, allowed: 0.2 },
    ];
    return { volume, truths };
  },
};

export const twins: Phantom = {
  id: 'twins',
  title: 'Two equal rods in different directions',
  copies: 3,
  make(feature, spacing, rng) {
    const r = feature / 2;
    const length = 2 * feature;
    const reach = Math.hypot(length / 2, r);
    const margin = 3 * Math.max(...spacing);
    const apart = reach + margin;
    const axes = [randomDirection(rng), randomDirection(rng)] as const;
    const volume = voxelise([4 * apart, 2 * apart, 2 * apart], spacing, rng, (z, y, x) => {
      const axis = z < 0 ? axes[0] : axes[1];
      const dz = Math.abs(z) - apart;
      const along = dot(axis, dz, y, x);
      return Math.abs(along) <= length / 2 && dz * dz + y * y + x * x - along * along <= r * r ? 1 : 0;
    });
    return { volume, truths: [{ metric: 'surface.orientation_spread', value: 0, allowed: 0.08 }] };
  },
};
