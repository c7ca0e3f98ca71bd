/** Every kernel that is timed against a peer. A new one is a record here and a function in peers.py. */
import { persistence, signedSquares } from '../../../src/kernels/index.js';
import type { BenchCase } from './case.js';
import { COMPONENT_CASES } from './component-cases.js';
import { DISTANCE_CASES } from './distance-cases.js';
import { SKELETON_CASES } from './skeleton-cases.js';
import { STATISTICS_CASES } from './statistics-cases.js';
import { SURFACE_CASES } from './surface-cases.js';
import { TRANSPORT_CASES } from './transport-cases.js';

export const CASES: readonly BenchCase[] = [
  ...SURFACE_CASES,
  ...COMPONENT_CASES,
  ...DISTANCE_CASES,
  ...SKELETON_CASES,
  ...STATISTICS_CASES,
  ...TRANSPORT_CASES,
  {
    id: 'persistence',
    title: 'Persistence of the signed distance (ours with the distance, the peer without)',
    edge: 96,
    peer: 'cubical_persistence',
    peerName: 'GUDHI CubicalComplex',
    target: 10,
    run: ({ data, shape }) => {
      const { pairs } = persistence(signedSquares(data, shape, [1, 1, 1], 1), shape, 26);
      return Promise.resolve(pairs.reduce((sum, { births }) => sum + births.length, 0));
    },
  },
];
