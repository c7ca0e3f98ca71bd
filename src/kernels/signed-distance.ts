/**
 * Signed squared distance of every voxel to the other side of the surface of a body: minus the squared distance to the nearest voxel centre
 * outside it in the body, plus that to the nearest centre of the body elsewhere. Exact (edt.ts). Nothing lies between minus and plus one
 * voxel: levels read half a voxel large on both sides. The outside of the box is no background.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { squaredDistance } from './edt.js';

/** Squares in the unit of `spacing`, infinite where the other side is missing. */
export function signedSquares(data: Uint8Array, shape: Shape3, spacing: Vec3, value: number): Float32Array {
  const inside = squaredDistance(data, shape, spacing, { value });
  const squares = squaredDistance(data, shape, spacing, { toValue: value });
  for (let i = 0; i < squares.length; i++) if (inside[i] > 0) squares[i] = -inside[i];
  return squares;
}

/** The distance of a signed square. */
export const signedRoot = (square: number): number => Math.sign(square) * Math.sqrt(Math.abs(square));
