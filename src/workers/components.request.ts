/** Connected components slab by slab: cutting a slab into components, and writing their labels once the slabs are joined. */
import type { ComponentPart, Planes, SlabRuns } from '../kernels/index.js';
import { task } from '../ports/index.js';
import type { Shape3 } from '../volume/index.js';

export interface ComponentSlabArgs {
  readonly planes: Planes;
  /** the planes [first, end) whose components are asked for */
  readonly first: number;
  readonly end: number;
  /** of the volume */
  readonly shape: Shape3;
  readonly connectivity: 6 | 18 | 26;
  /** 1 for every value that is foreground */
  readonly values: Uint8Array;
  /** beside the number: faces of the volume that components touch, sums over their voxels, or the runs for writing labels */
  readonly want: 'number' | 'faces' | 'sums' | 'runs';
  /** its component is asked for */
  readonly voxel?: readonly number[];
}

export interface ComponentSlab extends ComponentPart {
  readonly faces?: Uint8Array;
  readonly records?: ArrayBuffer;
  readonly slab?: SlabRuns;
  /** component of the voxel; 0: another slab, or not foreground */
  readonly holder: number;
}

export const componentSlabRequest = task<ComponentSlabArgs, ComponentSlab>('component-slab');

export interface ComponentLabelsArgs {
  readonly slab: SlabRuns;
  /** label of component k of the slab at k - 1 */
  readonly labels: Uint32Array;
  /** where the labels of the slab go, shared with the caller */
  readonly out: Uint32Array;
}

/** Writes into `out` and answers nothing. */
export const componentLabelsRequest = task<ComponentLabelsArgs, null>('component-labels');
