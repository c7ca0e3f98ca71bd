/** Parts of a transport measurement: what the faces of the box reach, the solve with its helpers, and shortest paths. */
import type { Axis, TransportSolution, TransportTask, TransportTolerance } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';

export interface TransportReachArgs {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly phase: number;
  readonly order: readonly [Axis, Axis, Axis];
  readonly end: 'first' | 'last';
  readonly connectivity: 6 | 18 | 26;
  readonly periodic: boolean;
}

/** The reached voxels as bits. */
export const transportReachRequest = task<TransportReachArgs, Uint32Array>('transport-reach');

export interface TransportSolveArgs {
  readonly task: TransportTask;
  readonly tolerance: TransportTolerance;
  readonly helpers: boolean;
}

export const transportSolveRequest = task<TransportSolveArgs, TransportSolution>('transport-solve');

export interface TransportHelpArgs {
  readonly task: TransportTask;
  readonly thread: number;
}

export const transportHelpRequest = task<TransportHelpArgs, void>('transport-help');

export interface TransportPathsArgs {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly phase: number;
  readonly axis: Axis;
  readonly end: 'first' | 'last';
}

/** Mean length of the shortest paths from that face to the voxels at the opposite one; null when none arrives. */
export const transportPathsRequest = task<TransportPathsArgs, number | null>('transport-paths');
