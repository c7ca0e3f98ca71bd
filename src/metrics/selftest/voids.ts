/** A hollow ball and two balls on a neck: where pieces, loops and voids are born and die. */
import type { Phantom, Truth } from './phantom.js';
import { cube, voxelise } from './voxelise.js';

export const hollow: Phantom = {
  id: 'hollow',
  title: 'Hollow ball, the wall half as thick as the void',
  copies: 3,
  make(feature, spacing, rng) {
    const void_ = feature;
    const outer = 2 * feature;
    const margin = 2 * Math.max(...spacing);
    const volume = voxelise(cube(2 * (outer + margin)), spacing, rng, (z, y, x) => {
      const distance = Math.hypot(z, y, x);
      return distance <= outer && distance > void_ ? 1 : 4;
    });
    const truths: Truth[] = [
      { metric: 'persistence.pairs0', value: 1, allowed: 0 },
      { metric: 'persistence.pairs1', value: 0, allowed: 0 },
      { metric: 'persistence.pairs2', value: 1, allowed: 0 },
      {
        metric: 'persistence.summary2',
        value: { median_birth: -feature / 2, median_death: void_, longest_lifetime: 1.5 * feature },
        allowed: 0.2,
      },
      { metric: 'topology.euler', value: 2, allowed: 0 },
      { metric: 'topology.betti2', value: 1, allowed: 0 },
      { metric: 'curvature.total_gauss', value: 8 * Math.PI, allowed: 1e-9 },
    ];
    return { volume, truths };
  },
};

/** The neck is as wide as the feature, the balls 2.5 times. */
export const dumbbell: Phantom = {
  id: 'dumbbell',
  title: 'Two balls joined by a neck',
  copies: 3,
  make(feature, spacing, rng) {
    const r = 1.25 * feature;
    const apart = 1.75 * feature;
    const margin = 2 * Math.max(...spacing);
    const across = 2 * (r + margin);
    const volume = voxelise([across + 2 * apart, across, across], spacing, rng, (z, y, x) =>
      Math.hypot(Math.abs(z) - apart, y, x) <= r || (Math.abs(z) < apart && Math.hypot(y, x) <= feature / 2) ? 1 : 3,
    );
    const truths: Truth[] = [
      { metric: 'persistence.pairs0', value: 2, allowed: 0 },
      { metric: 'persistence.neck_diameter', value: feature, allowed: 0.2 },
      {
        metric: 'persistence.summary0',
        value: { median_birth: -r, median_death: -feature / 2, longest_lifetime: r - feature / 2 },
        allowed: 0.15,
      },
    ];
    return { volume, truths };
  },
};
