/** Isolation out of the calling thread: counts for metrics, states for pictures, rules over probabilities. */
import type {
  Connectivity,
  DeadFractionCurve,
  Isolation,
  IsolationOptions,
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

/** Without the voxels, plus the layers from the first collector face up to the last one with live voxels. */
export interface IsolationCounts extends Omit<Isolation, 'states'> {
  readonly liveLayers: number;
}

export interface PiecesArgs {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly phase: number;
  readonly connectivity: Connectivity;
  readonly gapVoxels: number;
}

export interface ProbabilityArgs {
  readonly lithium: Uint8Array;
  readonly shape: Shape3;
  readonly options: ProbabilityIsolationOptions;
}

export const isolationCountsRequest = task<IsolationArgs, IsolationCounts>('isolation-counts');
export const isolationRequest = task<IsolationArgs, Isolation>('isolation');
export const countPiecesRequest = task<PiecesArgs, number>('count-pieces');
export interface DeadCurveArgs extends ProbabilityArgs {
  readonly connectivity: Connectivity;
}

export const deadCurveRequest = task<DeadCurveArgs, DeadFractionCurve>('dead-curve');
export const probabilityIsolationRequest = task<ProbabilityArgs, ProbabilityIsolation>('probability-isolation');
