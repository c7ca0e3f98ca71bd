/**
 * The voxels of the box faces. A face is its index in `FACES`: z- z+ y- y+ x- x+; `-` is index 0 of the axis.
 */
import { FACES } from '../volume/index.js';
import type { Face, Shape3 } from '../volume/index.js';

/** One plane of voxels as two nested strides: index = first + i * outerStride + j * innerStride. */
export interface FacePlane {
  readonly first: number;
  readonly outer: number;
  readonly outerStride: number;
  readonly inner: number;
  readonly innerStride: number;
}

/** Strides of a face, `depth` layers inside the box. */
export function facePlane(shape: Shape3, face: Face, depth = 0): FacePlane {
  const [nz, ny, nx] = shape;
  const plane = ny * nx;
  switch (face) {
    case 'z-':
    case 'z+':
      return { first: (face === 'z-' ? depth : nz - 1 - depth) * plane, outer: ny, outerStride: nx, inner: nx, innerStride: 1 };
    case 'y-':
    case 'y+':
      return { first: (face === 'y-' ? depth : ny - 1 - depth) * nx, outer: nz, outerStride: plane, inner: nx, innerStride: 1 };
    case 'x-':
    case 'x+':
      return { first: face === 'x-' ? depth : nx - 1 - depth, outer: nz, outerStride: plane, inner: ny, innerStride: nx };
  }
}

/** For every component the faces it touches, as bits: `1 << FACES.indexOf(face)`. Entry 0 is not meaningful. */
export function touchesFaces(labels: Uint32Array, count: number, shape: Shape3): Uint8Array {
  const touched = new Uint8Array(count + 1);
  for (let f = 0; f < FACES.length; f++) {
    const { first, outer, outerStride, inner, innerStride } = facePlane(shape, FACES[f] as Face);
    for (let a = 0; a < outer; a++)
      for (let b = 0, i = first + a * outerStride; b < inner; b++, i += innerStride) touched[labels[i]] |= 1 << f;
  }
  return touched;
}

/** The bit of a face in the result of `touchesFaces`. */
export function faceBit(face: Face): number {
  return 1 << FACES.indexOf(face);
}

/** The bits of several faces. */
export const faceBits = (faces: readonly Face[]): number => faces.reduce((bits, face) => bits | faceBit(face), 0);
