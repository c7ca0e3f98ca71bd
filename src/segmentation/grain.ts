/**
 * Does the grain of a picture grow with its brightness? Counting noise does (variance = mean), so where a kind of picture shows
 * it, the opposite means an inverted one. Rank correlation, over blocks of 8 x 8 pixels, of the mean and of the median high-pass
 * residue (the mask [1 -2 1; -2 4 -2; 1 -2 1]); no correlation for noise of one strength.
 */
import type { VoxelArray } from '../volume/index.js';

const BLOCK = 8;
const MOST_BLOCKS = 4096;
const LEAST_BLOCKS = 16;

/** -1 to 1; null for a plane that is too small or has no value somewhere. */
export function grainOverBrightness(grey: VoxelArray, ny: number, nx: number): number | null {
  const rows = Math.floor((ny - 2) / BLOCK);
  const columns = Math.floor((nx - 2) / BLOCK);
  const count = rows * columns;
  if (rows < 1 || columns < 1 || count < LEAST_BLOCKS) return null;
  const step = Math.ceil(count / MOST_BLOCKS);
  const means: number[] = [];
  const residues: number[] = [];
  const block = new Float64Array(BLOCK * BLOCK);
  for (let b = 0; b < count; b += step) {
    const first = (1 + Math.floor(b / columns) * BLOCK) * nx + 1 + (b % columns) * BLOCK;
    let sum = 0;
    for (let i = 0; i < block.length; i++) {
      const at = first + Math.floor(i / BLOCK) * nx + (i % BLOCK);
      sum += grey[at] as number;
      block[i] = residue(grey, at, nx);
    }
    if (!Number.isFinite(sum)) return null;
    block.sort();
    means.push(sum / block.length);
    residues.push(((block[31] as number) + (block[32] as number)) / 2);
  }
  return correlation(ranks(means), ranks(residues));
}

function residue(grey: VoxelArray, i: number, nx: number): number {
  const at = (offset: number): number => grey[i + offset] as number;
  const corners = at(-nx - 1) + at(-nx + 1) + at(nx - 1) + at(nx + 1);
  return Math.abs(corners - 2 * (at(-nx) + at(nx) + at(-1) + at(1)) + 4 * at(0));
}

/** Equal values share the mean of their ranks. */
function ranks(values: readonly number[]): Float64Array {
  const order = values.map((_, i) => i).sort((a, b) => (values[a] as number) - (values[b] as number));
  const out = new Float64Array(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++;
    for (let i = from; i < to; i++) out[order[i] as number] = (from + to - 1) / 2;
  }
  return out;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const middle = (a.length - 1) / 2;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [(a[i] as number) - middle, (b[i] as number) - middle];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
