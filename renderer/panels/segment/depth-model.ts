/** Where a phase can lie, over the distance to the current collector: what the editor holds, and the curve that the host takes. */
import { METRES } from '../../../src/base/index.js';
import type { DepthPrior } from '../../../src/contract/index.js';

/** Micrometres; between `from` and `to` the phase is possible, outside it becomes unlikely within `soft`. */
export interface DepthRange {
  readonly phase: number;
  readonly from: number;
  readonly to: number;
  readonly soft: number;
}

/** the weight of a phase where it is not expected: twenty times less likely, never impossible */
export const UNLIKELY = 0.05;

type Point = [distance: number, weight: number];

export function curveOf({ from, to, soft }: DepthRange): Point[] {
  // distances must ascend, also where an edge is meant to be sharp
  const edge = Math.max(soft, 0.001);
  const start: Point[] =
    from <= 0
      ? []
      : [
          [from - edge, UNLIKELY],
          [from, 1],
        ];
  return [...start, [Math.max(to, from + 0.001), 1], [Math.max(to, from + 0.001) + edge, UNLIKELY]];
}

export function priorOf(ranges: readonly DepthRange[]): DepthPrior | null {
  return ranges.length === 0 ? null : { unit: 'um', curves: ranges.map((range) => ({ phase: range.phase, points: curveOf(range) })) };
}

/** The ranges of a stored prior; null where its curves were not made by this editor. */
export function rangesOf(prior: DepthPrior | null | undefined): readonly DepthRange[] | null {
  if (!prior) return [];
  const scale = METRES[prior.unit] / METRES.um;
  const ranges = prior.curves.map(({ phase, points }): DepthRange | null => {
    const at = points.map(([distance, weight]): Point => [round(distance * scale), weight]);
    const inside = at.filter(([, weight]) => weight === 1);
    const [first, last] = [inside[0], inside.at(-1)];
    const end = at.at(-1);
    const isOurs = first && last && end && at.length === inside.length + (inside.length === 2 ? 2 : 1) && inside.length <= 2;
    if (!isOurs || end[1] === 1) return null;
    return { phase, from: inside.length === 2 ? first[0] : 0, to: last[0], soft: round(end[0] - last[0]) };
  });
  return ranges.every((range) => range !== null) ? ranges : null;
}

function round(value: number): number {
  return Number(value.toFixed(6));
}

/** Weight at a distance: straight lines between points, constant beyond. */
export function weightAt(points: readonly (readonly [number, number])[], distance: number): number {
  const after = points.findIndex(([at]) => at >= distance);
  const next = points[after];
  const before = points[after - 1];
  if (!next) return points.at(-1)?.[1] ?? 1;
  if (!before) return next[1];
  return before[1] + ((next[1] - before[1]) * (distance - before[0])) / (next[0] - before[0]);
}

/** How far the stack reaches along the axis of its collector, in micrometres; null without voxel size or collector. */
export function depthOfStack(
  shape: readonly [number, number, number],
  metres: readonly [number, number, number] | null,
  collector: readonly string[] | null,
): number | null {
  const face = collector?.[0];
  if (!metres || face === undefined) return null;
  const axis = ['z', 'y', 'x'].indexOf(face.charAt(0)) as 0 | 1 | 2;
  return (shape[axis] * metres[axis]) / METRES.um;
}
