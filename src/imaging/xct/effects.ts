/** What happens to an X-ray picture, in the order in which it acts. A new effect is one file and one line here. */
import type { Effect } from '../effect.js';
import { intensity } from '../intensity.js';
import { absorption } from './absorption.js';
import { beamHardening } from './beam-hardening.js';
import { centreError } from './centre-error.js';
import { denseStreaks } from './dense-streaks.js';
import { limitedAngle } from './limited-angle.js';
import { motion } from './motion.js';
import { noise } from './noise.js';
import { propagation } from './propagation.js';
import { psf } from './psf.js';
import { rings } from './rings.js';
import { shading } from './shading.js';
import { sparseView } from './sparse-view.js';
import { streaks } from './streaks.js';
import { truncation } from './truncation.js';
import { zingers } from './zingers.js';

export const XCT_EFFECTS: readonly Effect[] = [
  absorption,
  propagation,
  denseStreaks,
  psf,
  limitedAngle,
  sparseView,
  noise,
  centreError,
  motion,
  streaks,
  rings,
  zingers,
  beamHardening,
  truncation,
  shading,
  intensity,
];
