/** The scribble classifier out of the calling thread: features of painted voxels, the forest, and its application to a box. */
import type { FlatImage, Forest, ForestOptions, NetworkBlend, PixelBox, TrainedForest } from '../kernels/index.js';
import { task } from '../ports/index.js';

export interface PixelSamplesArgs {
  readonly box: PixelBox;
  /** voxels of the core, z y x index */
  readonly voxels: Uint32Array;
}

/** [voxels, features] */
export const pixelSamplesRequest = task<PixelSamplesArgs, Float32Array>('pixel-samples');

export interface TrainForestArgs {
  readonly samples: Float32Array;
  readonly labels: Uint8Array;
  readonly features: number;
  readonly classes: number;
  readonly options: ForestOptions;
  /** columns that may be learnt from together; the best choice is taken. Empty: all */
  readonly choices: readonly (readonly number[])[];
  /** how the scores of a network among the features are to be read; null without */
  readonly blend: Omit<NetworkBlend, 'weight'> | null;
}

export interface TrainedPixels extends TrainedForest {
  readonly blend: NetworkBlend | null;
}

export const trainForestRequest = task<TrainForestArgs, TrainedPixels>('train-forest');

export interface ForestBoxArgs {
  readonly box: PixelBox;
  readonly forest: Forest;
  readonly blend: NetworkBlend | null;
}

/** [voxels, features] of the core of a box, to be asked about again and again */
export const pixelTableRequest = task<PixelBox, Float32Array>('pixel-table');

export interface ForestRowsArgs {
  readonly samples: Float32Array;
  readonly forest: Forest;
  readonly blend: NetworkBlend | null;
}

/** [voxels, classes] */
export const forestRowsRequest = task<ForestRowsArgs, Float32Array>('forest-rows');

/** [voxels of the core, classes] */
export const forestBoxRequest = task<ForestBoxArgs, Float32Array>('forest-box');

export interface SnapBordersArgs {
  readonly labels: Uint8Array;
  /** of the picture, see `flatGradient` */
  readonly gradient: Float32Array;
  readonly image: FlatImage;
}

/** labels of a flat image, their borders on its edges */
export const snapBordersRequest = task<SnapBordersArgs, Uint8Array>('snap-borders');
