/** Curves in metres are drawn in the unit in which their axis is readable. */
import { METRES, readableUnit } from '../../src/base/index.js';
import type { Curve } from '../../src/volume/index.js';

type CurveAxis = Curve['x'];

/** Curves of one chart share the unit that suits the largest value of all of them. */
export function readableCurves(curves: readonly Curve[]): Curve[] {
  const scaleX = axisScale(curves.map((curve) => curve.x));
  const scaleY = axisScale(curves.map((curve) => curve.y));
  return curves.map((curve) => ({ ...curve, x: scaleX(curve.x), y: scaleY(curve.y) }));
}

function axisScale(axes: readonly CurveAxis[]): (axis: CurveAxis) => CurveAxis {
  let most = 0;
  for (const { unit, values } of axes) if (unit === 'm') for (const value of values) most = Math.max(most, Math.abs(value));
  if (most === 0) return (axis) => axis;
  const unit = readableUnit(most);
  return (axis) => (axis.unit === 'm' ? { label: axis.label, unit, values: axis.values.map((value) => value / METRES[unit]) } : axis);
}
