/** What a generator is and what it makes. */
import type { ParamSpec, ParamValues, Rng, RunOptions } from '../base/index.js';
import type { Face, LabelVolume, Shape3 } from '../volume/index.js';

/** Liquid everywhere, gas everywhere, or both. */
export type CellState = 'wet' | 'dry' | 'mixed';

export interface SimulatedStructure {
  /** ids of the phase table */
  readonly labels: LabelVolume;
  /** where the deposit grows from; null for radial growth around a seed */
  readonly collectorFace: Face | null;
  readonly cell: CellState;
  /** what is known exactly because it was made: seed, parameters, counts */
  readonly truth: Readonly<Record<string, unknown>>;
}

/** A growth model that can be compared with an image. */
export interface Generator {
  readonly id: string;
  readonly title: string;
  readonly params: readonly ParamSpec[];
  readonly dimension: '2D' | '3D' | '2D and 3D';
  /** what the model leaves out or simplifies, one sentence each */
  readonly approximations: readonly string[];
  readonly references: readonly string[];
  /** the parameter that makes deposits denser, and by what to multiply it, so that a wanted amount fits into a box */
  readonly denser?: { readonly param: string; readonly factor: number };
  run(params: ParamValues, rng: Rng, options?: RunOptions): Promise<SimulatedStructure>;
}

/** The box of a deposit: rows are y, the collector is at low y, `floor` is its upper surface per (z, x) in voxels. */
export interface Ground {
  readonly shape: Shape3;
  readonly floor: Float32Array;
  /** first row that a cover (separator, cathode) may occupy */
  readonly ceiling: number;
}

/** A procedural kind of deposit, for training and testing segmentation. Not a growth model. */
export interface Family {
  readonly id: string;
  readonly title: string;
  readonly params: readonly ParamSpec[];
  /** never used to train the bundled models */
  readonly heldOut: boolean;
  /** parameters of the deposit that this family draws in its own way */
  deposit?(rng: Rng): ParamValues;
  /**
   * 1 where lithium was plated; only what hangs together with the collector is kept. Another phase id where the family says itself what
   * surrounds the lithium (a solid electrolyte, its pores), 0 elsewhere.
   */
  grow(params: ParamValues, ground: Ground, rng: Rng): Uint8Array;
  /** where stripping follows from the model of growth: takes the place of `grow` and of the stripping that all deposits share */
  growAndStrip?(params: ParamValues, ground: Ground, rng: Rng): PlatedAndLeft;
}

/** Lithium before and after stripping; what is left was plated. */
export interface PlatedAndLeft {
  readonly plated: Uint8Array;
  readonly left: Uint8Array;
  /** phase ids of what the family itself put around the lithium, 0 elsewhere */
  readonly host?: Uint8Array;
}
