/**
 * How many of its possible faults one picture has. Each effect is drawn with the chance of meeting it at all; a picture keeps a share
 * of those, since what is measured was mostly taken with care, and a picture with all faults at once is thrown away, not segmented.
 */
import type { ParamSpec, Rng } from '../base/index.js';
import type { Switch } from './effect.js';

export const FAULTS: ParamSpec = { id: 'faults', title: 'Share of the drawn faults that the picture keeps', unit: '1', min: 0, max: 1, default: 0.4 }; // prettier-ignore

/** Switches effects off so that each of those that are on stays with the chance `share`; drawn between nearly clean and three quarters. */
export function keepFaults<Key extends string, Params extends Readonly<Record<Key, Switch>>>(
  drawn: Params,
  faults: readonly Key[],
  given: number | undefined,
  from: Rng,
): Params {
  const share = given ?? from.fork('faults').uniform(0.05, 0.75);
  const rng = from.fork('kept');
  const left: Partial<Record<Key, Switch>> = {};
  for (const key of faults) left[key] = { ...drawn[key], on: rng.chance(share) && drawn[key].on };
  return { ...drawn, ...left };
}
