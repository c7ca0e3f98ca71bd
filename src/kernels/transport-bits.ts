/**
 * A phase as bits, turned so that transport runs along the first axis, and the parts of it that a face of the box reaches.
 * Rows are packed 32 voxels to a word (two words to each 64-bit word of the solver), the first voxel in the lowest bit.
 *
 * Reaching is a fill of whole rows: a row takes over what its neighbours hold, spreads it along its own runs, and wakes its
 * neighbours when it changed. Exact. Time is a few visits of every row (the more the path winds), memory 3/8 byte per voxel.
 */
import type { Shape3, Vec3 } from '../volume/index.js';

export type Axis = 0 | 1 | 2;

export interface PhaseBits {
  readonly words: Uint32Array;
  /** along transport, then the packed rows' own order: [axis, other, packed] */
  readonly shape: Shape3;
  readonly rowWords: number;
  /** memory axes of `shape` */
  readonly order: readonly [Axis, Axis, Axis];
}

/** The axis order of the solver: transport first, the lateral axis of smaller spacing last (the faster one when equal). */
export function transportOrder(axis: Axis, spacing: Vec3): [Axis, Axis, Axis] {
  const [slow, fast] = ([0, 1, 2] as const).filter((other) => other !== axis) as [Axis, Axis];
  return spacing[slow] < spacing[fast] ? [axis, fast, slow] : [axis, slow, fast];
}

/** Packs the voxels of a phase in the given order of axes. */
export function packPhase(labels: Uint8Array, shape: Shape3, phase: number, order: readonly [Axis, Axis, Axis]): PhaseBits {
  const turned: Shape3 = [shape[order[0]], shape[order[1]], shape[order[2]]];
  const rowWords = 2 * Math.ceil(turned[2] / 64);
  const words = new Uint32Array(turned[0] * turned[1] * rowWords);
  const strides = [shape[1] * shape[2], shape[2], 1];
  // words between neighbours along each memory axis; the packed one has none
  const steps = [0, 0, 0];
  steps[order[0]] = turned[1] * rowWords;
  steps[order[1]] = rowWords;
  if (order[2] === 2) packAlongRows(labels, shape, phase, words, steps);
  else
    packAcrossRows(labels, phase, words, {
      packed: turned[2],
      stride: strides[order[2]],
      other: order[2] === 0 ? 1 : 0,
      shape,
      strides,
      steps,
    });
  return { words, shape: turned, rowWords, order };
}

function packAlongRows(labels: Uint8Array, [nz, ny, nx]: Shape3, phase: number, words: Uint32Array, steps: readonly number[]): void {
  for (let z = 0, i = 0; z < nz; z++)
    for (let y = 0; y < ny; y++) {
      let w = z * steps[0] + y * steps[1];
      for (let x = 0; x < nx; x += 32, w++) {
        const end = Math.min(32, nx - x);
        let bits = 0;
        for (let j = 0; j < end; j++, i++) bits |= (labels[i] === phase ? 1 : 0) << j;
        words[w] = bits;
      }
    }
}

interface Across {
  /** voxels along the packed axis, and labels between them */
  readonly packed: number;
  readonly stride: number;
  /** the memory axis that is neither packed nor the fastest */
  readonly other: 0 | 1;
  readonly shape: Shape3;
  readonly strides: readonly number[];
  readonly steps: readonly number[];
}

/** Packs along an axis that is not the fastest: 32 rows of labels give a row of words, so memory is still read in order. */
function packAcrossRows(
  labels: Uint8Array,
  phase: number,
  words: Uint32Array,
  { packed, stride, other, shape, strides, steps }: Across,
): void {
  const nx = shape[2];
  const row = new Uint32Array(nx);
  for (let o = 0; o < shape[other]; o++)
    for (let p = 0; p < packed; p += 32) {
      row.fill(0);
      for (let j = 0; j < Math.min(32, packed - p); j++) {
        const from = o * strides[other] + (p + j) * stride;
        for (let x = 0; x < nx; x++) row[x] |= (labels[from + x] === phase ? 1 : 0) << j;
      }
      for (let x = 0, w = o * steps[other] + (p >> 5); x < nx; x++, w += steps[2]) words[w] = row[x];
    }
}

/** Set bits in all words. */
export function countBits(words: Uint32Array): number {
  let total = 0;
  for (let i = 0; i < words.length; i++) {
    let v = words[i] - ((words[i] >>> 1) & 0x55555555);
    v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
    total += Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return total;
}

/** The voxels of the phase that a path through it joins to the first (or last) layer along transport. */
export function reachedFrom(phase: PhaseBits, end: 'first' | 'last', connectivity: 6 | 18 | 26, periodic: boolean): Uint32Array {
  const { words, rowWords, shape } = phase;
  const [nz, ny, nx] = shape;
  const reached = new Uint32Array(words.length);
  const awake = new Uint8Array(nz * ny);
  const layer = end === 'first' ? 0 : (nz - 1) * ny;
  const size = ny * rowWords;
  reached.set(words.subarray(layer * rowWords, layer * rowWords + size), layer * rowWords);
  for (let row = layer; row < layer + ny; row++) wake(awake, row, shape, connectivity, periodic);
  const seeds = new Uint32Array(rowWords);
  let forward = end === 'first';
  for (let visited = true; visited; forward = !forward) {
    visited = false;
    for (let step = 0; step < nz * ny; step++) {
      const row = forward ? step : nz * ny - 1 - step;
      if (awake[row] === 0) continue;
      awake[row] = 0;
      visited = true;
      collect(seeds, reached, row, shape, rowWords, connectivity, periodic);
      if (spread(seeds, words, reached, row * rowWords, rowWords, periodic ? nx : 0)) wake(awake, row, shape, connectivity, periodic);
    }
  }
  return reached;
}

/** Neighbouring rows: bit 0 asks for those that share a face, bit 1 for those that share only an edge. */
function wake(awake: Uint8Array, row: number, [nz, ny]: Shape3, connectivity: 6 | 18 | 26, periodic: boolean): void {
  const z = Math.floor(row / ny);
  const y = row - z * ny;
  for (let dz = -1; dz <= 1; dz++)
    for (let dy = -1; dy <= 1; dy++) {
      if ((dz === 0 && dy === 0) || (connectivity === 6 && dz !== 0 && dy !== 0)) continue;
      const near = neighbourRow(z + dz, y + dy, nz, ny, periodic);
      if (near >= 0) awake[near] = 1;
    }
}

function neighbourRow(z: number, y: number, nz: number, ny: number, periodic: boolean): number {
  if (z < 0 || z >= nz) return -1;
  if (y >= 0 && y < ny) return z * ny + y;
  return periodic ? z * ny + (y < 0 ? ny - 1 : 0) : -1;
}

/** What the neighbouring rows hand over: their voxels, widened by one where the neighbourhood is diagonal. */
function collect(
  seeds: Uint32Array,
  reached: Uint32Array,
  row: number,
  [nz, ny, nx]: Shape3,
  rowWords: number,
  connectivity: 6 | 18 | 26,
  periodic: boolean,
): void {
  seeds.set(reached.subarray(row * rowWords, (row + 1) * rowWords));
  const z = Math.floor(row / ny);
  const y = row - z * ny;
  for (let dz = -1; dz <= 1; dz++)
    for (let dy = -1; dy <= 1; dy++) {
      const diagonal = dz !== 0 && dy !== 0;
      if ((dz === 0 && dy === 0) || (connectivity === 6 && diagonal)) continue;
      const near = neighbourRow(z + dz, y + dy, nz, ny, periodic);
      if (near < 0) continue;
      const from = near * rowWords;
      const wide = connectivity === 26 || (connectivity === 18 && !diagonal);
      for (let w = 0; w < rowWords; w++) {
        const own = reached[from + w];
        if (!wide) {
          seeds[w] |= own;
          continue;
        }
        const before = w > 0 ? reached[from + w - 1] >>> 31 : 0;
        const after = w + 1 < rowWords ? reached[from + w + 1] << 31 : 0;
        seeds[w] |= own | (own << 1) | before | (own >>> 1) | after;
      }
      if (wide && periodic) {
        const last = nx - 1;
        if (((reached[from + (last >> 5)] >>> (last & 31)) & 1) === 1) seeds[0] |= 1;
        if ((reached[from] & 1) === 1) seeds[last >> 5] |= 1 << (last & 31);
      }
    }
}

/** Spreads the seeds along the runs of the row, writes the result, and says whether the row changed. `nx` > 0 closes the row to a ring. */
function spread(seeds: Uint32Array, words: Uint32Array, reached: Uint32Array, at: number, rowWords: number, nx: number): boolean {
  let some = 0;
  for (let w = 0; w < rowWords; w++) some |= seeds[w] &= words[at + w];
  if (some === 0) return false;
  const last = nx - 1;
  for (let round = 0; round < (nx > 0 ? 2 : 1); round++) {
    const ends = nx > 0 && (words[at] & 1) === 1 && ((words[at + (last >> 5)] >>> (last & 31)) & 1) === 1;
    if (ends && (seeds[0] & 1) === 1) seeds[last >> 5] |= 1 << (last & 31);
    if (ends && ((seeds[last >> 5] >>> (last & 31)) & 1) === 1) seeds[0] |= 1;
    let carry = 0;
    for (let w = 0; w < rowWords; w++) {
      seeds[w] = upwards(seeds[w] | (carry & words[at + w]), words[at + w]);
      carry = seeds[w] >>> 31;
    }
    carry = 0;
    for (let w = rowWords - 1; w >= 0; w--) {
      seeds[w] = downwards(seeds[w] | (carry & words[at + w]), words[at + w]);
      carry = seeds[w] << 31;
    }
  }
  let changed = 0;
  for (let w = 0; w < rowWords; w++) {
    changed |= reached[at + w] ^ seeds[w];
    reached[at + w] = seeds[w];
  }
  return changed !== 0;
}

function upwards(seed: number, open: number): number {
  seed |= open & (seed << 1);
  open &= open << 1;
  seed |= open & (seed << 2);
  open &= open << 2;
  seed |= open & (seed << 4);
  open &= open << 4;
  seed |= open & (seed << 8);
  open &= open << 8;
  return seed | (open & (seed << 16));
}

function downwards(seed: number, open: number): number {
  seed |= open & (seed >>> 1);
  open &= open >>> 1;
  seed |= open & (seed >>> 2);
  open &= open >>> 2;
  seed |= open & (seed >>> 4);
  open &= open >>> 4;
  seed |= open & (seed >>> 8);
  open &= open >>> 8;
  return seed | (open & (seed >>> 16));
}

/** Repeats a periodic box along a lateral axis of odd length, so that it can be coloured like a chessboard; the answer is the same. */
export function evenSides(phase: PhaseBits): PhaseBits {
  const { words } = phase;
  const [nz, ny, nx] = phase.shape;
  const wide = nx % 2 === 0 ? nx : 2 * nx;
  const high = ny % 2 === 0 ? ny : 2 * ny;
  if (wide === nx && high === ny) return phase;
  const rowWords = 2 * Math.ceil(wide / 64);
  const out = new Uint32Array(nz * high * rowWords);
  for (let z = 0; z < nz; z++)
    for (let y = 0; y < high; y++) {
      const from = (z * ny + (y % ny)) * phase.rowWords;
      const to = (z * high + y) * rowWords;
      for (let x = 0; x < wide; x++) out[to + (x >> 5)] |= ((words[from + ((x % nx) >> 5)] >>> ((x % nx) & 31)) & 1) << (x & 31);
    }
  return { ...phase, words: out, shape: [nz, high, wide], rowWords };
}
