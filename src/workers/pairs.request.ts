/** The three steps of the pair transform on a part of a volume; all threads work in one memory, each in its own slot. */
import type { PairPlan, PairShells } from '../kernels/index.js';
import { task } from '../ports/index.js';

export interface PairStepArgs {
  readonly plan: PairPlan;
  readonly memory: WebAssembly.Memory;
  readonly slot: number;
  /** the part [first, end): planes, rows or lags */
  readonly first: number;
  readonly end: number;
}

export interface PairPlanesArgs extends PairStepArgs {
  readonly labels: Uint8Array;
  readonly value: number;
}

export const pairPlanesRequest = task<PairPlanesArgs, null>('pair-planes');
export const pairRowsRequest = task<PairStepArgs, null>('pair-rows');
export const pairShellsRequest = task<PairStepArgs, PairShells>('pair-shells');
