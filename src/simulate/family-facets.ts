/**
 * Faceted lithium: crystals with flat faces and sharp edges, standing on the collector and on each other.
 *
 * Habits: prisms under a pyramid, pyramids and cut pyramids, plates, and the closed forms of a body-centred metal (cube, octahedron,
 * rhombic dodecahedron, and cubes with cut corners), all with faces moved in and out a little, as real crystals have.
 */
import { param } from '../base/index.js';
import type { ParamValues, Rng } from '../base/index.js';
import type { Vec3 } from '../volume/index.js';
import { leaningFrame, planeIn, randomFrame, stampPolyhedron } from './stamp-solid.js';
import type { Frame, Plane } from './stamp-solid.js';
import type { Family, Ground } from './structure.js';

const HABITS = ['prisms', 'pyramids', 'plates', 'closed', 'mixed'] as const;

export const facets: Family = {
  id: 'facets',
  title: 'Facets: prisms, pyramids, plates and closed crystals',
  heldOut: false,
  params: [
    { id: 'habit', title: 'Habit', unit: '1', min: 0, max: 4, default: 4, integer: true, choices: HABITS },
    { id: 'size', title: 'Median half-width', unit: 'voxel', min: 2, max: 24, default: 7, log: true },
    { id: 'sizeSpread', title: 'Spread of the logarithm of the size', unit: '1', min: 0.05, max: 0.7, default: 0.3 },
    { id: 'footprint', title: 'Sum of sections over collector area', unit: '1', min: 0.3, max: 2.5, default: 0.8 },
    { id: 'aspect', title: 'Height over half-width of prisms and pyramids', unit: '1', min: 0.8, max: 10, default: 3, log: true },
    { id: 'flatness', title: 'Thickness over width of plates', unit: '1', min: 0.06, max: 0.4, default: 0.15, log: true },
    { id: 'lean', title: 'Largest lean', unit: 'deg', min: 0, max: 80, default: 25 },
    { id: 'upon', title: 'Share of crystals that stand on others', unit: '1', min: 0, max: 0.8, default: 0.3 },
    { id: 'misfit', title: 'Spread of the distance of faces', unit: '1', min: 0, max: 0.25, default: 0.1 },
  ],
  grow: growCrystals,
};

interface Crystal {
  readonly centre: Vec3;
  readonly planes: readonly Plane[];
  /** every point lies within this distance of the centre along every axis */
  readonly bound: number;
  readonly size: number;
}

function growCrystals(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const mask = new Uint8Array(nz * ny * nx);
  const grown: Crystal[] = [];
  let area = param(params, 'footprint') * nz * nx;
  for (let n = 0; area > 0 && n < 2500; n++) {
    const size = Math.min(40, Math.max(1.5, param(params, 'size') * Math.exp(param(params, 'sizeSpread') * rng.normal())));
    const parent = grown.length > 3 && rng.chance(param(params, 'upon')) ? rng.pick(grown.slice(-30)) : undefined;
    const crystal = drawCrystal(params, size, parent === undefined ? placeOnFloor(ground, rng) : placeOn(parent, rng), rng);
    stampPolyhedron(mask, ground.shape, crystal.centre, crystal.planes, crystal.bound);
    grown.push(crystal);
    area -= Math.PI * size * size * (parent === undefined ? 1 : 0.5);
  }
  return mask;
}

function placeOnFloor(ground: Ground, rng: Rng): Vec3 {
  const [nz, , nx] = ground.shape;
  const [z, x] = [rng.uniform(-4, nz + 4), rng.uniform(-4, nx + 4)];
  const at = Math.min(nz - 1, Math.max(0, Math.round(z))) * nx + Math.min(nx - 1, Math.max(0, Math.round(x)));
  return [z, ground.floor[at] ?? 0, x];
}

/** Somewhere in the upper outer part of another crystal. */
function placeOn({ centre, size }: Crystal, rng: Rng): Vec3 {
  const direction = rng.uniform(0, 2 * Math.PI);
  const out = size * rng.uniform(0, 0.8);
  return [centre[0] + out * Math.sin(direction), centre[1] + size * rng.uniform(0.4, 1.8), centre[2] + out * Math.cos(direction)];
}

function drawCrystal(params: ParamValues, size: number, foot: Vec3, rng: Rng): Crystal {
  const chosen = HABITS[param(params, 'habit')] ?? 'mixed';
  const habit = chosen === 'mixed' ? rng.pick(HABITS.slice(0, 4)) : chosen;
  const lean = (rng.next() * param(params, 'lean') * Math.PI) / 180;
  const misfit = (): number => Math.max(0.4, 1 + param(params, 'misfit') * rng.normal());
  if (habit === 'closed') {
    const frame = rng.chance(0.5) ? randomFrame(rng) : leaningFrame(lean, rng);
    return { centre: lift(foot, size * rng.uniform(0, 0.7)), planes: closedForm(frame, size, misfit, rng), bound: 2 * size, size };
  }
  const frame = leaningFrame(lean, rng);
  const height = size * param(params, 'aspect') * Math.exp(0.25 * rng.normal());
  if (habit === 'plates') {
    const flat = Math.max(0.8, size * param(params, 'flatness') * misfit());
    // a plate stands on edge: thin along the first axis of its frame, long along the others
    const planes = [...sides(frame, flat, [0, Math.PI], misfit), ...sides(frame, size, [Math.PI / 2, -Math.PI / 2], misfit)];
    planes.push(planeIn(frame, 0, 1, 0, 1.4 * size * misfit()), planeIn(frame, 0, -1, 0, size));
    if (rng.chance(0.5)) planes.push(planeIn(frame, 0, 1, rng.uniform(-1, 1), size * misfit()));
    return { centre: lift(foot, size * rng.uniform(0, 0.5)), planes, bound: 2 * size, size };
  }
  const corners = rng.pick([3, 4, 4, 6, 6, 8]);
  const angles = Array.from({ length: corners }, (_, i) => (2 * Math.PI * i) / corners);
  const planes = [planeIn(frame, 0, -1, 0, 3)];
  if (habit === 'prisms') {
    planes.push(...sides(frame, size, angles, misfit));
    if (rng.chance(0.7)) planes.push(...slopes(frame, rng.uniform(0.25, 1.5), angles, height, misfit));
    else planes.push(planeIn(frame, rng.uniform(-0.4, 0.4), 1, rng.uniform(-0.4, 0.4), height));
  } else {
    planes.push(...slopes(frame, height / size, angles, height, misfit));
    if (rng.chance(0.35)) planes.push(planeIn(frame, 0, 1, 0, height * rng.uniform(0.4, 0.9)));
  }
  return { centre: foot, planes, bound: Math.hypot(height, 1.6 * size), size };
}

function lift([z, y, x]: Vec3, by: number): Vec3 {
  return [z, y + by, x];
}

/** Upright faces at these angles about the second axis. */
function sides(frame: Frame, reach: number, angles: readonly number[], misfit: () => number): Plane[] {
  return angles.map((angle) => planeIn(frame, Math.cos(angle), 0, Math.sin(angle), reach * misfit()));
}

/** Faces that meet at the apex, `steepness` rows up per voxel out. */
function slopes(frame: Frame, steepness: number, angles: readonly number[], height: number, misfit: () => number): Plane[] {
  const norm = Math.hypot(1, steepness);
  return angles.map((angle) => planeIn(frame, steepness * Math.cos(angle), 1, steepness * Math.sin(angle), (height * misfit()) / norm));
}

const SIGNS = [-1, 1] as const;
const CUBE = SIGNS.flatMap((s): Vec3[] => [
  [s, 0, 0],
  [0, s, 0],
  [0, 0, s],
]);
const OCTAHEDRON = SIGNS.flatMap((s) => SIGNS.flatMap((t) => SIGNS.map((q): Vec3 => [s, t, q])));
const DODECAHEDRON = SIGNS.flatMap((s) =>
  SIGNS.flatMap((t): Vec3[] => [
    [s, t, 0],
    [s, 0, t],
    [0, s, t],
  ]),
);

/** Cube {100}, octahedron {111}, rhombic dodecahedron {110}, or a cube cut by one of the others. */
function closedForm(frame: Frame, size: number, misfit: () => number, rng: Rng): Plane[] {
  const faces = (normals: readonly Vec3[], reach: number): Plane[] => normals.map(([u, v, w]) => planeIn(frame, u, v, w, reach * misfit()));
  const kind = rng.int(4);
  if (kind < 3) return faces([CUBE, OCTAHEDRON, DODECAHEDRON][kind] ?? CUBE, size);
  const cutters = rng.chance(0.5) ? OCTAHEDRON : DODECAHEDRON;
  return [...faces(CUBE, size), ...faces(cutters, size * rng.uniform(1.1, 1.5))];
}
