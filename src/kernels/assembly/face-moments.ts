/**
 * First moment of a body around a voxel face, on rows of bits: the set bits of a window are visited in order, so that the sum is the same to
 * the last bit as one over all voxels of the window in raster order (surface-normals.ts).
 */

/** Bytes of a row of the window: offset of its row of bits, first bit, number of bits (57 at most). */
const ROW: usize = 16;
/** bytes of a moment: z, y, x */
const MOMENT: usize = 32;

/**
 * Minus the sum of the moments of the set bits, as z, y, x at `out`. `row` is the row of bits of the voxel, `x` its bit; `rows` describes `count` rows of
 * the window, `moments` has an entry for each of their bits. Reads up to 8 bytes past a row.
 */
export function faceMoment(row: usize, x: i32, rows: usize, count: i32, moments: usize, out: usize): void {
  let zy = f64x2.splat(0);
  let sx: f64 = 0;
  for (let r = 0; r < count; r++) {
    const first = x + load<i32>(rows, 4);
    const width = load<i32>(rows, 8);
    let bits = load<u64>(row + <usize>load<i32>(rows) + <usize>(first >> 3)) >> (<u64>(first & 7));
    bits &= ((<u64>1) << (<u64>width)) - 1;
    while (bits) {
      const at = moments + <usize>ctz(bits) * MOMENT;
      zy = f64x2.sub(zy, v128.load(at));
      sx -= load<f64>(at, 16);
      bits &= bits - 1;
    }
    rows += ROW;
    moments += <usize>width * MOMENT;
  }
  v128.store(out, zy);
  store<f64>(out, sx, 16);
}
