/** The voxels that decide whether lithium is live. */
import type { BridgeOptions, Bridges } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

export interface BridgesArgs {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly options: BridgeOptions;
}

export const bridgesRequest = task<BridgesArgs, Bridges>('bridges');
