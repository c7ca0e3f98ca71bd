/** What happens to a deposit: a dense film below it, what never hung together is dropped, and stripping in bands. */
import { param } from '../base/index.js';
import type { ParamValues, Rng } from '../base/index.js';
import { labelComponents } from '../kernels/components.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import { normalQuantile } from './normal-quantile.js';
import { FATES } from './deposit-params.js';
import type { Ground } from './structure.js';

/** Dense lithium on the collector, with an uneven top. */
export function addFilm(mask: Uint8Array, ground: Ground, params: ParamValues, rng: Rng): void {
  const rows = param(params, 'filmRows');
  if (rows <= 0) return;
  const [nz, ny, nx] = ground.shape;
  const uneven = gaussianRandomField([nz, 1, nx], [5, 0, 5], rng);
  for (let z = 0; z < nz; z++)
    for (let x = 0; x < nx; x++) {
      const floor = ground.floor[z * nx + x] ?? 0;
      const top = Math.min(ground.ceiling - 2, floor + rows * (1 + 0.15 * (uneven[z * nx + x] ?? 0)));
      for (let y = Math.max(0, Math.floor(floor)); y < top; y++) mask[(z * ny + y) * nx + x] = 1;
    }
}

/** Clears lithium inside the collector or the cover, and pieces that do not reach the collector through faces. */
export function keepGrown(mask: Uint8Array, ground: Ground): void {
  const [nz, ny, nx] = ground.shape;
  const solid = new Uint8Array(mask.length);
  const bare = ground.floor.every((height) => height < 1);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        const below = y < Math.round(ground.floor[z * nx + x] ?? 0);
        if (below || y >= ground.ceiling) mask[i] = 0;
        // without a collector in the box, it lies right below the first row
        solid[i] = below || mask[i] === 1 || (bare && y === 0) ? 1 : 0;
      }
  // the ground is one piece and holds the first row
  const { labels } = labelComponents(solid, ground.shape, 6);
  const base = labels[0];
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1 && labels[i] !== base) mask[i] = 0;
}

/**
 * Removes lithium in bands, where |field| is small, or in patches, where it is high; more so near the foot.
 * The cut is set so that the stated share of the lithium goes.
 */
export function strip(mask: Uint8Array, ground: Ground, params: ParamValues, rng: Rng): void {
  const share = param(params, 'stripped');
  if (share <= 0) return;
  const [nz, ny, nx] = ground.shape;
  const scale = param(params, 'stripScale');
  const field = gaussianRandomField(ground.shape, [scale, scale * rng.uniform(0.5, 1.2), scale], rng);
  const room = ground.ceiling;
  const foot = param(params, 'stripAtFoot');
  const patches = param(params, 'stripStyle') === 1;
  const target = share / (1 + 0.3 * foot);
  const cut = patches ? normalQuantile(1 - target) : normalQuantile((1 + target) / 2);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        if (mask[i] === 0) continue;
        const up = (y - (ground.floor[z * nx + x] ?? 0)) / room;
        const extra = foot * Math.exp(-8 * up);
        const value = field[i] ?? 0;
        if (patches ? value > cut - 0.5 * extra : Math.abs(value) < cut * (1 + extra)) mask[i] = 0;
      }
}

/** Dissolution near the foot: clears a thin wavy layer of the deposit over a share of the area, so that what is above hangs free. */
export function sever(mask: Uint8Array, ground: Ground, params: ParamValues, rng: Rng): void {
  const share = param(params, 'severed');
  if (share <= 0) return;
  const [nz, ny, nx] = ground.shape;
  const where = gaussianRandomField([nz, 1, nx], [9, 0, 9], rng.fork('where'));
  const wave = gaussianRandomField([nz, 1, nx], [6, 0, 6], rng.fork('wave'));
  const cut = normalQuantile(1 - share);
  const room = ground.ceiling - (ground.floor[0] ?? 0);
  const height = param(params, 'severedHeight') * room;
  const thickness = rng.uniform(2, 5);
  for (let z = 0; z < nz; z++)
    for (let x = 0; x < nx; x++) {
      const at = z * nx + x;
      if ((where[at] ?? 0) < cut) continue;
      const from = Math.max(0, Math.floor((ground.floor[at] ?? 0) + Math.max(0, height * (1 + 0.4 * (wave[at] ?? 0)))));
      const to = Math.min(ny, from + thickness);
      for (let y = from; y < to; y++) mask[(z * ny + y) * nx + x] = 0;
    }
}

/** Fills voids that no image could show. */
export function fillPinholes(mask: Uint8Array, ground: Ground, smallest: number): void {
  const solid = solidWithGround(mask, ground);
  const hollow = solid.map((v) => 1 - v);
  const specks = hollow.slice();
  dropSpecks(hollow, ground, smallest);
  for (let i = 0; i < mask.length; i++) if (specks[i] === 1 && hollow[i] === 0) mask[i] = 1;
}

/** Removes pieces that no image could show. */
export function dropSpecks(mask: Uint8Array, ground: Ground, smallest: number): void {
  const { labels, count } = labelComponents(mask, ground.shape, 26);
  const sizes = new Uint32Array(count + 1);
  for (const label of labels) sizes[label] = (sizes[label] ?? 0) + 1;
  for (let i = 0; i < mask.length; i++) if (mask[i] === 1 && (sizes[labels[i] ?? 0] ?? 0) < smallest) mask[i] = 0;
}

/** Dissolution along thin flat cuts of any direction, each across a part of the box. */
export function cutThrough(mask: Uint8Array, ground: Ground, params: ParamValues, rng: Rng): void {
  const [nz, ny, nx] = ground.shape;
  const room = ground.ceiling - (ground.floor[0] ?? 0);
  for (let n = 0; n < param(params, 'cuts'); n++) {
    const [a, b, c] = [rng.normal(), 1.5 * rng.normal(), rng.normal()];
    const norm = Math.hypot(a, b, c) || 1;
    const centre = [rng.uniform(0, nz), (ground.floor[0] ?? 0) + room * rng.uniform(0.02, 0.6), rng.uniform(0, nx)] as const;
    const half = rng.uniform(0.8, 2.5);
    const reach = rng.uniform(15, 90) ** 2;
    for (let z = 0, i = 0; z < nz; z++)
      for (let y = 0; y < ny; y++)
        for (let x = 0; x < nx; x++, i++) {
          if (mask[i] === 0) continue;
          const [dz, dy, dx] = [z - centre[0], y - centre[1], x - centre[2]];
          if (Math.abs(a * dz + b * dy + c * dx) < half * norm && dz * dz + dy * dy + dx * dx < reach) mask[i] = 0;
        }
  }
}

/** Pieces that lost the ground float off by up to the stated distance; what leaves the box or meets other matter is lost. */
export function driftAway(mask: Uint8Array, ground: Ground, params: ParamValues, rng: Rng): void {
  const far = param(params, 'afloat');
  if (far < 1) return;
  const [nz, ny, nx] = ground.shape;
  const { labels, count } = labelComponents(solidWithGround(mask, ground), ground.shape, 26);
  const base = labels[0];
  const shifts = Array.from({ length: count + 1 }, () => [-1, -0.3, -1].map((low) => Math.round(far * rng.uniform(low, 1))));
  const from: number[] = [];
  for (let i = 0; i < mask.length; i++)
    if (mask[i] === 1 && labels[i] !== base) {
      from.push(i);
      mask[i] = 0;
    }
  for (const i of from) {
    const [dz = 0, dy = 0, dx = 0] = shifts[labels[i] ?? 0] ?? [];
    const z = Math.floor(i / (ny * nx)) + dz;
    const y = (Math.floor(i / nx) % ny) + dy;
    const x = (i % nx) + dx;
    const inside = z >= 0 && z < nz && x >= 0 && x < nx && y < ground.ceiling && y < ny && y >= (ground.floor[z * nx + x] ?? 0) + 1;
    if (inside) mask[(z * ny + y) * nx + x] = 1;
  }
}

/** 1 for lithium and for the collector; without one, the first row stands for it. */
function solidWithGround(mask: Uint8Array, ground: Ground): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const solid = mask.slice();
  for (let z = 0; z < nz; z++)
    for (let x = 0; x < nx; x++) {
      const rows = Math.max(1, Math.round(ground.floor[z * nx + x] ?? 0));
      for (let y = 0; y < Math.min(ny, rows); y++) solid[(z * ny + y) * nx + x] = 1;
    }
  return solid;
}

/** Fields without lithium: never plated, or stripped to the last, so that only its husks may be left. */
export function applyFate(plated: Uint8Array, left: Uint8Array, params: ParamValues): void {
  const fate = FATES[param(params, 'fate')] ?? 'plated';
  if (fate === 'plated') return;
  left.fill(0);
  if (fate === 'never plated') plated.fill(0);
}
