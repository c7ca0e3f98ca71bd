/**
 * Too few views: above the frequency at which they sample a circle densely enough, the gain swings with the angle. A point then
 * throws a star of streaks that begins at a distance.
 */
import type { Effect, Switch } from '../effect.js';

export const sparseView: Effect = {
  id: 'sparseView',
  title: 'Streaks of too few views',
  params: [
    { id: 'views', title: 'Views over half a turn', unit: '1' },
    { id: 'strength', title: 'Swing of the gain', unit: '1' },
    { id: 'diameter', title: 'Diameter that the views would have to sample', unit: 'voxel' },
  ],
  references: ['Crowther, DeRosier & Klug 1970, doi 10.1098/rspa.1970.0119'],
};

export interface SparseView extends Switch {
  readonly views: number;
  readonly strength: number;
  readonly diameter: number;
}

/** Frequency (per voxel) below which `views` directions sample a body of a diameter without gaps. */
export function denseFrequency(views: number, diameter: number): number {
  return (2 * views) / diameter;
}

/** 1 + strength * ramp(|k|) cos(2 views angle): mean 1 over the angle, no swing below the dense frequency, full at twice it. */
export function sparseGain(params: SparseView, ky: number, kx: number): number {
  if (!params.on) return 1;
  const dense = denseFrequency(params.views, params.diameter);
  const ramp = Math.min(1, Math.max(0, Math.hypot(ky, kx) / dense - 1));
  return ramp === 0 ? 1 : 1 + params.strength * ramp * Math.cos(2 * params.views * Math.atan2(ky, kx));
}
