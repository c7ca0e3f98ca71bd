/** Shapes given by a rule in space, as voxels: a voxel takes the label of its centre. */
import type { Rng } from '../../base/index.js';
import type { Shape3, Vec3 } from '../../volume/index.js';
import type { PhantomVolume } from './phantom.js';

/** Label at a point, in metres from the centre of the box. */
export type LabelAt = (z: number, y: number, x: number) => number;

/** A box of `edge` metres around the shape, whose centre lies at a random place within a voxel. */
export function voxelise(edge: Vec3, spacing: Vec3, rng: Rng, labelAt: LabelAt): PhantomVolume {
  const shape = edge.map((length, axis) => Math.max(1, Math.ceil(length / (spacing[axis] ?? 1)))) as unknown as Shape3;
  const shift = shape.map((n) => n / 2 + rng.uniform(-0.5, 0.5));
  const data = new Uint8Array(shape[0] * shape[1] * shape[2]);
  let i = 0;
  for (let z = 0; z < shape[0]; z++) {
    const pz = (z + 0.5 - (shift[0] ?? 0)) * spacing[0];
    for (let y = 0; y < shape[1]; y++) {
      const py = (y + 0.5 - (shift[1] ?? 0)) * spacing[1];
      for (let x = 0; x < shape[2]; x++, i++) data[i] = labelAt(pz, py, (x + 0.5 - (shift[2] ?? 0)) * spacing[2]);
    }
  }
  return { data, shape };
}

/** A direction drawn evenly from the sphere. */
export function randomDirection(rng: Rng): Vec3 {
  const z = rng.uniform(-1, 1);
  const angle = rng.uniform(0, 2 * Math.PI);
  const across = Math.sqrt(1 - z * z);
  return [z, across * Math.sin(angle), across * Math.cos(angle)];
}

export const dot = (a: Vec3, z: number, y: number, x: number): number => a[0] * z + a[1] * y + a[2] * x;

export const cube = (edge: number): Vec3 => [edge, edge, edge];
