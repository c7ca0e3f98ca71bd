/** The file of a depth prior: for each phase a curve over the distance to the current collector. */
import * as v from 'valibot';
import { InvalidInputError, METRES, type LengthUnit } from '../base/index.js';
import { findPhase, PHASES } from '../volume/index.js';
import type { DepthCurve } from './class-prior.js';

const finite = v.pipe(v.number(), v.finite());
const schema = v.object({
  unit: v.picklist(['m', 'mm', 'um', 'nm', 'A']),
  curves: v.array(
    v.object({
      /** id or name */
      phase: v.union([v.pipe(v.number(), v.integer()), v.string()]),
      points: v.pipe(v.array(v.tuple([finite, v.pipe(finite, v.minValue(0), v.maxValue(1))])), v.minLength(1), v.maxLength(100)),
    }),
  ),
});

export interface DepthPriorFile {
  readonly unit: LengthUnit;
  readonly curves: readonly { readonly phase: number; readonly points: readonly (readonly [number, number])[] }[];
}

export function parseDepthPrior(text: string, path: string): DepthPriorFile {
  const bad = (why: string): InvalidInputError =>
    new InvalidInputError(
      `${path} is not a depth prior: ${why}; write {"unit": "um", "curves": [{"phase": "lithium", "points": [[0, 1], [60, 1], [90, 0.05]]}]}.`,
      { code: 'bad-prior', subject: path },
    );
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw bad('it is not JSON');
  }
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) throw bad(`"${v.getDotPath(parsed.issues[0]) ?? 'the document'}", ${parsed.issues[0].message}`);
  const curves = parsed.output.curves.map(({ phase, points }) => {
    const id = typeof phase === 'number' ? PHASES.find((one) => one.id === phase)?.id : findPhase(phase)?.id;
    if (id === undefined) throw bad(`there is no phase "${phase}"`);
    if (points.some(([distance], i) => i > 0 && distance <= (points[i - 1]?.[0] ?? 0))) throw bad('distances must ascend');
    return { phase: id, points };
  });
  return { unit: parsed.output.unit, curves };
}

/** In metres. */
export function depthCurves(prior: DepthPriorFile | null | undefined): readonly DepthCurve[] {
  if (!prior) return [];
  const { unit, curves } = prior;
  return curves.map(({ phase, points }) => ({
    phase,
    points: points.map(([distance, weight]) => [distance * METRES[unit], weight] as const),
  }));
}
