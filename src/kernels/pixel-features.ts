/**
 * What a voxel looks like at small scales: grey value, Gaussians, gradient, Hessian and structure tensor eigenvalues and
 * local spread, of a block that brings `FINE_HALO` voxels of its neighbourhood with it. Nothing reaches further, so
 * blocks of any size give the same values. Flat images have two eigenvalues each. Time linear in voxels.
 * Sommer et al., ilastik, ISBI 2011; Arganda-Carreras et al., Bioinformatics 33, 2424 (2017).
 */
import type { Shape3 } from '../volume/index.js';
import { blurBlock } from './block-blur.js';
import { eigenvalues3 } from './symmetric-eigen.js';

/** sigma 2 reaches 6 voxels and its second differences one more; the structure tensor 3 + 1 + 4 */
export const FINE_HALO = 8;
/** of the average of gradient products */
const TENSOR_REACH = 4;

const FLAT = ['g', 'g0.7', 'g1', 'g2', 'edge1', 'edge2', 'hess1a', 'hess1b', 'hess2a', 'hess2b', 'tensor1a', 'tensor1b', 'spread2'];
// prettier-ignore
const SOLID = [
  'g', 'g0.7', 'g1', 'g2', 'edge1', 'edge2', 'hess1a', 'hess1b', 'hess1c', 'hess2a', 'hess2b', 'hess2c',
  'tensor1a', 'tensor1b', 'tensor1c', 'spread2',
];

export function fineFeatureNames(flat: boolean): readonly string[] {
  return flat ? FLAT : SOLID;
}

/** A block of normalised grey values: the voxels that are asked about, and a halo around them (0 along a flat axis). */
export interface FeatureBlock {
  readonly data: Float32Array;
  /** with the halo */
  readonly shape: Shape3;
  readonly halo: Shape3;
}

/** Where values go: voxel i of the core, column c, at `data[i * stride + column + c]`. */
export interface FeatureTable {
  readonly data: Float32Array;
  readonly stride: number;
}

/** Fills the first columns of a table that has a row for every voxel of the core, in z, y, x order. */
export function fineFeatures(block: FeatureBlock, table: FeatureTable): void {
  const { data, shape } = block;
  const flat = shape[0] === 1;
  const grey = data;
  // only as much around the core as what is made of it asks for
  const g07 = blurBlock(grey, shape, 0.7, 2, FINE_HALO);
  const g1 = blurBlock(grey, shape, 1, 3, FINE_HALO - TENSOR_REACH - 1);
  const g2 = blurBlock(grey, shape, 2, 6, FINE_HALO - 1);
  let column = 0;
  for (const values of [grey, g07, g1, g2]) putPlain(block, values, table, column++);
  putEdges(block, g1, 1, table, column++);
  putEdges(block, g2, 2, table, column++);
  for (const [values, sigma] of [
    [g1, 1],
    [g2, 2],
  ] as const) {
    putHessian(block, values, sigma, table, column);
    column += flat ? 2 : 3;
  }
  putTensor(block, g1, table, column);
  column += flat ? 2 : 3;
  putSpread(block, g2, table, column);
}

/** Calls for every row of the core: index of its first voxel in the block, and in the core. */
function eachRow({ shape, halo }: FeatureBlock, row: (at: number, first: number, length: number) => void): void {
  const [nz, ny, nx] = shape;
  const length = nx - 2 * halo[2];
  let first = 0;
  for (let z = halo[0]; z < nz - halo[0]; z++)
    for (let y = halo[1]; y < ny - halo[1]; y++) {
      row((z * ny + y) * nx + halo[2], first, length);
      first += length;
    }
}

function putPlain(block: FeatureBlock, values: Float32Array, { data, stride }: FeatureTable, column: number): void {
  eachRow(block, (at, first, length) => {
    for (let x = 0, to = first * stride + column; x < length; x++, to += stride) data[to] = values[at + x];
  });
}

/** Distance in the array to the neighbour along z; 0 where there is none, which makes every difference along z vanish. */
function stepZ(shape: Shape3): number {
  return shape[0] === 1 ? 0 : shape[1] * shape[2];
}

function putEdges(block: FeatureBlock, g: Float32Array, sigma: number, { data, stride }: FeatureTable, column: number): void {
  const sy = block.shape[2];
  const sz = stepZ(block.shape);
  const half = sigma / 2;
  eachRow(block, (at, first, length) => {
    for (let x = 0, i = at, to = first * stride + column; x < length; x++, i++, to += stride) {
      const dx = g[i + 1] - g[i - 1];
      const dy = g[i + sy] - g[i - sy];
      const dz = g[i + sz] - g[i - sz];
      data[to] = half * Math.sqrt(dx * dx + dy * dy + dz * dz);
    }
  });
}

function putHessian(block: FeatureBlock, g: Float32Array, sigma: number, { data, stride }: FeatureTable, column: number): void {
  const flat = block.shape[0] === 1;
  const sy = block.shape[2];
  const sz = stepZ(block.shape);
  const scale = sigma * sigma;
  eachRow(block, (at, first, length) => {
    for (let x = 0, i = at, to = first * stride + column; x < length; x++, i++, to += stride) {
      const two = 2 * g[i];
      const xx = scale * (g[i + 1] + g[i - 1] - two);
      const yy = scale * (g[i + sy] + g[i - sy] - two);
      const xy = 0.25 * scale * (g[i + sy + 1] - g[i + sy - 1] - g[i - sy + 1] + g[i - sy - 1]);
      if (flat) {
        eigenvalues2(xx, yy, xy, data, to);
        continue;
      }
      const zz = scale * (g[i + sz] + g[i - sz] - two);
      const xz = 0.25 * scale * (g[i + sz + 1] - g[i + sz - 1] - g[i - sz + 1] + g[i - sz - 1]);
      const yz = 0.25 * scale * (g[i + sz + sy] - g[i + sz - sy] - g[i - sz + sy] + g[i - sz - sy]);
      eigenvalues3(xx, yy, zz, xy, xz, yz, data, to);
    }
  });
}

function eigenvalues2(xx: number, yy: number, xy: number, out: Float32Array, at: number): void {
  const mean = (xx + yy) / 2;
  const spread = Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy);
  out[at] = mean + spread;
  out[at + 1] = mean - spread;
}

/** Roots of the eigenvalues of the gradient's outer product, averaged with sigma 1.5: how strong, and how directed, texture is. */
function putTensor(block: FeatureBlock, g: Float32Array, { data, stride }: FeatureTable, column: number): void {
  const { shape } = block;
  const flat = shape[0] === 1;
  const products = gradientProducts(g, shape, stepZ(shape)).map((values) => blurBlock(values, shape, 1.5, TENSOR_REACH, FINE_HALO));
  const [xx, yy, xy, zz, xz, yz] = products;
  const size = flat ? 2 : 3;
  eachRow(block, (at, first, length) => {
    for (let x = 0, i = at, to = first * stride + column; x < length; x++, i++, to += stride) {
      if (flat) eigenvalues2(xx[i], yy[i], xy[i], data, to);
      else eigenvalues3(xx[i], yy[i], zz[i], xy[i], xz[i], yz[i], data, to);
      for (let k = 0; k < size; k++) data[to + k] = Math.sqrt(Math.max(0, data[to + k]));
    }
  });
}

/** xx, yy, xy and, in a volume, zz, xz, yz, as far around the core as their average reaches. */
function gradientProducts(g: Float32Array, shape: Shape3, sz: number): Float32Array[] {
  const [nz, ny, nx] = shape;
  const products = Array.from({ length: sz === 0 ? 3 : 6 }, () => new Float32Array(g.length));
  const [xx, yy, xy, zz, xz, yz] = products;
  const edge = FINE_HALO - TENSOR_REACH;
  const edgeZ = sz === 0 ? 0 : edge;
  for (let z = edgeZ; z < nz - edgeZ; z++)
    for (let y = edge; y < ny - edge; y++) {
      const end = (z * ny + y + 1) * nx - edge;
      for (let i = (z * ny + y) * nx + edge; i < end; i++) {
        const dx = 0.5 * (g[i + 1] - g[i - 1]);
        const dy = 0.5 * (g[i + nx] - g[i - nx]);
        xx[i] = dx * dx;
        yy[i] = dy * dy;
        xy[i] = dx * dy;
        if (sz === 0) continue;
        const dz = 0.5 * (g[i + sz] - g[i - sz]);
        zz[i] = dz * dz;
        xz[i] = dx * dz;
        yz[i] = dy * dz;
      }
    }
  return products;
}

/** Standard deviation under a Gaussian of sigma 2. */
function putSpread(block: FeatureBlock, mean: Float32Array, { data, stride }: FeatureTable, column: number): void {
  const square = blurBlock(
    block.data.map((value) => value * value),
    block.shape,
    2,
    6,
    FINE_HALO,
  );
  eachRow(block, (at, first, length) => {
    for (let x = 0, i = at, to = first * stride + column; x < length; x++, i++, to += stride)
      data[to] = Math.sqrt(Math.max(0, square[i] - mean[i] * mean[i]));
  });
}
