/** The walk over the lithium surface that SEI thickness and coverage come from. */
import type { SeiOptions, SeiSurface } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';

export interface SeiSurfaceArgs {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly options: SeiOptions;
}

export const seiSurfaceRequest = task<SeiSurfaceArgs, SeiSurface>('sei-surface');
