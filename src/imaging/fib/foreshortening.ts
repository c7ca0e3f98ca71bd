/**
 * The electron beam meets the milled face at an angle, so a step down the face looks shorter by the sine of that angle. Most
 * stacks are stored stretched back; this effect is of those that are not: a pixel then stands for more length down the face
 * than across.
 */
import type { Effect, Switch } from '../effect.js';

export const foreshortening: Effect = {
  id: 'foreshortening',
  title: 'Tilt not corrected',
  params: [{ id: 'angle', title: 'Angle between electron beam and milled face', unit: 'deg' }],
  references: [],
};

export interface Foreshortening extends Switch {
  readonly angle: number;
}

/** Width of a pixel over its height on the face. */
export function pixelAspect({ on, angle }: Foreshortening): number {
  return on ? Math.sin((angle * Math.PI) / 180) : 1;
}
