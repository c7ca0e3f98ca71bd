/** Counts of the 256 neighbourhoods of a body over a slab of cells. */
import type { Outside } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

export interface ConfigurationsArgs {
  readonly labels: Uint8Array;
  readonly value: number;
  readonly shape: Shape3;
  readonly outside: Outside;
  /** cells [first, end) along z */
  readonly cells: readonly [number, number];
}

export const configurationsRequest = task<ConfigurationsArgs, Float64Array>('configurations');
