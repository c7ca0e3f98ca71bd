/**
 * Box counting on rows of bits. The rows of a box are joined by OR into one row of bits, plane after plane; at the end of a box
 * along z its row tells which boxes hold anything.
 */
import { packRows } from './bit-rows';

/** ORs the rows of a plane into the rows of boxes `size` voxels high. */
export function joinRows(bits: usize, ny: i32, words: i32, size: i32, joined: usize): void {
  const rowBytes = (<usize>words) << 3;
  const pairs = rowBytes & ~15;
  let row = bits;
  for (let y = 0, box = joined; y < ny; y += size, box += rowBytes) {
    const end = y + size < ny ? y + size : ny;
    for (let k = y; k < end; k++, row += rowBytes) {
      for (let w: usize = 0; w < pairs; w += 16) v128.store(box + w, v128.or(v128.load(box + w), v128.load(row + w)));
      if (pairs < rowBytes) store<u64>(box + pairs, load<u64>(box + pairs) | load<u64>(row + pairs));
    }
  }
}

/** Packs a plane of ny rows of nx bytes. */
export function packPlane(plane: usize, bits: usize, ny: i32, nx: i32, value: i32): void {
  packRows(plane, bits, ny, nx, value);
}

/** Bits that are set. */
export function countBits(bits: usize, bytes: usize): f64 {
  let count: u64 = 0;
  for (let at: usize = 0; at < bytes; at += 8) count += popcnt(load<u64>(bits + at));
  return <f64>count;
}

/** Boxes of `size` bits that hold a set bit in each row of bits; 1 in `occupied` for those, one byte per box. Returns how many. */
export function occupiedBoxes(joined: usize, rows: i32, words: i32, size: i32, boxes: i32, occupied: usize): i32 {
  let count = 0;
  memory.fill(occupied, 0, <usize>rows * boxes);
  for (let row = 0; row < rows; row++, joined += (<usize>words) << 3, occupied += boxes) {
    // the first box that has not been seen yet, and its first bit
    let next: i32 = 0;
    for (let w = 0; w < words; w++) {
      let bits = load<u64>(joined + ((<usize>w) << 3));
      const first = next - (w << 6);
      if (first >= 64) continue;
      if (first > 0) bits &= ~(<u64>0) << first;
      while (bits != 0) {
        const box = ((w << 6) + <i32>ctz(bits)) / size;
        store<u8>(occupied + box, 1);
        count++;
        next = (box + 1) * size;
        const past = next - (w << 6);
        if (past >= 64) break;
        bits &= ~(<u64>0) << past;
      }
    }
  }
  return count;
}

/** The same number without the list, for sizes 2, 4, .. 32: bits of a box are folded onto its first one. */
export function countFolded(joined: usize, bytes: usize, size: i32): i32 {
  // 0x5555.., 0x1111.., 0x0101.., ...: the first bit of every box
  let firsts: u64 = 1;
  for (let shift = size; shift < 64; shift <<= 1) firsts |= firsts << shift;
  let count: u64 = 0;
  for (let at: usize = 0; at < bytes; at += 8) {
    let bits = load<u64>(joined + at);
    for (let shift = 1; shift < size; shift <<= 1) bits |= bits >> shift;
    count += popcnt(bits & firsts);
  }
  return <i32>count;
}
