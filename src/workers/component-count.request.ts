/** Number of pieces of a body, or of cavities enclosed in it; only the number travels back. */
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

export interface ComponentCountArgs {
  readonly labels: Uint8Array;
  readonly value: number;
  readonly shape: Shape3;
  readonly what: 'pieces' | 'cavities';
  /** neighbours of the voxels counted: of the body for pieces, of the background for cavities */
  readonly connectivity: 6 | 18 | 26;
}

export const componentCountRequest = task<ComponentCountArgs, number>('component-count');
