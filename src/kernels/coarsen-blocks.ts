/**
 * Labels on coarser voxels: every block takes the commonest of its labels. A block that the volume ends in takes that of its part inside,
 * an axis of length 1 stays. Ties go by turns to the smallest and to the largest of the tied labels, like the squares of a chessboard, so
 * that a flat face between two planes of blocks moves neither way on average. What is thinner than half a block vanishes or doubles.
 * Linear time; one output array.
 */
import type { Shape3 } from '../volume/index.js';
import { checkVoxels } from './planes.js';

/** Edges of the blocks along z, y, x. */
export function blockEdges(shape: Shape3, block: number): Shape3 {
  const [z, y, x] = shape.map((n) => (n === 1 ? 1 : Math.min(block, n)));
  return [z, y, x];
}

export function coarseShape(shape: Shape3, edges: Shape3): Shape3 {
  const [z, y, x] = shape.map((n, axis) => Math.ceil(n / edges[axis]));
  return [z, y, x];
}

/** Planes of labels that begin with a block, which is number `firstBlock` of the whole volume. */
export function coarsenBlocks(data: Uint8Array, shape: Shape3, edges: Shape3, firstBlock: number): Uint8Array {
  checkVoxels(data, shape);
  const [nz, ny, nx] = shape;
  const [bz, by, bx] = edges;
  const [mz, my, mx] = coarseShape(shape, edges);
  const out = new Uint8Array(mz * my * mx);
  const counts = new Uint32Array(256);
  const seen = new Uint8Array(256);
  for (let z = 0, o = 0; z < mz; z++)
    for (let y = 0; y < my; y++)
      for (let x = 0; x < mx; x++, o++) {
        let found = 0;
        const [z1, y1, x1] = [Math.min(nz, (z + 1) * bz), Math.min(ny, (y + 1) * by), Math.min(nx, (x + 1) * bx)];
        for (let k = z * bz; k < z1; k++)
          for (let j = y * by; j < y1; j++) {
            const row = (k * ny + j) * nx;
            for (let i = row + x * bx; i < row + x1; i++) {
              const label = data[i];
              if (counts[label]++ === 0) seen[found++] = label;
            }
          }
        const largest = ((firstBlock + z + y + x) & 1) === 1;
        let winner = seen[0];
        for (let s = 1; s < found; s++) {
          const label = seen[s];
          if (counts[label] > counts[winner] || (counts[label] === counts[winner] && (largest ? label > winner : label < winner)))
            winner = label;
        }
        out[o] = winner;
        for (let s = 0; s < found; s++) counts[seen[s]] = 0;
      }
  return out;
}
