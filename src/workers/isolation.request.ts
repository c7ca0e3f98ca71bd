/** Isolation out of the calling thread: slabs of a stack for counts, states for pictures, rules over probabilities. */
import type {
  BodyPart,
  CollectorPlanes,
  Connectivity,
  DeadFractionCurve,
  Isolation,
  IsolationOptions,
  IsolationPart,
  IsolationPath,
  Planes,
  ProbabilityIsolation,
  ProbabilityIsolationOptions,
} from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

export interface IsolationArgs {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly options: IsolationOptions;
}

/** The planes `range` of a stack whose pieces are asked for. */
export interface IsolationSlabArgs {
  readonly planes: Planes;
  readonly range: readonly [first: number, end: number];
  /** of the volume */
  readonly shape: Shape3;
  readonly path: IsolationPath;
  readonly body?: CollectorPlanes;
}

/** The planes from `first` on whose collector material is asked for. */
export interface BodySlabArgs {
  readonly voxels: Uint8Array;
  readonly first: number;
  /** of the volume */
  readonly shape: Shape3;
  readonly label: number;
  readonly connectivity: 6 | 18 | 26;
}

export interface ProbabilityArgs {
  readonly lithium: Uint8Array;
  readonly shape: Shape3;
  readonly options: ProbabilityIsolationOptions;
}

export const isolationSlabRequest = task<IsolationSlabArgs, IsolationPart>('isolation-slab');
export const bodySlabRequest = task<BodySlabArgs, BodyPart>('body-slab');
export const isolationRequest = task<IsolationArgs, Isolation>('isolation');
export interface DeadCurveArgs extends ProbabilityArgs {
  readonly connectivity: Connectivity;
}

export const deadCurveRequest = task<DeadCurveArgs, DeadFractionCurve>('dead-curve');
export const probabilityIsolationRequest = task<ProbabilityArgs, ProbabilityIsolation>('probability-isolation');
