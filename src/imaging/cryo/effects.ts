/** The effects in the order in which they act. A new one is one file and one line here. */
import type { Effect } from '../effect.js';
import { cryoAbsorption } from './absorption.js';
import { cameraFaults } from './camera-faults.js';
import { damage } from './damage.js';
import { darkField } from './dark-field.js';
import { detector } from './detector.js';
import { diffraction } from './diffraction.js';
import { dose } from './dose.js';
import { drift } from './drift.js';
import { frost } from './frost.js';
import { illumination } from './illumination.js';
import { lattice } from './lattice.js';
import { potential } from './potential.js';
import { scan } from './scan.js';
import { texture } from './texture.js';
import { transfer } from './transfer.js';

export const CRYO_EFFECTS: readonly Effect[] = [frost, damage, cryoAbsorption, diffraction, potential, texture, lattice, transfer, darkField, scan, illumination, drift, detector, dose, cameraFaults]; // prettier-ignore
