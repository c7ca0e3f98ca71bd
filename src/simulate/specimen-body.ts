/**
 * Bodies of a thin specimen as height-over-outline: the depth inside the outline (negative outside) and half the greatest
 * thickness nearby give the thickness along the beam. A shell of thickness s is the same body with depth + s and half + s.
 *
 *          ____________   2 half
 *        /              \
 *   ____|________________|____   depth = 0 at the outline
 */
import type { Rng } from '../base/index.js';
import { squaredDistance } from '../kernels/edt.js';
import { gaussianFilter3 } from '../kernels/gaussian.js';
import { gaussianRandomField } from '../kernels/random-field.js';

/** The picture that a specimen is made for. */
export interface Field {
  readonly ny: number;
  readonly nx: number;
  /** metres */
  readonly pixel: number;
  /** metres, the shorter side */
  readonly extent: number;
}

/** `round` like a cylinder or sphere, `faceted` with straight flanks, `plate` with steep ones. */
export type Profile = 'round' | 'faceted' | 'plate';

export interface Body {
  /** metres inside the outline; far outside any strongly negative value will do */
  readonly depth: Float32Array;
  /** metres: half of the thickness that is reached at depth = half */
  readonly half: Float32Array;
  readonly profile: Profile;
  /** part of the body that a pixel belongs to (an arm, a segment between kinks), 0, 1, ...: one crystal each */
  readonly part: Uint8Array;
}

/** Far outside, in metres. */
export const OUTSIDE = -1;

export function emptyBody({ ny, nx }: Field, profile: Profile): Body {
  const depth = new Float32Array(ny * nx).fill(OUTSIDE);
  return { depth, half: new Float32Array(ny * nx), profile, part: new Uint8Array(ny * nx) };
}

/** Thickness along the beam at a depth inside the outline. */
export function thicknessAt(depth: number, half: number, profile: Profile): number {
  if (depth <= 0) return 0;
  if (depth >= half) return 2 * half;
  if (profile === 'round') return 2 * Math.sqrt(depth * (2 * half - depth));
  return profile === 'faceted' ? 2 * depth : Math.min(2 * half, 6 * depth);
}

/** A body of even thickness with the outline of a mask. */
export function bodyOfMask(mask: Uint8Array, half: number, profile: Profile, { ny, nx, pixel }: Field): Body {
  const inside = squaredDistance(mask, [1, ny, nx], [pixel, pixel, pixel], { value: 1 });
  const outside = squaredDistance(mask, [1, ny, nx], [pixel, pixel, pixel], { value: 0 });
  const depth = new Float32Array(mask.length);
  for (let i = 0; i < depth.length; i++) {
    const d = mask[i] === 1 ? Math.sqrt(inside[i] ?? 0) - pixel / 2 : pixel / 2 - Math.sqrt(outside[i] ?? 0);
    depth[i] = Math.max(OUTSIDE, Math.min(-OUTSIDE, d));
  }
  // the stairs of the pixels are not part of the outline
  gaussianFilter3(depth, [1, ny, nx], [0, 0.8, 0.8]);
  return { depth, half: new Float32Array(mask.length).fill(half), profile, part: new Uint8Array(mask.length) };
}

/** Moves the outline in and out by a random field. */
export function roughen({ depth }: Body, amplitude: number, scale: number, field: Field, rng: Rng): void {
  if (amplitude < 0.05 * field.pixel) return;
  const sigma = Math.max(1, scale / field.pixel);
  const noise = gaussianRandomField([1, field.ny, field.nx], [0, sigma, sigma], rng);
  for (let i = 0; i < depth.length; i++) depth[i] = (depth[i] ?? 0) + amplitude * (noise[i] ?? 0);
}
