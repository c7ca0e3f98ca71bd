/**
 * Mossy lithium: a level set of Gaussian random fields below an uneven height.
 *
 * grains: field > t. sheets: |field| < t. threads: both of two fields near 0, which leaves winding filaments.
 * The share of lithium falls linearly from the collector to the top. The closed form of each share gives the threshold.
 */
import type { ParamValues, Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import { normalQuantile } from './normal-quantile.js';
import { param } from '../base/index.js';
import type { Family, Ground } from './structure.js';

const TEXTURES = ['grains', 'sheets', 'threads'] as const;

export const moss: Family = {
  id: 'moss',
  title: 'Moss: anisotropic random field below an uneven height',
  heldOut: false,
  params: [
    { id: 'texture', title: 'Texture', unit: '1', min: 0, max: 2, default: 0, integer: true, choices: TEXTURES },
    { id: 'scale', title: 'Correlation length across', unit: 'voxel', min: 1.2, max: 12, default: 2.5, log: true },
    { id: 'elongation', title: 'Correlation length along growth over across', unit: '1', min: 0.5, max: 3, default: 1.2, log: true },
    { id: 'sideways', title: 'Correlation length along z over along x', unit: '1', min: 0.6, max: 1.7, default: 1, log: true },
    { id: 'share', title: 'Lithium share at the collector', unit: '1', min: 0.25, max: 0.92, default: 0.5 },
    { id: 'topShare', title: 'Share at the top over share at the collector', unit: '1', min: 0.2, max: 1, default: 0.6 },
    { id: 'height', title: 'Mean height over free height', unit: '1', min: 0.15, max: 1.1, default: 0.5 },
    { id: 'unevenness', title: 'Standard deviation of the height over its mean', unit: '1', min: 0.02, max: 0.5, default: 0.2 },
    { id: 'bumps', title: 'Correlation length of the height', unit: 'voxel', min: 4, max: 40, default: 12, log: true },
  ],
  grow: growMoss,
};

function growMoss(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const texture = TEXTURES[param(params, 'texture')] ?? 'grains';
  const scale = param(params, 'scale');
  const sigma = [scale * param(params, 'sideways'), scale * param(params, 'elongation'), scale] as const;
  const first = gaussianRandomField(ground.shape, sigma, rng.fork('first'));
  const second = texture === 'threads' ? gaussianRandomField(ground.shape, sigma, rng.fork('second')) : first;

  const tops = heights(params, ground, rng.fork('height'));
  const share = param(params, 'share');
  const cuts = cutsByDepth(texture, share, share * param(params, 'topShare'));
  const mask = new Uint8Array(first.length);
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        const floor = ground.floor[z * nx + x] ?? 0;
        const depth = (y - floor) / (tops[z * nx + x] ?? 1);
        if (depth < 0 || depth >= 1) continue;
        const cut = cuts[Math.floor(depth * cuts.length)] ?? 0;
        const a = first[i] ?? 0;
        if (texture === 'grains') mask[i] = a > cut ? 1 : 0;
        else if (texture === 'sheets') mask[i] = Math.abs(a) < cut ? 1 : 0;
        else mask[i] = a * a + (second[i] ?? 0) ** 2 < cut ? 1 : 0;
      }
    }
  }
  return mask;
}

/** Height of the deposit above the collector, per (z, x). */
function heights(params: ParamValues, ground: Ground, rng: Rng): Float32Array {
  const [nz, , nx] = ground.shape;
  const bumps = param(params, 'bumps');
  const field = gaussianRandomField([nz, 1, nx], [bumps, 0, bumps], rng);
  const room = ground.ceiling - (ground.floor[0] ?? 0);
  const mean = param(params, 'height') * room;
  const deviation = mean * param(params, 'unevenness');
  return field.map((value) => Math.max(1, mean + deviation * value));
}

/** Thresholds for 64 depths, 0 at the collector. */
function cutsByDepth(texture: (typeof TEXTURES)[number], bottom: number, top: number): Float64Array {
  return Float64Array.from({ length: 64 }, (_, i) => {
    const share = bottom + ((top - bottom) * (i + 0.5)) / 64;
    if (texture === 'grains') return normalQuantile(1 - share);
    if (texture === 'sheets') return normalQuantile((1 + share) / 2);
    return -2 * Math.log(1 - share);
  });
}
