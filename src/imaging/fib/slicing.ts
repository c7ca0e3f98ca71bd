/**
 * Serial milling: the planes that are exposed one after another. Slices are thicker than a pixel, uneven, and now and then
 * one is cut twice or missed.
 */
import type { Rng } from '../../base/index.js';
import type { Effect, Switch } from '../effect.js';

export const slicing: Effect = {
  id: 'slicing',
  title: 'Thick and uneven slices',
  params: [
    { id: 'thickness', title: 'Mean thickness of a slice', unit: 'voxel' },
    { id: 'spread', title: 'Standard deviation of the thickness over its mean', unit: '1' },
    { id: 'faults', title: 'Chance of a double cut or a missed slice, per slice', unit: '1' },
  ],
  references: ['Holzer et al. 2004, J. Microscopy 216, 84-95', 'Jones, Mingard & Cox 2014, Ultramicroscopy 139, 20-28'],
};

export interface Slicing extends Switch {
  /** in planes of the sample */
  readonly thickness: number;
  readonly spread: number;
  readonly faults: number;
}

/** Index of the exposed plane of every slice, of `depth` planes that the sample has. Switched off: all of them. */
export function planePositions(depth: number, params: Slicing, rng: Rng): Int32Array {
  if (!params.on) return Int32Array.from({ length: depth }, (_, z) => z);
  const planes: number[] = [];
  let at = rng.next() * Math.min(params.thickness, 1);
  while (at <= depth - 1) {
    planes.push(Math.floor(at));
    let step = params.thickness * Math.max(0.15, 1 + params.spread * rng.normal());
    const fault = rng.next();
    if (fault < params.faults / 2) step = 0;
    else if (fault < params.faults) step *= 2;
    at += step;
  }
  if (planes.length === 0) planes.push(0);
  return Int32Array.from(planes);
}

/** Mean distance of two slices in planes of the sample. */
export function meanThickness(planes: Int32Array, params: Slicing): number {
  const last = planes.length - 1;
  const span = (planes[last] ?? 0) - (planes[0] ?? 0);
  return last < 1 || span === 0 ? (params.on ? params.thickness : 1) : span / last;
}
