/** Pairs of voxels a lattice step apart on rows of bits, 64 at a time. */
import { packRows } from './bit-rows';

/** Packs ny rows of nx bytes. */
export function packPlane(plane: usize, bits: usize, ny: i32, nx: i32, value: i32): void {
  packRows(plane, bits, ny, nx, value);
}

/**
 * Adds to two u64 at `counts` what holds for the pairs (x in `a`, x + shift in `b`) of rows of nx bits: pairs with both set, and set
 * ends of pairs. 0 <= shift < min(nx, 64).
 */
function rowPairs(a: usize, b: usize, words: i32, nx: i32, shift: u64, counts: usize): void {
  // the last place that has a partner
  const end = nx - <i32>shift;
  let both: u64 = 0;
  let ends: u64 = 0;
  for (let w = 0; w < words; w++, a += 8, b += 8) {
    const left = end - (w << 6);
    if (left <= 0) break;
    const next: u64 = shift == 0 || w == words - 1 ? 0 : load<u64>(b, 8) << (64 - shift);
    const partner = (load<u64>(b) >> shift) | next;
    const here = left < 64 ? load<u64>(a) & (((<u64>1) << left) - 1) : load<u64>(a);
    both += popcnt(here & partner);
    ends += popcnt(here) + popcnt(partner);
  }
  store<u64>(counts, load<u64>(counts) + both);
  store<u64>(counts, load<u64>(counts, 8) + ends, 8);
}

/** Pairs at the step (dz, dy, dx) between the planes [first, end) of a stack of nz planes and those dz >= 0 further on. */
export function stepPairs(
  bits: usize, nz: i32, ny: i32, nx: i32, first: i32, end: i32, dz: i32, dy: i32, dx: i32, counts: usize,
): void {
  const words = (nx + 63) >> 6;
  const row = (<usize>words) << 3;
  const shift = <u64>abs(dx);
  if (<i32>shift >= nx) return;
  const last = min(end, nz - dz);
  const lowest = max(0, -dy);
  const highest = min(ny, ny - dy);
  for (let z = first; z < last; z++)
    for (let y = lowest; y < highest; y++) {
      const here = bits + (<usize>z * ny + y) * row;
      const there = bits + (<usize>(z + dz) * ny + (y + dy)) * row;
      if (dx >= 0) rowPairs(here, there, words, nx, shift, counts);
      else rowPairs(there, here, words, nx, shift, counts);
    }
}
