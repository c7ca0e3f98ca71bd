/** How much a segmentation may cost: which weights run, and how often a voxel is looked at. */
import type { ModelPackage } from './model-package.js';

export type Quality = 'fast' | 'best';

export interface ChosenVariant {
  readonly model: ModelPackage;
  readonly weights: 'fp32' | 'int8';
  readonly ensemble: boolean;
}

/** Fast: int8 where the package has it. Best: full weights, averaged. Neither: full weights, once. */
export function chooseVariant(model: ModelPackage, quality: Quality | undefined): ChosenVariant {
  if (quality === 'fast' && model.int8 !== null)
    return { model: { ...model, ...model.int8, int8: null }, weights: 'int8', ensemble: false };
  return { model, weights: 'fp32', ensemble: quality === 'best' };
}
