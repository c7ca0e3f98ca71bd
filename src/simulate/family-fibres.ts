/** Fibres: straight pieces with sharp kinks between them, tapering, alone or in bundles, standing, lying, or looping back to the collector. */
import { param } from '../base/index.js';
import type { ParamValues, Rng } from '../base/index.js';
import type { Vec3 } from '../volume/index.js';
import { stampCapsule } from './stamp-solid.js';
import type { Family, Ground } from './structure.js';

export const fibres: Family = {
  id: 'fibres',
  title: 'Fibres: straight pieces with sharp kinks, bundles and loops',
  heldOut: false,
  params: [
    { id: 'radius', title: 'Median radius at the root', unit: 'voxel', min: 1.2, max: 9, default: 3, log: true },
    { id: 'radiusSpread', title: 'Spread of the logarithm of the radius', unit: '1', min: 0.02, max: 0.6, default: 0.25 },
    { id: 'volume', title: 'Sum of fibre volumes over free volume', unit: '1', min: 0.05, max: 0.8, default: 0.18, log: true },
    { id: 'piece', title: 'Mean length of a straight piece over its diameter', unit: '1', min: 1.5, max: 12, default: 5, log: true },
    { id: 'pieces', title: 'Mean number of pieces', unit: 'count', min: 1, max: 9, default: 4, integer: true },
    { id: 'kinkAngle', title: 'Largest angle of a kink', unit: 'deg', min: 15, max: 140, default: 75 },
    { id: 'taper', title: 'Radius at the tip over radius at the root', unit: '1', min: 0.3, max: 1.2, default: 0.8 },
    { id: 'bundle', title: 'Fibres of a bundle', unit: 'count', min: 1, max: 6, default: 2, integer: true },
    { id: 'lying', title: 'Share of fibres that lie on the collector', unit: '1', min: 0, max: 0.7, default: 0.15 },
    { id: 'loops', title: 'Share of fibres that come back to the collector', unit: '1', min: 0, max: 0.5, default: 0.15 },
    { id: 'knobs', title: 'Chance of a ball at a kink or tip', unit: '1', min: 0, max: 0.6, default: 0.1 },
  ],
  grow: growFibres,
};

type Way = 'standing' | 'lying' | 'loop';

function growFibres(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const mask = new Uint8Array(nz * ny * nx);
  const room = ground.ceiling - (ground.floor[0] ?? 0);
  let volume = param(params, 'volume') * nz * nx * room;
  for (let n = 0; volume > 0 && n < 600; n++) {
    const radius = Math.min(14, Math.max(0.9, param(params, 'radius') * Math.exp(param(params, 'radiusSpread') * rng.normal())));
    const way: Way = rng.chance(param(params, 'lying')) ? 'lying' : rng.chance(param(params, 'loops')) ? 'loop' : 'standing';
    const root: Vec3 = [rng.uniform(-2, nz + 2), 0, rng.uniform(-2, nx + 2)];
    const joints = drawJoints(params, ground, root, radius, way, rng);
    const strands = 1 + rng.int(param(params, 'bundle'));
    for (let s = 0; s < strands; s++) {
      // strands of a bundle run side by side and end at different lengths
      const shift: Vec3 = s === 0 ? [0, 0, 0] : [2 * radius * rng.normal(), rng.uniform(-1, 0) * radius, 2 * radius * rng.normal()];
      const keep = s === 0 ? joints : joints.slice(0, 2 + rng.int(joints.length - 1));
      volume -= drawFibre(mask, params, ground, keep, shift, radius * (s === 0 ? 1 : rng.uniform(0.6, 1)), rng);
    }
  }
  return mask;
}

function floorAt(ground: Ground, z: number, x: number): number {
  const [nz, , nx] = ground.shape;
  return ground.floor[Math.min(nz - 1, Math.max(0, Math.round(z))) * nx + Math.min(nx - 1, Math.max(0, Math.round(x)))] ?? 0;
}

/** The places where the straight pieces meet; the first lies in the collector. */
function drawJoints(params: ParamValues, ground: Ground, root: Vec3, radius: number, way: Way, rng: Rng): Vec3[] {
  const lean = way === 'lying' ? rng.uniform(1.35, 1.6) : rng.uniform(0, 1.1);
  const turn = rng.uniform(0, 2 * Math.PI);
  let direction: Vec3 = [Math.sin(lean) * Math.sin(turn), Math.cos(lean), Math.sin(lean) * Math.cos(turn)];
  let at: Vec3 = [root[0], floorAt(ground, root[0], root[2]) + (way === 'lying' ? 0.5 : -0.5) * radius, root[2]];
  const joints: Vec3[] = [at];
  const pieces = Math.max(1, Math.round(param(params, 'pieces') * rng.uniform(0.5, 1.5)));
  const largest = (param(params, 'kinkAngle') * Math.PI) / 180;
  for (let i = 0; i < pieces; i++) {
    const length = Math.max(3, 2 * radius * param(params, 'piece') * rng.uniform(0.4, 1.7));
    at = [at[0] + length * direction[0], at[1] + length * direction[1], at[2] + length * direction[2]];
    // what would leave through the lid or the ground turns back
    const low = floorAt(ground, at[0], at[2]) + 0.5 * radius;
    if (at[1] > ground.ceiling - radius || at[1] < low) direction = [direction[0], -0.5 * direction[1], direction[2]];
    at = [at[0], Math.min(ground.ceiling - 1, Math.max(low, at[1])), at[2]];
    joints.push(at);
    direction = kinked(direction, rng.uniform(0.25, 1) * largest, rng);
    if (way === 'lying') direction = [direction[0], 0.15 * direction[1], direction[2]];
    else if (rng.chance(0.4)) direction = [direction[0], Math.abs(direction[1]), direction[2]];
  }
  if (way === 'loop') {
    const [z, x] = [at[0] + 4 * radius * rng.normal(), at[2] + 4 * radius * rng.normal()];
    joints.push([z, floorAt(ground, z, x) - 1, x]);
  }
  return joints;
}

/** The direction turned by the angle towards a random side. */
function kinked([z, y, x]: Vec3, angle: number, rng: Rng): Vec3 {
  let [a, b, c] = [rng.normal(), rng.normal(), rng.normal()];
  const along = (a * z + b * y + c * x) / (z * z + y * y + x * x);
  [a, b, c] = [a - along * z, b - along * y, c - along * x];
  const size = Math.hypot(a, b, c) || 1;
  const norm = Math.hypot(z, y, x) || 1;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [(cos * z) / norm + (sin * a) / size, (cos * y) / norm + (sin * b) / size, (cos * x) / norm + (sin * c) / size];
}

/** Draws the pieces, returns about the volume they take inside the box. */
function drawFibre(
  mask: Uint8Array,
  params: ParamValues,
  ground: Ground,
  joints: readonly Vec3[],
  shift: Vec3,
  root: number,
  rng: Rng,
): number {
  const [nz, , nx] = ground.shape;
  let volume = 0;
  for (let i = 0; i + 1 < joints.length; i++) {
    const [a, b] = [joints[i], joints[i + 1]].map((p) =>
      p === undefined ? shift : ([p[0] + shift[0], p[1] + shift[1], p[2] + shift[2]] as const),
    );
    if (a === undefined || b === undefined) break;
    const at = (k: number): number => root * (1 + (param(params, 'taper') - 1) * (k / (joints.length - 1)));
    stampCapsule(mask, ground.shape, a, b, at(i), at(i + 1));
    if (rng.chance(param(params, 'knobs'))) stampCapsule(mask, ground.shape, b, b, at(i + 1) * rng.uniform(1.2, 2), at(i + 1));
    const outside = b[0] < 0 || b[0] > nz || b[2] < 0 || b[2] > nx;
    volume += (outside ? 0.4 : 1) * Math.PI * at(i) ** 2 * Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]);
    if (a[0] < -20 || a[0] > nz + 20 || a[2] < -20 || a[2] > nx + 20) break;
  }
  return Math.max(volume, 1);
}
