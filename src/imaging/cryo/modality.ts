/** The virtual cryo electron microscope. */
import { projectLabels, specimenTruth } from '../../volume/index.js';
import type { Modality } from '../modality.js';
import { CRYO_REGIMES, drawCryoParameters, HELD_OUT_CRYO_REGIMES } from './draw.js';
import { CRYO_EFFECTS } from './effects.js';
import { CRYO_PARAMS, overrideCryo } from './given.js';
import { imageCryo } from './image-cryo.js';

export const cryo: Modality = {
  id: 'cryo',
  title: 'Cryo electron microscopy',
  structures: 'specimens',
  effects: CRYO_EFFECTS,
  params: CRYO_PARAMS,
  voxelRange: [0.15e-9, 4e-9],
  heldOutRegimes: HELD_OUT_CRYO_REGIMES,
  image({ labels, shape, spacing, specimen: made, given }, rng, options) {
    const specimen = made ?? projectLabels(labels, shape, spacing);
    const truth = specimenTruth(specimen);
    const asked = given['regime'];
    const regime = asked === undefined ? undefined : CRYO_REGIMES[asked];
    const drawn = overrideCryo(drawCryoParameters(rng.fork('draw'), { pixel: specimen.pixel, regime, faults: given['faults'] }), given);
    const { stored, window, cnr, electrons } = imageCryo(specimen, truth.labels, drawn, given['cnr'], rng.fork('image'), options);
    const parameters = { ...drawn, dose: { ...drawn.dose, electrons, perArea: electrons / specimen.pixel ** 2 }, stored: window };
    return {
      stored,
      bits: window.bits,
      inverted: window.inverted,
      ...truth,
      shape: specimen.shape,
      spacing: [specimen.pixel, specimen.pixel, specimen.pixel],
      cnr,
      parameters,
    };
  },
};
