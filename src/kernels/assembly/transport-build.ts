/**
 * From rows of bits (64 voxels a word, padding 0) to the codes and sources of the finest level of the transport solver, and to
 * the face counts of its first coarse level. See transport-fine.ts for the packing of rows.
 *
 * `b` is the address of: i32 nz, ny, words in a row, nx, bits of the first plane, a row of zero words, even, periodic y, periodic x,
 * electrode at z = 0, electrode at the last z, uniform source, bytes of a row of floats, groups in a half-row, bytes of a row of codes;
 * then f32 weight of z.
 */

// @ts-ignore: decorator
@inline
function at(b: usize, i: usize): i32 {
  return load<i32>(b + 4 * i);
}

/** Address of the bits of a row; y wraps or leaves the box, z may leave it. */
// @ts-ignore: decorator
@inline
function bitRow(b: usize, z: i32, y: i32): usize {
  const nz = at(b, 0),
    ny = at(b, 1),
    bytes = at(b, 2) << 3;
  if (z < 0 || z >= nz) return at(b, 5);
  if (y < 0 || y >= ny) {
    if (at(b, 7) == 0) return at(b, 5);
    y = y < 0 ? ny - 1 : 0;
  }
  return at(b, 4) + (<usize>z * ny + y) * bytes;
}

/** Bits of even position, side by side. */
// @ts-ignore: decorator
@inline
function evenBits(v: u64): u64 {
  v &= 0x5555555555555555;
  v = (v | (v >> 1)) & 0x3333333333333333;
  v = (v | (v >> 2)) & 0x0f0f0f0f0f0f0f0f;
  v = (v | (v >> 4)) & 0x00ff00ff00ff00ff;
  v = (v | (v >> 8)) & 0x0000ffff0000ffff;
  return (v | (v >> 16)) & 0x00000000ffffffff;
}

/** Eight bits as eight bytes of 0 or 1. */
// @ts-ignore: decorator
@inline
function spread(bits: u64): u64 {
  const v = ((bits & 255) * 0x0101010101010101) & 0x8040201008040201;
  return ((v + 0x7f7f7f7f7f7f7f7f) >> 7) & 0x0101010101010101;
}

// @ts-ignore: decorator
@inline
function writeSource(b: usize, row: usize, k: i32, signs: u64): void {
  const wz = f32x4.splat(load<f32>(b + 60));
  const wide = i16x8.extend_low_i8x16_s(i64x2.splat(signs));
  const group = k >> 2,
    n = at(b, 13);
  if (group < n) v128.store(row + 4 * k, f32x4.mul(wz, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(wide))));
  if (group + 1 < n) v128.store(row + 4 * k + 16, f32x4.mul(wz, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(wide))));
}

/**
 * Codes and sources of one plane, black and red. Returns the faces across z that conduct above this plane, an electrode face
 * counting one half: their sum is the energy of the straight potential drop.
 */
export function buildPlane(b: usize, z: i32, blackCode: usize, redCode: usize, blackSource: usize, redSource: usize): f64 {
  const nz = at(b, 0),
    ny = at(b, 1),
    words = at(b, 2),
    nx = at(b, 3),
    isEven = at(b, 6) != 0,
    wrapX = at(b, 8) != 0;
  const inlet = z == 0 && at(b, 9) != 0,
    outlet = z == nz - 1 && at(b, 10) != 0,
    uniform = at(b, 11) != 0;
  let faces: i64 = 0,
    ends: i64 = 0;
  for (let y = 0; y < ny; y++) {
    const here = bitRow(b, z, y),
      up = bitRow(b, z, y - 1),
      down = bitRow(b, z, y + 1),
      under = bitRow(b, z - 1, y),
      over = bitRow(b, z + 1, y);
    const first = load<u64>(here) & 1,
      last = (load<u64>(here + (((nx - 1) >> 6) << 3)) >> ((nx - 1) & 63)) & 1;
    let carry: u64 = wrapX ? last : 0;
    for (let w = 0; w < words; w++) {
      const m = load<u64>(here + (w << 3));
      const more: u64 = w + 1 < words ? load<u64>(here + (w << 3) + 8) & 1 : 0;
      let right = (m >> 1) | (more << 63);
      if (wrapX && w == words - 1) right |= first << ((nx - 1) & 63);
      const left = ((m << 1) | carry) & m;
      carry = m >> 63;
      right &= m;
      const u = load<u64>(up + (w << 3)) & m,
        d = load<u64>(down + (w << 3)) & m;
      const lower = inlet ? m : load<u64>(under + (w << 3)) & m,
        upper = outlet ? m : load<u64>(over + (w << 3)) & m;
      if (!outlet) faces += popcnt(upper);
      if (inlet) ends += popcnt(m);
      if (outlet) ends += popcnt(m);
      for (let colour = 0; colour < 2; colour++) {
        const odd: u64 = (z + y + colour) & 1;
        const xl = evenBits(left >> odd),
          xr = evenBits(right >> odd),
          yu = evenBits(u >> odd),
          yd = evenBits(d >> odd);
        const zl = evenBits(lower >> odd),
          zu = evenBits(upper >> odd),
          own = evenBits(m >> odd);
        const code = (colour == 0 ? blackCode : redCode) + y * at(b, 14),
          source = (colour == 0 ? blackSource : redSource) + y * at(b, 12);
        for (let part = 0; part < 4; part++) {
          const k = (w << 5) + (part << 3),
            s = <u64>(part << 3);
          if (k >= at(b, 14)) break;
          const below = spread(zl >> s),
            above = spread(zu >> s);
          const ny2 = spread(yu >> s) + spread(yd >> s),
            nx2 = spread(xl >> s) + spread(xr >> s);
          const nz2 = below + above + (inlet ? below : 0) + (outlet ? above : 0);
          store<u64>(code + k, isEven ? nx2 + ny2 + nz2 : nx2 | (ny2 << 2) | (nz2 << 4));
          // byte by byte: the bytes are 0 or 1, so 128 + below - above never borrows
          const signs = uniform ? spread(own >> s) : ((below | 0x8080808080808080) - above) ^ 0x8080808080808080;
          writeSource(b, source, k, signs);
        }
      }
    }
  }
  return <f64>faces + 0.5 * <f64>ends;
}

/** Bits of a pair of voxels along x, counted. */
// @ts-ignore: decorator
@inline
function pair(bits: u64, x: i32): i32 {
  return <i32>popcnt((bits >> ((x & 31) << 1)) & 3);
}

/**
 * Face counts of the plane of coarse cells cz: across z (above it; cz = -1 writes those of the electrode below), across y and x.
 * `zShift` and `yShift` are 1 where two voxels make a cell; along x two always do. Rows of counts are `row` bytes, x = -1 and y = -1
 * lie before the first.
 */
export function coarsePlane(b: usize, cz: i32, zShift: i32, yShift: i32, qz: usize, qy: usize, qx: usize, row: usize): void {
  const nz = at(b, 0),
    ny = at(b, 1),
    nx = at(b, 3),
    cells = (nx + 1) >> 1,
    rows = (ny + (1 << yShift) - 1) >> yShift;
  const z0 = cz << zShift,
    z1 = min(nz, (cz + 1) << zShift);
  const twice = (cz < 0 && at(b, 9) != 0) || (z1 == nz && at(b, 10) != 0),
    open = cz < 0 || z1 == nz;
  for (let cy = 0; cy < rows; cy++) {
    const y0 = cy << yShift,
      y1 = min(ny, (cy + 1) << yShift);
    for (let cx = 0; cx < cells; cx++) {
      const word = (cx >> 5) << 3;
      let n = 0;
      for (let y = y0; y < y1; y++) {
        const face = load<u64>(bitRow(b, cz < 0 ? 0 : z1 - 1, y) + word);
        if (!open) n += pair(face & load<u64>(bitRow(b, z1, y) + word), cx);
        else if (twice) n += 2 * pair(face, cx);
      }
      store<u8>(qz + cy * row + cx, n);
      if (cz < 0) continue;
      n = 0;
      let across = 0;
      const x = (cx << 1) + 1;
      for (let z = z0; z < z1; z++) {
        n += pair(load<u64>(bitRow(b, z, y1 - 1) + word) & load<u64>(bitRow(b, z, y1) + word), cx);
        for (let y = y0; y < y1; y++) {
          const bits = bitRow(b, z, y);
          const here = x < nx ? (load<u64>(bits + word) >> (x & 63)) & 1 : 0;
          if (x + 1 < nx) across += <i32>(here & (load<u64>(bits + (((x + 1) >> 6) << 3)) >> ((x + 1) & 63)) & 1);
          else if (at(b, 8) != 0) across += <i32>(here & load<u64>(bits) & 1);
        }
      }
      store<u8>(qy + cy * row + cx, n);
      store<u8>(qx + cy * row + cx, across);
    }
    if (cz >= 0 && at(b, 8) != 0) store<u8>(qx + cy * row - 1, load<u8>(qx + cy * row + cells - 1));
  }
  if (cz >= 0 && at(b, 7) != 0) memory.copy(qy - row, qy + (rows - 1) * row, cells);
}
