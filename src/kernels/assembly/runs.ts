/**
 * Connected components of a mask of bits: 64 voxels in a word, runs of set bits joined by union-find (see component-runs.ts).
 *
 * Voxels that all touch each other form one block row, whose bits are joined by OR: under 26 neighbours two rows of two
 * planes, under 18 two rows of a plane, under 6 a row alone. A run of a block row is connected by itself, and the number of
 * the run that holds bit x is `before[word] + popcount(starts[word] & bits up to x) - 1`. Two block rows touch where the rows
 * that face each other share a bit (one join for every stretch of shared bits) or where a run ends one bit before the other begins.
 */

/** set in `parent` when it holds the number of a component instead of a run */
const NUMBERED: u32 = 0x80000000;

let nx: u32 = 0;
let ny: u32 = 0;
let nz: u32 = 0;
/** words in a row */
let words: u32 = 0;
/** rows and planes in a block row, block rows in a plane, planes of block rows */
let tall: u32 = 1;
let deep: u32 = 1;
let blocksY: u32 = 0;
let blocksZ: u32 = 0;
let reach: u32 = 6;
let bits: usize = 0;
let starts: usize = 0;
let before: usize = 0;
let parent: usize = 0;
let zeros: usize = 0;

/** Says where things are; `parentAt` may follow later, when the number of runs is known. */
export function setup(
  planes: u32,
  rows: u32,
  width: u32,
  neighbours: u32,
  bitsAt: usize,
  startsAt: usize,
  beforeAt: usize,
  parentAt: usize,
  zerosAt: usize,
): void {
  nz = planes;
  ny = rows;
  nx = width;
  reach = neighbours;
  words = (width + 63) >> 6;
  tall = neighbours === 6 ? 1 : 2;
  deep = neighbours === 26 ? 2 : 1;
  blocksY = (ny + tall - 1) / tall;
  blocksZ = (nz + deep - 1) / deep;
  bits = bitsAt;
  starts = startsAt;
  before = beforeAt;
  parent = parentAt;
  zeros = zerosAt;
}

/**
 * Rows of bytes as rows of bits: 1 where the set of 256 values holds the byte. The set is 48 bytes at `table`: for each low half of
 * a byte the high halves 0..7 as bits, the same for 8..15, and 1 << (high half mod 8). May read 63 bytes past the last row.
 */
export function pack(source: usize, rows: u32, width: u32, table: usize, target: usize): void {
  const low = v128.load(table);
  const high = v128.load(table, 16);
  const bit = v128.load(table, 32);
  const half = i8x16.splat(15);
  const zero = i8x16.splat(0);
  const last: u64 = (width & 63) === 0 ? ~0 : (<u64>1 << (width & 63)) - 1;
  const count = (width + 63) >> 6;
  for (let row: u32 = 0; row < rows; row++) {
    for (let w: u32 = 0; w < count; w++) {
      let word: u64 = 0;
      for (let q: u32 = 0; q < 64 && (w << 6) + q < width; q += 16) {
        const bytes = v128.load(source + (w << 6) + q);
        const lower = v128.and(bytes, half);
        const upper = i8x16.shr_u(bytes, 4);
        const sets = v128.bitselect(i8x16.swizzle(high, lower), i8x16.swizzle(low, lower), i8x16.lt_s(bytes, zero));
        const found = v128.and(sets, i8x16.swizzle(bit, upper));
        word |= <u64>(<u32>i8x16.bitmask(i8x16.ne(found, zero))) << <u64>q;
      }
      if (w === count - 1) word &= last;
      store<u64>(target, word);
      target += 8;
    }
    source += width;
  }
}

/** The bits of a row; zeros outside the volume. */
// @ts-ignore: decorator
@inline function rowAt(z: u32, y: u32): usize {
  return z < nz && y < ny ? bits + ((<usize>(z * ny + y) * words) << 3) : zeros;
}

/** Cuts every block row into runs; their number. */
export function cut(): u32 {
  let runs: u32 = 0;
  let s = starts;
  let b = before;
  for (let Z: u32 = 0; Z < blocksZ; Z++)
    for (let Y: u32 = 0; Y < blocksY; Y++) {
      const a0 = rowAt(Z * deep, Y * tall);
      const a1 = tall === 2 ? rowAt(Z * deep, Y * 2 + 1) : zeros;
      const a2 = deep === 2 ? rowAt(Z * 2 + 1, Y * 2) : zeros;
      const a3 = deep === 2 ? rowAt(Z * 2 + 1, Y * 2 + 1) : zeros;
      let carry: u64 = 0;
      for (let o: usize = 0; o < <usize>words << 3; o += 8) {
        const word = load<u64>(a0 + o) | load<u64>(a1 + o) | load<u64>(a2 + o) | load<u64>(a3 + o);
        const first = word & ~((word << 1) | carry);
        carry = word >> 63;
        store<u64>(s, first);
        store<u32>(b, runs);
        runs += <u32>popcnt<u64>(first);
        s += 8;
        b += 4;
      }
    }
  return runs;
}

// @ts-ignore: decorator
@inline function parentOf(i: u32): u32 {
  return load<u32>(parent + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline function setParent(i: u32, value: u32): void {
  store<u32>(parent + (<usize>i << 2), value);
}

/** Root of a run, halving the path on the way; a root is the smallest run of its component. */
// @ts-ignore: decorator
@inline function rootOf(run: u32): u32 {
  let i = run;
  let p = parentOf(i);
  while (p !== i) {
    const g = parentOf(p);
    setParent(i, g);
    i = g;
    p = parentOf(i);
  }
  return i;
}

// @ts-ignore: decorator
@inline function join(a: u32, b: u32): void {
  if (parentOf(a) === parentOf(b)) return;
  const ra = rootOf(a);
  const rb = rootOf(b);
  const root = ra < rb ? ra : rb;
  setParent(ra, root);
  setParent(rb, root);
  setParent(a, root);
  setParent(b, root);
}

/** The run of a block row that holds the highest bit of `upTo`. */
// @ts-ignore: decorator
@inline function runAt(block: u32, w: u32, upTo: u64): u32 {
  const i = <usize>block * words + w;
  return load<u32>(before + (i << 2)) + <u32>popcnt<u64>(load<u64>(starts + (i << 3)) & upTo) - 1;
}

/** Joins where the rows a0 | a1 of one block row and b0 | b1 of another share a bit. */
function joinShared(a0: usize, a1: usize, b0: usize, b1: usize, blockA: u32, blockB: u32): void {
  let carry: u64 = 0;
  for (let w: u32 = 0; w < words; w++) {
    const o = <usize>w << 3;
    const shared = (load<u64>(a0 + o) | load<u64>(a1 + o)) & (load<u64>(b0 + o) | load<u64>(b1 + o));
    let first = shared & ~((shared << 1) | carry);
    carry = shared >> 63;
    while (first !== 0) {
      const upTo = first ^ (first - 1);
      join(runAt(blockA, w, upTo), runAt(blockB, w, upTo));
      first &= first - 1;
    }
  }
}

/**
 * Joins where row a shares a bit with row b of the plane before, unless the rows c and d before them (in y) hold one of these bits as
 * well: then a, c, d and b are joined there already, each with the next.
 */
function joinNew(a: usize, b: usize, c: usize, d: usize, blockA: u32, blockB: u32): void {
  let carry: u64 = 0;
  for (let w: u32 = 0; w < words; w++) {
    const o = <usize>w << 3;
    const shared = load<u64>(a + o) & load<u64>(b + o);
    const known = shared & load<u64>(c + o) & load<u64>(d + o);
    let rest = carry ? shared & (shared + 1) : shared;
    carry = shared >> 63;
    while (rest !== 0) {
      const low = rest & (0 - rest);
      const next = rest & (rest + low);
      if (((rest ^ next) & known) === 0) join(runAt(blockA, w, low | (low - 1)), runAt(blockB, w, low | (low - 1)));
      rest = next;
    }
  }
}

/** Joins where a run of one row ends one bit before a run of the other begins. */
function joinDiagonal(a0: usize, a1: usize, b0: usize, b1: usize, blockA: u32, blockB: u32): void {
  let carryA: u64 = 0;
  let carryB: u64 = 0;
  for (let w: u32 = 0; w < words; w++) {
    const o = <usize>w << 3;
    const a = load<u64>(a0 + o) | load<u64>(a1 + o);
    const b = load<u64>(b0 + o) | load<u64>(b1 + o);
    const leftA = (a << 1) | carryA;
    const leftB = (b << 1) | carryB;
    carryA = a >> 63;
    carryB = b >> 63;
    let begins = a & leftB & ~b & ~leftA;
    while (begins !== 0) {
      const below = (begins & (0 - begins)) - 1;
      join(runAt(blockA, w, (below << 1) | 1), runAt(blockB, w, below));
      begins &= begins - 1;
    }
    begins = b & leftA & ~a & ~leftB;
    while (begins !== 0) {
      const below = (begins & (0 - begins)) - 1;
      join(runAt(blockB, w, (below << 1) | 1), runAt(blockA, w, below));
      begins &= begins - 1;
    }
  }
}

/** Joins the runs of neighbouring block rows; the number of components. Afterwards every run points straight at its root. */
export function link(runs: u32): u32 {
  for (let i: u32 = 0; i < runs; i++) setParent(i, i);
  let block: u32 = 0;
  for (let Z: u32 = 0; Z < blocksZ; Z++)
    for (let Y: u32 = 0; Y < blocksY; Y++, block++) {
      if (reach === 6) link6(Z, Y, block);
      else if (reach === 18) link18(Z, Y, block);
      else link26(Z, Y, block);
    }
  let components: u32 = 0;
  for (let i: u32 = 0; i < runs; i++) {
    const root = parentOf(parentOf(i));
    setParent(i, root);
    if (root === i) components++;
  }
  return components;
}

function link6(z: u32, y: u32, block: u32): void {
  const a = rowAt(z, y);
  if (y > 0) joinShared(a, a, rowAt(z, y - 1), zeros, block, block - 1);
  if (z > 0) joinNew(a, rowAt(z - 1, y), y > 0 ? rowAt(z, y - 1) : zeros, y > 0 ? rowAt(z - 1, y - 1) : zeros, block, block - blocksY);
}

function link18(z: u32, Y: u32, block: u32): void {
  const y = Y * 2;
  const a0 = rowAt(z, y);
  const a1 = rowAt(z, y + 1);
  if (Y > 0) {
    joinShared(a0, a0, rowAt(z, y - 1), zeros, block, block - 1);
    joinDiagonal(a0, a0, rowAt(z, y - 1), zeros, block, block - 1);
  }
  if (z === 0) return;
  const below = block - blocksY;
  const b0 = rowAt(z - 1, y);
  const b1 = rowAt(z - 1, y + 1);
  joinShared(a0, a1, b0, b1, block, below);
  joinDiagonal(a0, a0, b0, b0, block, below);
  joinDiagonal(a1, a1, b1, b1, block, below);
  if (Y > 0) joinShared(a0, a0, rowAt(z - 1, y - 1), zeros, block, below - 1);
  if (Y + 1 < blocksY) joinShared(a1, a1, rowAt(z - 1, y + 2), zeros, block, below + 1);
}

function link26(Z: u32, Y: u32, block: u32): void {
  const y = Y * 2;
  const z = Z * 2;
  if (Y > 0) meet26(rowAt(z, y), rowAt(z + 1, y), rowAt(z, y - 1), rowAt(z + 1, y - 1), block, block - 1);
  if (Z === 0) return;
  const below = block - blocksY;
  meet26(rowAt(z, y), rowAt(z, y + 1), rowAt(z - 1, y), rowAt(z - 1, y + 1), block, below);
  if (Y > 0) meet26(rowAt(z, y), zeros, rowAt(z - 1, y - 1), zeros, block, below - 1);
  if (Y + 1 < blocksY) meet26(rowAt(z, y + 1), zeros, rowAt(z - 1, y + 2), zeros, block, below + 1);
}

// @ts-ignore: decorator
@inline function meet26(a0: usize, a1: usize, b0: usize, b1: usize, blockA: u32, blockB: u32): void {
  joinShared(a0, a1, b0, b1, blockA, blockB);
  joinDiagonal(a0, a1, b0, b1, blockA, blockB);
}

/** Number of the component of a run; components are numbered when they are first met. */
// @ts-ignore: decorator
@inline function numberOf(run: u32, count: u32): u32 {
  const p = parentOf(run);
  if (p & NUMBERED) return p;
  let number = parentOf(p);
  if (!(number & NUMBERED)) {
    number = (count + 1) | NUMBERED;
    setParent(p, number);
  }
  setParent(run, number);
  return number;
}

/**
 * Numbers the components 1, 2, ... in raster order of their first voxel and, unless `at` is 0, sums over their voxels: 128 bytes each
 * from component 1 at `at`:
 *
 *      0 voxels, sums of z y x, of zz yy xx, of zy zx yx (10 x f64)     80 first voxel (f64)
 *      88 smallest z y x, one past the largest z y x (6 x u32)          112 unused
 *
 * Indices along z count from `first`.
 */
export function measure(at: usize, first: u32): void {
  let count: u32 = 0;
  for (let z: u32 = 0; z < nz; z++)
    for (let y: u32 = 0; y < ny; y++) {
      const row = rowAt(z, y);
      const block = (z / deep) * blocksY + y / tall;
      for (let w: u32 = 0; w < words; w++) {
        let word = load<u64>(row + (<usize>w << 3));
        while (word !== 0) {
          const low = word & (0 - word);
          const from = <u32>ctz<u64>(word);
          const length = <u32>ctz<u64>(~(word >> from));
          word &= word + low;
          const id = numberOf(runAt(block, w, low | (low - 1)), count) & ~NUMBERED;
          const fresh = id > count;
          if (fresh) count = id;
          if (at === 0) continue;
          const record = at + (<usize>(id - 1) << 7);
          const x = (w << 6) + from;
          if (fresh) {
            memory.fill(record, 0, 128);
            store<f64>(record, (<f64>(z + first) * <f64>ny + <f64>y) * <f64>nx + <f64>x, 80);
          }
          extend(record + 88, fresh, z + first, y, x, x + length);
          add(record, <f64>(z + first), <f64>y, x, length);
        }
      }
    }
}

/** Adds the voxels x .. x + length - 1 of a row. */
// @ts-ignore: decorator
@inline function add(record: usize, z: f64, y: f64, x: u32, length: u32): void {
  const n = <f64>length;
  const a = <f64>x;
  const m = n - 1;
  const sum = n * a + (n * m) / 2;
  const squares = n * a * a + a * n * m + (n * m * (2 * n - 1)) / 6;
  plus(record, n);
  plus(record + 8, n * z);
  plus(record + 16, n * y);
  plus(record + 24, sum);
  plus(record + 32, n * z * z);
  plus(record + 40, n * y * y);
  plus(record + 48, squares);
  plus(record + 56, n * z * y);
  plus(record + 64, z * sum);
  plus(record + 72, y * sum);
}

// @ts-ignore: decorator
@inline function plus(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

/** Takes the voxels x .. end - 1 of a row into a box; rows come in raster order. */
// @ts-ignore: decorator
@inline function extend(box: usize, fresh: bool, z: u32, y: u32, x: u32, end: u32): void {
  if (fresh) store<u32>(box, z);
  if (fresh || y < load<u32>(box, 4)) store<u32>(box, y, 4);
  if (fresh || x < load<u32>(box, 8)) store<u32>(box, x, 8);
  store<u32>(box, z + 1, 12);
  if (fresh || y >= load<u32>(box, 16)) store<u32>(box, y + 1, 16);
  if (fresh || end > load<u32>(box, 20)) store<u32>(box, end, 20);
}

/**
 * The voxels of each component that the mask `marked` (same layout as the bits) holds, 32 bytes from component 1 at `at`, which are
 * zero before: 0 voxels (f64), 8 smallest z y x, 20 one past the largest z y x (u32).
 */
export function measureMarked(marked: usize, at: usize, first: u32): void {
  const shift = marked - bits;
  for (let z: u32 = 0; z < nz; z++)
    for (let y: u32 = 0; y < ny; y++) {
      const row = rowAt(z, y);
      const block = (z / deep) * blocksY + y / tall;
      for (let w: u32 = 0; w < words; w++) {
        const o = <usize>w << 3;
        const mark = load<u64>(row + shift + o);
        let word = mark === 0 ? 0 : load<u64>(row + o);
        while (word !== 0) {
          const low = word & (0 - word);
          const rest = word & (word + low);
          const hits = mark & (word ^ rest);
          word = rest;
          if (hits === 0) continue;
          const id = parentOf(runAt(block, w, low | (low - 1))) & ~NUMBERED;
          const record = at + (<usize>(id - 1) << 5);
          const from = (w << 6) + <u32>ctz<u64>(hits);
          const end = (w << 6) + 64 - <u32>clz<u64>(hits);
          extend(record + 8, load<f64>(record) === 0, z + first, y, from, end);
          plus(record, <f64>popcnt<u64>(hits));
        }
      }
    }
}

/** The runs of one plane: per row the number of runs before it, per run start, end and component. Their number; with `runs` 0 only that. */
export function planeRuns(z: u32, rows: usize, runs: usize): u32 {
  let count: u32 = 0;
  for (let y: u32 = 0; y < ny; y++) {
    store<u32>(rows + (<usize>y << 2), count);
    const row = rowAt(z, y);
    const block = (z / deep) * blocksY + y / tall;
    for (let w: u32 = 0; w < words; w++) {
      let word = load<u64>(row + (<usize>w << 3));
      while (word !== 0) {
        const low = word & (0 - word);
        const from = <u32>ctz<u64>(word);
        const length = <u32>ctz<u64>(~(word >> from));
        word &= word + low;
        const at = runs + <usize>count * 12;
        count++;
        if (runs === 0) continue;
        store<u32>(at, (w << 6) + from);
        store<u32>(at, (w << 6) + from + length, 4);
        store<u32>(at, parentOf(runAt(block, w, low | (low - 1))) & ~NUMBERED, 8);
      }
    }
  }
  store<u32>(rows + (<usize>ny << 2), count);
  return count;
}

/** Puts the label of its component into every run: `labels` holds them from component 1. */
export function relabel(runs: u32, labels: usize): void {
  for (let i: u32 = 0; i < runs; i++) setParent(i, load<u32>(labels + (<usize>((parentOf(i) & ~NUMBERED) - 1) << 2)));
}

/** Writes the labels of rows [row, end), 4 bytes a voxel; may write 60 bytes past the last. */
export function write(row: u32, end: u32, target: usize): void {
  for (let r = row; r < end; r++) {
    const z = r / ny;
    const y = r - z * ny;
    const from = rowAt(z, y);
    const block = (z / deep) * blocksY + y / tall;
    for (let w: u32 = 0; w < words; w++) {
      const begin = target + (<usize>w << 8);
      clear(begin, min<u32>(64, nx - (w << 6)));
      let word = load<u64>(from + (<usize>w << 3));
      while (word !== 0) {
        const low = word & (0 - word);
        const first = <usize>ctz<u64>(word);
        const length = <i32>ctz<u64>(~(word >> first));
        word &= word + low;
        fill(begin + (first << 2), length, parentOf(runAt(block, w, low | (low - 1))));
      }
    }
    target += <usize>nx << 2;
  }
}

/** Zeros for up to 64 voxels, rounded up to four. */
// @ts-ignore: decorator
@inline function clear(at: usize, voxels: u32): void {
  const zero = i32x4.splat(0);
  if (voxels === 64) {
    for (let k = 0; k < 4; k++) {
      v128.store(at, zero);
      v128.store(at, zero, 16);
      v128.store(at, zero, 32);
      v128.store(at, zero, 48);
      at += 64;
    }
  } else for (const end = at + (<usize>voxels << 2); at < end; at += 16) v128.store(at, zero);
}

/** One label for a run, in steps of twelve voxels without a branch; what is beyond its end becomes zero, as what follows is written later. */
// @ts-ignore: decorator
@inline function fill(at: usize, length: i32, label: u32): void {
  const all = i32x4.splat(label);
  const lanes = i32x4(0, 1, 2, 3);
  for (; length > 0; length -= 12) {
    v128.store(at, v128.and(all, i32x4.lt_s(lanes, i32x4.splat(length))));
    v128.store(at, v128.and(all, i32x4.lt_s(lanes, i32x4.splat(length - 4))), 16);
    v128.store(at, v128.and(all, i32x4.lt_s(lanes, i32x4.splat(length - 8))), 32);
    at += 48;
  }
}
