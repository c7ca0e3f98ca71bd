/**
 * One directional pass of topology-preserving thinning over a bit-packed volume; method and layout: ../thinning.ts.
 *
 * The 27 voxels around a place are gathered into one word (bit dx + 3 dy + 9 dz, the centre is bit 13), so that flooding a
 * neighbourhood is a handful of shifts. Bit 0 of a row is padding; voxel x is bit x + 1.
 */

const CENTRE: u32 = 1 << 13;
/** the six neighbours that share a face */
const FACES: u32 = (1 << 4) | (1 << 10) | (1 << 12) | (1 << 14) | (1 << 16) | (1 << 22);
/** voxels with dx < 1, dx > -1, and likewise for dy */
const NOT_LAST_X: u32 = 0x36db6db;
const NOT_FIRST_X: u32 = 0x6db6db6;
const NOT_LAST_Y: u32 = 0xfc7e3f;
const NOT_FIRST_Y: u32 = 0x7e3f1f8;
/** all but the eight corners and the centre */
const N18: u32 = 0x2ebdeba;

/** The 27 bits around the voxel whose row starts at `row`, with its left neighbour at bit `shift` of byte `at`. */
// @ts-ignore: decorator
@inline
function around(row: usize, at: usize, shift: u32, rowBytes: usize, plane: usize): u32 {
  const y0 = row + at - rowBytes;
  const y1 = row + at;
  const y2 = row + at + rowBytes;
  return (
    (((<u32>load<u16>(y0 - plane)) >> shift) & 7) |
    ((((<u32>load<u16>(y1 - plane)) >> shift) & 7) << 3) |
    ((((<u32>load<u16>(y2 - plane)) >> shift) & 7) << 6) |
    ((((<u32>load<u16>(y0)) >> shift) & 7) << 9) |
    ((((<u32>load<u16>(y1)) >> shift) & 7) << 12) |
    ((((<u32>load<u16>(y2)) >> shift) & 7) << 15) |
    ((((<u32>load<u16>(y0 + plane)) >> shift) & 7) << 18) |
    ((((<u32>load<u16>(y1 + plane)) >> shift) & 7) << 21) |
    ((((<u32>load<u16>(y2 + plane)) >> shift) & 7) << 24)
  );
}

/** One neighbour inside, or none. */
// @ts-ignore: decorator
@inline
function isEnd(cube: u32): bool {
  const inside = cube & ~CENTRE;
  return (inside & (inside - 1)) == 0;
}

/** Removing the voxel changes no piece, handle or cavity. */
function isSimple(cube: u32): bool {
  const outside = ~cube & FACES;
  if (outside == 0) return false;
  // five face neighbours inside touch every other neighbour, so the inside is one piece
  if ((outside & (outside - 1)) == 0) return true;
  const inside = cube & ~CENTRE;
  if (inside == 0) return false;

  let reached = inside & (0 - inside);
  let before: u32 = 0;
  while (reached != before) {
    before = reached;
    reached |= ((reached & NOT_LAST_X) << 1) | ((reached & NOT_FIRST_X) >> 1);
    reached |= ((reached & NOT_LAST_Y) << 3) | ((reached & NOT_FIRST_Y) >> 3);
    reached |= (reached << 9) | (reached >> 9);
    reached &= inside;
  }
  if (reached != inside) return false;

  const free = ~cube & N18;
  reached = outside & (0 - outside);
  before = 0;
  while (reached != before) {
    before = reached;
    reached |=
      ((reached & NOT_LAST_X) << 1) |
      ((reached & NOT_FIRST_X) >> 1) |
      ((reached & NOT_LAST_Y) << 3) |
      ((reached & NOT_FIRST_Y) >> 3) |
      (reached << 9) |
      (reached >> 9);
    reached &= free;
  }
  return (reached & outside) == outside;
}

/** Forgets what is known about the 27 voxels around a place. */
// @ts-ignore: decorator
@inline
function forget(row: usize, at: usize, shift: u32, rowBytes: usize, plane: usize): void {
  const keep = <u16>(~(<u32>7 << shift));
  let from = row + at - plane - rowBytes;
  for (let z = 0; z < 3; z++) {
    store<u16>(from, load<u16>(from) & keep);
    store<u16>(from + rowBytes, load<u16>(from + rowBytes) & keep);
    store<u16>(from + 2 * rowBytes, load<u16>(from + 2 * rowBytes) & keep);
    from += plane;
  }
}

/** Bits of the voxels that are background on the side `direction`: 0 z-, 1 z+, 2 y-, 3 y+, 4 x-, 5 x+. */
// @ts-ignore: decorator
@inline
function beside(word: usize, first: bool, last: bool, direction: i32, rowBytes: usize, plane: usize): u64 {
  if (direction == 0) return load<u64>(word - plane);
  if (direction == 1) return load<u64>(word + plane);
  if (direction == 2) return load<u64>(word - rowBytes);
  if (direction == 3) return load<u64>(word + rowBytes);
  if (direction == 4) return (load<u64>(word) << 1) | (first ? 0 : load<u64>(word - 8) >> 63);
  return (load<u64>(word) >> 1) | (last ? 0 : load<u64>(word + 8) << 63);
}

/**
 * Marks in `wanted` the voxels that are background on one side, simple and no end, then deletes them one after another where
 * they may go. `known`: found to stay with the neighbours they have. Returns the number of deleted voxels.
 */
export function thinningPass(
  body: usize,
  known: usize,
  fixed: usize,
  wanted: usize,
  nz: i32,
  ny: i32,
  rowBytes: usize,
  direction: i32,
): u32 {
  const plane = rowBytes * <usize>(ny + 2);
  let any = false;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = <usize>(z + 1) * plane + <usize>(y + 1) * rowBytes;
      for (let k: usize = 0; k < rowBytes; k += 8) {
        const word = row + k;
        let chosen: u64 = 0;
        const voxels = load<u64>(body + word) & ~load<u64>(known + word) & ~load<u64>(fixed + word);
        if (voxels != 0) {
          let rest = voxels & ~beside(body + word, k == 0, k + 8 == rowBytes, direction, rowBytes, plane);
          if (rest != 0) {
            store<u64>(known + word, load<u64>(known + word) | rest);
            while (rest != 0) {
              const left = (k << 3) + <usize>ctz(rest) - 1;
              const cube = around(body + row, left >> 3, <u32>(left & 7), rowBytes, plane);
              if (!isEnd(cube) && isSimple(cube)) chosen |= rest & (0 - rest);
              rest &= rest - 1;
            }
            if (chosen != 0) any = true;
          }
        }
        store<u64>(wanted + word, chosen);
      }
    }
  }
  return any ? deleteWanted(body, known, wanted, nz, ny, rowBytes) : 0;
}

/**
 * A marked voxel goes when it is simple still and touches a voxel that stays: one that went by before it and survived, or one that is not
 * marked. Otherwise a strip two voxels wide, all of it marked, would be eaten up from its first voxel.
 */
// @ts-ignore: decorator
@inline
function hasStay(cube: u32, row: usize, at: usize, shift: u32, rowBytes: usize, plane: usize): bool {
  if ((cube & (CENTRE - 1)) != 0) return true;
  return (cube & ~CENTRE & ~around(row, at, shift, rowBytes, plane)) != 0;
}

function deleteWanted(body: usize, known: usize, wanted: usize, nz: i32, ny: i32, rowBytes: usize): u32 {
  const plane = rowBytes * <usize>(ny + 2);
  let count: u32 = 0;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = <usize>(z + 1) * plane + <usize>(y + 1) * rowBytes;
      for (let k: usize = 0; k < rowBytes; k += 8) {
        const word = row + k;
        let rest = load<u64>(wanted + word);
        while (rest != 0) {
          const bit = rest & (0 - rest);
          const left = (k << 3) + <usize>ctz(rest) - 1;
          const at = left >> 3;
          const shift = <u32>(left & 7);
          rest ^= bit;
          const cube = around(body + row, at, shift, rowBytes, plane);
          // unchanged neighbours: what was found holds
          const simple = (load<u64>(known + word) & bit) != 0 || isSimple(cube);
          if (simple && hasStay(cube, wanted + row, at, shift, rowBytes, plane)) {
            store<u64>(body + word, load<u64>(body + word) & ~bit);
            forget(known + row, at, shift, rowBytes, plane);
            count++;
          } else if (simple) store<u64>(known + word, load<u64>(known + word) & ~bit);
          else store<u64>(known + word, load<u64>(known + word) | bit);
        }
      }
    }
  }
  return count;
}
