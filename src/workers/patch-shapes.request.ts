/** Shape of the deposit in patches of its collector. */
import type { Patch, PatchOptions } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

export interface PatchShapesArgs {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly options: PatchOptions;
}

export const patchShapesRequest = task<PatchShapesArgs, readonly Patch[]>('patch-shapes');
