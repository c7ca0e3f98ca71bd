/** Moss with whiskers through it: the two families grown in one box. */
import { moss } from './family-moss.js';
import { whiskers } from './family-whiskers.js';
import type { ParamSpec, ParamValues } from '../base/index.js';
import type { Family } from './structure.js';

const PARTS = [moss, whiskers] as const;

export const mixed: Family = {
  id: 'mixed',
  title: 'Mixed: moss with whiskers through it',
  heldOut: false,
  params: PARTS.flatMap((part) =>
    part.params.map((spec): ParamSpec => ({ ...spec, id: `${part.id}-${spec.id}`, title: `${part.id}: ${spec.title}` })),
  ),
  grow: (params, ground, rng) => union(PARTS.map((part) => part.grow(paramsOf(part, params), ground, rng.fork(part.id)))),
};

function paramsOf(part: Family, params: ParamValues): ParamValues {
  return Object.fromEntries(part.params.map(({ id, default: fallback }) => [id, params[`${part.id}-${id}`] ?? fallback]));
}

function union(masks: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(), ...others] = masks;
  for (const other of others) for (let i = 0; i < first.length; i++) if (other[i] === 1) first[i] = 1;
  return first;
}
