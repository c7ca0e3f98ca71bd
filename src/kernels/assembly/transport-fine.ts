/**
 * Finest level of the transport solver. Unknowns are the black voxels of a chessboard; the red ones are eliminated exactly.
 * A row of voxels is two packed half-rows: black voxel k of row (z, y) lies at x = 2k + s with s = (z + y) & 1, red ones at
 * x = 2k + 1 - s. So the neighbours in y and z have the same k, and those in x have k and k +- 1.
 * `code` holds one byte per voxel, packed alike: the sum of conductances to its neighbours, 0 outside the phase; the number of
 * them at equal spacing (`even`), else the bits xx | yy << 2 | zzz << 4 (an electrode face counts twice).
 *
 * `g` is the address of the geometry: i32 ny, groups of 4 voxels in a half-row, voxels in a half-row, bytes of a row of floats,
 * bytes of a row of codes, even, periodic y, periodic x, address of a zero plane; then f32 weights of z, y, x.
 */

// @ts-ignore: decorator
@inline
function rows(g: usize): i32 {
  return load<i32>(g);
}
// @ts-ignore: decorator
@inline
function groups(g: usize): i32 {
  return load<i32>(g, 4);
}
// @ts-ignore: decorator
@inline
function half(g: usize): usize {
  return load<i32>(g, 8);
}
// @ts-ignore: decorator
@inline
function rowBytes(g: usize): usize {
  return load<i32>(g, 12);
}
// @ts-ignore: decorator
@inline
function codeBytes(g: usize): usize {
  return load<i32>(g, 16);
}
// @ts-ignore: decorator
@inline
function even(g: usize): bool {
  return load<i32>(g, 20) != 0;
}
// @ts-ignore: decorator
@inline
function periodicY(g: usize): bool {
  return load<i32>(g, 24) != 0;
}
// @ts-ignore: decorator
@inline
function periodicX(g: usize): bool {
  return load<i32>(g, 28) != 0;
}
// @ts-ignore: decorator
@inline
function zeroPlane(g: usize): usize {
  return load<i32>(g, 32);
}
// @ts-ignore: decorator
@inline
function weight(g: usize, axis: usize): v128 {
  return v128.splat<f32>(load<f32>(g + 36 + 4 * axis));
}

// @ts-ignore: decorator
@inline
function rowOf(g: usize, plane: usize, y: i32): usize {
  const ny = rows(g);
  if (y >= 0 && y < ny) return plane + y * rowBytes(g);
  return periodicY(g) ? plane + (y < 0 ? ny - 1 : 0) * rowBytes(g) : zeroPlane(g);
}

// @ts-ignore: decorator
@inline
function sum(v: v128): f64 {
  return <f64>f32x4.extract_lane(v, 0) + <f64>f32x4.extract_lane(v, 1) + (<f64>f32x4.extract_lane(v, 2) + <f64>f32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
function field(codes: v128, shift: i32, mask: i32): v128 {
  return f32x4.convert_i32x4_s(v128.and(i32x4.shr_u(codes, shift), i32x4.splat(mask)));
}

/** Sum of the conductances of four voxels. */
// @ts-ignore: decorator
@inline
function diagonal(code: usize, isEven: bool, wz: v128, wy: v128, wx: v128): v128 {
  const codes = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(code)));
  if (isEven) return f32x4.convert_i32x4_s(codes);
  const yx = f32x4.add(f32x4.mul(field(codes, 0, 3), wx), f32x4.mul(field(codes, 2, 3), wy));
  return f32x4.add(yx, f32x4.mul(field(codes, 4, 7), wz));
}

/** Weighted sum of the six neighbours of four voxels; `left` is 4 bytes before the lower x neighbour's right one. */
// @ts-ignore: decorator
@inline
function around(below: usize, left: usize, above: usize, up: usize, down: usize, isEven: bool, wz: v128, wy: v128, wx: v128): v128 {
  const z = f32x4.add(v128.load(below), v128.load(above));
  const y = f32x4.add(v128.load(up), v128.load(down));
  const x = f32x4.add(v128.load(left), v128.load(left, 4));
  if (isEven) return f32x4.add(f32x4.add(z, y), x);
  return f32x4.add(f32x4.add(f32x4.mul(z, wz), f32x4.mul(y, wy)), f32x4.mul(x, wx));
}

// @ts-ignore: decorator
@inline
function wrap(g: usize, row: usize): void {
  const last = half(g) * 4;
  store<f32>(row - 4, load<f32>(row + last - 4));
  store<f32>(row + last, load<f32>(row));
}

/** 1 / d inside the phase, 0 outside */
// @ts-ignore: decorator
@inline
function inverse(d: v128): v128 {
  return v128.and(f32x4.div(f32x4.splat(1), d), f32x4.gt(d, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function redRows(isEven: bool, g: usize, target: usize, below: usize, plane: usize, above: usize, code: usize, z: i32): void {
  const wz = weight(g, 0),
    wy = weight(g, 1),
    wx = weight(g, 2);
  const ny = rows(g),
    n = groups(g);
  for (let y = 0; y < ny; y++) {
    const shift: usize = ((z + y) & 1) == 1 ? 4 : 0;
    let out = target + y * rowBytes(g),
      bb = rowOf(g, below, y),
      aa = rowOf(g, above, y),
      left = rowOf(g, plane, y) - shift;
    let up = rowOf(g, plane, y - 1),
      down = rowOf(g, plane, y + 1),
      c = code + y * codeBytes(g);
    for (let k = 0; k < n; k++) {
      const s = around(bb, left, aa, up, down, isEven, wz, wy, wx);
      v128.store(out, f32x4.mul(s, inverse(diagonal(c, isEven, wz, wy, wx))));
      out += 16;
      bb += 16;
      aa += 16;
      left += 16;
      up += 16;
      down += 16;
      c += 4;
    }
    if (periodicX(g)) wrap(g, target + y * rowBytes(g));
  }
}

/** Red voxels in balance with the black ones around them: target = sum(w p) / d. The voxel planes below, here, above are black. */
export function redPlane(g: usize, target: usize, below: usize, plane: usize, above: usize, code: usize, z: i32): void {
  if (even(g)) redRows(true, g, target, below, plane, above, code, z);
  else redRows(false, g, target, below, plane, above, code, z);
}

// @ts-ignore: decorator
@inline
function energyRows(isEven: bool, g: usize, below: usize, plane: usize, above: usize, red: usize, black: usize, z: i32): f64 {
  const wz = weight(g, 0),
    wy = weight(g, 1),
    wx = weight(g, 2);
  const ny = rows(g),
    n = groups(g);
  let total: f64 = 0;
  for (let y = 0; y < ny; y++) {
    const shift: usize = ((z + y) & 1) == 1 ? 4 : 0;
    let bb = rowOf(g, below, y),
      aa = rowOf(g, above, y),
      here = rowOf(g, plane, y);
    let up = rowOf(g, plane, y - 1),
      down = rowOf(g, plane, y + 1),
      r = red + y * codeBytes(g),
      b = black + y * codeBytes(g);
    let part = f32x4.splat(0);
    for (let k = 0; k < n; k++) {
      const s = around(bb, here - shift, aa, up, down, isEven, wz, wy, wx);
      const p = v128.load(here);
      const own = f32x4.mul(f32x4.mul(p, p), diagonal(b, isEven, wz, wy, wx));
      part = f32x4.add(part, f32x4.sub(own, f32x4.mul(f32x4.mul(s, s), inverse(diagonal(r, isEven, wz, wy, wx)))));
      bb += 16;
      aa += 16;
      here += 16;
      up += 16;
      down += 16;
      r += 4;
      b += 4;
    }
    total += sum(part);
  }
  return total;
}

/** Part of p . S p of a plane, S being the operator on black voxels with the red ones eliminated. */
export function energyPlane(g: usize, below: usize, plane: usize, above: usize, red: usize, black: usize, z: i32): f64 {
  return even(g) ? energyRows(true, g, below, plane, above, red, black, z) : energyRows(false, g, below, plane, above, red, black, z);
}

// @ts-ignore: decorator
@inline
function residualRows(
  isEven: bool,
  g: usize,
  r: usize,
  p: usize,
  below: usize,
  plane: usize,
  above: usize,
  code: usize,
  z: i32,
  a: f32,
  out: usize,
): void {
  const wz = weight(g, 0),
    wy = weight(g, 1),
    wx = weight(g, 2);
  const ny = rows(g),
    n = groups(g),
    alpha = f32x4.splat(a);
  let total: f64 = 0,
    squares: f64 = 0,
    scaled: f64 = 0;
  for (let y = 0; y < ny; y++) {
    const shift: usize = ((z + y) & 1) == 1 ? 0 : 4;
    let rr = r + y * rowBytes(g),
      pp = p + y * rowBytes(g),
      bb = rowOf(g, below, y),
      aa = rowOf(g, above, y);
    let left = rowOf(g, plane, y) - shift,
      up = rowOf(g, plane, y - 1),
      down = rowOf(g, plane, y + 1),
      c = code + y * codeBytes(g);
    let t = f32x4.splat(0),
      q = f32x4.splat(0),
      e = f32x4.splat(0);
    for (let k = 0; k < n; k++) {
      const d = diagonal(c, isEven, wz, wy, wx);
      const inside = f32x4.gt(d, f32x4.splat(0));
      const flow = f32x4.sub(f32x4.mul(d, v128.load(pp)), around(bb, left, aa, up, down, isEven, wz, wy, wx));
      const v = v128.and(f32x4.sub(v128.load(rr), f32x4.mul(alpha, flow)), inside);
      v128.store(rr, v);
      const vv = f32x4.mul(v, v);
      t = f32x4.add(t, v);
      q = f32x4.add(q, vv);
      e = f32x4.add(e, v128.and(f32x4.div(vv, d), inside));
      rr += 16;
      pp += 16;
      bb += 16;
      aa += 16;
      left += 16;
      up += 16;
      down += 16;
      c += 4;
    }
    total += sum(t);
    squares += sum(q);
    scaled += sum(e);
  }
  store<f64>(out, total);
  store<f64>(out, squares, 8);
  store<f64>(out, scaled, 16);
}

/**
 * r -= a S p on a plane, from p there and the red planes of p; with p the zero plane and a = 1 it adds what the red planes give.
 * Writes the sum of r, of r^2 and of r^2 / d to `out`.
 */
export function residualPlane(
  g: usize,
  r: usize,
  p: usize,
  below: usize,
  plane: usize,
  above: usize,
  code: usize,
  z: i32,
  a: f32,
  out: usize,
): void {
  if (even(g)) residualRows(true, g, r, p, below, plane, above, code, z, a, out);
  else residualRows(false, g, r, p, below, plane, above, code, z, a, out);
}

// @ts-ignore: decorator
@inline
function directionRows(
  isEven: bool,
  g: usize,
  p: usize,
  r: usize,
  code: usize,
  coarse: usize,
  coarseRow: usize,
  yShift: i32,
  smooth: f32,
  keep: f32,
): void {
  const wz = weight(g, 0),
    wy = weight(g, 1),
    wx = weight(g, 2);
  const ny = rows(g),
    n = groups(g),
    beta = f32x4.splat(keep),
    omega = f32x4.splat(smooth);
  for (let y = 0; y < ny; y++) {
    let pp = p + y * rowBytes(g),
      rr = r + y * rowBytes(g),
      c = code + y * codeBytes(g),
      u = coarse + (y >> yShift) * coarseRow;
    for (let k = 0; k < n; k++) {
      const d = diagonal(c, isEven, wz, wy, wx);
      const inside = f32x4.gt(d, f32x4.splat(0));
      const z = f32x4.add(f32x4.div(f32x4.mul(omega, v128.load(rr)), d), v128.load(u));
      v128.store(pp, v128.and(f32x4.add(z, f32x4.mul(beta, v128.load(pp))), inside));
      pp += 16;
      rr += 16;
      c += 4;
      u += 16;
    }
    if (periodicX(g)) wrap(g, p + y * rowBytes(g));
  }
}

/** p = smooth r / d + (coarse correction) + keep p on a plane; `coarse` is the coarse plane above it, with rows of `coarseRow` bytes. */
export function directionPlane(
  g: usize,
  p: usize,
  r: usize,
  code: usize,
  coarse: usize,
  coarseRow: usize,
  yShift: i32,
  smooth: f32,
  keep: f32,
): void {
  if (even(g)) directionRows(true, g, p, r, code, coarse, coarseRow, yShift, smooth, keep);
  else directionRows(false, g, p, r, code, coarse, coarseRow, yShift, smooth, keep);
}

/** Sums r over the fine rows of each coarse row: rows of `count` planes from r on, `planeBytes` apart. */
export function gatherPlane(g: usize, target: usize, coarseRow: usize, r: usize, planeBytes: usize, count: i32, yShift: i32): void {
  const ny = rows(g),
    n = groups(g),
    last = (ny - 1) >> yShift;
  for (let cy = 0; cy <= last; cy++) {
    const first = cy << yShift,
      end = min(ny, (cy + 1) << yShift);
    for (let k = 0; k < n; k++) {
      let v = f32x4.splat(0);
      for (let z = 0; z < count; z++)
        for (let y = first; y < end; y++) v = f32x4.add(v, v128.load(r + z * planeBytes + y * rowBytes(g) + k * 16));
      v128.store(target + cy * coarseRow + k * 16, v);
    }
  }
}

/** dst = src / d on the red voxels of a plane, and the sum of src^2 / d: the first balance of the red voxels. */
export function balancePlane(g: usize, target: usize, source: usize, code: usize): f64 {
  const wz = weight(g, 0),
    wy = weight(g, 1),
    wx = weight(g, 2);
  const ny = rows(g),
    n = groups(g),
    isEven = even(g);
  let total: f64 = 0;
  for (let y = 0; y < ny; y++) {
    let out = target + y * rowBytes(g),
      s = source + y * rowBytes(g),
      c = code + y * codeBytes(g);
    let part = f32x4.splat(0);
    for (let k = 0; k < n; k++) {
      const v = v128.load(s);
      const t = f32x4.mul(v, inverse(isEven ? diagonal(c, true, wz, wy, wx) : diagonal(c, false, wz, wy, wx)));
      v128.store(out, t);
      part = f32x4.add(part, f32x4.mul(v, t));
      out += 16;
      s += 16;
      c += 4;
    }
    if (periodicX(g)) wrap(g, target + y * rowBytes(g));
    total += sum(part);
  }
  return total;
}
