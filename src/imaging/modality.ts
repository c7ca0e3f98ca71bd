/** A virtual instrument: what it is given, what it makes, and how it describes itself. */
import type { ParamSpec, ParamValues, Rng, RunOptions } from '../base/index.js';
import type { ProjectedSpecimen, Shape3, Vec3 } from '../volume/index.js';
import type { Effect } from './effect.js';

export interface ImagingRequest {
  /** phase ids in z, y, x order; growth is +y, the collector lies at low y */
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  /** metres */
  readonly spacing: Vec3;
  /** the cell holds no liquid */
  readonly dry: boolean;
  /** imaging parameters that are not drawn */
  readonly given: ParamValues;
  /** what the beam goes through, where the structure was made as a thin specimen; else the labels are projected */
  readonly specimen?: ProjectedSpecimen | undefined;
}

export interface VirtualImage {
  readonly stored: Uint16Array<ArrayBuffer>;
  readonly bits: 8 | 16;
  /** bright = transparent */
  readonly inverted: boolean;
  /** the phases that the picture shows; the same array when nothing was cut or shifted */
  readonly labels: Uint8Array;
  /** finer classes for training, where a modality has them */
  readonly codes?: Uint8Array;
  /** of the picture and its labels */
  readonly shape: Shape3;
  readonly spacing: Vec3;
  /** |mean lithium - mean surrounding| over the noise, as set or found */
  readonly cnr: number | null;
  /** everything drawn, in SI units, as plain data */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface Modality {
  readonly id: 'xct' | 'fib' | 'cryo';
  readonly title: string;
  /** what it looks at: whole deposits unless it says otherwise */
  readonly structures?: 'deposits' | 'specimens';
  readonly effects: readonly Effect[];
  /** what can be given: contrast to noise, regime, and the switch and main parameters of each effect */
  readonly params: readonly ParamSpec[];
  /** pixel size in metres, drawn even in the logarithm */
  readonly voxelRange: readonly [number, number];
  /** how often, and up to how much, deposits are seen closer than at the sizes their families draw */
  readonly magnified?: { readonly chance: number; readonly most: number };
  /** regimes that are never drawn, for judging models on what they were not trained on */
  readonly heldOutRegimes?: readonly string[];
  image(request: ImagingRequest, rng: Rng, options?: RunOptions): VirtualImage;
}
