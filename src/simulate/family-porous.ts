/**
 * Porous lithium: a network or a block with holes, below an uneven top.
 *
 * sponge: level set of a random field, of one or two lengths. holes: a block with closed pores. struts and walls: edges and faces of
 * Voronoi cells, that is open and closed foam. grains: the cells themselves, parted by gaps that close here and there.
 */
import { param } from '../base/index.js';
import type { ParamValues, Rng } from '../base/index.js';
import { gaussianRandomField } from '../kernels/random-field.js';
import type { Vec3 } from '../volume/index.js';
import { quantileOf, unevenHeights } from './deposit-profile.js';
import { stampEllipsoid } from './stamp.js';
import type { Family, Ground } from './structure.js';
import { voronoiCells, voronoiGap } from './voronoi-field.js';

const KINDS = ['sponge', 'holes', 'struts', 'walls', 'grains'] as const;

export const porous: Family = {
  id: 'porous',
  title: 'Porous: sponges, blocks with holes, foams and parted grains',
  heldOut: false,
  params: [
    { id: 'kind', title: 'Kind', unit: '1', min: 0, max: 4, default: 0, integer: true, choices: KINDS },
    { id: 'scale', title: 'Size of pores', unit: 'voxel', min: 3, max: 26, default: 8, log: true },
    { id: 'stretch', title: 'Size along growth over across', unit: '1', min: 0.4, max: 2.5, default: 1, log: true },
    { id: 'share', title: 'Lithium below the top', unit: '1', min: 0.15, max: 0.9, default: 0.5 },
    { id: 'detail', title: 'Weight of a second, four times finer field', unit: '1', min: 0, max: 0.6, default: 0.1 },
    { id: 'height', title: 'Mean height over free height', unit: '1', min: 0.15, max: 1.2, default: 0.6 },
    { id: 'unevenness', title: 'Standard deviation of the height over its mean', unit: '1', min: 0.01, max: 0.5, default: 0.15 },
    { id: 'bumps', title: 'Correlation length of the height', unit: 'voxel', min: 4, max: 40, default: 14, log: true },
    { id: 'skin', title: 'Rows of dense lithium at the foot', unit: 'voxel', min: 0, max: 8, default: 2 },
  ],
  grow: growPorous,
};

function growPorous(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const solid = texture(params, ground, rng.fork('texture'));
  const room = ground.ceiling - (ground.floor[0] ?? 0);
  const mean = param(params, 'height') * room;
  const tops = unevenHeights(ground, mean, mean * param(params, 'unevenness'), param(params, 'bumps'), rng.fork('top'));
  const skin = param(params, 'skin');
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        const up = y - (ground.floor[z * nx + x] ?? 0);
        const top = tops[z * nx + x] ?? 1;
        if (up < -1 || up >= top) solid[i] = 0;
        else if (up < Math.min(skin, top)) solid[i] = 1;
      }
  return solid;
}

function texture(params: ParamValues, ground: Ground, rng: Rng): Uint8Array {
  const kind = KINDS[param(params, 'kind')] ?? 'sponge';
  const scale = param(params, 'scale');
  const share = param(params, 'share');
  const size: Vec3 = [scale, scale * param(params, 'stretch'), scale];
  if (kind === 'holes') return holes(ground, size, share, rng);
  const field = kind === 'sponge' ? spongeField(params, ground, size, rng) : cellField(kind, params, ground, size, rng);
  const cut = quantileOf(field, kind === 'grains' || kind === 'sponge' ? 1 - share : Math.min(share, 0.7));
  // grains and sponge are where the field is high, struts and walls where the distance to an edge or face is low
  const sign = kind === 'grains' || kind === 'sponge' ? 1 : -1;
  return Uint8Array.from(field, (value) => (sign * (value - cut) > 0 ? 1 : 0));
}

function spongeField(params: ParamValues, ground: Ground, size: Vec3, rng: Rng): Float32Array {
  const sigma: Vec3 = [size[0] * 0.45, size[1] * 0.45, size[2] * 0.45];
  const field = gaussianRandomField(ground.shape, sigma, rng.fork('coarse'));
  addDetail(field, params, ground, size, rng);
  return field;
}

function cellField(kind: (typeof KINDS)[number], params: ParamValues, ground: Ground, size: Vec3, rng: Rng): Float32Array {
  const cells = voronoiCells(ground.shape, [1.6 * size[0], 1.6 * size[1], 1.6 * size[2]], rng.fork('cells'));
  const field = voronoiGap(ground.shape, cells, kind === 'struts' ? 3 : 2);
  // struts and walls of uneven thickness; gaps that are wide here and closed there
  const uneven = gaussianRandomField(ground.shape, [2 * size[0], 2 * size[1], 2 * size[2]], rng.fork('uneven'));
  const weight = kind === 'grains' ? 0.12 : 0.04;
  for (let i = 0; i < field.length; i++) field[i] = (field[i] ?? 0) + weight * (uneven[i] ?? 0);
  addDetail(field, params, ground, size, rng, 0.15);
  return field;
}

function addDetail(field: Float32Array, params: ParamValues, ground: Ground, size: Vec3, rng: Rng, scale = 1): void {
  const weight = param(params, 'detail') * scale;
  if (weight < 0.03 * scale) return;
  const sigma: Vec3 = [Math.max(1, size[0] * 0.11), Math.max(1, size[1] * 0.11), Math.max(1, size[2] * 0.11)];
  const fine = gaussianRandomField(ground.shape, sigma, rng.fork('fine'));
  for (let i = 0; i < field.length; i++) field[i] = (field[i] ?? 0) + weight * (fine[i] ?? 0);
}

/** A block with ellipsoidal pores; independent places, so the share left is exp(-sum of volumes / volume). */
function holes(ground: Ground, size: Vec3, share: number, rng: Rng): Uint8Array {
  const [nz, ny, nx] = ground.shape;
  const block = new Uint8Array(nz * ny * nx).fill(1);
  let volume = -Math.log(Math.min(0.95, 0.4 + 0.6 * share)) * block.length;
  for (let n = 0; volume > 0 && n < 20_000; n++) {
    const factor = 0.5 * Math.exp(0.4 * rng.normal());
    const [rz, ry, rx] = [size[0] * factor * rng.uniform(0.8, 1.25), size[1] * factor, size[2] * factor * rng.uniform(0.8, 1.25)];
    stampEllipsoid(block, ground.shape, rng.uniform(-rz, nz + rz), rng.uniform(0, ny), rng.uniform(-rx, nx + rx), rz, ry, rx, 0);
    volume -= (4 / 3) * Math.PI * rz * ry * rx * (nz / (nz + 2 * rz)) * (nx / (nx + 2 * rx));
  }
  return block;
}
