/** The rough collector and the cover of a deposit. */
import type { ParamValues, Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import { PHASE } from '../volume/index.js';
import type { Shape3 } from '../volume/index.js';
import { normalQuantile } from './normal-quantile.js';
import { COVERS } from './deposit-params.js';
import { param } from '../base/index.js';
import { stampBall } from './stamp.js';
import type { Ground } from './structure.js';

/** Upper surface of the collector per (z, x): a plane with correlated roughness of two lengths. */
export function layGround(shape: Shape3, params: ParamValues, rng: Rng): Ground {
  const [nz, ny, nx] = shape;
  const rows = param(params, 'collectorRows');
  const floor = new Float32Array(nz * nx);
  if (rows > 0) {
    const fine = gaussianRandomField([nz, 1, nx], [2.5, 0, 2.5], rng.fork('fine'));
    const coarse = gaussianRandomField([nz, 1, nx], [14, 0, 14], rng.fork('coarse'));
    const roughness = param(params, 'collectorRoughness');
    const slope = Math.tan((param(params, 'collectorTilt') * Math.PI) / 180);
    const slopeZ = Math.tan((param(params, 'collectorTiltZ') * Math.PI) / 180);
    for (let z = 0, i = 0; z < nz; z++)
      for (let x = 0; x < nx; x++, i++)
        floor[i] = Math.max(
          1,
          rows + slope * (x - nx / 2) + slopeZ * (z - nz / 2) + roughness * (0.6 * (fine[i] ?? 0) + 0.8 * (coarse[i] ?? 0)),
        );
  }
  const covered = COVERS[param(params, 'cover')] !== 'none';
  const ceiling = covered ? Math.max(rows + 12, ny - param(params, 'coverRows')) : ny;
  return { shape, floor, ceiling };
}

/** 5 below the floor, 3 above. */
export function fillGround(ground: Ground): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const labels = new Uint8Array(nz * ny * nx).fill(PHASE.electrolyte);
  for (let z = 0; z < nz; z++)
    for (let x = 0; x < nx; x++) {
      const rows = Math.min(ny, Math.round(ground.floor[z * nx + x] ?? 0));
      for (let y = 0; y < rows; y++) labels[(z * ny + y) * nx + x] = PHASE.collector;
    }
  return labels;
}

/** Draws the cover over whatever is not lithium: a slab, a membrane with pores, or packed particles. */
export function layCover(labels: Uint8Array, ground: Ground, params: ParamValues, rng: Rng): void {
  const kind = COVERS[param(params, 'cover')] ?? 'none';
  const [nz, ny, nx] = ground.shape;
  if (kind === 'none' || ground.ceiling >= ny) return;
  const inside = kind === 'particles' ? packParticles(ground, rng) : undefined;
  const rough = gaussianRandomField([nz, 1, nx], [8, 0, 8], rng.fork('rough'));
  const scale = rng.uniform(1.2, 3);
  const pores = kind === 'membrane' ? gaussianRandomField(ground.shape, [scale, scale * 0.7, scale], rng.fork('pores')) : undefined;
  const cut = normalQuantile(rng.uniform(0.55, 0.85));
  const roughness = rng.uniform(0, 1.5);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (y < ground.ceiling + roughness * (rough[z * nx + x] ?? 0) || labels[i] === PHASE.lithium) continue;
        if (pores !== undefined && (pores[i] ?? 0) > cut) continue;
        if (inside !== undefined && inside[i] === 0) continue;
        labels[i] = PHASE.other;
      }
}

function packParticles(ground: Ground, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const mask = new Uint8Array(nz * ny * nx);
  const radius = rng.logUniform(3, 10);
  const depth = ny - ground.ceiling;
  const count = Math.ceil((rng.uniform(0.7, 1.5) * nz * nx * (depth + radius)) / ((4 / 3) * Math.PI * radius ** 3));
  for (let i = 0; i < count; i++)
    stampBall(
      mask,
      ground.shape,
      rng.uniform(0, nz),
      rng.uniform(ground.ceiling, ny + radius / 2),
      rng.uniform(0, nx),
      radius * rng.uniform(0.6, 1.4),
    );
  return mask;
}
