/**
 * A structure seen closer: every voxel becomes `factor` voxels wide. The phase of a new voxel is the one with the largest share by
 * trilinear interpolation between the old centres, so that layers of one voxel stay closed and steps become slopes.
 */
import type { Shape3 } from '../volume/index.js';

/** Shape of the structure that `shape` voxels show; one more at the end, for the interpolation. */
export function shapeBefore(shape: Shape3, factor: number): Shape3 {
  const before = (n: number): number => Math.ceil(n / factor) + 1;
  return factor === 1 ? shape : [before(shape[0]), before(shape[1]), before(shape[2])];
}

interface Line {
  readonly below: Int32Array;
  readonly above: Int32Array;
  /** share of the one above */
  readonly share: Float32Array;
}

function line(length: number, before: number, factor: number): Line {
  const at = Float32Array.from({ length }, (_, i) => Math.max(0, (i + 0.5) / factor - 0.5));
  const below = Int32Array.from(at, (v) => Math.min(before - 1, Math.floor(v)));
  return { below, above: below.map((v) => Math.min(before - 1, v + 1)), share: at.map((v) => v - Math.floor(v)) };
}

/** Phase ids below 16. Low faces keep their place. `from` is the shape of `labels`. */
export function magnifyLabels(labels: Uint8Array, from: Shape3, shape: Shape3, factor: number): Uint8Array<ArrayBuffer> {
  const [nz, ny, nx] = shape;
  const [, sy, sx] = from;
  const [lz, ly, lx] = [line(nz, from[0], factor), line(ny, sy, factor), line(nx, sx, factor)];
  const out = new Uint8Array(nz * ny * nx);
  const votes = new Float32Array(16);
  const corners = new Uint8Array(8);
  for (let z = 0, i = 0; z < nz; z++) {
    const [z0, z1, fz] = [lz.below[z] ?? 0, lz.above[z] ?? 0, lz.share[z] ?? 0];
    for (let y = 0; y < ny; y++) {
      const [y0, y1, fy] = [ly.below[y] ?? 0, ly.above[y] ?? 0, ly.share[y] ?? 0];
      const rows = [(z0 * sy + y0) * sx, (z0 * sy + y1) * sx, (z1 * sy + y0) * sx, (z1 * sy + y1) * sx] as const;
      const weights = [(1 - fz) * (1 - fy), (1 - fz) * fy, fz * (1 - fy), fz * fy] as const;
      for (let x = 0; x < nx; x++, i++) {
        const [x0, x1, fx] = [lx.below[x] ?? 0, lx.above[x] ?? 0, lx.share[x] ?? 0];
        for (let r = 0; r < 4; r++) {
          corners[2 * r] = labels[(rows[r] ?? 0) + x0] ?? 0;
          corners[2 * r + 1] = labels[(rows[r] ?? 0) + x1] ?? 0;
        }
        const first = corners[0] ?? 0;
        out[i] = corners.every((v) => v === first) ? first : winner(corners, weights, fx, votes);
      }
    }
  }
  return out;
}

function winner(corners: Uint8Array, weights: readonly number[], fx: number, votes: Float32Array): number {
  for (let k = 0; k < 8; k++) votes[corners[k] ?? 0] = 0;
  for (let k = 0; k < 8; k++) {
    const phase = corners[k] ?? 0;
    votes[phase] = (votes[phase] ?? 0) + (weights[k >> 1] ?? 0) * (k & 1 ? fx : 1 - fx);
  }
  let best = corners[0] ?? 0;
  for (const phase of corners) if ((votes[phase] ?? 0) > (votes[best] ?? 0)) best = phase;
  return best;
}
