/** The effects of the focused-ion-beam microscope, in the order in which they act. */
import type { Effect } from '../effect.js';
import { brightness } from './brightness.js';
import { charging } from './charging.js';
import { curtaining } from './curtaining.js';
import { detector } from './detector.js';
import { drift } from './drift.js';
import { edgeEffect } from './edge-effect.js';
import { foreshortening } from './foreshortening.js';
import { grains } from './grains.js';
import { poreBack } from './pore-back.js';
import { redeposition } from './redeposition.js';
import { scanLines } from './scan-lines.js';
import { shadowing } from './shadowing.js';
import { slicing } from './slicing.js';
import { subsurface } from './subsurface.js';
import { texture } from './texture.js';
import { greyWindow } from './grey-window.js';

export const FIB_EFFECTS: readonly Effect[] = [
  slicing,
  drift,
  foreshortening,
  brightness,
  texture,
  grains,
  subsurface,
  poreBack,
  redeposition,
  edgeEffect,
  charging,
  curtaining,
  shadowing,
  scanLines,
  detector,
  greyWindow,
];
