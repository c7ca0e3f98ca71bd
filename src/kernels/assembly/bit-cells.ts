/**
 * Bit volumes: one bit per voxel, 64 voxels a word, and what the 2x2x2 cells around the lattice points hold.
 *
 * A row has three bits of padding at each end (voxel x is bit x + 3) and an empty word before and behind; a plane has three padded rows
 * before and behind. Every count is an AND, OR or XOR of shifted rows and a population count, so that 64 cells are counted at once.
 */

const PAD: i32 = 3;

/** Bits of one plane of bytes: 1 where the byte is `value`. `dst` is the first word of row 0; bits of the padding are left 0. */
export function pack(src: usize, value: i32, dst: usize, ny: i32, nx: i32, stride: usize): void {
  const wanted = i8x16.splat(<i8>value);
  for (let y = 0; y < ny; y++) {
    const row = dst + <usize>y * stride;
    memory.fill(row - 8, 0, stride);
    for (let x = 0; x < nx; x += 64) {
      const at = src + <usize>x;
      let bits = <u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at), wanted)));
      bits |= (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 16), wanted)))) << 16;
      bits |= (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 32), wanted)))) << 32;
      bits |= (<u64>(<u32>i8x16.bitmask(i8x16.eq(v128.load(at, 48), wanted)))) << 48;
      if (nx - x < 64) bits &= ((<u64>1) << ((nx - x) as u64)) - 1;
      const word = row + (((<usize>x) >> 6) << 3);
      store<u64>(word, load<u64>(word) | (bits << PAD));
      store<u64>(word + 8, bits >> (64 - PAD));
    }
    src += <usize>nx;
  }
}

function bitOf(row: usize, i: i32): u64 {
  return (load<u64>(row + (((<usize>i) >> 6) << 3)) >> ((i & 63) as u64)) & 1;
}

function setBit(row: usize, i: i32, bit: u64): void {
  const word = row + (((<usize>i) >> 6) << 3);
  store<u64>(word, load<u64>(word) | (bit << ((i & 63) as u64)));
}

function inside(i: i32, n: i32, periodic: bool): i32 {
  if (periodic) return ((i % n) + n) % n;
  return i < 0 ? 0 : i >= n ? n - 1 : i;
}

/** The padding of a plane whose rows are packed: background (outside 0), the outermost voxels (1) or the other side (2). */
export function padPlane(plane: usize, ny: i32, nx: i32, stride: usize, outside: i32): void {
  const first = plane + <usize>PAD * stride;
  const periodic = outside == 2;
  if (outside != 0)
    for (let y = 0; y < ny; y++) {
      const row = first + <usize>y * stride;
      for (let k = 1; k <= PAD; k++) {
        const before = bitOf(row, PAD + inside(-k, nx, periodic));
        const after = bitOf(row, PAD + inside(nx - 1 + k, nx, periodic));
        setBit(row, PAD - k, before);
        setBit(row, PAD + nx - 1 + k, after);
      }
    }
  for (let k = 1; k <= PAD; k++) {
    const low = first - <usize>k * stride - 8;
    const high = first + <usize>(ny - 1 + k) * stride - 8;
    if (outside == 0) {
      memory.fill(low, 0, stride);
      memory.fill(high, 0, stride);
    } else {
      memory.copy(low, first + <usize>inside(-k, ny, periodic) * stride - 8, stride);
      memory.copy(high, first + <usize>inside(ny - 1 + k, ny, periodic) * stride - 8, stride);
    }
  }
}

function add(out: usize, k: usize, count: u64): void {
  store<u64>(out + (k << 3), load<u64>(out + (k << 3)) + count);
}

/**
 * Counts over the cells between the planes `lower` and `upper` (rows r and r + 1, bits i and i + 1), for `rows` rows and the bits of the mask
 * in the words [j0, j1). Adds to 26 counts: 13 changes along the lattice directions (order of DIRECTIONS), voxels; pairs, squares
 * and cube with any voxel inside; pairs, squares and cube with all inside; cells with two opposite corners and nothing else.
 */
export function countCells(lower: usize, upper: usize, rows: i32, stride: usize, mask: usize, j0: i32, j1: i32, out: usize): void {
  let c0: u64 = 0,
    c1: u64 = 0,
    c2: u64 = 0,
    c3: u64 = 0,
    c4: u64 = 0,
    c5: u64 = 0,
    c6: u64 = 0,
    c7: u64 = 0,
    c8: u64 = 0;
  let c9: u64 = 0,
    c10: u64 = 0,
    c11: u64 = 0,
    c12: u64 = 0,
    voxels: u64 = 0;
  let anyX: u64 = 0,
    anyY: u64 = 0,
    anyZ: u64 = 0,
    anyYX: u64 = 0,
    anyZX: u64 = 0,
    anyZY: u64 = 0,
    any8: u64 = 0;
  let allYX: u64 = 0,
    allZX: u64 = 0,
    allZY: u64 = 0,
    all8: u64 = 0,
    corners: u64 = 0;
  for (let r = 0; r < rows; r++) {
    for (let j = j0; j < j1; j++) {
      const at = (<usize>j) << 3;
      const m = load<u64>(mask + at);
      const pa = lower + at,
        pb = lower + stride + at,
        pc = upper + at,
        pd = upper + stride + at;
      const wa = load<u64>(pa),
        wb = load<u64>(pb),
        wc = load<u64>(pc),
        wd = load<u64>(pd);
      const a = wa & m,
        b = wb & m,
        c = wc & m,
        d = wd & m;
      const e = ((wa >> 1) | (load<u64>(pa, 8) << 63)) & m;
      const f = ((wb >> 1) | (load<u64>(pb, 8) << 63)) & m;
      const g = ((wc >> 1) | (load<u64>(pc, 8) << 63)) & m;
      const h = ((wd >> 1) | (load<u64>(pd, 8) << 63)) & m;
      const ae = a | e,
        bf = b | f,
        cg = c | g,
        dh = d | h;
      const any = ae | bf | cg | dh;
      if (!any) continue;
      voxels += popcnt(a);
      const all = a & e & b & f & c & g & d & h;
      any8 += popcnt(any);
      anyX += popcnt(ae);
      anyY += popcnt(a | b);
      anyZ += popcnt(a | c);
      anyYX += popcnt(ae | bf);
      anyZX += popcnt(ae | cg);
      anyZY += popcnt(a | b | c | d);
      if (all) {
        all8 += popcnt(all);
      }
      allYX += popcnt(a & e & b & f);
      allZX += popcnt(a & e & c & g);
      allZY += popcnt(a & b & c & d);
      if (all == any) continue;
      c0 += popcnt(a ^ e);
      c1 += popcnt(a ^ b);
      c2 += popcnt(a ^ c);
      c3 += popcnt(a ^ f);
      c4 += popcnt(b ^ e);
      c5 += popcnt(a ^ g);
      c6 += popcnt(c ^ e);
      c7 += popcnt(a ^ d);
      c8 += popcnt(c ^ b);
      c9 += popcnt(a ^ h);
      c10 += popcnt(d ^ e);
      c11 += popcnt(b ^ g);
      c12 += popcnt(c ^ f);
      // the four pairs of opposite corners: a-h, e-d, b-g, f-c
      const o1 = a | h,
        o2 = e | d,
        o3 = b | g,
        o4 = f | c;
      const lone = (a & h & ~(o2 | o3 | o4)) | (e & d & ~(o1 | o3 | o4)) | (b & g & ~(o1 | o2 | o4)) | (f & c & ~(o1 | o2 | o3));
      if (lone) corners += popcnt(lone);
    }
    lower += stride;
    upper += stride;
  }
  add(out, 0, c0);
  add(out, 1, c1);
  add(out, 2, c2);
  add(out, 3, c3);
  add(out, 4, c4);
  add(out, 5, c5);
  add(out, 6, c6);
  add(out, 7, c7);
  add(out, 8, c8);
  add(out, 9, c9);
  add(out, 10, c10);
  add(out, 11, c11);
  add(out, 12, c12);
  add(out, 13, voxels);
  add(out, 14, anyX);
  add(out, 15, anyY);
  add(out, 16, anyZ);
  add(out, 17, anyYX);
  add(out, 18, anyZX);
  add(out, 19, anyZY);
  add(out, 20, any8);
  add(out, 21, allYX);
  add(out, 22, allZX);
  add(out, 23, allZY);
  add(out, 24, all8);
  add(out, 25, corners);
}

function met(a: u64, b: u64, a2: u64, b2: u64): u64 {
  return popcnt((a & b2) | (b & a2));
}

/** As `countCells`, for two bodies: pairs along the 13 directions of which one voxel is in the first body and the other in the second. */
export function countMeetings(
  lower: usize,
  upper: usize,
  lower2: usize,
  upper2: usize,
  rows: i32,
  stride: usize,
  mask: usize,
  j0: i32,
  j1: i32,
  out: usize,
): void {
  // prettier-ignore
  for (let r = 0; r < rows; r++) {
    for (let j = j0; j < j1; j++) {
      const at = <usize>j << 3;
      const m = load<u64>(mask + at);
      let p = lower + at, q = lower + stride + at;
      const a = load<u64>(p) & m, b = load<u64>(q) & m;
      const e = ((load<u64>(p) >> 1) | (load<u64>(p, 8) << 63)) & m, f = ((load<u64>(q) >> 1) | (load<u64>(q, 8) << 63)) & m;
      (p = upper + at), (q = upper + stride + at);
      const c = load<u64>(p) & m, d = load<u64>(q) & m;
      const g = ((load<u64>(p) >> 1) | (load<u64>(p, 8) << 63)) & m, h = ((load<u64>(q) >> 1) | (load<u64>(q, 8) << 63)) & m;
      if (!(a | b | c | d | e | f | g | h)) continue;
      (p = lower2 + at), (q = lower2 + stride + at);
      const A = load<u64>(p) & m, B = load<u64>(q) & m;
      const E = ((load<u64>(p) >> 1) | (load<u64>(p, 8) << 63)) & m, F = ((load<u64>(q) >> 1) | (load<u64>(q, 8) << 63)) & m;
      (p = upper2 + at), (q = upper2 + stride + at);
      const C = load<u64>(p) & m, D = load<u64>(q) & m;
      const G = ((load<u64>(p) >> 1) | (load<u64>(p, 8) << 63)) & m, H = ((load<u64>(q) >> 1) | (load<u64>(q, 8) << 63)) & m;
      if (!(A | B | C | D | E | F | G | H)) continue;
      add(out, 0, met(a, e, A, E));
      add(out, 1, met(a, b, A, B));
      add(out, 2, met(a, c, A, C));
      add(out, 3, met(a, f, A, F));
      add(out, 4, met(b, e, B, E));
      add(out, 5, met(a, g, A, G));
      add(out, 6, met(c, e, C, E));
      add(out, 7, met(a, d, A, D));
      add(out, 8, met(c, b, C, B));
      add(out, 9, met(a, h, A, H));
      add(out, 10, met(d, e, D, E));
      add(out, 11, met(b, g, B, G));
      add(out, 12, met(c, f, C, F));
    }
    lower += stride;
    upper += stride;
    lower2 += stride;
    upper2 += stride;
  }
}
