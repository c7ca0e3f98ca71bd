/**
 * Voxel faces within flat patches along the grid, on bit volumes as in bit-cells.ts.
 *
 * A face is flat when every face of a 5 x 5 window around it (without the corners) is one of the same plane, or lies beyond an edge of the body: the
 * column there is empty for three voxels down, or full for three voxels up. So a terrace of a gently tilted surface counts
 * for less the narrower it is, while the faces of a cube count up to its edges.
 */

function shifted(p: usize, k: i32): u64 {
  const word = load<u64>(p);
  if (k > 0) return (word >> (k as u64)) | (load<u64>(p, 8) << ((64 - k) as u64));
  if (k < 0) return (word << (-k as u64)) | (load<u64>(p - 8) >> ((64 + k) as u64));
  return word;
}

function accepted(m: u64, up1: u64, up2: u64, up3: u64, down1: u64, down2: u64): u64 {
  return (m & ~up1) | ~(up1 | m | down1 | down2) | (m & up1 & up2 & up3);
}

/**
 * Marks the places that a window accepts, for faces on the side `step` bytes on (rows or planes), or `sign` bits on when step is 0: over `count`
 * words that follow each other.
 */
export function acceptFaces(bits: usize, out: usize, count: i32, step: isize, sign: i32): void {
  if (step != 0) {
    for (let k = 0; k < count; k++) {
      const p = bits + ((<usize>k) << 3);
      const m = load<u64>(p);
      store<u64>(
        out + ((<usize>k) << 3),
        accepted(m, load<u64>(p + step), load<u64>(p + 2 * step), load<u64>(p + 3 * step), load<u64>(p - step), load<u64>(p - 2 * step)),
      );
    }
  } else if (sign > 0) {
    for (let k = 0; k < count; k++) {
      const p = bits + ((<usize>k) << 3);
      store<u64>(
        out + ((<usize>k) << 3),
        accepted(load<u64>(p), shifted(p, 1), shifted(p, 2), shifted(p, 3), shifted(p, -1), shifted(p, -2)),
      );
    }
  } else {
    for (let k = 0; k < count; k++) {
      const p = bits + ((<usize>k) << 3);
      store<u64>(
        out + ((<usize>k) << 3),
        accepted(load<u64>(p), shifted(p, -1), shifted(p, -2), shifted(p, -3), shifted(p, 1), shifted(p, 2)),
      );
    }
  }
}

/**
 * Flat faces of `rows` rows from `bits` (first word of the first row): voxels inside whose neighbour on the side is outside and whose window is accepted.
 * `other`, unless 0, is a second body in the same layout: then only faces towards it count. `u` and `v` are the byte steps of the window;
 * a step of 0 is along the bits. `mask` keeps the voxels of the box.
 */
export function countFlat(
  bits: usize,
  accepts: usize,
  other: usize,
  rows: i32,
  stride: usize,
  mask: usize,
  words: i32,
  step: isize,
  sign: i32,
  u: isize,
  v: isize,
): i64 {
  // prettier-ignore
  let total: u64 = 0;
  for (let r = 0; r < rows; r++) {
    for (let j = 0; j < words; j++) {
      const at = ((<usize>j) << 3) + <usize>r * stride;
      const p = bits + at;
      const next = step != 0 ? load<u64>(p + step) : shifted(p, sign);
      let core = load<u64>(p) & ~next & load<u64>(mask + ((<usize>j) << 3));
      if (!core) continue;
      if (other != 0) {
        const q = other + at;
        core &= step != 0 ? load<u64>(q + step) : shifted(q, sign);
        if (!core) continue;
      }
      const w = accepts + at;
      // u is always along memory; v too unless it is along the bits
      if (v != 0) core &= window2(w, u, v, core);
      else core &= window1(w, u, core);
      total += popcnt(core);
    }
  }
  return <i64>total;
}

/** The rows of the window: whole ones in the middle, without their ends at u = -2 and 2. Both steps along memory. */
function window2(w: usize, u: isize, v: isize, core: u64): u64 {
  core &= load<u64>(w + u) & load<u64>(w - u) & load<u64>(w + v) & load<u64>(w - v);
  if (!core) return 0;
  core &= load<u64>(w + 2 * u) & load<u64>(w - 2 * u) & load<u64>(w + 2 * v) & load<u64>(w - 2 * v);
  if (!core) return 0;
  core &= load<u64>(w + u + v) & load<u64>(w + u - v) & load<u64>(w - u + v) & load<u64>(w - u - v);
  if (!core) return 0;
  core &= load<u64>(w + 2 * u + v) & load<u64>(w + 2 * u - v) & load<u64>(w - 2 * u + v) & load<u64>(w - 2 * u - v);
  if (!core) return 0;
  return core & load<u64>(w + u + 2 * v) & load<u64>(w + u - 2 * v) & load<u64>(w - u + 2 * v) & load<u64>(w - u - 2 * v);
}

function across3(w: usize): u64 {
  return load<u64>(w) & shifted(w, 1) & shifted(w, -1);
}

function across5(w: usize): u64 {
  return across3(w) & shifted(w, 2) & shifted(w, -2);
}

/** The same with v along the bits. */
function window1(w: usize, u: isize, core: u64): u64 {
  core &= across5(w);
  if (!core) return 0;
  core &= across5(w + u) & across5(w - u);
  if (!core) return 0;
  return core & across3(w + 2 * u) & across3(w - 2 * u);
}
