/**
 * Coarse levels of the transport solver: cells with face conductances as counts of one byte. The face above a cell is stored
 * with it, so the count before the first cell holds an electrode or the wrap of a periodic box; the value there is a ghost.
 * One plane at a time; addresses are those of the first cell of the plane (y = 0, x = 0).
 *
 * `g` is the address of: i32 ny, nx, bytes of a row of floats, bytes of a plane of floats, periodic y, periodic x, bytes of a row of
 * counts, bytes of a plane of counts; then f32 conductance of one count along z, y, x.
 */

// @ts-ignore: decorator
@inline
function at(g: usize, i: usize): usize {
  return load<i32>(g + 4 * i);
}
// @ts-ignore: decorator
@inline
function scale(g: usize, axis: usize): v128 {
  return v128.splat<f32>(load<f32>(g + 32 + 4 * axis));
}

// @ts-ignore: decorator
@inline
function counts(from: usize): v128 {
  return f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(from))));
}

/** Ghosts of a periodic plane. */
function wrap(g: usize, u: usize): void {
  const ny = <i32>at(g, 0),
    row = at(g, 2),
    last = (at(g, 1) - 1) * 4;
  if (at(g, 5) != 0)
    for (let y = 0; y < ny; y++) {
      const r = u + y * row;
      store<f32>(r - 4, load<f32>(r + last));
      store<f32>(r + last + 4, load<f32>(r));
    }
  if (at(g, 4) != 0) {
    memory.copy(u - row - 4, u + (ny - 1) * row - 4, last + 12);
    memory.copy(u + ny * row - 4, u - 4, last + 12);
  }
}

// @ts-ignore: decorator
@inline
function rows(mode: i32, g: usize, target: usize, u: usize, b: usize, qz: usize, qy: usize, qx: usize, omega: f32): void {
  const ny = <i32>at(g, 0),
    n = <i32>((at(g, 1) + 3) >> 2),
    row = at(g, 2),
    plane = at(g, 3),
    codeRow = at(g, 6),
    codePlane = at(g, 7);
  const sz = scale(g, 0),
    sy = scale(g, 1),
    sx = scale(g, 2),
    w = f32x4.splat(omega),
    zero = f32x4.splat(0);
  for (let y = 0; y < ny; y++) {
    let t = target + y * row,
      v = u + y * row,
      f = b + y * row,
      c = y * codeRow;
    for (let k = 0; k < n; k++) {
      const below = f32x4.mul(counts(qz + c - codePlane), sz),
        above = f32x4.mul(counts(qz + c), sz);
      const up = f32x4.mul(counts(qy + c - codeRow), sy),
        down = f32x4.mul(counts(qy + c), sy);
      const left = f32x4.mul(counts(qx + c - 1), sx),
        right = f32x4.mul(counts(qx + c), sx);
      const d = f32x4.add(f32x4.add(f32x4.add(below, above), f32x4.add(up, down)), f32x4.add(left, right));
      const inside = f32x4.gt(d, zero);
      let value = v128.load(f);
      if (mode == 0) value = v128.and(f32x4.div(f32x4.mul(w, value), d), inside);
      else {
        const here = v128.load(v);
        const z = f32x4.add(f32x4.mul(below, v128.load(v - plane)), f32x4.mul(above, v128.load(v + plane)));
        const yy = f32x4.add(f32x4.mul(up, v128.load(v - row)), f32x4.mul(down, v128.load(v + row)));
        const x = f32x4.add(f32x4.mul(left, v128.load(v - 4)), f32x4.mul(right, v128.load(v, 4)));
        value = f32x4.add(value, f32x4.sub(f32x4.add(f32x4.add(z, yy), x), f32x4.mul(d, here)));
        if (mode == 1) value = v128.and(f32x4.add(here, f32x4.div(f32x4.mul(w, value), d)), inside);
        else value = v128.and(value, inside);
      }
      v128.store(t, value);
      t += 16;
      v += 16;
      f += 16;
      c += 4;
    }
  }
}

/** target = omega b / d: the first step from a zero guess. */
export function startPlane(g: usize, target: usize, b: usize, qz: usize, qy: usize, qx: usize, omega: f32): void {
  rows(0, g, target, target, b, qz, qy, qx, omega);
  wrap(g, target);
}

/** target = u + omega (b - A u) / d */
export function smoothPlane(g: usize, target: usize, u: usize, b: usize, qz: usize, qy: usize, qx: usize, omega: f32): void {
  rows(1, g, target, u, b, qz, qy, qx, omega);
  wrap(g, target);
}

/** target = b - A u */
export function remainderPlane(g: usize, target: usize, u: usize, b: usize, qz: usize, qy: usize, qx: usize): void {
  rows(2, g, target, u, b, qz, qy, qx, 0);
}

/** Sum of u v over a plane. */
export function dotPlane(g: usize, u: usize, v: usize): f64 {
  const ny = <i32>at(g, 0),
    nx = <i32>at(g, 1),
    row = at(g, 2);
  let total: f64 = 0;
  for (let y = 0; y < ny; y++) {
    let part: f32 = 0;
    for (let x = 0; x < nx; x++) part += load<f32>(u + y * row + 4 * x) * load<f32>(v + y * row + 4 * x);
    total += part;
  }
  return total;
}

/** Sums the cells of `count` planes from `from` on into the plane of the next level `h`. Shifts are 1 where two cells make one. */
export function restrictPlane(g: usize, h: usize, target: usize, from: usize, count: i32, yShift: i32, xShift: i32): void {
  const ny = <i32>at(g, 0),
    nx = <i32>at(g, 1),
    row = at(g, 2),
    plane = at(g, 3);
  for (let cy = 0; cy < <i32>at(h, 0); cy++) {
    const y1 = min(ny, (cy + 1) << yShift);
    for (let cx = 0; cx < <i32>at(h, 1); cx++) {
      const x = cx << xShift;
      const two = xShift == 1 && x + 1 < nx;
      let total: f32 = 0;
      for (let z = 0; z < count; z++)
        for (let y = cy << yShift; y < y1; y++) {
          const cell = from + z * plane + y * row + 4 * x;
          total += load<f32>(cell);
          if (two) total += load<f32>(cell, 4);
        }
      store<f32>(target + cy * at(h, 2) + 4 * cx, total);
    }
  }
}

/** Adds the plane of the next level `h` that covers a plane of this one. */
export function prolongPlane(g: usize, h: usize, u: usize, coarse: usize, yShift: i32, xShift: i32): void {
  const ny = <i32>at(g, 0),
    nx = <i32>at(g, 1),
    row = at(g, 2);
  for (let y = 0; y < ny; y++) {
    const from = coarse + (y >> yShift) * at(h, 2),
      to = u + y * row;
    for (let x = 0; x < nx; x++) store<f32>(to + 4 * x, load<f32>(to + 4 * x) + load<f32>(from + 4 * (x >> xShift)));
  }
  wrap(g, u);
}

/**
 * Counts of one plane of the next level: sums of the faces between different cells; `drop` bits are rounded away, upwards.
 * `last` is the plane of this level below the face across z, `first` and `count` the planes inside the cell (none below the box).
 */
export function nextCounts(
  g: usize,
  h: usize,
  qz: usize,
  qy: usize,
  qx: usize,
  tz: usize,
  ty: usize,
  tx: usize,
  count: i32,
  yShift: i32,
  xShift: i32,
  drop: i32,
): void {
  const ny = <i32>at(g, 0),
    nx = <i32>at(g, 1),
    codeRow = at(g, 6),
    codePlane = at(g, 7),
    round = (1 << drop) - 1;
  const rows = <i32>at(h, 0),
    cells = <i32>at(h, 1),
    targetRow = at(h, 6);
  for (let cy = 0; cy < rows; cy++) {
    const y0 = cy << yShift,
      y1 = min(ny, (cy + 1) << yShift);
    for (let cx = 0; cx < cells; cx++) {
      const x0 = cx << xShift,
        x1 = min(nx, (cx + 1) << xShift);
      let nz = 0,
        my = 0,
        mx = 0;
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) nz += load<u8>(qz + y * codeRow + x);
      for (let z = 0; z < count; z++) {
        for (let x = x0; x < x1; x++) my += load<u8>(qy + z * codePlane + (y1 - 1) * codeRow + x);
        for (let y = y0; y < y1; y++) mx += load<u8>(qx + z * codePlane + y * codeRow + x1 - 1);
      }
      store<u8>(tz + cy * targetRow + cx, (nz + round) >> drop);
      if (count == 0) continue;
      store<u8>(ty + cy * targetRow + cx, (my + round) >> drop);
      store<u8>(tx + cy * targetRow + cx, (mx + round) >> drop);
    }
    if (count > 0 && at(g, 5) != 0) store<u8>(tx + cy * targetRow - 1, load<u8>(tx + cy * targetRow + cells - 1));
  }
  if (count > 0 && at(g, 4) != 0) memory.copy(ty - targetRow, ty + (rows - 1) * targetRow, cells);
}
