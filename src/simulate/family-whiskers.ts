/** Whiskers and dendrites: thin walks from the collector that keep their direction, kink, wind and branch. */
import type { ParamValues, Rng } from '../base/index.js';
import { param } from '../base/index.js';
import { stampBall } from './stamp.js';
import type { Family, Ground } from './structure.js';

export const whiskers: Family = {
  id: 'whiskers',
  title: 'Whiskers and dendrites: kinked, branching walks',
  heldOut: false,
  params: [
    { id: 'radius', title: 'Mean radius', unit: 'voxel', min: 0.9, max: 7, default: 1.6, log: true },
    { id: 'radiusSpread', title: 'Spread of the radius over its mean', unit: '1', min: 0.05, max: 0.5, default: 0.2 },
    { id: 'volume', title: 'Sum of whisker volumes over free volume', unit: '1', min: 0.08, max: 0.8, default: 0.2, log: true },
    { id: 'length', title: 'Mean length over free height', unit: '1', min: 0.35, max: 2.5, default: 0.9, log: true },
    { id: 'rise', title: 'Pull towards growth', unit: '1', min: 0, max: 0.3, default: 0.06 },
    { id: 'winding', title: 'Random turn per step', unit: '1', min: 0.01, max: 0.4, default: 0.08, log: true },
    { id: 'kink', title: 'Chance of a sharp turn per step', unit: '1', min: 0, max: 0.06, default: 0.015 },
    { id: 'branch', title: 'Chance of a branch per step', unit: '1', min: 0, max: 0.04, default: 0.015 },
    { id: 'taper', title: 'Radius at the tip over radius at the root', unit: '1', min: 0.5, max: 1.1, default: 0.9 },
    { id: 'clusters', title: 'Share of roots that stand in clusters', unit: '1', min: 0, max: 1, default: 0.3 },
  ],
  grow: growWhiskers,
};

interface Walk {
  z: number;
  y: number;
  x: number;
  dz: number;
  dy: number;
  dx: number;
  radius: number;
  readonly length: number;
  readonly generation: number;
}

function growWhiskers(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const mask = new Uint8Array(nz * ny * nx);
  const room = ground.ceiling - (ground.floor[0] ?? 0);
  let volume = param(params, 'volume') * nz * nx * room;
  const centres = Array.from({ length: 1 + rng.int(6) }, () => [rng.uniform(0, nz), rng.uniform(0, nx)] as const);
  // a step is one voxel long, so a walk of n steps has about n pi r^2 voxels; the limit ends walks that leave the box
  for (let roots = 0; volume > 0 && roots < 3000; roots++) {
    const queue: Walk[] = [plant(params, ground, room, centres, rng)];
    for (let walk = queue.pop(); walk !== undefined; walk = queue.pop()) volume -= follow(mask, params, ground, walk, queue, rng);
  }
  return mask;
}

function plant(params: ParamValues, ground: Ground, room: number, centres: readonly (readonly [number, number])[], rng: Rng): Walk {
  const [nz, , nx] = ground.shape;
  let z = rng.uniform(0, nz);
  let x = rng.uniform(0, nx);
  if (rng.chance(param(params, 'clusters'))) {
    const [cz, cx] = rng.pick(centres);
    z = Math.min(nz - 1, Math.max(0, cz + 7 * rng.normal()));
    x = Math.min(nx - 1, Math.max(0, cx + 7 * rng.normal()));
  }
  const at = Math.min(nz - 1, Math.round(z)) * nx + Math.min(nx - 1, Math.round(x));
  const lean = rng.uniform(0, 1.1);
  const direction = rng.uniform(0, 2 * Math.PI);
  return {
    z,
    y: (ground.floor[at] ?? 0) - 1,
    x,
    dz: Math.sin(lean) * Math.sin(direction),
    dy: Math.cos(lean),
    dx: Math.sin(lean) * Math.cos(direction),
    radius: Math.max(0.8, param(params, 'radius') * (1 + param(params, 'radiusSpread') * rng.normal())),
    length: param(params, 'length') * room * rng.uniform(0.4, 1.6),
    generation: 0,
  };
}

/** Draws one walk, queues its branches, returns the volume it took. */
function follow(mask: Uint8Array, params: ParamValues, ground: Ground, walk: Walk, queue: Walk[], rng: Rng): number {
  const [nz, , nx] = ground.shape;
  const root = walk.radius;
  const tip = root * param(params, 'taper');
  let volume = 0;
  for (let step = 0; step < walk.length; step++) {
    turn(walk, param(params, 'winding'), param(params, 'rise'), rng);
    if (rng.chance(param(params, 'kink'))) turn(walk, 1.2, 0.1, rng);
    walk.z += walk.dz;
    walk.y += walk.dy;
    walk.x += walk.dx;
    if (walk.z < -3 || walk.z > nz + 2 || walk.x < -3 || walk.x > nx + 2 || walk.y > ground.ceiling || walk.y < -2) break;
    const radius = root + (tip - root) * (step / walk.length);
    stampBall(mask, ground.shape, walk.z, walk.y, walk.x, radius);
    volume += Math.PI * radius * radius;
    if (walk.generation < 4 && rng.chance(param(params, 'branch'))) queue.push(branchOf(walk, radius, step, rng));
  }
  return volume;
}

function branchOf(walk: Walk, radius: number, step: number, rng: Rng): Walk {
  const branch: Walk = {
    ...walk,
    radius: Math.max(0.8, radius * rng.uniform(0.6, 1)),
    length: (walk.length - step) * rng.uniform(0.3, 0.8),
    generation: walk.generation + 1,
  };
  turn(branch, 0.9, 0, rng);
  return branch;
}

/** Adds a random vector and a pull towards +y to the direction, and makes it a unit vector again. */
function turn(walk: Walk, amount: number, rise: number, rng: Rng): void {
  walk.dz += amount * rng.normal();
  walk.dy += amount * rng.normal() + rise;
  walk.dx += amount * rng.normal();
  const length = Math.hypot(walk.dz, walk.dy, walk.dx) || 1;
  walk.dz /= length;
  walk.dy /= length;
  walk.dx /= length;
}
