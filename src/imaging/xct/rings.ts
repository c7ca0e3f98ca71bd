/** Ring artefacts: a random profile over the distance from the rotation axis, whole or in arcs, fading or lasting along z. */
import type { Rng } from '../../base/index.js';
import { gaussianFilter3 } from '../../kernels/gaussian.js';
import type { Shape3 } from '../../volume/index.js';
import type { Effect, Switch } from '../effect.js';

export const rings: Effect = {
  id: 'rings',
  title: 'Rings',
  params: [
    { id: 'amplitude', title: 'Standard deviation, in contrasts lithium to electrolyte', unit: '1' },
    { id: 'width', title: 'Width', unit: 'voxel' },
    { id: 'centreY', title: 'Rotation axis, row', unit: 'voxel' },
    { id: 'centreX', title: 'Rotation axis, column', unit: 'voxel' },
    { id: 'arc', title: 'Length of the arcs, 360 for whole rings', unit: 'deg' },
    { id: 'persistence', title: 'Correlation from one slice to the next', unit: '1' },
  ],
  references: ['Vo, Atwood & Drakopoulos 2018, doi 10.1364/OE.26.028396'],
};

export interface Rings extends Switch {
  readonly amplitude: number;
  readonly width: number;
  /** may lie outside the box */
  readonly centreY: number;
  readonly centreX: number;
  readonly arc: number;
  readonly persistence: number;
}

/** Adds rings in place; `contrast` is the unit of the amplitude. */
export function addRings(image: Float32Array, shape: Shape3, params: Rings, contrast: number, rng: Rng): void {
  const [nz, ny, nx] = shape;
  const { centreY, centreX } = params;
  const radii = Float32Array.from({ length: ny * nx }, (_, p) => Math.hypot(Math.floor(p / nx) - centreY, (p % nx) - centreX));
  const largest = radii.reduce((most, r) => Math.max(most, r), 0);
  const size = Math.ceil(largest) + 2;
  let profile = ringProfile(size, params, rng);
  const starts = Float32Array.from({ length: size }, () => rng.uniform(0, 360));
  const shown = arcMask(radii, nx, params, starts);
  const scale = params.amplitude * contrast;
  const keep = Math.sqrt(1 - params.persistence ** 2);
  const plane = new Float32Array(ny * nx);
  for (let z = 0, out = 0; z < nz; z++) {
    if (z === 0 || params.persistence < 1)
      for (let p = 0; p < plane.length; p++) {
        const r = radii[p] ?? 0;
        const cell = Math.floor(r);
        plane[p] = scale * (shown[p] ?? 0) * ((profile[cell] ?? 0) * (1 - (r - cell)) + (profile[cell + 1] ?? 0) * (r - cell));
      }
    for (let p = 0; p < plane.length; p++, out++) image[out] = (image[out] ?? 0) + (plane[p] ?? 0);
    if (params.persistence < 1) {
      const fresh = ringProfile(size, params, rng);
      profile = profile.map((value, r) => params.persistence * value + keep * (fresh[r] ?? 0));
    }
  }
}

/** 1 where a ring is drawn: everywhere, or on an arc that starts anew every eight radii. */
function arcMask(radii: Float32Array, nx: number, { arc, centreY, centreX }: Rings, starts: Float32Array): Uint8Array {
  if (arc >= 360) return new Uint8Array(radii.length).fill(1);
  return Uint8Array.from(radii, (r, p) => {
    const angle = (Math.atan2(Math.floor(p / nx) - centreY, (p % nx) - centreX) * 180) / Math.PI + 180;
    return (angle - (starts[Math.floor(r) >> 3] ?? 0) + 360) % 360 > arc ? 0 : 1;
  });
}

/** Standard normal per radius, sparse and smoothed to the width. */
function ringProfile(size: number, params: Rings, rng: Rng): Float32Array {
  const profile = new Float32Array(size);
  for (let r = 0; r < size; r++) profile[r] = rng.chance(0.5) ? rng.normal() * Math.SQRT2 : 0;
  if (params.width > 1) gaussianFilter3(profile, [1, 1, size], [0, 0, params.width / 2.355]);
  let squares = 0;
  for (const value of profile) squares += value * value;
  const norm = Math.sqrt(squares / size) || 1;
  return profile.map((value) => value / norm);
}
