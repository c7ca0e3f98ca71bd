/**
 * Rows of voxels as bits, 64 voxels in a word, the first voxel in the lowest bit; bits past the end of a row are 0.
 * A row may be read up to 64 bytes past its end: the caller leaves that much room behind the last one.
 */

// @ts-ignore: decorator
@inline
function sixteen(from: usize, wanted: v128): u64 {
  return <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(from), wanted)));
}

/** Packs rows of nx bytes, one after another, into rows of ceil(nx / 64) words: 1 where a byte equals `value`. */
export function packRows(from: usize, to: usize, rows: i32, nx: i32, value: i32): void {
  const wanted = i8x16.splat(<i8>value);
  const words = (nx + 63) >> 6;
  const rest = nx & 63;
  const last: u64 = rest == 0 ? ~(<u64>0) : ((<u64>1) << rest) - 1;
  for (let row = 0; row < rows; row++) {
    let at = from + <usize>row * nx;
    for (let w = 0; w < words; w++, at += 64, to += 8) {
      const bits =
        sixteen(at, wanted) | (sixteen(at + 16, wanted) << 16) | (sixteen(at + 32, wanted) << 32) | (sixteen(at + 48, wanted) << 48);
      store<u64>(to, w == words - 1 ? bits & last : bits);
    }
  }
}
