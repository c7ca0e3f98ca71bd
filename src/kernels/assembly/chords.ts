/**
 * Runs of set bits along x, y and z of a slab, plane by plane. Only the voxels where a run starts or ends cost anything: they are
 * found 64 at a time as the difference of a word with its neighbour. Lengths are counted in three tables per axis of n + 1 u32:
 * inner runs, runs cut by a box face, and the first and last run of a line joined. Along z a slab only counts its inner runs and
 * leaves per column the run at its first and at its last plane, to be joined with the next slab.
 */
import { packRows } from './bit-rows';

// @ts-ignore: decorator
@inline
function count(table: usize, length: u32): void {
  const at = table + ((<usize>length) << 2);
  store<u32>(at, load<u32>(at) + 1);
}

/** The first and the last run of a line of n voxels: `lead` and `trail` are 0 where there is none, both n where the line is all phase. */
// @ts-ignore: decorator
@inline
function closeLine(lead: u32, trail: u32, n: u32, cut: usize, joined: usize): void {
  if (trail == n) {
    count(cut, n);
    count(joined, n);
    return;
  }
  if (lead > 0) count(cut, lead);
  if (trail > 0) count(cut, trail);
  if (lead + trail > 0) count(joined, lead + trail);
}

/** Runs along x of one row of words. */
function alongX(row: usize, words: i32, nx: i32, tables: usize): void {
  const size = (<usize>nx + 1) << 2;
  let start: u32 = 0;
  let lead: u32 = 0;
  let carry: u64 = 0;
  for (let w = 0; w < words; w++) {
    const now = load<u64>(row + ((<usize>w) << 3));
    let changes = now ^ ((now << 1) | carry);
    carry = now >> 63;
    // a run that reaches the end of the row is cut there: its end is not a change
    if (w == words - 1 && (nx & 63) != 0) changes &= ((<u64>1) << (nx & 63)) - 1;
    while (changes != 0) {
      const at = (<u32>w << 6) + <u32>ctz(changes);
      changes &= changes - 1;
      // changes alternate between the start and the end of a run; a set bit is a start
      if ((now >> (at & 63)) & 1) start = at;
      else if (start == 0) lead = at;
      else count(tables, at - start);
    }
  }
  const open = (load<u64>(row + ((<usize>(words - 1)) << 3)) >> ((nx - 1) & 63)) & 1;
  closeLine(lead, open ? <u32>nx - start : 0, <u32>nx, tables + size, tables + 2 * size);
}

/** One step at position `at` of 64 lines across: where runs start, and how long those were that end. */
// @ts-ignore: decorator
@inline
function across(now: u64, before: u64, at: u32, starts: usize, leads: usize, inner: usize): void {
  let rises = now & ~before;
  while (rises != 0) {
    store<u32>(starts + (<usize>ctz(rises) << 2), at);
    rises &= rises - 1;
  }
  let falls = before & ~now;
  while (falls != 0) {
    const column = <usize>ctz(falls) << 2;
    falls &= falls - 1;
    const start = load<u32>(starts + column);
    if (start == 0) store<u32>(leads + column, at);
    else count(inner, at - start);
  }
}

/**
 * Counts one plane of ny rows of nx bytes: the tables of x and y, and the inner runs along z. `bits` and `before` hold the words of
 * this plane and of the one before (zero at z = 0), `starts` and `leads` one u32 per bit of a row; `columns` and `columnLeads` one
 * u32 per bit of a plane. `leads` and `columnLeads` are zero at the first plane.
 */
export function chordPlane(
  plane: usize,
  value: i32,
  ny: i32,
  nx: i32,
  z: i32,
  bits: usize,
  before: usize,
  starts: usize,
  leads: usize,
  columns: usize,
  columnLeads: usize,
  tablesX: usize,
  tablesY: usize,
  innerZ: usize,
): void {
  packRows(plane, bits, ny, nx, value);
  const words = (nx + 63) >> 6;
  const rowBytes = (<usize>words) << 3;
  const sizeY = (<usize>ny + 1) << 2;
  memory.fill(leads, 0, <usize>words << 8);
  for (let y = 0; y < ny; y++) {
    const row = bits + <usize>y * rowBytes;
    alongX(row, words, nx, tablesX);
    for (let w = 0; w < words; w++) {
      const word = (<usize>w) << 3;
      const now = load<u64>(row + word);
      const above: u64 = y == 0 ? 0 : load<u64>(row + word - rowBytes);
      across(now, above, y, starts + (word << 5), leads + (word << 5), tablesY);
      const block = (<usize>y * words + w) << 8;
      across(now, load<u64>(before + <usize>y * rowBytes + word), z, columns + block, columnLeads + block, innerZ);
    }
  }
  const last = bits + <usize>(ny - 1) * rowBytes;
  for (let x = 0; x < nx; x++) {
    const column = (<usize>x) << 2;
    const open = (load<u64>(last + ((<usize>x >> 6) << 3)) >> (x & 63)) & 1;
    const trail: u32 = open ? <u32>ny - load<u32>(starts + column) : 0;
    closeLine(load<u32>(leads + column), trail, ny, tablesY + sizeY, tablesY + 2 * sizeY);
  }
}

/** After the last of nz planes: the run of every column at the last plane, in place of its start; nz in both where it is all phase. */
export function closeColumns(bits: usize, ny: i32, nx: i32, nz: i32, columns: usize, columnLeads: usize): void {
  const words = (nx + 63) >> 6;
  for (let y = 0; y < ny; y++)
    for (let x = 0; x < nx; x++) {
      const word = <usize>y * words + (<usize>x >> 6);
      const column = ((word << 6) + (x & 63)) << 2;
      const open = (load<u64>(bits + (word << 3)) >> (x & 63)) & 1;
      const trail: u32 = open ? <u32>nz - load<u32>(columns + column) : 0;
      store<u32>(columns + column, trail);
      if (trail == <u32>nz) store<u32>(columnLeads + column, nz);
    }
}
