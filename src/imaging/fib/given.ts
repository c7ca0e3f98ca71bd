/** What can be asked of the microscope: regime, contrast to noise, the switch of every effect and its main parameters. */
import type { ParamSpec, ParamValues } from '../../base/index.js';
import { FAULTS } from '../faults.js';
import { switchParam } from '../switch-param.js';
import { FIB_REGIMES } from './draw.js';
import type { FibParameters } from './draw.js';

type SwitchKey = {
  [Key in keyof FibParameters]: FibParameters[Key] extends { readonly on: boolean } ? Key : never;
}[keyof FibParameters];

/** Effects that can be switched: key, title, and the name of the switch where the key is taken by a structure. */
const SWITCHES: readonly (readonly [SwitchKey, string, string?])[] = [
  ['slicing', 'Thick and uneven slices'],
  ['drift', 'Drift between slices', 'stageDrift'],
  ['foreshortening', 'Tilt not corrected'],
  ['texture', 'Texture of the phases', 'phaseTexture'],
  ['grains', 'Channelling contrast of grains'],
  ['subsurface', 'Signal from below the face'],
  ['poreBack', 'Back walls of open pores'],
  ['redeposition', 'Redeposition'],
  ['edgeEffect', 'Bright edges'],
  ['charging', 'Charging'],
  ['curtaining', 'Curtaining'],
  ['shadowing', 'Shadowing'],
  ['scanLines', 'Unsteady scan lines'],
  ['detector', 'Probe blur and counting noise'],
];

export const FIB_PARAMS: readonly ParamSpec[] = [
  { id: 'cnr', title: 'Contrast of lithium to what surrounds it over noise', unit: '1', min: 0.2, max: 50, default: 4 },
  { id: 'regime', title: 'Kind of picture', unit: '1', min: 0, max: 2, default: 1, integer: true, choices: FIB_REGIMES },
  FAULTS,
  ...SWITCHES.map(([key, title, id = key]) => switchParam(id, title)),
  { id: 'sliceThickness', title: 'Mean thickness of a slice over the pixel', unit: '1', min: 1, max: 8, default: 2 },
  { id: 'backLength', title: 'Depth to which back walls of pores shine through', unit: 'voxel', min: 1, max: 100, default: 12, log: true },
  { id: 'edgeStrength', title: 'Signal at bright edges', unit: '1', min: -0.5, max: 0.5, default: 0.2 },
  { id: 'curtainStrength', title: 'Strength of curtains', unit: '1', min: 0, max: 0.5, default: 0.06 },
  { id: 'chargingStrength', title: 'Signal of charging tails', unit: '1', min: -0.6, max: 0.6, default: 0.15 },
  { id: 'shadowStrength', title: 'Loss of signal at the foot of the face', unit: '1', min: 0, max: 0.9, default: 0.3 },
  { id: 'electrons', title: 'Electrons counted per pixel at full scale', unit: '1', min: 1, max: 1e6, default: 200, log: true },
];

/** A switch or a strength that is given wins; a given strength switches its effect on unless that is given too. */
export function overrideFib(drawn: FibParameters, given: ParamValues): FibParameters {
  const out: { -readonly [Key in keyof FibParameters]: FibParameters[Key] } = { ...drawn };
  const set = <K extends SwitchKey>(key: K, changes: Partial<FibParameters[K]>): void => {
    out[key] = { ...out[key], ...changes };
  };
  const { cnr, sliceThickness, backLength, edgeStrength, curtainStrength, chargingStrength, shadowStrength, electrons } = given;
  if (sliceThickness !== undefined) set('slicing', { on: true, thickness: sliceThickness });
  if (backLength !== undefined) set('poreBack', { on: true, length: backLength });
  if (edgeStrength !== undefined) set('edgeEffect', { on: true, amplitude: edgeStrength });
  if (curtainStrength !== undefined) set('curtaining', { on: true, amplitude: curtainStrength });
  if (chargingStrength !== undefined) set('charging', { on: true, amplitude: chargingStrength });
  if (shadowStrength !== undefined) set('shadowing', { on: true, amplitude: shadowStrength });
  if (electrons !== undefined) set('detector', { on: true, electrons, cnr: 0 });
  if (cnr !== undefined) set('detector', { cnr });
  for (const [key, , id = key] of SWITCHES) {
    const on = given[id];
    if (on !== undefined) set(key, { on: on === 1 });
  }
  return out;
}
