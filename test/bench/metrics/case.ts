/** What a benchmark of a kernel is: ours and a peer's on the same volume, in the same run. */
import type { Workers } from '../../../src/ports/index.js';
import { labelVolume, NO_CALIBRATION } from '../../../src/volume/index.js';
import type { LabelVolume, Shape3 } from '../../../src/volume/index.js';

export interface BenchVolume {
  /** 0 and 1, in memory that the workers share */
  readonly data: Uint8Array;
  readonly shape: Shape3;
}

export interface BenchCase {
  readonly id: string;
  readonly title: string;
  /** voxels per edge of the cube: smoothed noise with 39 % foreground */
  readonly edge: number;
  /** function of peers.py */
  readonly peer: string;
  readonly peerName: string;
  /** at least so many times the speed of the peer; recorded, never asserted */
  readonly target: number;
  readonly repeats?: number;
  /** a number that the peer gives as well, so that a wrong answer is not fast */
  run(volume: BenchVolume, workers: Workers): Promise<number>;
}

/** The volume as labels with unknown voxel size. */
export const labelsOf = ({ data, shape }: BenchVolume): LabelVolume => labelVolume(data, shape, NO_CALIBRATION, 'benchmark');
