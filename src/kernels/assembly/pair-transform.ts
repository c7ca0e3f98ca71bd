/**
 * Autocorrelation of a binary volume by Fourier transforms, two lines at once: a vector register holds the same place of
 * two lines in double precision, so that butterflies need no shuffles. A line in work is n pairs of registers,
 * real part and imaginary part. Lines are transformed by self-sorting passes of radix 4, 2, 3 and 5 (Van Loan 1992, chapter 1).
 *
 * The spectrum of a plane has `py` rows of `half` real parts followed by `half` imaginary parts, only for x frequencies from 0 on,
 * since the input is real. Two real lines share one complex transform. What is wanted are sums over the signs of a lag, whose spectrum is
 * real and even along each axis: after the power only its real quarter is kept and transformed, and forward and inverse are the same.
 */

// @ts-ignore: decorator
@inline
const LINE: usize = 32;

// @ts-ignore: decorator
@inline
function re(at: usize): v128 {
  return v128.load(at);
}

// @ts-ignore: decorator
@inline
function im(at: usize): v128 {
  return v128.load(at, 16);
}

// @ts-ignore: decorator
@inline
function put(at: usize, r: v128, i: v128): void {
  v128.store(at, r);
  v128.store(at, i, 16);
}

/** Writes (r, i) times the root w. */
// @ts-ignore: decorator
@inline
function turn(at: usize, r: v128, i: v128, wr: v128, wi: v128): void {
  put(at, f64x2.sub(f64x2.mul(r, wr), f64x2.mul(i, wi)), f64x2.add(f64x2.mul(r, wi), f64x2.mul(i, wr)));
}

/** Roots of unity exp(-2 pi i k / n) as pairs of numbers. */
// @ts-ignore: decorator
@inline
function root(roots: usize, k: usize): usize {
  return roots + k * 2 * 8;
}

// @ts-ignore: decorator
@inline
function rootRe(at: usize): v128 {
  return v128.load64_splat(at);
}

// @ts-ignore: decorator
@inline
function rootIm(at: usize): v128 {
  return v128.load64_splat(at + 8);
}

function pass4(x: usize, y: usize, n: usize, s: usize, roots: usize): void {
  const m = n >> 2;
  const step = s * m * LINE;
  const next = s * LINE;
  for (let q: usize = 0; q < m; q++) {
    const w1 = root(roots, q * s);
    const w2 = root(roots, 2 * q * s);
    const w3 = root(roots, 3 * q * s);
    const w1r = rootRe(w1);
    const w1i = rootIm(w1);
    const w2r = rootRe(w2);
    const w2i = rootIm(w2);
    const w3r = rootRe(w3);
    const w3i = rootIm(w3);
    let a = x + q * next;
    let o = y + 4 * q * next;
    const end = a + next;
    for (; a < end; a += LINE, o += LINE) {
      const b = a + step;
      const c = b + step;
      const d = c + step;
      const sumR = f64x2.add(re(a), re(c));
      const sumI = f64x2.add(im(a), im(c));
      const difR = f64x2.sub(re(a), re(c));
      const difI = f64x2.sub(im(a), im(c));
      const oddR = f64x2.add(re(b), re(d));
      const oddI = f64x2.add(im(b), im(d));
      const crossR = f64x2.sub(im(b), im(d)); // -i (b - d)
      const crossI = f64x2.sub(re(d), re(b));
      put(o, f64x2.add(sumR, oddR), f64x2.add(sumI, oddI));
      const r1 = f64x2.add(difR, crossR);
      const i1 = f64x2.add(difI, crossI);
      const r2 = f64x2.sub(sumR, oddR);
      const i2 = f64x2.sub(sumI, oddI);
      const r3 = f64x2.sub(difR, crossR);
      const i3 = f64x2.sub(difI, crossI);
      if (q == 0) {
        put(o + next, r1, i1);
        put(o + 2 * next, r2, i2);
        put(o + 3 * next, r3, i3);
      } else {
        turn(o + next, r1, i1, w1r, w1i);
        turn(o + 2 * next, r2, i2, w2r, w2i);
        turn(o + 3 * next, r3, i3, w3r, w3i);
      }
    }
  }
}

function pass2(x: usize, y: usize, n: usize, s: usize, roots: usize): void {
  const m = n >> 1;
  const step = s * m * LINE;
  const next = s * LINE;
  for (let q: usize = 0; q < m; q++) {
    const w = root(roots, q * s);
    const wr = rootRe(w);
    const wi = rootIm(w);
    let a = x + q * next;
    let o = y + 2 * q * next;
    const end = a + next;
    for (; a < end; a += LINE, o += LINE) {
      const b = a + step;
      put(o, f64x2.add(re(a), re(b)), f64x2.add(im(a), im(b)));
      turn(o + next, f64x2.sub(re(a), re(b)), f64x2.sub(im(a), im(b)), wr, wi);
    }
  }
}

function pass3(x: usize, y: usize, n: usize, s: usize, roots: usize): void {
  const m = n / 3;
  const step = s * m * LINE;
  const next = s * LINE;
  const half = f64x2.splat(0.5);
  const height = f64x2.splat(0.8660254037844386);
  for (let q: usize = 0; q < m; q++) {
    const w1 = root(roots, q * s);
    const w2 = root(roots, 2 * q * s);
    const w1r = rootRe(w1);
    const w1i = rootIm(w1);
    const w2r = rootRe(w2);
    const w2i = rootIm(w2);
    let a = x + q * next;
    let o = y + 3 * q * next;
    const end = a + next;
    for (; a < end; a += LINE, o += LINE) {
      const b = a + step;
      const c = b + step;
      const sumR = f64x2.add(re(b), re(c));
      const sumI = f64x2.add(im(b), im(c));
      const midR = f64x2.sub(re(a), f64x2.mul(half, sumR));
      const midI = f64x2.sub(im(a), f64x2.mul(half, sumI));
      const difR = f64x2.mul(height, f64x2.sub(im(b), im(c))); // -i h (b - c)
      const difI = f64x2.mul(height, f64x2.sub(re(c), re(b)));
      put(o, f64x2.add(re(a), sumR), f64x2.add(im(a), sumI));
      turn(o + next, f64x2.add(midR, difR), f64x2.add(midI, difI), w1r, w1i);
      turn(o + 2 * next, f64x2.sub(midR, difR), f64x2.sub(midI, difI), w2r, w2i);
    }
  }
}

function pass5(x: usize, y: usize, n: usize, s: usize, roots: usize): void {
  const m = n / 5;
  const step = s * m * LINE;
  const next = s * LINE;
  // cos and sin of 72 and 144 degrees
  const c1 = f64x2.splat(0.30901699437494745);
  const c2 = f64x2.splat(-0.8090169943749475);
  const s1 = f64x2.splat(0.9510565162951535);
  const s2 = f64x2.splat(0.5877852522924731);
  for (let q: usize = 0; q < m; q++) {
    let a = x + q * next;
    let o = y + 5 * q * next;
    const end = a + next;
    for (; a < end; a += LINE, o += LINE) {
      const b = a + step;
      const c = b + step;
      const d = c + step;
      const e = d + step;
      const beR = f64x2.add(re(b), re(e));
      const beI = f64x2.add(im(b), im(e));
      const cdR = f64x2.add(re(c), re(d));
      const cdI = f64x2.add(im(c), im(d));
      const bmR = f64x2.sub(re(b), re(e));
      const bmI = f64x2.sub(im(b), im(e));
      const cmR = f64x2.sub(re(c), re(d));
      const cmI = f64x2.sub(im(c), im(d));
      put(o, f64x2.add(re(a), f64x2.add(beR, cdR)), f64x2.add(im(a), f64x2.add(beI, cdI)));
      const m1R = f64x2.add(re(a), f64x2.add(f64x2.mul(c1, beR), f64x2.mul(c2, cdR)));
      const m1I = f64x2.add(im(a), f64x2.add(f64x2.mul(c1, beI), f64x2.mul(c2, cdI)));
      const m2R = f64x2.add(re(a), f64x2.add(f64x2.mul(c2, beR), f64x2.mul(c1, cdR)));
      const m2I = f64x2.add(im(a), f64x2.add(f64x2.mul(c2, beI), f64x2.mul(c1, cdI)));
      // -i times the sine parts
      const n1R = f64x2.add(f64x2.mul(s1, bmI), f64x2.mul(s2, cmI));
      const n1I = f64x2.neg(f64x2.add(f64x2.mul(s1, bmR), f64x2.mul(s2, cmR)));
      const n2R = f64x2.sub(f64x2.mul(s2, bmI), f64x2.mul(s1, cmI));
      const n2I = f64x2.sub(f64x2.mul(s1, cmR), f64x2.mul(s2, bmR));
      const w1 = root(roots, q * s);
      const w2 = root(roots, 2 * q * s);
      const w3 = root(roots, 3 * q * s);
      const w4 = root(roots, 4 * q * s);
      turn(o + next, f64x2.add(m1R, n1R), f64x2.add(m1I, n1I), rootRe(w1), rootIm(w1));
      turn(o + 2 * next, f64x2.add(m2R, n2R), f64x2.add(m2I, n2I), rootRe(w2), rootIm(w2));
      turn(o + 3 * next, f64x2.sub(m2R, n2R), f64x2.sub(m2I, n2I), rootRe(w3), rootIm(w3));
      turn(o + 4 * next, f64x2.sub(m1R, n1R), f64x2.sub(m1I, n1I), rootRe(w4), rootIm(w4));
    }
  }
}

/** Forward transform of a batch of lines of length n (made of 2, 3 and 5) in buffer a with b as room to work; returns where it is. */
function transform(a: usize, b: usize, length: i32, roots: usize): usize {
  let n = <usize>length;
  let s: usize = 1;
  let from = a;
  let to = b;
  while (n > 1) {
    let radix: usize = 4;
    if ((n & 3) == 0) pass4(from, to, n, s, roots);
    else if ((n & 1) == 0) {
      pass2(from, to, n, s, roots);
      radix = 2;
    } else if (n % 3 == 0) {
      pass3(from, to, n, s, roots);
      radix = 3;
    } else {
      pass5(from, to, n, s, roots);
      radix = 5;
    }
    n /= radix;
    s *= radix;
    const other = from;
    from = to;
    to = other;
  }
  return from;
}

// Voxels are -1 in the phase and 0 outside: a byte mask as it is. The sign is lost in the square.

/** The voxels of two rows at one place; 0 for rows that are not there. */
// @ts-ignore: decorator
@inline
function voxels(at: usize, nx: usize, rows: i32, value: u32): v128 {
  const first: f64 = rows > 0 && load<u8>(at) == value ? -1 : 0;
  const second: f64 = rows > 1 && load<u8>(at + nx) == value ? -1 : 0;
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

// @ts-ignore: decorator
@inline
function putTwo(to: usize, pairs: v128): void {
  v128.store(to, f64x2.convert_low_i32x4_s(pairs));
  v128.store(to + LINE, f64x2.convert_low_i32x4_s(i64x2.shuffle(pairs, pairs, 1, 0)));
}

// @ts-ignore: decorator
@inline
function putEight(to: usize, pairs: v128): void {
  const first = i16x8.extend_low_i8x16_s(pairs);
  const second = i16x8.extend_high_i8x16_s(pairs);
  putTwo(to, i32x4.extend_low_i16x8_s(first));
  putTwo(to + 2 * LINE, i32x4.extend_high_i16x8_s(first));
  putTwo(to + 4 * LINE, i32x4.extend_low_i16x8_s(second));
  putTwo(to + 6 * LINE, i32x4.extend_high_i16x8_s(second));
}

/** Sixteen places of two rows at once, into every second register from `to` on. */
// @ts-ignore: decorator
@inline
function putSixteen(to: usize, at: usize, nx: usize, wanted: v128): void {
  const a = i8x16.eq(v128.load(at), wanted);
  const b = i8x16.eq(v128.load(at + nx), wanted);
  putEight(to, i8x16.shuffle(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23));
  putEight(to + 8 * LINE, i8x16.shuffle(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31));
}

/** Writes the first number to a row and the second to the next. */
// @ts-ignore: decorator
@inline
function scatter(at: usize, pitch: usize, value: v128): void {
  v128.store64_lane(at, value, 0);
  v128.store64_lane(at + pitch, value, 1);
}

// @ts-ignore: decorator
@inline
function zero(from: usize, places: usize): void {
  memory.fill(from, 0, places * LINE);
}

/**
 * Spectrum of a plane of ny rows of nx bytes, zero padded to py rows of px. Rows of the spectrum are written in fours:
 * there must be room for as many rows. The values are twice those of the transform.
 */
export function forwardPlane(
  bytes: usize, value: i32, ny: i32, nx: i32, py: i32, px: i32,
  spectrum: usize, pitch: usize, half: usize, rootsX: usize, rootsY: usize, a: usize, b: usize,
): void {
  const imag = half * 8;
  const wanted = i8x16.splat(<i8>value);
  for (let y = 0; y < ny; y += 4) {
    let at = bytes + <usize>y * nx;
    let to = a;
    const end = at + nx;
    const second = 2 * <usize>nx;
    const rows = ny - y;
    if (rows >= 4)
      for (; at + 16 <= end; at += 16, to += 16 * LINE) {
        putSixteen(to, at, nx, wanted);
        putSixteen(to + 16, at + second, nx, wanted);
      }
    for (; at < end; at++, to += LINE) put(to, voxels(at, nx, rows, value), voxels(at + second, nx, rows - 2, value));
    zero(to, px - nx);
    const r = transform(a, b, px, rootsX);
    let first = spectrum + <usize>y * pitch;
    const behind = 2 * pitch;
    for (let k = 0; k <= px >> 1; k++, first += 8) {
      const z = r + <usize>k * LINE;
      const mirror = k == 0 ? r : r + <usize>(px - k) * LINE;
      scatter(first, pitch, f64x2.add(re(z), re(mirror)));
      scatter(first + imag, pitch, f64x2.sub(im(z), im(mirror)));
      scatter(first + behind, pitch, f64x2.add(im(z), im(mirror)));
      scatter(first + behind + imag, pitch, f64x2.sub(re(mirror), re(z)));
    }
    // columns up to `half` go along, and must not disturb those that they share transforms with
    for (let k = (px >> 1) + 1; k < <i32>half; k++, first += 8)
      for (let row: usize = 0; row < 4; row++) {
        store<f64>(first + row * pitch, 0);
        store<f64>(first + row * pitch + imag, 0);
      }
  }
  if (py == 1) return;
  for (let k = 0; k < <i32>half; k += 2) {
    const column = spectrum + <usize>k * 8;
    for (let y: usize = 0; y < <usize>ny; y++) put(a + y * LINE, v128.load(column + y * pitch), v128.load(column + y * pitch + imag));
    zero(a + <usize>ny * LINE, py - ny);
    const r = transform(a, b, py, rootsY);
    for (let y: usize = 0; y < <usize>py; y++) {
      v128.store(column + y * pitch, re(r + y * LINE));
      v128.store(column + y * pitch + imag, im(r + y * LINE));
    }
  }
}

/** Squares of the absolute values, times `times`, of the transform of a pair of columns of nz planes, zero padded to pz; `more` adds them. */
// @ts-ignore: decorator
@inline
function powerOf(
  column: usize, plane: usize, imag: usize, nz: i32, pz: i32, roots: usize, a: usize, b: usize, power: usize, times: f64, more: bool,
): void {
  for (let z: usize = 0; z < <usize>nz; z++) put(a + z * LINE, v128.load(column + z * plane), v128.load(column + z * plane + imag));
  zero(a + <usize>nz * LINE, pz - nz);
  const r = transform(a, b, pz, roots);
  const factor = f64x2.splat(times);
  for (let z: usize = 0; z < <usize>pz; z++) {
    const x = re(r + z * LINE);
    const y = im(r + z * LINE);
    let square = f64x2.mul(factor, f64x2.add(f64x2.mul(x, x), f64x2.mul(y, y)));
    if (more) square = f64x2.add(square, v128.load(power + z * LINE));
    v128.store(power + z * LINE, square);
  }
}

/**
 * One row of the spectra of nz planes and the row of the opposite frequency: the sum of their powers, of which the lags 0 .. last along z
 * are written to `row`, real parts only. With `wrap` > 0 the lags repeat after so many planes. Values stand for both signs of the
 * frequencies along y and of the lags; they are four times those of the transform.
 */
export function correlateRow(
  row: usize, mirror: usize, plane: usize, half: usize, nz: i32, pz: i32, last: i32, wrap: i32,
  roots: usize, a: usize, b: usize, power: usize,
): void {
  const imag = half * 8;
  const times: f64 = mirror == row ? 2 : 1;
  for (let at: usize = 0; at < imag; at += 32) {
    for (let part: usize = 0; part < 2; part++) {
      const to = power + part * 16;
      powerOf(row + at + part * 16, plane, imag, nz, pz, roots, a, b, to, times, false);
      if (mirror != row) powerOf(mirror + at + part * 16, plane, imag, nz, pz, roots, a, b, to, 1, true);
    }
    const r = transform(power, b, pz, roots);
    for (let z = 0; z <= last; z++) {
      const p = r + <usize>z * LINE;
      const m = z == 0 ? r : r + <usize>(pz - z) * LINE;
      let first = f64x2.add(re(p), re(m));
      let second = f64x2.add(im(p), im(m));
      if (wrap > 0 && z > 0) {
        const p2 = r + <usize>(pz + z - wrap) * LINE;
        const m2 = r + <usize>(wrap - z) * LINE;
        first = f64x2.add(first, f64x2.add(re(p2), re(m2)));
        second = f64x2.add(second, f64x2.add(im(p2), im(m2)));
      }
      const to = row + at + <usize>z * plane;
      v128.store(to, first);
      v128.store(to, second, 16);
    }
  }
}

/** Place of a lag once around, for a line of length p that repeats after `wrap`; the line is even. */
// @ts-ignore: decorator
@inline
function around(r: usize, lag: i32, wrap: i32): usize {
  return r + <usize>(wrap - lag) * LINE;
}

/** Writes one place of an even line of length p, and the same place from its end. */
// @ts-ignore: decorator
@inline
function putEven(line: usize, k: usize, p: usize, r: v128, i: v128): void {
  put(line + k * LINE, r, i);
  if (k > 0) put(line + (p - k) * LINE, r, i);
}

/**
 * Transform of a plane that is real and even along both axes: the lags 0 .. ly by 0 .. lx, row by row in `out`, unscaled. Rows of `out`
 * are written in fours: there must be room for as many.
 */
export function inversePlane(
  spectrum: usize, pitch: usize, half: usize, py: i32, px: i32, ly: i32, lx: i32, wrapY: i32, wrapX: i32,
  rootsX: usize, rootsY: usize, a: usize, b: usize, out: usize,
): void {
  if (py > 1)
    for (let at: usize = 0; at < half * 8; at += 32) {
      const column = spectrum + at;
      for (let y: usize = 0; y <= <usize>py >> 1; y++) putEven(a, y, py, v128.load(column + y * pitch), v128.load(column + y * pitch, 16));
      const r = transform(a, b, py, rootsY);
      for (let lag = 0; lag <= ly; lag++) {
        const place = r + <usize>lag * LINE;
        let first = re(place);
        let second = im(place);
        if (wrapY > 0 && lag != 0) {
          const other = around(r, lag, wrapY);
          first = f64x2.add(first, re(other));
          second = f64x2.add(second, im(other));
        }
        const to = column + <usize>lag * pitch;
        v128.store(to, first);
        v128.store(to, second, 16);
      }
    }
  const width = <usize>(lx + 1) * 8;
  for (let lag = 0; lag <= ly; lag += 4) {
    const first = spectrum + <usize>lag * pitch;
    // the last row stands in for those past it
    const second = spectrum + <usize>min(lag + 1, ly) * pitch;
    const third = spectrum + <usize>min(lag + 2, ly) * pitch;
    const fourth = spectrum + <usize>min(lag + 3, ly) * pitch;
    for (let k: usize = 0; k <= <usize>px >> 1; k++) {
      const r = v128.load64_lane(second + k * 8, v128.load64_zero(first + k * 8), 1);
      const i = v128.load64_lane(fourth + k * 8, v128.load64_zero(third + k * 8), 1);
      putEven(a, k, px, r, i);
    }
    const r = transform(a, b, px, rootsX);
    let to = out + <usize>lag * width;
    for (let x = 0; x <= lx; x++, to += 8) {
      const place = r + <usize>x * LINE;
      let low = re(place);
      let high = im(place);
      if (wrapX > 0 && x != 0) {
        const other = around(r, x, wrapX);
        low = f64x2.add(low, re(other));
        high = f64x2.add(high, im(other));
      }
      scatter(to, width, low);
      scatter(to + 2 * width, width, high);
    }
  }
}
