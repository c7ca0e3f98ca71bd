/** Where bodies go: a point of their surface is brought into the picture, so that large bodies show an edge and small ones fit. */
import type { Rng } from '../base/index.js';
import type { Field } from './specimen-body.js';
import { moveLines } from './specimen-tube.js';
import type { Node } from './specimen-tube.js';

/** How many bodies: in a close-up of one, others would only lie across it. */
export function countIn(count: number, radius: number, field: Field, rng: Rng): number {
  return radius > 0.3 * field.extent && rng.chance(0.8) ? 1 : count;
}

/** A random place in the picture, away from its rim by a share of its sides. */
export function placeIn({ ny, nx, pixel }: Field, rng: Rng, margin = 0.15): readonly [number, number] {
  return [rng.uniform(margin, 1 - margin) * ny * pixel, rng.uniform(margin, 1 - margin) * nx * pixel];
}

/** Brings a random point of the surface of the lines to a random place in the picture. */
export function placeLines(lines: readonly (readonly Node[])[], field: Field, rng: Rng, margin = 0.15): Node[][] {
  const line = rng.pick(lines);
  const node = rng.pick(line);
  const angle = rng.uniform(0, 2 * Math.PI);
  // bodies that fit in wholly are placed by their middle
  const out = node.radius > 0.25 * field.extent ? node.radius * rng.uniform(0.85, 1.05) : 0;
  return moveLines(lines, [node.y + out * Math.sin(angle), node.x + out * Math.cos(angle)], placeIn(field, rng, margin));
}
