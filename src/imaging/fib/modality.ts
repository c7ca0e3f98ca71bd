/** The virtual focused-ion-beam scanning electron microscope. */
import type { Modality } from '../modality.js';
import { drawFibParameters, FIB_HELD_OUT_REGIMES, FIB_REGIMES } from './draw.js';
import { FIB_EFFECTS } from './effects.js';
import { FIB_PARAMS, overrideFib } from './given.js';
import { imageFib } from './image-fib.js';

export const fib: Modality = {
  id: 'fib',
  title: 'FIB-SEM',
  effects: FIB_EFFECTS,
  params: FIB_PARAMS,
  // its voxels are a tenth of those of X-rays, and lithium is not
  magnified: { chance: 0.8, most: 3.5 },
  voxelRange: [5e-9, 100e-9],
  heldOutRegimes: FIB_HELD_OUT_REGIMES,
  image({ labels, shape, spacing, given }, rng, options) {
    const regime = given['regime'];
    const drawn = drawFibParameters(rng.fork('draw'), shape, regime === undefined ? undefined : FIB_REGIMES[regime], given['faults']);
    const parameters = overrideFib(drawn, given);
    const picture = imageFib(labels, shape, parameters, rng.fork('image'), options);
    const { stored, intensity, detector, contrast, cnr, steps } = picture;
    return {
      stored,
      bits: intensity.bits,
      inverted: intensity.inverted,
      labels: picture.labels,
      shape: picture.shape,
      spacing: [spacing[0] * steps[0], spacing[1] * steps[1], spacing[2] * steps[2]],
      cnr,
      parameters: { ...parameters, pixel: spacing[1], detector, stored: intensity, contrast },
    };
  },
};
