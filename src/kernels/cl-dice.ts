/**
 * Centreline Dice: how well two masks agree on what is thin, so that a broken neck costs much and a voxel of thickness little.
 *
 * The centreline is the morphological skeleton (what each erosion loses on being opened), which need not be connected; erosion
 * with the 6-neighbourhood, dilation with the 26-neighbourhood. The outside of the box continues its outermost voxels.
 * Source: Shit et al., CVPR 2021, clDice, arXiv:2003.07311. In a flat image the axis of length one is left alone.
 */
import type { Shape3 } from '../volume/index.js';

/** 2 * precision * sensitivity / sum over the centrelines; null when neither mask holds a voxel, 0 when one of them holds none. */
export function clDice(measured: Uint8Array, truth: Uint8Array, shape: Shape3): number | null {
  const some = (mask: Uint8Array): boolean => mask.includes(1);
  if (!some(measured) && !some(truth)) return null;
  const precision = shareInside(morphologicalSkeleton(measured, shape), truth);
  const sensitivity = shareInside(morphologicalSkeleton(truth, shape), measured);
  return precision + sensitivity === 0 ? 0 : (2 * precision * sensitivity) / (precision + sensitivity);
}

function shareInside(skeleton: Uint8Array, mask: Uint8Array): number {
  let all = 0;
  let inside = 0;
  for (let i = 0; i < skeleton.length; i++) {
    if (skeleton[i] === 0) continue;
    all++;
    inside += mask[i];
  }
  return all === 0 ? 0 : inside / all;
}

/** Union over k of (k-fold erosion minus its opening); masks hold 0 and 1. */
export function morphologicalSkeleton(mask: Uint8Array, shape: Shape3): Uint8Array {
  const skeleton = new Uint8Array(mask.length);
  let body: Uint8Array = mask.slice();
  for (;;) {
    const eroded = erode(body, shape);
    const opened = eroded.slice();
    let left = 0;
    for (let axis = 0; axis < 3; axis++) dilateAlong(opened, shape, axis);
    for (let i = 0; i < body.length; i++) {
      if (body[i] === 1 && opened[i] === 0) skeleton[i] = 1;
      left += eroded[i];
    }
    // a body that runs out of the box on all sides never erodes: it is its own centreline
    if (left === sum(body)) return either(skeleton, body);
    if (left === 0) return skeleton;
    body = eroded;
  }
}

function either(a: Uint8Array, b: Uint8Array): Uint8Array {
  return a.map((value, i) => value | b[i]);
}

function sum(mask: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < mask.length; i++) total += mask[i];
  return total;
}

/** Keeps the voxels whose neighbours across all faces are set. */
function erode(mask: Uint8Array, [nz, ny, nx]: Shape3): Uint8Array {
  const plane = ny * nx;
  const out = new Uint8Array(mask.length);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++)
        if (
          mask[i] === 1 &&
          (x === 0 || mask[i - 1] === 1) &&
          (x === nx - 1 || mask[i + 1] === 1) &&
          (y === 0 || mask[i - nx] === 1) &&
          (y === ny - 1 || mask[i + nx] === 1) &&
          (z === 0 || mask[i - plane] === 1) &&
          (z === nz - 1 || mask[i + plane] === 1)
        )
          out[i] = 1;
  return out;
}

/** Maximum over a voxel and its two neighbours along one axis, in place. */
function dilateAlong(mask: Uint8Array, shape: Shape3, axis: number): void {
  const n = shape[axis];
  const stride = axis === 0 ? shape[1] * shape[2] : axis === 1 ? shape[2] : 1;
  for (let outer = 0; outer < mask.length; outer += n * stride)
    for (let first = outer; first < outer + stride; first++) {
      let before = 0;
      for (let k = 0, i = first; k < n; k++, i += stride) {
        const here = mask[i];
        if (here === 0 && (before === 1 || (k < n - 1 && mask[i + stride] === 1))) mask[i] = 1;
        before = here;
      }
    }
}
