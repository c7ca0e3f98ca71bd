/**
 * What lies around a voxel at large scales. A volume is averaged over boxes of 4 (and 16) voxels; blurs, edges, Hessian
 * eigenvalues and local spread are taken on that small grid once, and looked up by interpolation: at the voxel, and in
 * flat images also at some distance to every side. The grid does not know of tiles.
 *
 *     factor 4:  sigma 4 and 8 voxels        factor 16:  sigma 16 and 32
 */
import type { Shape3 } from '../volume/index.js';
import { blurBlock } from './block-blur.js';
import { eigenvalues3 } from './symmetric-eigen.js';

/** Means of normalised grey values and of their squares over boxes. */
export interface BoxMeans {
  readonly shape: Shape3;
  readonly factor: Shape3;
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

export interface CoarseLevel {
  readonly shape: Shape3;
  /** voxels per cell along each axis */
  readonly factor: Shape3;
  /** channels one after the other, each z, y, x */
  readonly data: Float32Array;
}

/** A look at one channel of one level, `offset` voxels away. */
export interface CoarseProbe {
  readonly name: string;
  readonly level: number;
  readonly channel: number;
  readonly offset: Shape3;
}

const EDGE = 4;

/** Sums of planes as they come in; a box at the far faces holds what is left. */
export class BoxMeanBuilder {
  readonly #full: Shape3;
  readonly #shape: Shape3;
  readonly #factor: Shape3;
  readonly #sum: Float32Array;
  readonly #squares: Float32Array;

  constructor(full: Shape3) {
    this.#full = full;
    this.#factor = full.map((n) => (n === 1 ? 1 : EDGE)) as unknown as Shape3;
    this.#shape = full.map((n, axis) => Math.ceil(n / this.#factor[axis])) as unknown as Shape3;
    const cells = this.#shape[0] * this.#shape[1] * this.#shape[2];
    this.#sum = new Float32Array(cells);
    this.#squares = new Float32Array(cells);
  }

  /** Normalised grey values of plane z, [ny, nx]. */
  addPlane(z: number, plane: Float32Array): void {
    const [, ny, nx] = this.#full;
    const [, cy, cx] = this.#shape;
    const [fz, fy, fx] = this.#factor;
    const base = Math.floor(z / fz) * cy * cx;
    for (let y = 0, i = 0; y < ny; y++) {
      const row = base + Math.floor(y / fy) * cx;
      for (let x = 0; x < nx; x++, i++) {
        const cell = row + (fx === 1 ? x : x >> 2);
        const value = plane[i];
        this.#sum[cell] += value;
        this.#squares[cell] += value * value;
      }
    }
  }

  finish(): BoxMeans {
    const mean = divided(this.#sum, this.#full, this.#shape, this.#factor);
    const square = divided(this.#squares, this.#full, this.#shape, this.#factor);
    return { shape: this.#shape, factor: this.#factor, mean, square };
  }
}

function divided(sums: Float32Array, full: Shape3, shape: Shape3, factor: Shape3): Float32Array {
  const inside = (i: number, axis: number): number => Math.min(factor[axis], full[axis] - i * factor[axis]);
  for (let z = 0, i = 0; z < shape[0]; z++)
    for (let y = 0; y < shape[1]; y++) for (let x = 0; x < shape[2]; x++, i++) sums[i] /= inside(z, 0) * inside(y, 1) * inside(x, 2);
  return sums;
}

/** Boxes of boxes: 16 voxels a side from 4. */
function coarser(means: BoxMeans): BoxMeans {
  const { shape, factor } = means;
  const step = shape.map((n) => (n === 1 ? 1 : EDGE)) as unknown as Shape3;
  const small = shape.map((n, axis) => Math.ceil(n / step[axis])) as unknown as Shape3;
  const average = (data: Float32Array): Float32Array => {
    const out = new Float32Array(small[0] * small[1] * small[2]);
    for (let z = 0, i = 0; z < shape[0]; z++)
      for (let y = 0; y < shape[1]; y++)
        for (let x = 0; x < shape[2]; x++, i++)
          out[(Math.floor(z / step[0]) * small[1] + Math.floor(y / step[1])) * small[2] + Math.floor(x / step[2])] += data[i];
    return divided(out, shape, small, step);
  };
  const wider = factor.map((f, axis) => f * step[axis]) as unknown as Shape3;
  return { shape: small, factor: wider, mean: average(means.mean), square: average(means.square) };
}

/** Channels of a level: blur, edge, spread and Hessian eigenvalues for sigma 1 and 2 cells. */
const CHANNELS = 7;

function level(means: BoxMeans): CoarseLevel {
  const { shape, factor } = means;
  const cells = means.mean.length;
  const data = new Float32Array(2 * CHANNELS * cells);
  [1, 2].forEach((sigma, k) => {
    const radius = 3 * sigma;
    const blurred = blurBlock(means.mean, shape, sigma, radius);
    const square = blurBlock(means.square, shape, sigma, radius);
    const at = k * CHANNELS * cells;
    data.set(blurred, at);
    for (let i = 0; i < cells; i++) data[at + 2 * cells + i] = Math.sqrt(Math.max(0, square[i] - blurred[i] * blurred[i]));
    derivatives(blurred, shape, sigma, data, at);
  });
  return { shape, factor, data };
}

/** Channel 1: gradient; channels 3 to 5: Hessian eigenvalues (along a flat axis nothing changes); channel 6: their sum. */
function derivatives(g: Float32Array, shape: Shape3, sigma: number, out: Float32Array, at: number): void {
  const [nz, ny, nx] = shape;
  const cells = g.length;
  const value = (z: number, y: number, x: number): number =>
    g[((z < 0 ? 0 : z >= nz ? nz - 1 : z) * ny + (y < 0 ? 0 : y >= ny ? ny - 1 : y)) * nx + (x < 0 ? 0 : x >= nx ? nx - 1 : x)];
  const eigen = new Float64Array(3);
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++)
      for (let x = 0; x < nx; x++, i++) {
        const dx = value(z, y, x + 1) - value(z, y, x - 1);
        const dy = value(z, y + 1, x) - value(z, y - 1, x);
        const dz = value(z + 1, y, x) - value(z - 1, y, x);
        out[at + cells + i] = 0.5 * sigma * Math.sqrt(dx * dx + dy * dy + dz * dz);
        const two = 2 * g[i];
        const xx = value(z, y, x + 1) + value(z, y, x - 1) - two;
        const yy = value(z, y + 1, x) + value(z, y - 1, x) - two;
        const zz = value(z + 1, y, x) + value(z - 1, y, x) - two;
        const xy = 0.25 * (value(z, y + 1, x + 1) - value(z, y + 1, x - 1) - value(z, y - 1, x + 1) + value(z, y - 1, x - 1));
        const xz = 0.25 * (value(z + 1, y, x + 1) - value(z + 1, y, x - 1) - value(z - 1, y, x + 1) + value(z - 1, y, x - 1));
        const yz = 0.25 * (value(z + 1, y + 1, x) - value(z + 1, y - 1, x) - value(z - 1, y + 1, x) + value(z - 1, y - 1, x));
        eigenvalues3(xx, yy, zz, xy, xz, yz, eigen, 0);
        for (let k = 0; k < 3; k++) out[at + (3 + k) * cells + i] = sigma * sigma * eigen[k];
        out[at + 6 * cells + i] = sigma * sigma * (xx + yy + zz);
      }
}

export function coarseLevels(means: BoxMeans): readonly CoarseLevel[] {
  return [level(means), level(coarser(means))];
}

const PLAIN = ['g', 'edge', 'spread', 'hessA', 'hessB', 'hessC', 'laplace'];

/** What is looked up for every voxel. */
export function coarseProbes(flat: boolean): readonly CoarseProbe[] {
  const probes: CoarseProbe[] = [];
  const here: Shape3 = [0, 0, 0];
  for (const [index, size] of [4, 16].entries())
    for (const k of [0, 1])
      PLAIN.forEach((name, channel) => {
        // far away only the large scales say something, and a flat image has no third eigenvalue worth its place
        const wanted = index === 0 ? (flat ? channel !== 4 : channel !== 6) : channel < (flat ? 3 : 2);
        if (wanted) probes.push({ name: `${name}${size * (k + 1)}`, level: index, channel: k * CHANNELS + channel, offset: here });
      });
  if (!flat) return probes;
  // a cross-section is layered, and what lies above and below tells layers of one grey apart; in volumes it misleads
  const sides: readonly Shape3[] = [
    [0, -1, 0],
    [0, 1, 0],
    [0, 0, -1],
    [0, 0, 1],
  ];
  for (const [distance, index, channel] of [
    [16, 0, 0],
    [32, 0, CHANNELS],
    [64, 1, 0],
    [128, 1, 0],
    [64, 1, 2],
  ] as const)
    for (const side of sides)
      probes.push({
        name: `${channel === 2 ? 'spread' : 'g'}@${side.map((d) => d * distance).join(',')}`,
        level: index,
        channel,
        offset: side.map((d) => d * distance) as unknown as Shape3,
      });
  return probes;
}
