/** Simulation boxes of LAMMPS: at right angles, tilted (with the bounds of the bounding box), or with free edges. */
import type { GeometryBox } from '../../volume/index.js';
import { corrupt } from '../limits.js';
import type { Triple } from './frames.js';
import { parseNumber } from './number-text.js';

/** Metres in the length of each unit style. */
const UNITS: Readonly<Record<string, number>> = {
  real: 1e-10,
  metal: 1e-10,
  electron: 0.529177210903e-10,
  si: 1,
  cgs: 1e-2,
  micro: 1e-6,
  nano: 1e-9,
};

/** The length of a unit style; null for reduced units, which have none. */
export function lammpsUnit(style: string | undefined, source: string): { metres: number; source: string } | null {
  const metres = style !== undefined && Object.hasOwn(UNITS, style) ? UNITS[style] : undefined;
  return metres === undefined ? null : { metres, source };
}

/** Exactly `count` finite numbers of a line. */
export function numbersOf(name: string, line: string | undefined, count: number, what: string): number[] {
  const words = (line ?? '').trim().split(/\s+/);
  const values = words.map((word) => parseNumber(word));
  if (values.length < count || !values.every((value) => value !== undefined && Number.isFinite(value)))
    throw corrupt(name, `its ${what} "${(line ?? '').trim().slice(0, 60)}" should be ${count} numbers`);
  return values.map((value) => value ?? 0);
}

export function tiltedBox(lo: Triple, hi: Triple, tilt: Triple, periodic: readonly [boolean, boolean, boolean]): GeometryBox {
  const [xy, xz, yz] = tilt;
  return {
    origin: lo,
    edges: [
      [hi[0] - lo[0], 0, 0],
      [xy, hi[1] - lo[1], 0],
      [xz, yz, hi[2] - lo[2]],
    ],
    periodic,
  };
}

/** The box of a dump from the words after BOX BOUNDS and the three lines that follow. */
export function dumpBox(name: string, words: readonly string[], lines: readonly (string | undefined)[]): GeometryBox {
  const flags = words.filter((word) => /^[pfsm]{2}$/.test(word));
  const periodic = [0, 1, 2].map((i) => flags[i] === 'pp');
  const sides = [periodic[0] === true, periodic[1] === true, periodic[2] === true] as const;
  const rows = (count: number): number[][] => lines.map((line) => numbersOf(name, line, count, 'box bounds'));
  const at = (table: readonly (readonly number[])[], row: number, i: number): number => table[row]?.[i] ?? 0;
  if (words.includes('abc')) {
    const t = rows(4);
    const edge = (row: number): Triple => [at(t, row, 0), at(t, row, 1), at(t, row, 2)];
    return { origin: [at(t, 0, 3), at(t, 1, 3), at(t, 2, 3)], edges: [edge(0), edge(1), edge(2)], periodic: sides };
  }
  const tilted = words.includes('xy');
  const t = rows(tilted ? 3 : 2);
  const [xy, xz, yz] = tilted ? [at(t, 0, 2), at(t, 1, 2), at(t, 2, 2)] : [0, 0, 0];
  const lo: Triple = [at(t, 0, 0) - Math.min(0, xy, xz, xy + xz), at(t, 1, 0) - Math.min(0, yz), at(t, 2, 0)];
  const hi: Triple = [at(t, 0, 1) - Math.max(0, xy, xz, xy + xz), at(t, 1, 1) - Math.max(0, yz), at(t, 2, 1)];
  if (lo.some((value, i) => !((hi[i] ?? 0) >= value))) throw corrupt(name, 'its box has a negative edge');
  return tiltedBox(lo, hi, [xy, xz, yz], sides);
}
