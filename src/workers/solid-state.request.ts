/** The interface of lithium with a solid electrolyte, and what has opened inside it. */
import type { Separator, SolidInterface, SolidPhases } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Face, Shape3, Vec3 } from '../volume/index.js';

export interface SolidArgs {
  readonly labels: Uint8Array;
  readonly shape: Shape3;
  readonly spacing: Vec3;
  readonly phases: SolidPhases;
  readonly flatAxis: 0 | 1 | 2 | null;
}

export interface InSeparatorArgs extends SolidArgs {
  readonly face: Face;
  readonly separator: Separator;
}

export const solidInterfaceRequest = task<SolidArgs, SolidInterface>('solid-interface');
export const separatorRequest = task<SolidArgs & { readonly face: Face }, Separator | undefined>('separator');
export const filamentDepthRequest = task<InSeparatorArgs, number | undefined>('filament-depth');
export const crackOpeningsRequest = task<InSeparatorArgs, Float32Array>('crack-openings');
