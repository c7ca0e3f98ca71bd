/** Connected components and their statistics against cc3d. */
import { countComponents, labelledComponents, measuredComponents } from '../../../src/metrics/components.js';
import { stackOf } from '../../../src/volume/index.js';
import { labelsOf } from './case.js';
import type { BenchCase } from './case.js';

function labelling(connectivity: 6 | 18 | 26): BenchCase {
  return {
    id: `components-${connectivity}`,
    title: `Components with 32-bit labels, ${connectivity} neighbours`,
    edge: 512,
    peer: `components_${connectivity}`,
    peerName: 'cc3d.connected_components',
    target: 1,
    run: async (volume, workers) => (await labelledComponents(labelsOf(volume), { values: [1], connectivity }, { workers })).count,
  };
}

export const COMPONENT_CASES: readonly BenchCase[] = [
  labelling(6),
  labelling(18),
  labelling(26),
  {
    id: 'component-statistics',
    title: 'Volume, box, centroid and second moments of every component (ours with finding them, the peer from its labels)',
    edge: 512,
    peer: 'component_statistics',
    peerName: 'cc3d.statistics',
    target: 1,
    run: async (volume, workers) => {
      const { stats } = await measuredComponents(stackOf(labelsOf(volume)), { values: [1], connectivity: 26 }, { workers });
      return stats.voxels.reduce((most, voxels) => Math.max(most, voxels), 0);
    },
  },
  {
    id: 'component-count',
    title: 'Number of components without labels, 26 neighbours (the peer labels)',
    edge: 512,
    peer: 'components_26',
    peerName: 'cc3d.connected_components',
    target: 1,
    run: (volume, workers) => countComponents(stackOf(labelsOf(volume)), { values: [1], connectivity: 26 }, { workers }),
  },
];
