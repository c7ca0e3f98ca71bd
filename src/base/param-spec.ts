/** Parameters of a generator: what they mean, what they may be, and how a random one is drawn. */
import { InvalidInputError } from './errors.js';
import type { Rng } from './rng.js';

export type ParamUnit = '1' | 'm' | 'voxel' | 'count' | 'deg' | 'keV' | '1/cm' | '1/m' | 'V' | 'rad';

export interface ParamSpec {
  readonly id: string;
  readonly title: string;
  readonly unit: ParamUnit;
  readonly min: number;
  readonly max: number;
  /** for people, and for `run` when nothing is drawn */
  readonly default: number;
  /** whole numbers only */
  readonly integer?: boolean;
  /** even in the logarithm when drawn */
  readonly log?: boolean;
  /** named values of an integer parameter, index = value */
  readonly choices?: readonly string[];
}

export type ParamValues = Readonly<Record<string, number>>;

/** Given values checked against the specs, defaults for the rest. */
export function completeParams(specs: readonly ParamSpec[], given: ParamValues): Record<string, number> {
  checkGiven(specs, given);
  return Object.fromEntries(specs.map((spec) => [spec.id, given[spec.id] ?? spec.default]));
}

/** Given values checked against the specs, random ones for the rest. A given value does not shift the draws of others. */
export function drawParams(specs: readonly ParamSpec[], rng: Rng, given: ParamValues = {}): Record<string, number> {
  checkGiven(specs, Object.fromEntries(Object.entries(given).filter(([id]) => specs.some((spec) => spec.id === id))));
  return Object.fromEntries(
    specs.map((spec) => {
      const drawn = drawOne(spec, rng);
      return [spec.id, given[spec.id] ?? drawn];
    }),
  );
}

/** One parameter of a complete set. */
export function param(values: ParamValues, id: string): number {
  const value = values[id];
  if (value === undefined) throw new InvalidInputError(`The parameter ${id} is missing; give it or use the defaults.`, { subject: id });
  return value;
}

function drawOne(spec: ParamSpec, rng: Rng): number {
  if (spec.integer) return spec.min + rng.int(spec.max - spec.min + 1);
  return spec.log ? rng.logUniform(spec.min, spec.max) : rng.uniform(spec.min, spec.max);
}

export function checkGiven(specs: readonly ParamSpec[], given: ParamValues): void {
  for (const [id, value] of Object.entries(given)) {
    const spec = specs.find((s) => s.id === id);
    if (spec === undefined)
      throw new InvalidInputError(`There is no parameter "${id}"; known are ${specs.map((s) => s.id).join(', ')}.`, {
        code: 'unknown-parameter',
        subject: id,
      });
    if (!(value >= spec.min && value <= spec.max) || (spec.integer && !Number.isInteger(value)))
      throw new InvalidInputError(
        `The parameter ${id} is ${value}; it must be ${spec.integer ? 'a whole number ' : ''}from ${spec.min} to ${spec.max}${spec.unit === '1' ? '' : ` ${spec.unit}`}.`,
        { code: 'bad-parameter', subject: id },
      );
  }
}
