/** Units in which a page is read: 25 487 nm are 25.487 µm. Files keep the unit of the input. */
import { readableScale } from '../base/index.js';
import type { Readable } from '../base/index.js';
import type { Curve, CurveAxis, Unit } from '../volume/index.js';

/** For a list of values: the largest one decides. */
export function scaleOf(unit: string, values: readonly number[]): Readable {
  return readableScale(
    unit,
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
}

/** Several curves of one chart in the units that suit the first. */
export function readableCurves(curves: readonly Curve[]): Curve[] {
  const [first] = curves;
  if (first === undefined) return [];
  return curves.map((curve) => ({ ...curve, x: inUnitOf(first.x, curve.x), y: inUnitOf(first.y, curve.y) }));
}

function inUnitOf(first: CurveAxis, axis: CurveAxis): CurveAxis {
  const { unit, factor } = scaleOf(first.unit, first.values);
  if (axis.unit !== first.unit || factor === 1) return axis;
  return { ...axis, unit: unit as Unit, values: axis.values.map((value) => value * factor) };
}
