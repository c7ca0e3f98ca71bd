/** A shape whose numbers are known: made at any size in voxels, at random places and orientations, and measured like an image. */
import type { Rng } from '../../base/index.js';
import type { Face, Shape3, Vec3 } from '../../volume/index.js';

export interface PhantomVolume {
  readonly data: Uint8Array;
  readonly shape: Shape3;
  readonly collectorFaces?: readonly Face[];
  /** class probabilities, 0 to 255, by label */
  readonly probabilities?: ReadonlyMap<number, Uint8Array>;
}

/** A number (1 for true), a list, or some of the numbers of a record. */
export type TrueValue = number | readonly number[] | Readonly<Record<string, number>>;

/** What a metric must give on the phantom, in SI. */
export interface Truth {
  readonly metric: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly value: TrueValue;
  /**
   * Largest relative deviation of the mean over all copies at 8 voxels and more, where `selftest` fails; 0: exact. Of lists and records the
   * part that deviates most, relative to the largest part. Absolute where the value is 0.
   */
  readonly allowed: number;
}

export interface Phantom {
  readonly id: string;
  readonly title: string;
  /** copies measured, in different places and directions; default 6. 1: it lies along the grid, so that all copies are the same */
  readonly copies?: number;
  /** `feature`: the size that is to be resolved (a diameter, a thickness), in metres */
  make(feature: number, spacing: Vec3, rng: Rng): { readonly volume: PhantomVolume; readonly truths: readonly Truth[] };
}
