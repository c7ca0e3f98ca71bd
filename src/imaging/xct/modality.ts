/** The virtual X-ray microscope. */
import { lengthsInMetres } from '../lengths.js';
import type { Modality } from '../modality.js';
import { drawXctParameters } from './draw.js';
import { XCT_EFFECTS } from './effects.js';
import { overrideXct, XCT_PARAMS } from './given.js';
import { imageXct } from './image-xct.js';
import { HELD_OUT_REGIMES, REGIMES } from './parameters.js';

export const xct: Modality = {
  id: 'xct',
  title: 'X-ray tomography',
  effects: XCT_EFFECTS,
  params: XCT_PARAMS,
  magnified: { chance: 0.4, most: 2 },
  voxelRange: [200e-9, 1500e-9],
  heldOutRegimes: HELD_OUT_REGIMES,
  image({ labels, shape, spacing, dry, given }, rng, options) {
    const regime = given['regime'];
    const drawn = drawXctParameters(rng.fork('draw'), {
      shape,
      voxel: spacing[2],
      dry,
      cnr: given['cnr'],
      faults: given['faults'],
      regime: regime === undefined ? undefined : REGIMES[regime],
    });
    const parameters = overrideXct(drawn, given, spacing[2]);
    const { stored, intensity } = imageXct(labels, shape, parameters, rng.fork('image'), options);
    return {
      stored,
      bits: intensity.bits,
      inverted: intensity.inverted,
      labels,
      shape,
      spacing,
      cnr: parameters.noise.on ? parameters.noise.cnr : null,
      parameters: {
        ...parameters,
        stored: intensity,
        metres: lengthsInMetres(XCT_EFFECTS, { ...parameters, phaseUnevenness: parameters.unevenness }, spacing[2]),
      },
    };
  },
};
