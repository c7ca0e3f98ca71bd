/** What can be asked of a scan: regime, contrast to noise, the switch of every effect and its main parameters. */
import type { ParamSpec, ParamValues } from '../../base/index.js';
import { FAULTS } from '../faults.js';
import { switchParam } from '../switch-param.js';
import { PHASE } from '../../volume/index.js';
import { REGIMES } from './parameters.js';
import type { XctParameters } from './parameters.js';

type SwitchKey = {
  [Key in keyof XctParameters]: XctParameters[Key] extends { readonly on: boolean } ? Key : never;
}[keyof XctParameters];

const SWITCHES: readonly (readonly [key: SwitchKey, title: string, id?: string])[] = [
  ['unevenness', 'Uneven composition of the phases', 'phaseUnevenness'],
  ['propagation', 'Propagation phase contrast'],
  ['denseStreaks', 'Streaks between dense bodies'],
  ['psf', 'Blur'],
  ['limitedAngle', 'Missing views of a flat cell'],
  ['sparseView', 'Streaks of too few views'],
  ['noise', 'Noise'],
  ['centreError', 'Error of the rotation axis'],
  ['motion', 'Motion during the scan'],
  ['streaks', 'Streaks along the collector'],
  ['rings', 'Rings'],
  ['zingers', 'Zingers'],
  ['beamHardening', 'Cupping of beam hardening'],
  ['truncation', 'Truncated field of view'],
  ['shading', 'Shading and flicker'],
];

interface Strength {
  readonly spec: ParamSpec;
  readonly effect: SwitchKey;
  readonly field: string;
}

function strength(effect: SwitchKey, field: string, spec: Omit<ParamSpec, 'log'>): Strength {
  return { effect, field, spec };
}

const STRENGTHS: readonly Strength[] = [
  strength('psf', 'sigma', { id: 'blur', title: 'Standard deviation of the blur', unit: 'm', min: 0, max: 1e-4, default: 5e-7 }),
  strength('psf', 'tailWeight', {
    id: 'tailWeight',
    title: 'Weight of the wide tail of the blur',
    unit: '1',
    min: 0,
    max: 0.5,
    default: 0,
  }),
  strength('psf', 'tailSigma', { id: 'tailSigma', title: 'Scale of the wide tail', unit: 'm', min: 0, max: 1e-3, default: 5e-6 }),
  strength('noise', 'exponent', { id: 'noiseExponent', title: 'Exponent of the noise amplitude over frequency', unit: '1', min: 0, max: 1, default: 0.5 }), // prettier-ignore
  strength('noise', 'blur', { id: 'noiseBlur', title: 'Blur of the noise', unit: 'm', min: 0, max: 1e-4, default: 2e-7 }),
  strength('noise', 'signal', {
    id: 'noiseSignal',
    title: 'Growth of the noise variance per contrast',
    unit: '1',
    min: 0,
    max: 5,
    default: 0,
  }),
  strength('propagation', 'fresnelNumber', { id: 'fresnelNumber', title: 'Voxel^2 / (wavelength x distance)', unit: '1', min: 0.1, max: 100, default: 5 }), // prettier-ignore
  strength('propagation', 'ratio', { id: 'deltaBeta', title: 'delta/beta of the phase retrieval, 0 for none', unit: '1', min: 0, max: 10000, default: 900 }), // prettier-ignore
  strength('limitedAngle', 'wedge', { id: 'wedge', title: 'Opening of the missing wedge', unit: 'deg', min: 0, max: 120, default: 40 }),
  strength('sparseView', 'views', { id: 'views', title: 'Views over half a turn', unit: 'count', min: 4, max: 5000, default: 60, integer: true }), // prettier-ignore
  strength('centreError', 'shift', { id: 'centreShift', title: 'Distance to the true rotation axis', unit: 'm', min: 0, max: 1e-4, default: 6e-7 }), // prettier-ignore
  strength('motion', 'shift', { id: 'motionShift', title: 'Motion between the halves of the scan', unit: 'm', min: 0, max: 1e-4, default: 6e-7 }), // prettier-ignore
  strength('rings', 'amplitude', { id: 'ringAmplitude', title: 'Rings over the contrast lithium to electrolyte', unit: '1', min: 0, max: 5, default: 0.2 }), // prettier-ignore
  strength('streaks', 'amplitude', { id: 'streakAmplitude', title: 'Streaks along the collector over that contrast', unit: '1', min: 0, max: 5, default: 0.3 }), // prettier-ignore
  strength('denseStreaks', 'amplitude', { id: 'denseStreakAmplitude', title: 'Streaks between dense bodies over that contrast', unit: '1', min: 0, max: 5, default: 0.3 }), // prettier-ignore
  strength('zingers', 'perSlice', { id: 'zingersPerSlice', title: 'Zingers in a slice', unit: 'count', min: 0, max: 100, default: 1 }),
  strength('beamHardening', 'cupping', { id: 'cupping', title: 'Loss at the middle of the field of view', unit: '1', min: 0, max: 0.6, default: 0.1 }), // prettier-ignore
  strength('truncation', 'amplitude', { id: 'truncationAmplitude', title: 'Offset at the rim over that contrast', unit: '1', min: -1, max: 2, default: 0.2 }), // prettier-ignore
];

export const XCT_PARAMS: readonly ParamSpec[] = [
  { id: 'cnr', title: 'Contrast of lithium to electrolyte (in a dry cell mostly to gas) over noise', unit: '1', min: 0.2, max: 50, default: 4 }, // prettier-ignore
  { id: 'regime', title: 'Kind of scan', unit: '1', min: 0, max: REGIMES.length - 1, default: 2, integer: true, choices: REGIMES },
  FAULTS,
  { id: 'collectorMu', title: 'Attenuation of the collector over that of the electrolyte', unit: '1', min: 0.5, max: 1000, default: 100 },
  { id: 'bits', title: 'Steps of grey', unit: '1', min: 0, max: 1, default: 1, integer: true, choices: ['8', '16'] },
  { id: 'inverted', title: 'Bright is transparent', unit: '1', min: 0, max: 1, default: 0, integer: true, choices: ['off', 'on'] },
  ...SWITCHES.map(([key, title, id = key]) => switchParam(id, title)),
  ...STRENGTHS.map(({ spec }) => spec),
];

/**
 * A given value wins over a drawn one; a given strength switches its effect on, unless the switch is given too. Lengths come in
 * metres, the records hold voxels.
 */
export function overrideXct(drawn: XctParameters, given: ParamValues, voxel: number): XctParameters {
  const changed: Partial<Record<keyof XctParameters, unknown>> = {};
  const set = (key: SwitchKey, values: object): void => {
    changed[key] = { ...drawn[key], ...(changed[key] as object | undefined), ...values };
  };
  for (const { effect, field, spec } of STRENGTHS) {
    const value = given[spec.id];
    if (value !== undefined) set(effect, { [field]: spec.unit === 'm' ? value / voxel : value, on: true });
  }
  for (const [key, , id = key] of SWITCHES) {
    const on = given[id];
    if (on !== undefined) set(key, { on: on === 1 });
  }
  const { collectorMu, bits, inverted, fresnelNumber } = given;
  // the distance that gives this Fresnel number
  if (fresnelNumber !== undefined)
    set('propagation', { distance: (drawn.propagation.distance * drawn.propagation.fresnelNumber) / fresnelNumber });
  if (collectorMu !== undefined)
    changed.mu = drawn.mu.map((mu, id) => (id === PHASE.collector ? collectorMu * (drawn.mu[PHASE.electrolyte] ?? 0) : mu));
  if (bits !== undefined || inverted !== undefined)
    changed.window = {
      ...drawn.window,
      ...(bits === undefined ? {} : { bits: bits === 0 ? 8 : 16 }),
      ...(inverted === undefined ? {} : { inverted: inverted === 1 }),
    };
  return { ...drawn, ...(changed as Partial<XctParameters>) };
}
