/** Skeletons against scikit-image. */
import { thin } from '../../../src/kernels/index.js';
import type { BenchCase } from './case.js';

export const SKELETON_CASES: readonly BenchCase[] = [
  {
    id: 'skeleton',
    title: 'Topology-preserving skeleton, one thread (voxels differ by the order of directions; pieces, handles and cavities are the same)',
    edge: 256,
    peer: 'skeleton',
    peerName: 'scikit-image skeletonize',
    target: 2,
    run: ({ data, shape }) => Promise.resolve(thin(data, shape).length),
  },
];
