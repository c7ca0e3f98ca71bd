/**
 * Views that were never taken, as in scans of flat cells: a wedge of frequencies in the plane of the slices is missing. Faces
 * across the missing direction blur, and streaks of the opposite sign run along them. A regularised reconstruction brings a
 * part of the wedge back.
 */
import type { Effect, Switch } from '../effect.js';

export const limitedAngle: Effect = {
  id: 'limitedAngle',
  title: 'Limited angle',
  params: [
    { id: 'wedge', title: 'Opening of the missing wedge', unit: 'deg' },
    { id: 'axis', title: 'Middle of the wedge: 0 along y, 1 along x', unit: '1' },
    { id: 'residual', title: 'Amplitude that is left inside the wedge', unit: '1' },
  ],
  references: ['Davison 1983, doi 10.1137/0143028', 'Frikel & Quinto 2013, doi 10.1088/0266-5611/29/12/125007'],
};

export interface LimitedAngle extends Switch {
  /** degrees */
  readonly wedge: number;
  readonly axis: 0 | 1;
  readonly residual: number;
}

/** Changes slower than this many periods per box across the missing direction are kept: layers are known from the outline of the sample. */
const LONGEST_PERIODS = 0.75;

/** Gain at angular frequencies (per voxel) of a slice: `residual` inside the wedge, 1 outside, over two degrees in between. */
export function wedgeGain(params: LimitedAngle, ky: number, kx: number, boxVoxels: number): number {
  if (!params.on) return 1;
  const [along, across] = params.axis === 0 ? [ky, kx] : [kx, ky];
  if (Math.abs(across) * boxVoxels < 2 * Math.PI * LONGEST_PERIODS) return 1;
  const angle = (Math.atan2(Math.abs(across), Math.abs(along)) * 180) / Math.PI;
  const outside = Math.min(1, Math.max(0, (angle - params.wedge / 2 + 1) / 2));
  return params.residual + (1 - params.residual) * outside;
}
