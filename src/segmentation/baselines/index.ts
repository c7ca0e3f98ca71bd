/** What a network has to beat. A new baseline is one file and one line here. */
import { forestBaseline } from '../../kernels/index.js';
import type { Shape3 } from '../../volume/index.js';
import { otsuThresholds } from './multi-otsu.js';
import { oracleThreshold } from './oracle-threshold.js';

export interface BaselineInput {
  readonly image: Float32Array;
  readonly shape: Shape3;
  /** phase ids of the same volume: every baseline is given something of the answer, and says what */
  readonly truth: Uint8Array;
  readonly seed: number;
}

export interface Baseline {
  readonly id: string;
  readonly title: string;
  labels(input: BaselineInput): Uint8Array;
}

export const BASELINES: readonly Baseline[] = [
  {
    id: 'oracle',
    title: 'best phase for every grey value, from the whole truth, gaussian of one voxel',
    labels: ({ image, shape, truth }) => oracleThreshold(image, shape, truth),
  },
  {
    id: 'otsu',
    title: 'multi-Otsu thresholds, gaussian of one voxel; classes named by the truth',
    labels: ({ image, shape, truth }) => otsuThresholds(image, shape, truth),
  },
  {
    id: 'forest',
    title: 'random forest of 100 trees on multiscale features, trained on 1 % of the truth',
    labels: ({ image, shape, truth, seed }) => forestBaseline(image, shape, truth, seed),
  },
];
