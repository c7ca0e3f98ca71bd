/** Virtual instruments. A new effect is one file and one line here. */
import { absorption } from './absorption.js';
import type { Effect } from './effect.js';
import { intensity } from './intensity.js';
import { motion } from './motion.js';
import { noise } from './noise.js';
import { propagation } from './propagation.js';
import { psf } from './psf.js';
import { rings } from './rings.js';
import { shading } from './shading.js';
import { streaks } from './streaks.js';

/** In the order in which they act. */
export const XCT_EFFECTS: readonly Effect[] = [absorption, propagation, psf, noise, motion, streaks, rings, shading, intensity];

export * from './effect.js';
export * from './materials.js';
export * from './xct.js';
export * from './xct-draw.js';
