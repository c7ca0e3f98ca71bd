/** A whole virtual X-ray scan in numbers: one record per effect. */
import type { Intensity } from '../intensity.js';
import type { Unevenness } from './absorption.js';
import type { BeamHardening } from './beam-hardening.js';
import type { CentreError } from './centre-error.js';
import type { DenseStreaks } from './dense-streaks.js';
import type { LimitedAngle } from './limited-angle.js';
import type { Motion } from './motion.js';
import type { Noise } from './noise.js';
import type { Propagation } from './propagation.js';
import type { Psf } from './psf.js';
import type { Rings } from './rings.js';
import type { Shading } from './shading.js';
import type { SparseView } from './sparse-view.js';
import type { Streaks } from './streaks.js';
import type { Truncation } from './truncation.js';
import type { Zingers } from './zingers.js';

/** Kinds of scans: laboratory and synchrotron without and with phase retrieval, and one that models are judged on only. */
export const REGIMES = ['attenuation', 'edge', 'paganin', 'limited-angle'] as const;
export type Regime = (typeof REGIMES)[number];
export const HELD_OUT_REGIMES: readonly Regime[] = ['limited-angle'];

export interface XctParameters {
  readonly regime: Regime;
  readonly energyKeV: number;
  /** material per phase id, for people; null where the attenuations were made up */
  readonly materials: Readonly<Record<string, string>> | null;
  /** 1/cm per phase id */
  readonly mu: readonly number[];
  /** delta/lambda in 1/cm per phase id */
  readonly phase: readonly number[];
  readonly unevenness: Unevenness;
  readonly propagation: Propagation;
  readonly denseStreaks: DenseStreaks;
  readonly psf: Psf;
  readonly limitedAngle: LimitedAngle;
  readonly sparseView: SparseView;
  readonly noise: Noise;
  readonly centreError: CentreError;
  readonly motion: Motion;
  readonly streaks: Streaks;
  readonly rings: Rings;
  readonly zingers: Zingers;
  readonly beamHardening: BeamHardening;
  readonly truncation: Truncation;
  readonly shading: Shading;
  /** window as quantiles of the image, turned into attenuations when it is known */
  readonly window: Omit<Intensity, 'low' | 'high'> & {
    readonly lowShare: number;
    readonly highShare: number;
    /** free room below and above, over the span between the quantiles */
    readonly roomBelow: number;
    readonly roomAbove: number;
    /** highest stored value above the electrolyte, in contrasts; 0 for none */
    readonly saturation: number;
    /** lowest stored value below gas, in contrasts: dark fringes of a bright collector are cut off there */
    readonly depth: number;
  };
}
