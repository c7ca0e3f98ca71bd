/** What is measured on the surface of a smoothed body, and on lines where three phases meet, slab by slab. */
import type { Planes, SmoothSlab } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

export interface TripleEdgesArgs {
  readonly planes: Planes;
  readonly labels: readonly [number, number, number];
  readonly shape: Shape3;
  readonly first: number;
  readonly end: number;
}

export const meshAreaRequest = task<SmoothSlab, number>('mesh-area');
export const curvatureRequest = task<SmoothSlab, Float64Array>('surface-curvature');
/** edges along z, y, x */
export const tripleEdgesRequest = task<TripleEdgesArgs, readonly [number, number, number]>('triple-edges');
