/**
 * Chords through sampled voxels of a body, along 13 directions: the shortest is taken as the thickness there, the longest as the long axis.
 * Bias: the directions miss a long axis by up to 27 degrees, so thin bodies off these directions read short. Chords end at the box; those
 * that do are no thickness.
 * Time: samples times chord length.
 */
import type { Shape3, Vec3 } from '../volume/index.js';
import { weightedDirections } from './lattice-directions.js';

const SAMPLES = 1500;

/** A body with growth as first axis. */
export interface GrownBody {
  readonly mask: Uint8Array;
  readonly size: Shape3;
  readonly steps: Vec3;
}

/** Columns [first, end) along both axes of the collector. */
export type Columns = readonly [rowFirst: number, rowEnd: number, first: number, end: number];

export interface Chords {
  /** mean shortest chord in metres */
  readonly thickness: number;
  /** mean logarithms of the longest over the median chord, and of the median over the shortest */
  readonly elongation: number;
  readonly flatness: number;
  /** mean squared cosine between growth and the longest chord, and the shortest chord */
  readonly upright: number;
  readonly lying: number;
  /** standard deviation of the shortest chord over its mean */
  readonly evenness: number;
}

/** Voxels of a patch, every so many of them. */
function sampleVoxels({ mask, size }: GrownBody, [r0, r1, c0, c1]: Columns): number[] {
  const [layers, rows, columns] = size;
  const visit = (take: (voxel: number) => void): void => {
    for (let layer = 0; layer < layers; layer++)
      for (let row = r0; row < r1; row++)
        for (let k = c0, i = (layer * rows + row) * columns + c0; k < c1; k++, i++) if (mask[i] === 1) take(i);
  };
  let count = 0;
  visit(() => count++);
  const every = Math.max(1, Math.floor(count / SAMPLES));
  const voxels: number[] = [];
  let next = every >> 1;
  visit((voxel) => {
    if (next-- > 0) return;
    voxels.push(voxel);
    next = every - 1;
  });
  return voxels;
}

/** Statistics over the samples of a patch, which must not be empty. */
export function sampleChords(body: GrownBody, at: Columns): Chords {
  const { mask, size, steps } = body;
  const voxels = sampleVoxels(body, at);
  const directions = weightedDirections(steps);
  const chords = new Float64Array(directions.length);
  const whole = new Float64Array(directions.length);
  const cosines = directions.map(({ step, length }) => ((step[0] * steps[0]) / length) ** 2);
  const sums = { n: 0, thickness: 0, square: 0, elongation: 0, flatness: 0, upright: 0, lying: 0 };
  for (const voxel of voxels) {
    for (let d = 0; d < chords.length; d++) {
      const { length, step } = directions[d];
      const up = run(mask, size, voxel, step, 1);
      const down = run(mask, size, voxel, step, -1);
      chords[d] = length * (1 + (up < 0 ? ~up : up) + (down < 0 ? ~down : down));
      whole[d] = up < 0 || down < 0 ? Infinity : chords[d];
    }
    const most = chords.reduce((a, b) => Math.max(a, b), 0);
    // a chord cut by the box says nothing about the thickness, unless all are cut
    if (whole.every((chord) => chord === Infinity)) whole.set(chords);
    const least = whole.reduce((a, b) => Math.min(a, b), Infinity);
    sums.upright += meanOfTies(chords, most, cosines);
    sums.lying += meanOfTies(whole, least, cosines);
    const median = chords.sort()[chords.length >> 1];
    sums.n++;
    sums.thickness += least;
    sums.square += least * least;
    sums.elongation += Math.log(most / median);
    sums.flatness += Math.log(median / least);
  }
  const thickness = sums.thickness / sums.n;
  return {
    thickness,
    elongation: sums.elongation / sums.n,
    flatness: sums.flatness / sums.n,
    upright: sums.upright / sums.n,
    lying: sums.lying / sums.n,
    evenness: Math.sqrt(Math.max(0, sums.square / sums.n - thickness ** 2)) / thickness,
  };
}

/** Mean of the values of all chords of this length: which of equal chords comes first must not matter. */
function meanOfTies(chords: Float64Array, length: number, values: readonly number[]): number {
  let sum = 0;
  let count = 0;
  for (let d = 0; d < chords.length; d++)
    if (Math.abs(chords[d] - length) <= 1e-9 * length) {
      sum += values[d];
      count++;
    }
  return sum / count;
}

/** Voxels of the body that follow a voxel along a direction; their complement (below 0) where the box cuts them off. The collector is an end. */
function run(mask: Uint8Array, [layers, rows, columns]: Shape3, from: number, [dz, dy, dx]: Vec3, sign: 1 | -1): number {
  const plane = rows * columns;
  let z = Math.floor(from / plane) + sign * dz;
  let y = (Math.floor(from / columns) % rows) + sign * dy;
  let x = (from % columns) + sign * dx;
  const stride = sign * (dz * plane + dy * columns + dx);
  let count = 0;
  for (let i = from + stride; y >= 0 && x >= 0 && z < layers && y < rows && x < columns; i += stride) {
    if (z < 0 || mask[i] !== 1) return count;
    count++;
    z += sign * dz;
    y += sign * dy;
    x += sign * dx;
  }
  return ~count;
}
