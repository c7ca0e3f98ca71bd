/** What can be asked of the microscope: regime, contrast to noise, the switch of every effect and its main parameters. */
import type { ParamSpec, ParamValues } from '../../base/index.js';
import { FAULTS } from '../faults.js';
import { switchParam } from '../switch-param.js';
import { CRYO_REGIMES } from './draw.js';
import type { CryoParameters } from './parameters.js';

type SwitchKey = {
  [Key in keyof CryoParameters]: CryoParameters[Key] extends { readonly on: boolean } ? Key : never;
}[keyof CryoParameters];

const SWITCHES: readonly (readonly [SwitchKey, string])[] = [
  ['frost', 'Frost'],
  ['damage', 'Beam damage'],
  ['absorption', 'Electrons lost to inelastic scattering'],
  ['diffraction', 'Diffraction contrast'],
  ['potential', 'Phase by the mean inner potential'],
  ['texture', 'Texture of amorphous matter'],
  ['lattice', 'Lattice fringes'],
  ['transfer', 'Contrast transfer of the lens'],
  ['darkField', 'Dark field instead of bright field'],
  ['scan', 'Scanned beam'],
  ['illumination', 'Uneven illumination'],
  ['drift', 'Drift during the exposure'],
  ['detector', 'Transfer of the camera'],
  ['dose', 'Counting noise'],
  ['cameraFaults', 'Fixed pattern of the camera'],
];

interface Strength {
  readonly spec: ParamSpec;
  readonly effect: SwitchKey;
  readonly field: string;
}

function strength(effect: SwitchKey, field: string, spec: ParamSpec): Strength {
  return { effect, field, spec };
}

const STRENGTHS: readonly Strength[] = [
  strength('frost', 'coverage', { id: 'frostCoverage', title: 'Sections of frost crystals over the picture', unit: '1', min: 0, max: 1, default: 0.02 }), // prettier-ignore
  strength('damage', 'bubbles', { id: 'bubbleCoverage', title: 'Sections of bubbles over the picture', unit: '1', min: 0, max: 2, default: 0 }), // prettier-ignore
  strength('absorption', 'strength', { id: 'stopped', title: 'Share of the inelastically scattered electrons that is stopped', unit: '1', min: 0, max: 2, default: 1 }), // prettier-ignore
  strength('diffraction', 'strength', { id: 'diffractionStrength', title: 'Largest -ln intensity of a grain', unit: '1', min: 0, max: 3, default: 0.5 }), // prettier-ignore
  strength('diffraction', 'bands', { id: 'bendContours', title: 'Largest -ln intensity of a bend contour', unit: '1', min: 0, max: 3, default: 0 }), // prettier-ignore
  strength('texture', 'rms', { id: 'textureStrength', title: 'Phase of the texture of 10 nm', unit: 'rad', min: 0, max: 1, default: 0.1 }), // prettier-ignore
  strength('lattice', 'rms', { id: 'fringeStrength', title: 'Phase of a fringe in 10 nm', unit: 'rad', min: 0, max: 1, default: 0.15 }),
  strength('transfer', 'defocus', { id: 'defocus', title: 'Defocus, negative below focus', unit: 'm', min: -1e-4, max: 1e-4, default: -1e-6 }), // prettier-ignore
  strength('transfer', 'spherical', { id: 'spherical', title: 'Spherical aberration', unit: 'm', min: -1e-2, max: 1e-2, default: 1e-3 }),
  strength('transfer', 'astigmatism', { id: 'astigmatism', title: 'Twofold astigmatism', unit: 'm', min: 0, max: 1e-5, default: 0 }),
  strength('scan', 'jitter', { id: 'rowJitter', title: 'Shift of rows', unit: 'voxel', min: 0, max: 5, default: 0.3 }),
  strength('drift', 'length', { id: 'driftLength', title: 'Way during the exposure', unit: 'voxel', min: 0, max: 20, default: 1 }),
  strength('detector', 'halfWidth', { id: 'cameraHalfWidth', title: 'Frequency at which the camera passes half, in cycles per pixel', unit: '1', min: 0.02, max: 5, default: 0.5 }), // prettier-ignore
  strength('dose', 'electrons', { id: 'electrons', title: 'Detected electrons of the bare beam per pixel', unit: '1', min: 0.5, max: 1e6, default: 200, log: true }), // prettier-ignore
];

export const CRYO_PARAMS: readonly ParamSpec[] = [
  { id: 'cnr', title: 'Contrast of lithium to vacuum over noise, set by the dose', unit: '1', min: 0.2, max: 50, default: 4 },
  { id: 'regime', title: 'Kind of picture', unit: '1', min: 0, max: 2, default: 0, integer: true, choices: CRYO_REGIMES },
  { id: 'volts', title: 'Accelerating voltage', unit: 'V', min: 80e3, max: 300e3, default: 300e3 },
  { id: 'bits', title: 'Steps of grey', unit: '1', min: 0, max: 1, default: 1, integer: true, choices: ['8', '16'] },
  { id: 'inverted', title: 'Contrast stored inverted', unit: '1', min: 0, max: 1, default: 0, integer: true, choices: ['off', 'on'] },
  FAULTS,
  ...SWITCHES.map(([id, title]) => switchParam(id, title)),
  ...STRENGTHS.map(({ spec }) => spec),
];

/** A given value wins over a drawn one; a given strength switches its effect on, unless the switch is given too. */
export function overrideCryo(drawn: CryoParameters, given: ParamValues): CryoParameters {
  const changed: Partial<Record<keyof CryoParameters, unknown>> = {};
  const set = (key: SwitchKey, values: object): void => {
    changed[key] = { ...drawn[key], ...(changed[key] as object | undefined), ...values };
  };
  for (const { effect, field, spec } of STRENGTHS) {
    const value = given[spec.id];
    if (value !== undefined) set(effect, { [field]: value, on: true });
  }
  for (const [key] of SWITCHES) {
    const on = given[key];
    if (on !== undefined) set(key, { on: on === 1 });
  }
  const { volts, bits, inverted } = given;
  if (volts !== undefined) changed.volts = volts;
  if (bits !== undefined || inverted !== undefined)
    changed.window = {
      ...drawn.window,
      ...(bits === undefined ? {} : { bits: bits === 0 ? 8 : 16 }),
      ...(inverted === undefined ? {} : { inverted: inverted === 1 }),
    };
  return { ...drawn, ...(changed as Partial<CryoParameters>) };
}
