/** Running a network. The engine lives in its own process; a tensor crosses the border as bytes. */
import type { VoxelArray } from '../volume/index.js';

export interface TensorData {
  readonly dims: readonly number[];
  readonly data: Float32Array;
}

/** One step of plain arithmetic on [channels, voxels]; lists have one value, or one per channel. */
export type TensorStep =
  | { readonly kind: 'affine'; readonly gain: readonly number[]; readonly offset: readonly number[] }
  | { readonly kind: 'clip'; readonly min: number; readonly max: number }
  | { readonly kind: 'binarize'; readonly threshold: readonly number[] }
  | { readonly kind: 'sigmoid' }
  | { readonly kind: 'softmax' };

export type TensorAxis = 'batch' | 'channel' | 'z' | 'y' | 'x';

/** lengths along batch, channel, z, y, x */
export type Dims5 = readonly [n: number, c: number, z: number, y: number, x: number];

/** Points that a new one is compared with: [count, width], after a projection where there is one. */
export interface NeighbourBank {
  readonly vectors: Float32Array;
  readonly count: number;
  readonly width: number;
  /** row 0: the mean after the projection */
  readonly projection: { readonly data: Float32Array; readonly features: number } | null;
}

/**
 * One window of a picture as plain data: from stored grey values to the bytes that are kept. The engine's process does
 * all of it, so that little crosses the border (one to two bytes a voxel on the way in, one per class on the way out)
 * and the process that answers people stays free.
 */
export interface TileWork {
  /** distinct planes of the window, stored values */
  readonly planes: VoxelArray;
  /** plane of each (sample, channel, z) of the input tensor */
  readonly gather: readonly number[];
  /** of the input tensor */
  readonly dims: Dims5;
  /** samples of one run; the rest waits its turn, which bounds the memory of the engine */
  readonly batch: number;
  readonly inputOrder: readonly TensorAxis[];
  readonly outputOrder: readonly TensorAxis[];
  /** stands in for values that are no numbers */
  readonly fill: number;
  /** from stored values to what the network expects: one chain for all samples, or one for each */
  readonly prepare: readonly (readonly TensorStep[])[];
  /** positions in the graph */
  readonly outputs: { readonly probabilities: number; readonly embedding: number | null };
  /** channels of the answer; one channel alone is a foreground and gets a background */
  readonly channels: number;
  readonly finish: readonly TensorStep[];
  /** scores are divided by it before a softmax */
  readonly temperature: number;
  /** [classes, length of the core along the axis]: probabilities are multiplied and brought back to a sum of one */
  readonly weights: { readonly axis: 0 | 1 | 2; readonly data: Float32Array } | null;
  /** what is kept of the window */
  readonly core: { readonly start: readonly [number, number, number]; readonly size: readonly [number, number, number] };
  /** also run mirrored along x, and average; adds a plane of disagreement */
  readonly mirror: boolean;
  /** pooled features are compared with it, and the result kept behind the planes; null: there is none */
  readonly bank: NeighbourBank | null;
  /** voxels without a value stay unassigned; plane that shows each slice of the core, or null where all have values */
  readonly shows: readonly number[] | null;
  /** of the model, for messages */
  readonly name: string;
}

/**
 * Planes over the core, z y x: most probable class + 1 (0 where the picture has no value), the probability of each
 * class as 0..255, and with `mirror` the disagreement of the two runs (mutual information over ln classes, 0..255).
 * With a bank, the mean distance of the slices to it and their number follow as two float32.
 */
export type TileBytes = Uint8Array;

export interface ModelSession {
  readonly inputs: readonly { readonly name: string; readonly dims: readonly (number | string)[] }[];
  readonly outputs: readonly { readonly name: string; readonly dims: readonly (number | string)[] }[];
  /** inputs are bound by position; `outputs` are positions in the graph and the order of the answer, default: all of them */
  run(inputs: readonly TensorData[], signal?: AbortSignal, outputs?: readonly number[]): Promise<readonly TensorData[]>;
  /**
   * The whole of a tile beside the engine; without it the caller runs and finishes the tile itself. With a `file` the
   * tile is put there, whole or not at all, and the answer is null: what is kept anyway need not pass through here.
   */
  tile?(work: TileWork, signal?: AbortSignal, file?: string): Promise<TileBytes | null>;
  /** many tiles are to come: whatever takes its time to start may start now */
  warm?(): void;
  close(): Promise<void>;
}

export interface Inference {
  /** the provider that runs: "cpu" */
  readonly provider: string;
  readonly threads: number;
  /** loads weights by path after their hash was checked; rejects with a ModelError when the graph cannot run */
  open(weightsPath: string): Promise<ModelSession>;
}
