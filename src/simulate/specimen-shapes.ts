/** Outlines that several families draw from, in metres: lines for tubes, masks for lumps, polygons for plates. */
import type { Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import { bodyOfMask, emptyBody } from './specimen-body.js';
import type { Body, Field, Profile } from './specimen-body.js';
import type { Node } from './specimen-tube.js';

/** A straight line with kinks. Crystals change at kinks. */
export function kinkedLine(radius: number, length: number, kinks: number, taper: number, rng: Rng): Node[] {
  let angle = rng.uniform(0, 2 * Math.PI);
  const nodes: Node[] = [{ y: 0, x: 0, radius, part: 0 }];
  let [y, x] = [0, 0];
  for (let k = 0; k <= kinks; k++) {
    const step = (length / (kinks + 1)) * rng.uniform(0.5, 1.5);
    y += step * Math.sin(angle);
    x += step * Math.cos(angle);
    nodes.push({ y, x, radius: radius * (1 - (taper * (k + 1)) / (kinks + 1)), part: k + 1 });
    const turn = rng.chance(0.5) ? rng.pick([Math.PI / 2, Math.PI / 3, (70.5 * Math.PI) / 180]) : rng.uniform(0.1, 1.6);
    angle += (rng.chance(0.5) ? 1 : -1) * turn;
  }
  return nodes;
}

/** A curly line: the direction wanders. `bend` is the turn per step in radians, a step is one radius. */
export function curlyLine(radius: number, steps: number, bend: number, rng: Rng): Node[] {
  let angle = rng.uniform(0, 2 * Math.PI);
  let [y, x] = [0, 0];
  return Array.from({ length: steps }, (_, k) => {
    const node = { y, x, radius: radius * (1 + 0.12 * Math.sin(k * 0.9)), part: Math.floor(k / 12) };
    angle += bend * rng.normal();
    y += radius * Math.sin(angle);
    x += radius * Math.cos(angle);
    return node;
  });
}

/** Spheres that touch or overlap, each grown on one of those before it. */
export function sphereCluster(radius: number, spread: number, count: number, overlap: number, rng: Rng): Node[][] {
  const spheres: Node[] = [{ y: 0, x: 0, radius, part: 0 }];
  for (let k = 1; k < count; k++) {
    const parent = rng.pick(spheres);
    const size = radius * Math.exp(spread * rng.normal());
    const [angle, apart] = [rng.uniform(0, 2 * Math.PI), parent.radius + size * (1 - 2 * overlap)];
    spheres.push({ y: parent.y + apart * Math.sin(angle), x: parent.x + apart * Math.cos(angle), radius: size, part: k });
  }
  return spheres.map((sphere) => [sphere]);
}

/** Blobs of a random field inside a round region; `fill` 0..1 is how much of it they cover. */
export function blobBody(region: number, feature: number, fill: number, half: number, profile: Profile, field: Field, rng: Rng): Body {
  const { ny, nx, pixel } = field;
  const sigma = Math.max(1.5, feature / pixel);
  const noise = gaussianRandomField([1, ny, nx], [0, sigma, sigma], rng);
  const angle = rng.uniform(0, 2 * Math.PI);
  // a point of the rim comes to lie in the picture
  const out = region > 0.4 * field.extent ? region : 0;
  const cy = rng.uniform(0.3, 0.7) * ny * pixel + out * Math.sin(angle);
  const cx = rng.uniform(0.3, 0.7) * nx * pixel + out * Math.cos(angle);
  const mask = new Uint8Array(ny * nx);
  const level = 2.4 * (fill - 0.5);
  for (let y = 0, i = 0; y < ny; y++)
    for (let x = 0; x < nx; x++, i++) {
      const r = Math.hypot(y * pixel - cy, x * pixel - cx) / region;
      const edge = r < 0.7 ? 0 : (r - 0.7) * 6;
      mask[i] = (noise[i] ?? 0) < level - edge ? 1 : 0;
    }
  return bodyOfMask(mask, half, profile, field);
}

/** A convex polygon of even thickness around a centre in metres. */
export function polygonBody(
  [cy, cx]: readonly [number, number],
  radius: number,
  sides: number,
  stretch: number,
  half: number,
  field: Field,
  rng: Rng,
): Body {
  const body = emptyBody(field, 'plate');
  const turn = rng.uniform(0, 2 * Math.PI);
  const tilt = rng.uniform(0, Math.PI);
  const edges = Array.from({ length: sides }, (_, k) => {
    const angle = turn + (2 * Math.PI * k) / sides;
    return [Math.sin(angle), Math.cos(angle), radius * rng.uniform(0.85, 1.15)] as const;
  });
  const [ty, tx] = [Math.sin(tilt), Math.cos(tilt)];
  for (let y = 0, i = 0; y < field.ny; y++)
    for (let x = 0; x < field.nx; x++, i++) {
      const [py, px] = [y * field.pixel - cy, x * field.pixel - cx];
      const squeeze = (py * ty + px * tx) * (1 - 1 / stretch);
      let depth = Infinity;
      for (const [ny, nx, far] of edges) depth = Math.min(depth, far - (py - squeeze * ty) * ny - (px - squeeze * tx) * nx);
      body.depth[i] = depth;
      body.half[i] = half;
    }
  return body;
}
