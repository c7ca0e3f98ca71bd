/** Needles on a collector, and a body on a neck of one voxel. */
import type { Phantom, Truth } from './phantom.js';
import { cells, facesOf } from './cells.js';

export const needles: Phantom = {
  id: 'needles',
  title: 'Two upright needles of different height',
  copies: 1,
  make(feature, spacing) {
    const built = cells(feature, spacing, [8, 3, 6], (z, y, x) => (y === 1 && ((x === 1 && z < 5) || (x === 4 && z < 3)) ? 1 : 3));
    const { edge } = built;
    const truths: Truth[] = [
      { metric: 'deposit.tips', value: 2, allowed: 0 },
      { metric: 'deposit.tip_density', value: 2 / (18 * facesOf(built)[0]), allowed: 1e-9 },
      { metric: 'deposit.short_circuit_distance', value: 3 * edge[0], allowed: 0.02 },
      { metric: 'deposit.tip_gap_min', value: 3 * edge[0], allowed: 0.05 },
      { metric: 'deposit.tip_gap_median', value: 4 * edge[0], allowed: 0.05 },
    ];
    return { volume: { ...built.volume, collectorFaces: ['z-'] }, truths };
  },
};

/** Probability of lithium in the neck, of 255: between the thresholds. */
const DOUBTFUL = 128;

export const neck: Phantom = {
  id: 'neck',
  title: 'Body on a film, joined by a neck of one voxel that is doubtful',
  copies: 1,
  make(feature, spacing) {
    const built = cells(feature, spacing, [5, 3, 3], (z, y, x) => (z === 0 || ((z === 2 || z === 3) && y === 1 && x === 1) ? 1 : 3));
    const { n, voxels, volume } = built;
    const [, ny, nx] = volume.shape;
    const probability = volume.data.map((label) => (label === 1 ? 255 : 0));
    for (let z = n[0]; z < 2 * n[0]; z++) {
      const i = (z * ny + (ny >> 1)) * nx + (nx >> 1);
      volume.data[i] = 1;
      probability[i] = DOUBTFUL;
    }
    const voxel = built.content / voxels;
    const truths: Truth[] = [
      { metric: 'isolation.bridges', value: 1, allowed: 0 },
      { metric: 'isolation.weakest_bridge_voxels', value: 1, allowed: 0 },
      { metric: 'isolation.bridged_volume', value: (2 * voxels + n[0] - 1) * voxel, allowed: 1e-9 },
      { metric: 'isolation.f_dead_interval', value: [0, 2 / 11], allowed: 1e-9 },
    ];
    return { volume: { ...volume, collectorFaces: ['z-'], probabilities: new Map([[1, probability]]) }, truths };
  },
};
