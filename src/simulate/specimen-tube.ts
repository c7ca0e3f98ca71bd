/** Lines with a width: whiskers, arms, chains of spheres. The depth inside a tube is its radius minus the distance to the line. */
import { emptyBody } from './specimen-body.js';
import type { Body, Field, Profile } from './specimen-body.js';

/** Metres; `part` numbers the crystal that starts here. */
export interface Node {
  readonly y: number;
  readonly x: number;
  readonly radius: number;
  readonly part?: number;
}

/** Lines through nodes, each line by itself; `reach` is how far outside the depth must still be right, in metres. */
export function tubeBody(lines: readonly (readonly Node[])[], profile: Profile, reach: number, field: Field): Body {
  const body = emptyBody(field, profile);
  for (const line of lines) {
    if (line.length === 1 && line[0]) drawSegment(body, line[0], line[0], reach, field);
    for (let k = 0; k + 1 < line.length; k++) {
      const [a, b] = [line[k], line[k + 1]];
      if (a && b) drawSegment(body, a, b, reach, field);
    }
  }
  return body;
}

function drawSegment(body: Body, a: Node, b: Node, reach: number, { ny, nx, pixel }: Field): void {
  const margin = Math.max(a.radius, b.radius) + reach;
  const first = (low: number): number => Math.max(0, Math.floor((low - margin) / pixel));
  const last = (high: number, n: number): number => Math.min(n - 1, Math.ceil((high + margin) / pixel));
  const [y0, y1] = [first(Math.min(a.y, b.y)), last(Math.max(a.y, b.y), ny)];
  const [x0, x1] = [first(Math.min(a.x, b.x)), last(Math.max(a.x, b.x), nx)];
  const [ey, ex] = [b.y - a.y, b.x - a.x];
  const squared = ey * ey + ex * ex || 1e-30;
  const { depth, half, part } = body;
  for (let y = y0; y <= y1; y++)
    for (let x = x0, i = y * nx + x0; x <= x1; x++, i++) {
      const [py, px] = [y * pixel - a.y, x * pixel - a.x];
      const along = (py * ey + px * ex) / squared;
      const t = along < 0 ? 0 : along > 1 ? 1 : along;
      const radius = a.radius + t * (b.radius - a.radius);
      const d = radius - Math.sqrt((py - t * ey) ** 2 + (px - t * ex) ** 2);
      if (d <= (depth[i] ?? 0)) continue;
      depth[i] = d;
      half[i] = radius;
      part[i] = a.part ?? 0;
    }
}

/** Moves lines so that `anchor` comes to lie at `target`. */
export function moveLines(
  lines: readonly (readonly Node[])[],
  anchor: readonly [number, number],
  target: readonly [number, number],
): Node[][] {
  const [dy, dx] = [target[0] - anchor[0], target[1] - anchor[1]];
  return lines.map((line) => line.map((node) => ({ ...node, y: node.y + dy, x: node.x + dx })));
}
