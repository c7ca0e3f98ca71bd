/**
 * A bar for other methods: a plain random forest of 100 trees on the intensity, edges and texture (Hessian eigenvalues)
 * of Gaussians with sigma 0.5, 1, 2 ... 16, the multiscale features of scikit-image, trained on a random part of the truth.
 * O(voxels * (sigmas + trees)); holds 20 bytes per voxel and sigma.
 */
import { createRng, InvalidInputError } from '../base/index.js';
import { voxelCount } from '../volume/index.js';
import type { Shape3, VoxelArray } from '../volume/index.js';
import { toFloat32 } from './cast.js';
import { forestProbabilities } from './forest.js';
import { trainForest } from './forest-train.js';
import { gaussianFilter3 } from './gaussian.js';
import { eigenvalues3 } from './symmetric-eigen.js';

const SIGMAS = [0.5, 1, 2, 4, 8, 16];
const CHUNK = 1 << 16;

export interface ForestBaselineOptions {
  /** of the labelled voxels, to train on; default 0.01 */
  readonly share?: number;
  readonly trees?: number;
  /** z y x indices of the voxels to train on, in place of a random part */
  readonly voxels?: ArrayLike<number>;
}

/** Label of every voxel; 0 in `truth` is unknown and never trained on. */
export function forestBaseline(
  image: VoxelArray,
  shape: Shape3,
  truth: Uint8Array,
  seed: number,
  options: ForestBaselineOptions = {},
): Uint8Array {
  const n = voxelCount(shape);
  if (image.length !== n || truth.length !== n)
    throw new InvalidInputError(
      `The image has ${image.length} voxels, its truth ${truth.length}, and the shape ${shape.join(' x ')} needs ${n}.`,
    );
  const planes = basicFeatures(toFloat32(image), shape);
  const chosen = options.voxels ?? randomVoxels(truth, options.share ?? 0.01, seed);
  const values = [...new Set(Array.from(chosen, (voxel) => truth[voxel]))].sort((a, b) => a - b);
  const labels = Uint8Array.from(chosen, (voxel) => values.indexOf(truth[voxel]));
  if (values.length < 2) return new Uint8Array(n).fill(values[0] ?? 0);
  const features = planes.length;
  const samples = new Float32Array(chosen.length * features);
  for (let i = 0; i < chosen.length; i++) for (let f = 0; f < features; f++) samples[i * features + f] = planes[f][chosen[i]];
  const { forest } = trainForest(samples, labels, features, values.length, {
    trees: options.trees ?? 100,
    seed,
    balance: 0,
    draws: chosen.length,
    maxDepth: 60,
  });
  const out = new Uint8Array(n);
  const rows = new Float32Array(CHUNK * features);
  for (let first = 0; first < n; first += CHUNK) {
    const count = Math.min(CHUNK, n - first);
    for (let f = 0; f < features; f++) for (let i = 0; i < count; i++) rows[i * features + f] = planes[f][first + i];
    const shares = forestProbabilities(forest, rows, count);
    for (let i = 0; i < count; i++) {
      let best = 0;
      for (let c = 1; c < values.length; c++) if (shares[i * values.length + c] > shares[i * values.length + best]) best = c;
      out[first + i] = values[best];
    }
  }
  return out;
}

function randomVoxels(truth: Uint8Array, share: number, seed: number): Uint32Array {
  const rng = createRng(seed);
  const known: number[] = [];
  for (let i = 0; i < truth.length; i++) if (truth[i] !== 0 && rng.next() < share) known.push(i);
  return Uint32Array.from(known);
}

/** One array per feature. Edges are differences of a Gaussian across two voxels, texture the Hessian of the same. */
function basicFeatures(image: Float32Array, shape: Shape3): Float32Array[] {
  const flat = shape[0] === 1;
  return SIGMAS.flatMap((sigma) => {
    const smooth = image.slice();
    gaussianFilter3(smooth, shape, [sigma, sigma, sigma]);
    const edge = new Float32Array(image.length);
    const eigen = [0, 1, 2].map(() => new Float32Array(image.length));
    differences(smooth, shape, edge, eigen);
    // along a flat axis nothing changes: one eigenvalue is always 0
    return [smooth, edge, ...(flat ? [eigen[0], eigen[2]] : eigen)];
  });
}

function differences(g: Float32Array, [nz, ny, nx]: Shape3, edge: Float32Array, eigen: readonly Float32Array[]): void {
  const sz = ny * nx;
  const three = new Float64Array(3);
  for (let z = 0, i = 0; z < nz; z++) {
    const [zl, zh] = [z > 0 ? -sz : 0, z < nz - 1 ? sz : 0];
    for (let y = 0; y < ny; y++) {
      const [yl, yh] = [y > 0 ? -nx : 0, y < ny - 1 ? nx : 0];
      for (let x = 0; x < nx; x++, i++) {
        const xl = x > 0 ? -1 : 0;
        const xh = x < nx - 1 ? 1 : 0;
        const [dx, dy, dz] = [g[i + xh] - g[i + xl], g[i + yh] - g[i + yl], g[i + zh] - g[i + zl]];
        edge[i] = Math.sqrt(dx * dx + dy * dy + dz * dz);
        const two = 2 * g[i];
        eigenvalues3(
          g[i + xh] + g[i + xl] - two,
          g[i + yh] + g[i + yl] - two,
          g[i + zh] + g[i + zl] - two,
          0.25 * (g[i + yh + xh] - g[i + yh + xl] - g[i + yl + xh] + g[i + yl + xl]),
          0.25 * (g[i + zh + xh] - g[i + zh + xl] - g[i + zl + xh] + g[i + zl + xl]),
          0.25 * (g[i + zh + yh] - g[i + zh + yl] - g[i + zl + yh] + g[i + zl + yl]),
          three,
          0,
        );
        for (let k = 0; k < 3; k++) eigen[k][i] = three[k];
      }
    }
  }
}
