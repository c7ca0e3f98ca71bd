/**
 * Shapes: no physics, only variety. Ellipsoids, rods, plates, boxes, rings and bent sheets of very different sizes, on the collector and on
 * each other, some with bites taken out. What is learned from them is that lithium may have any form.
 */
import { param } from '../base/index.js';
import type { ParamValues, Rng } from '../base/index.js';
import type { Shape3, Vec3 } from '../volume/index.js';
import { randomFrame, stampSolid } from './stamp-solid.js';
import type { Frame } from './stamp-solid.js';
import type { Family, Ground } from './structure.js';

const KINDS = ['ellipsoid', 'rod', 'plate', 'box', 'ring', 'bowl'] as const;

export const shapes: Family = {
  id: 'shapes',
  title: 'Shapes: random solids of all sizes on the collector and on each other',
  heldOut: false,
  params: [
    { id: 'share', title: 'Sum of volumes over free volume', unit: '1', min: 0.12, max: 1.5, default: 0.3, log: true },
    { id: 'size', title: 'Median half-size', unit: 'voxel', min: 1.6, max: 20, default: 6, log: true },
    { id: 'sizeSpread', title: 'Spread of the logarithm of the size', unit: '1', min: 0.1, max: 1, default: 0.6 },
    { id: 'stretch', title: 'Spread of the logarithm of the axes', unit: '1', min: 0, max: 0.7, default: 0.35 },
    { id: 'upon', title: 'Share of solids that sit on others', unit: '1', min: 0.2, max: 0.97, default: 0.7 },
    { id: 'bites', title: 'Share of solids that are cut out again', unit: '1', min: 0, max: 0.4, default: 0.1 },
    { id: 'kinds', title: 'Kinds of solids in one deposit', unit: 'count', min: 1, max: 6, default: 3, integer: true },
  ],
  grow: growShapes,
};

interface Solid {
  readonly centre: Vec3;
  readonly frame: Frame;
  readonly kind: (typeof KINDS)[number];
  readonly half: Vec3;
}

function growShapes(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const mask = new Uint8Array(nz * ny * nx);
  const room = ground.ceiling - (ground.floor[0] ?? 0);
  let volume = param(params, 'share') * nz * nx * room;
  const kinds = Array.from({ length: param(params, 'kinds') }, () => rng.pick(KINDS));
  let solids = 0;
  for (let n = 0; volume > 0 && n < 800; n++) {
    const solid = drawSolid(params, ground, kinds, mask, rng);
    const bite = solids > 2 && rng.chance(param(params, 'bites'));
    stamp(mask, ground.shape, solid, bite ? 0 : 1);
    if (bite) continue;
    solids++;
    volume -= 0.6 * 8 * solid.half[0] * solid.half[1] * solid.half[2];
  }
  return mask;
}

function drawSolid(params: ParamValues, ground: Ground, kinds: readonly Solid['kind'][], mask: Uint8Array, rng: Rng): Solid {
  const [nz, , nx] = ground.shape;
  const kind = rng.pick(kinds);
  const size = Math.min(32, Math.max(1.3, param(params, 'size') * Math.exp(param(params, 'sizeSpread') * rng.normal())));
  const half = drawHalf(kind, size, param(params, 'stretch'), rng);
  const frame = randomFrame(rng);
  const place = rng.chance(param(params, 'upon')) ? surfacePlace(mask, ground, rng) : undefined;
  if (place !== undefined) return { centre: holding(place, kind, half, frame, rng), frame, kind, half };
  const [z, x] = [rng.uniform(-3, nz + 3), rng.uniform(-3, nx + 3)];
  const at = Math.min(nz - 1, Math.max(0, Math.round(z))) * nx + Math.min(nx - 1, Math.max(0, Math.round(x)));
  // deep enough in the ground to touch it, whatever way the solid is turned
  const up = Math.hypot(half[0] * frame[0][1], half[1] * frame[1][1], half[2] * frame[2][1]);
  return { centre: [z, (ground.floor[at] ?? 0) + up * rng.uniform(0, 0.85), x], frame, kind, half };
}

function drawHalf(kind: Solid['kind'], size: number, spread: number, rng: Rng): Vec3 {
  const stretched = (base: number): number => Math.min(45, Math.max(0.9, base * Math.exp(spread * rng.normal())));
  const thin = Math.max(0.9, size * rng.uniform(0.15, 0.45));
  if (kind === 'rod') return [thin, stretched(1.8 * size), thin];
  if (kind === 'plate') return [stretched(size), thin, stretched(1.8 * size)];
  return [stretched(size), stretched(size), stretched(size)];
}

/** A random place where lithium ends, rather at the top than at the foot; undefined when there is hardly any. */
function surfacePlace(mask: Uint8Array, ground: Ground, rng: Rng): Vec3 | undefined {
  const [nz, ny, nx] = ground.shape;
  let best: Vec3 | undefined;
  for (let n = 0; n < 3000; n++) {
    const [z, y, x] = [rng.int(nz), rng.int(ny - 1), rng.int(nx)];
    const i = (z * ny + y) * nx + x;
    if (mask[i] === 0 || mask[i + nx] === 1) continue;
    if (best !== undefined) return y > best[1] ? [z, y, x] : best;
    best = [z, y, x];
  }
  return best;
}

/** The centre of a solid that holds on to a place by its end, its edge or its flank. */
function holding(place: Vec3, kind: Solid['kind'], [a, b, c]: Vec3, frame: Frame, rng: Rng): Vec3 {
  const [axis, reach] =
    kind === 'ring'
      ? [frame[0], a - tubeOf(a)]
      : kind === 'bowl'
        ? [frame[1], 0.8 * a]
        : kind === 'plate'
          ? [frame[2], 0.85 * c]
          : [frame[1], 0.75 * b];
  // a bowl is open on one side of its axis only; the others may grow either way, more often up
  const way = kind === 'bowl' || axis[1] > 0 === rng.chance(0.8) ? 1 : -1;
  return [place[0] + way * reach * axis[0], place[1] + way * reach * axis[1], place[2] + way * reach * axis[2]];
}

function stamp(mask: Uint8Array, shape: Shape3, { centre, frame, kind, half }: Solid, value: number): void {
  const [a, b, c] = half;
  stampSolid(mask, shape, centre, frame, boundOf(kind, half), (u, v, w) => inside(kind, u, v, w, a, b, c), value);
}

function inside(kind: Solid['kind'], u: number, v: number, w: number, a: number, b: number, c: number): boolean {
  switch (kind) {
    case 'ellipsoid':
      return (u / a) ** 2 + (v / b) ** 2 + (w / c) ** 2 <= 1;
    case 'rod':
      return u * u + w * w + Math.max(0, Math.abs(v) - Math.max(0, b - a)) ** 2 <= a * a;
    case 'plate':
    case 'box':
      return Math.abs(u) <= a && Math.abs(v) <= b && Math.abs(w) <= c;
    case 'ring': {
      const tube = tubeOf(a);
      return (Math.hypot(u, w) - (a - tube)) ** 2 + v * v <= tube * tube;
    }
    case 'bowl': {
      const r = Math.hypot(u, v, w);
      return r <= a && r >= 0.6 * a - 0.5 && v < 0.25 * a;
    }
  }
}

/** Radius of the tube of a ring. */
function tubeOf(outer: number): number {
  return Math.max(1, 0.35 * outer);
}

function boundOf(kind: Solid['kind'], [a, b, c]: Vec3): number {
  if (kind === 'ring' || kind === 'bowl') return a + 1;
  if (kind === 'plate' || kind === 'box') return Math.hypot(a, b, c);
  return Math.max(a, b, c);
}
