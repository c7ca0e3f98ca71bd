/** Everything that a virtual micrograph is made with. */
import type { Intensity } from '../intensity.js';
import type { CryoAbsorption } from './absorption.js';
import type { CameraFaults } from './camera-faults.js';
import type { Damage } from './damage.js';
import type { DarkField } from './dark-field.js';
import type { Detector } from './detector.js';
import type { Diffraction } from './diffraction.js';
import type { Dose } from './dose.js';
import type { Drift } from './drift.js';
import type { Frost } from './frost.js';
import type { Illumination } from './illumination.js';
import type { Lattice } from './lattice.js';
import type { Potential } from './potential.js';
import type { Scan } from './scan.js';
import type { Texture } from './texture.js';
import type { Transfer } from './transfer.js';

/** Transmission in bright field, scanned annular dark field, and scanned bright field. */
export type CryoRegime = 'tem' | 'haadf' | 'bf-stem';

export interface CryoParameters {
  readonly regime: CryoRegime;
  readonly volts: number;
  readonly frost: Frost;
  readonly damage: Damage;
  readonly absorption: CryoAbsorption;
  readonly diffraction: Diffraction;
  readonly potential: Potential;
  readonly texture: Texture;
  readonly lattice: Lattice;
  readonly transfer: Transfer;
  readonly darkField: DarkField;
  readonly scan: Scan;
  readonly illumination: Illumination;
  readonly drift: Drift;
  readonly detector: Detector;
  readonly dose: Dose;
  readonly cameraFaults: CameraFaults;
  /** window as quantiles of the picture, with free room beyond them over their span */
  readonly window: Omit<Intensity, 'low' | 'high'> & { readonly lowShare: number; readonly highShare: number; readonly room: number };
}
