/** Pieces of a phase, or of one object of it, and cavities enclosed in it: counted slab by slab, without labels. */
import type { LabelStack } from '../volume/index.js';
import { connectivityOf } from './body.js';
import { countComponents, countEnclosed } from './components.js';
import type { Measured, MetricContext, Params } from './metric.js';
import { isStacked, stackedBody } from './surface-context.js';

/** Number of connected components. */
export function pieces(context: MetricContext, params: Params): Promise<Measured> {
  const connectivity = connectivityOf(params);
  return counted(context, params, (stack, value, key) =>
    context.shared(`pieces:${key}:${connectivity}`, () => countComponents(stack, { values: [value], connectivity }, context)),
  );
}

/** Number of components of the rest, under the dual neighbourhood, that do not reach the box. */
export function cavities(context: MetricContext, params: Params): Promise<Measured> {
  const connectivity = connectivityOf(params) === 6 ? 26 : 6;
  return counted(context, params, (stack, value, key) =>
    context.shared(`cavities:${key}:${connectivity}`, () => countEnclosed(stack, { values: othersThan(value), connectivity }, context)),
  );
}

const othersThan = (value: number): number[] => Array.from({ length: 256 }, (_, v) => v).filter((v) => v !== value);

/** Counts in the whole stack, or in the object that holds a seed. */
async function counted(
  context: MetricContext,
  params: Params,
  rule: (stack: LabelStack, value: number, key: string) => Promise<number>,
): Promise<Measured> {
  const body = await stackedBody(context, params);
  return isStacked(body) ? { value: await rule(body.stack, body.value, body.key) } : body;
}
