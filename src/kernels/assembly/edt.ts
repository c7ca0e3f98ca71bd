/**
 * Squared Euclidean distances, one axis after the other (see `../edt.ts`). Lengths along an axis come as a table: weights[d] is
 * the square of d steps, as float32. Sums are float32 and minima exact, so that any order of lanes gives the same value.
 */

/** Columns that go through the scan together. */
const LANES: i32 = 8;

/** First place at or after `x` where the label is (flip 0) or is not (flip 0xffff) the value; n when there is none. */
// @ts-ignore: decorator
@inline
function seek(labels: usize, x: i32, n: i32, value: u32, flip: i32): i32 {
  const pattern = i8x16.splat(value as i8);
  let at = x;
  for (; at + 16 <= n; at += 16) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(labels + at), pattern)) ^ flip;
    if (mask !== 0) return at + ctz(mask);
  }
  for (; at < n; at++) if (((load<u8>(labels + at) as u32) == value) == (flip == 0)) return at;
  return n;
}

/**
 * Squared distance along the rows of n labels. Inside are the voxels that have the value, or with `flip` 0xffff those that have
 * another one; with `box` the places before and after a row are outside.
 */
export function rows(labels: usize, count: i32, n: i32, value: u32, flip: i32, box: i32, weights: usize, out: usize): void {
  for (let row = 0; row < count; row++) {
    const line = labels + (row as usize) * (n as usize);
    const to = out + (((row as usize) * (n as usize)) << 2);
    memory.fill(to, 0, (n as usize) << 2);
    let end: i32 = 0;
    while (end < n) {
      const start = seek(line, end, n, value, flip);
      if (start == n) break;
      end = seek(line, start, n, value, flip ^ 0xffff);
      const before = start > 0 || box != 0;
      const after = end < n || box != 0;
      const length = end - start;
      // the first half is nearest to the place before the run, the second to the one after it
      const half = before ? (after ? (length + 1) >> 1 : length) : 0;
      let at = to + ((start as usize) << 2);
      for (let d = 1; d <= half; d++, at += 4) store<f32>(at, load<f32>(weights + ((d as usize) << 2)));
      if (after) for (let d = length - half; d >= 1; d--, at += 4) store<f32>(at, load<f32>(weights + ((d as usize) << 2)));
      else if (!before) for (let d = 0; d < length; d++, at += 4) store<f32>(at, Infinity as f32);
    }
  }
}

/**
 * Minimum over q of values[q] + weights[|p - q|] along the columns of an array of n rows of `width` floats, in place; the largest result.
 * Columns are copied to `scratch` (n x 8 floats, then 12 bytes x (n + 3) for the envelope), eight at a time. From each place the
 * scan goes outwards while the steps alone are nearer than what was found: fast for near surfaces. Columns that need many
 * steps are done again by lower envelopes, so that the time stays linear. `s2` is the square of one step.
 */
export function columns(values: usize, n: i32, width: i32, box: i32, weights: usize, s2: f64, scratch: usize): f32 {
  const pitch = (width as usize) << 2;
  let largest = f32x4.splat(0);
  for (let first = 0; first < width; first += LANES) {
    const lanes = min(LANES, width - first);
    const at = values + ((first as usize) << 2);
    gather(at, n, pitch, lanes, scratch);
    if (!scan(scratch, n, box, weights)) {
      const envelope = scratch + ((n as usize) << 6);
      for (let lane = 0; lane < lanes; lane++) lowest(scratch + ((lane as usize) << 2), n, box, s2, weights, envelope);
    }
    const result = scratch + ((n as usize) << 5);
    for (let p: usize = 0; p < (n as usize); p++) {
      const a = v128.load(result + (p << 5));
      const b = v128.load(result + (p << 5), 16);
      largest = f32x4.pmax(largest, f32x4.pmax(a, b));
      const to = at + p * pitch;
      if (lanes == LANES) {
        v128.store(to, a);
        v128.store(to, b, 16);
      } else memory.copy(to, result + (p << 5), (lanes as usize) << 2);
    }
  }
  const halves = max(f32x4.extract_lane(largest, 0), f32x4.extract_lane(largest, 1));
  return max(halves, max(f32x4.extract_lane(largest, 2), f32x4.extract_lane(largest, 3)));
}

/** Copies columns side by side; lanes that are not there hold 0. */
function gather(from: usize, n: i32, pitch: usize, lanes: i32, to: usize): void {
  for (let p: usize = 0; p < (n as usize); p++) {
    const source = from + p * pitch;
    const target = to + (p << 5);
    if (lanes == LANES) {
      v128.store(target, v128.load(source));
      v128.store(target, v128.load(source, 16), 16);
    } else {
      memory.fill(target, 0, 32);
      memory.copy(target, source, (lanes as usize) << 2);
    }
  }
}

/** Steps per place after which envelopes are cheaper. */
const PATIENCE: i32 = 48;

/** False when it gave up; results lie behind the n x 8 values. */
function scan(values: usize, n: i32, box: i32, weights: usize): bool {
  const result = values + ((n as usize) << 5);
  let left: i64 = (n as i64) * PATIENCE;
  for (let p = 0; p < n; p++) {
    const here = values + ((p as usize) << 5);
    const to = result + ((p as usize) << 5);
    let a = v128.load(here);
    let b = v128.load(here, 16);
    if (v128.any_true(v128.or(a, b))) {
      if (box != 0) {
        const face = f32x4.splat(load<f32>(weights + ((min(p + 1, n - p) as usize) << 2)));
        a = f32x4.pmin(a, face);
        b = f32x4.pmin(b, face);
      }
      const near = min(p, n - 1 - p);
      const far = max(p, n - 1 - p);
      let d = 1;
      let weight = weights + 4;
      let up = here - 32;
      let down = here + 32;
      let done = false;
      for (; d <= near; d++, weight += 4, up -= 32, down += 32) {
        const w = v128.load32_splat(weight);
        if (!v128.any_true(v128.or(f32x4.lt(w, a), f32x4.lt(w, b)))) {
          done = true;
          break;
        }
        a = f32x4.pmin(a, f32x4.add(w, f32x4.pmin(v128.load(up), v128.load(down))));
        b = f32x4.pmin(b, f32x4.add(w, f32x4.pmin(v128.load(up, 16), v128.load(down, 16))));
      }
      if (!done) {
        const step: usize = p > n - 1 - p ? -32 : 32;
        let side = p > n - 1 - p ? up : down;
        for (; d <= far; d++, weight += 4, side += step) {
          const w = v128.load32_splat(weight);
          if (!v128.any_true(v128.or(f32x4.lt(w, a), f32x4.lt(w, b)))) break;
          a = f32x4.pmin(a, f32x4.add(w, v128.load(side)));
          b = f32x4.pmin(b, f32x4.add(w, v128.load(side, 16)));
        }
      }
      left -= d;
      if (left < 0) return false;
    }
    v128.store(to, a);
    v128.store(to, b, 16);
  }
  return true;
}

/** One column by the lower envelope of its parabolas; `envelope` holds where each takes over (f64), then whose it is (i32). */
function lowest(values: usize, n: i32, box: i32, s2: f64, weights: usize, envelope: usize): void {
  const result = values + ((n as usize) << 5);
  const owner = envelope + ((n as usize) << 3) + 24;
  let k: i32 = -1;
  for (let q = -box; q < n + box; q++) {
    const f = at(values, q, n);
    if (f == Infinity) continue;
    let from: f64 = -Infinity;
    while (k >= 0) {
      const r = load<i32>(owner + ((k as usize) << 2));
      from = ((f - at(values, r, n)) / (2 * s2 * ((q - r) as f64))) + 0.5 * ((q + r) as f64);
      if (from > load<f64>(envelope + ((k as usize) << 3))) break;
      k--;
      from = -Infinity;
    }
    k++;
    store<i32>(owner + ((k as usize) << 2), q);
    store<f64>(envelope + ((k as usize) << 3), from);
  }
  if (k < 0) {
    for (let p = 0; p < n; p++) store<f32>(result + ((p as usize) << 5), Infinity as f32);
    return;
  }
  store<f64>(envelope + (((k + 1) as usize) << 3), Infinity);
  let j: usize = 0;
  for (let p = 0; p < n; p++) {
    while (load<f64>(envelope + ((j + 1) << 3)) < (p as f64)) j++;
    const q = load<i32>(owner + (j << 2));
    const d = p > q ? p - q : q - p;
    store<f32>(result + ((p as usize) << 5), load<f32>(weights + ((d as usize) << 2)) + (at(values, q, n) as f32));
  }
}

/** Value at a place of a column; the places beyond its ends are outside, so their distance is 0. */
// @ts-ignore: decorator
@inline
function at(values: usize, q: i32, n: i32): f64 {
  return q < 0 || q >= n ? 0 : (load<f32>(values + ((q as usize) << 5)) as f64);
}
