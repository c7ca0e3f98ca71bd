/** The map of local thickness of a body. */
import type { ThicknessMap, ThicknessOptions } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';

export interface LocalThicknessArgs {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly options: ThicknessOptions;
}

export const localThicknessRequest = task<LocalThicknessArgs, ThicknessMap | undefined>('local-thickness');
