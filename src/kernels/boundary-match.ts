/**
 * Agreement of two outlines with a tolerance of one voxel.
 *
 * A boundary voxel carries the label and has a neighbour across a face that does not; the edge of the image is no
 * boundary. It is matched when the other boundary has a voxel at a distance of at most one voxel (itself or across a
 * face). Thin shells whose overlap is poor for want of half a voxel still match.
 */
import type { Shape3 } from '../volume/index.js';

export interface BoundaryMatch {
  readonly measured: number;
  readonly measuredMatched: number;
  readonly truth: number;
  readonly truthMatched: number;
}

/** Boundary voxels of `label` in both volumes, and how many of them are matched. */
export function matchBoundaries(measured: Uint8Array, truth: Uint8Array, shape: Shape3, label: number): BoundaryMatch {
  const mine = boundaryOf(measured, shape, label);
  const theirs = boundaryOf(truth, shape, label);
  const [measuredCount, measuredMatched] = countMatched(mine, theirs, shape);
  const [truthCount, truthMatched] = countMatched(theirs, mine, shape);
  return { measured: measuredCount, measuredMatched, truth: truthCount, truthMatched };
}

/** F1 of matched boundary voxels; null when neither volume has a boundary. */
export function boundaryF1({ measured, measuredMatched, truth, truthMatched }: BoundaryMatch): number | null {
  if (measured === 0 && truth === 0) return null;
  if (measured === 0 || truth === 0) return 0;
  const precision = measuredMatched / measured;
  const recall = truthMatched / truth;
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall);
}

/** 1 on the voxels of the label that have a voxel of another label across a face. */
function boundaryOf(labels: Uint8Array, [nz, ny, nx]: Shape3, label: number): Uint8Array {
  const plane = ny * nx;
  const out = new Uint8Array(labels.length);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (labels[i] !== label) continue;
        if (
          (x > 0 && labels[i - 1] !== label) ||
          (x < nx - 1 && labels[i + 1] !== label) ||
          (y > 0 && labels[i - nx] !== label) ||
          (y < ny - 1 && labels[i + nx] !== label) ||
          (z > 0 && labels[i - plane] !== label) ||
          (z < nz - 1 && labels[i + plane] !== label)
        )
          out[i] = 1;
      }
  return out;
}

/** Voxels of a boundary, and those with a voxel of the other one at most one voxel away. */
function countMatched(boundary: Uint8Array, other: Uint8Array, [nz, ny, nx]: Shape3): [count: number, matched: number] {
  const plane = ny * nx;
  let count = 0;
  let matched = 0;
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (boundary[i] === 0) continue;
        count++;
        if (
          other[i] !== 0 ||
          (x > 0 && other[i - 1] !== 0) ||
          (x < nx - 1 && other[i + 1] !== 0) ||
          (y > 0 && other[i - nx] !== 0) ||
          (y < ny - 1 && other[i + nx] !== 0) ||
          (z > 0 && other[i - plane] !== 0) ||
          (z < nz - 1 && other[i + plane] !== 0)
        )
          matched++;
      }
  return [count, matched];
}
