/** Units in which a page is read: 25 487 nm are 25.487 µm. Files keep the unit of the input. */
import { METRES, readableUnit } from '../base/index.js';
import type { LengthUnit } from '../base/index.js';
import type { Curve, Unit } from '../volume/index.js';

export interface Scale {
  readonly unit: Unit;
  /** shown = value x factor */
  readonly factor: number;
}

const LENGTH = /^(1\/)?(mm|um|nm|m|A)(?:\^([23]))?$/;

/** For values of about this size. Angstroms stay: who gives them wants them. */
export function readableScale(unit: Unit, size: number): Scale {
  const [, inverse, from, power] = LENGTH.exec(unit) ?? [];
  if (from === undefined || from === 'A' || !(size > 0) || !Number.isFinite(size)) return { unit, factor: 1 };
  const exponent = Number(power ?? 1) * (inverse === undefined ? 1 : -1);
  const metres = METRES[from as LengthUnit];
  const to = readableUnit((size * metres ** exponent) ** (1 / exponent));
  if (to === from) return { unit, factor: 1 };
  return { unit: `${inverse ?? ''}${to}${power === undefined ? '' : `^${power}`}` as Unit, factor: (metres / METRES[to]) ** exponent };
}

/** For a list of values: the largest one decides. */
export function scaleOf(unit: Unit, values: readonly number[]): Scale {
  return readableScale(
    unit,
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
}

/** Several curves of one chart in the unit that suits the first. */
export function readableCurves(curves: readonly Curve[]): Curve[] {
  const [first] = curves;
  if (first === undefined) return [];
  const { unit, factor } = scaleOf(first.x.unit, first.x.values);
  return curves.map((curve) =>
    curve.x.unit === first.x.unit ? { ...curve, x: { ...curve.x, unit, values: curve.x.values.map((value) => value * factor) } } : curve,
  );
}
