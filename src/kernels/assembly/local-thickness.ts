/**
 * Local thickness from squared distances, one plane of ball centres at a time (see `../local-thickness.ts`). Planes of squares have
 * a border of zeros: `pitch` floats per row, the first voxel of a row at float 4, a row before and a row after. Squares of cubic voxels
 * are integers, for which `roots` holds the whole part of the square root of each number below the largest square, as u16.
 */

/** Copies a plane of ny x nx floats into the middle of a bordered one. */
export function border(plane: usize, ny: i32, nx: i32, pitch: i32, to: usize): void {
  const bytes = (nx as usize) << 2;
  for (let y: usize = 0; y < (ny as usize); y++) memory.copy(to + (((y + 1) * (pitch as usize)) << 2) + 16, plane + y * bytes, bytes);
}

/**
 * Squared radius from which the ball of a neighbour v holds this ball. Voxels p of the ball have |p - v|^2 <= (r + |v|)^2; of cubic voxels the
 * farthest p has |p|^2 <= square - 1, and p v is whole, so that |p - v|^2 <= square - 1 + 2 floor(r |v|) + |v|^2, with room for one more.
 */
// @ts-ignore: decorator
@inline
function enough(square: v128, step2: f32, cubic: bool): v128 {
  const v2 = f32x4.splat(step2);
  if (cubic) {
    const most = f32x4.floor(f32x4.sqrt(f32x4.mul(v2, f32x4.max(f32x4.sub(square, f32x4.splat(1)), f32x4.splat(0)))));
    return f32x4.add(f32x4.add(square, v2), f32x4.add(most, most));
  }
  const sum = f32x4.add(f32x4.sqrt(square), f32x4.sqrt(v2));
  // with room for the rounding
  return f32x4.mul(f32x4.mul(sum, sum), f32x4.splat(1.000001));
}

/** Which lanes beside those of a row of squares reach the limit. */
// @ts-ignore: decorator
@inline
function beside(row: usize, limit: v128): v128 {
  return v128.or(f32x4.ge(v128.load(row - 4), limit), f32x4.ge(v128.load(row + 4), limit));
}

/** Which lanes of a row of squares, or of the lanes beside them, reach the limits. */
// @ts-ignore: decorator
@inline
function holds(row: usize, middle: v128, side: v128): v128 {
  return v128.or(f32x4.ge(v128.load(row), middle), beside(row, side));
}

/**
 * Paints the balls of the centres of one plane, `cz` planes above the first of a slab of `planes` planes at `slab`: a voxel keeps the
 * largest square. `below`, `here` and `above` are the bordered squares of the plane and its neighbours. With `roots` other than 0 voxels
 * are cubic.
 */
export function paint(
  below: usize, here: usize, above: usize, ny: i32, nx: i32, pitch: i32,
  cz: i32, planes: i32, slab: usize, sz: f32, sy: f32, sx: f32, roots: usize,
): void {
  const cubic = roots != 0;
  const line = (pitch as usize) << 2;
  // a ball must reach the slab
  const away = cz < 0 ? -cz : cz >= planes ? cz - planes + 1 : 0;
  const gap = (away as f32) * sz;
  const reach = f32x4.splat(gap * gap);
  const x2 = sx * sx;
  const y2 = sy * sy;
  const z2 = sz * sz;
  for (let y = 0; y < ny; y++) {
    const at = ((y + 1) as usize) * line + 16;
    for (let x = 0; x < nx; x += 4) {
      const offset = at + ((x as usize) << 2);
      const square = v128.load(here + offset);
      const inside = f32x4.gt(square, reach);
      if (!v128.any_true(inside)) continue;
      const near = here + offset;
      const sideX = enough(square, x2, cubic);
      const sideY = cubic ? sideX : enough(square, y2, false);
      const sideZ = cubic ? sideX : enough(square, z2, false);
      let held = v128.or(f32x4.ge(v128.load(near - 4), sideX), f32x4.ge(v128.load(near + 4), sideX));
      held = v128.or(held, v128.or(f32x4.ge(v128.load(near - line), sideY), f32x4.ge(v128.load(near + line), sideY)));
      held = v128.or(held, v128.or(f32x4.ge(v128.load(below + offset), sideZ), f32x4.ge(v128.load(above + offset), sideZ)));
      if (i32x4.bitmask(v128.andnot(inside, held)) == 0) continue;
      const sideXY = enough(square, x2 + y2, cubic);
      const sideXZ = cubic ? sideXY : enough(square, x2 + z2, false);
      const sideYZ = cubic ? sideXY : enough(square, y2 + z2, false);
      const sideXYZ = enough(square, x2 + y2 + z2, cubic);
      held = v128.or(held, v128.or(beside(near - line, sideXY), beside(near + line, sideXY)));
      held = v128.or(held, v128.or(beside(below + offset, sideXZ), beside(above + offset, sideXZ)));
      held = v128.or(held, v128.or(holds(below + offset - line, sideYZ, sideXYZ), holds(below + offset + line, sideYZ, sideXYZ)));
      held = v128.or(held, v128.or(holds(above + offset - line, sideYZ, sideXYZ), holds(above + offset + line, sideYZ, sideXYZ)));
      let kept = i32x4.bitmask(v128.andnot(inside, held));
      while (kept != 0) {
        const lane = ctz(kept);
        kept &= kept - 1;
        const place = offset + ((lane as usize) << 2);
        if (cubic) cubicBall(below + place, here + place, above + place, line, x + lane, y, cz, ny, nx, planes, slab, roots);
        else ball(below + place, here + place, above + place, line, x + lane, y, cz, ny, nx, planes, slab, sz, sy, sx);
      }
    }
  }
}

/** More steps than any box has. */
const ALL: i32 = 1 << 30;

/**
 * How many steps along an axis a ball has to be painted itself: a neighbour one step ahead whose square is as large covers all
 * places u steps ahead with square - (u s)^2 + ((u - 1) s)^2 <= neighbour. `half` is 1 / (2 s^2).
 */
// @ts-ignore: decorator
@inline
function exposed(square: f64, neighbour: f64, half: f64): i32 {
  if (neighbour < square) return ALL;
  // rounded so that what is not covered by more than the rounding of squares is painted
  return (ceil<f64>(0.999999 * (square - neighbour) * half + 0.5) as i32) - 1;
}

/** Square of the step nearest to 0 between two numbers of steps. */
// @ts-ignore: decorator
@inline
function nearest(low: i32, high: i32, s2: f64): f64 {
  const steps = (low > 0 ? low : high < 0 ? high : 0) as f64;
  return steps * steps * s2;
}

/**
 * One ball, where no neighbour along an axis covers it with a value as large: of a ball beside a ridge remains a cap at most, of the
 * balls along a level ridge the rims between them.
 */
function ball(
  below: usize, here: usize, above: usize, line: usize, cx: i32, cy: i32, cz: i32,
  ny: i32, nx: i32, planes: i32, slab: usize, sz: f32, sy: f32, sx: f32,
): void {
  const value = load<f32>(here);
  const square = value as f64;
  // distances that differ by less than the rounding of float32 squares are equal
  const open = square * (1 - 3e-7);
  const z2 = (sz as f64) * (sz as f64);
  const y2 = (sy as f64) * (sy as f64);
  const x2 = (sx as f64) * (sx as f64);
  const lowX = max(-exposed(square, load<f32>(here - 4) as f64, 0.5 / x2), -cx);
  const highX = min(exposed(square, load<f32>(here + 4) as f64, 0.5 / x2), nx - 1 - cx);
  if (lowX > highX) return;
  const lowY = max(-exposed(square, load<f32>(here - line) as f64, 0.5 / y2), -cy);
  const highY = min(exposed(square, load<f32>(here + line) as f64, 0.5 / y2), ny - 1 - cy);
  if (lowY > highY) return;
  const lowZ = max(-exposed(square, load<f32>(below) as f64, 0.5 / z2), -cz);
  const highZ = min(exposed(square, load<f32>(above) as f64, 0.5 / z2), planes - 1 - cz);
  const restX = open - nearest(lowX, highX, x2);
  const restXY = restX - nearest(lowY, highY, y2);
  if (lowZ > highZ || restXY < nearest(lowZ, highZ, z2)) return;
  const perX = 1 / (sx as f64);
  const perY = 1 / (sy as f64);
  const reachZ = (sqrt<f64>(restXY) / (sz as f64)) as i32;
  const values = f32x4.splat(value);
  for (let dz = max(lowZ, -reachZ); dz <= min(highZ, reachZ); dz++) {
    const part = (dz as f64) * (dz as f64) * z2;
    if (restX < part) continue;
    const reachY = (sqrt<f64>(restX - part) * perY) as i32;
    const from = max(lowY, -reachY);
    const to = min(highY, reachY);
    let row = slab + (((((cz + dz) as usize) * (ny as usize) + ((cy + from) as usize)) * (nx as usize) + (cx as usize)) << 2);
    for (let dy = from; dy <= to; dy++, row += (nx as usize) << 2) {
      const rest = max(open - part - (dy as f64) * (dy as f64) * y2, 0);
      const h = (sqrt<f64>(rest) * perX) as i32;
      raise(row, max(lowX, -h), min(highX, h), values);
    }
  }
}

/** The same for cubic voxels, exactly. */
// @ts-ignore: decorator
@inline
function exposedSteps(square: i32, at: usize): i32 {
  const neighbour = load<f32>(at) as i32;
  return neighbour < square ? ALL : (square - neighbour) >> 1;
}

// @ts-ignore: decorator
@inline
function nearestStep(low: i32, high: i32): i32 {
  const steps = low > 0 ? low : high < 0 ? high : 0;
  return steps * steps;
}

// @ts-ignore: decorator
@inline
function rootOf(roots: usize, whole: i32): i32 {
  return load<u16>(roots + ((whole as usize) << 1)) as i32;
}

/** The same as `ball` for cubic voxels, in integers. */
function cubicBall(
  below: usize, here: usize, above: usize, line: usize, cx: i32, cy: i32, cz: i32,
  ny: i32, nx: i32, planes: i32, slab: usize, roots: usize,
): void {
  const value = load<f32>(here);
  const square = value as i32;
  const lowX = max(-exposedSteps(square, here - 4), -cx);
  const highX = min(exposedSteps(square, here + 4), nx - 1 - cx);
  if (lowX > highX) return;
  const lowY = max(-exposedSteps(square, here - line), -cy);
  const highY = min(exposedSteps(square, here + line), ny - 1 - cy);
  if (lowY > highY) return;
  const lowZ = max(-exposedSteps(square, below), -cz);
  const highZ = min(exposedSteps(square, above), planes - 1 - cz);
  if (lowZ > highZ) return;
  const restX = square - 1 - nearestStep(lowX, highX);
  const restXY = restX - nearestStep(lowY, highY);
  if (restXY < nearestStep(lowZ, highZ)) return;
  const reachZ = rootOf(roots, restXY);
  const values = f32x4.splat(value);
  const pitch = (nx as usize) << 2;
  const lastZ = min(highZ, reachZ);
  for (let dz = max(lowZ, -reachZ); dz <= lastZ; dz++) {
    const part = dz * dz;
    const reachY = rootOf(roots, restX - part);
    const from = max(lowY, -reachY);
    const to = min(highY, reachY);
    const open = square - 1 - part;
    let row = slab + (((((cz + dz) as usize) * (ny as usize) + ((cy + from) as usize)) * (nx as usize) + (cx as usize)) << 2);
    for (let dy = from; dy <= to; dy++, row += pitch) {
      const h = rootOf(roots, open - dy * dy);
      raise(row, max(lowX, -h), min(highX, h), values);
    }
  }
}

/** At least this value from one place of a row to another. Up to 12 bytes beyond are read and written back. */
// @ts-ignore: decorator
@inline
function raise(row: usize, from: i32, to: i32, value: v128): void {
  let at = row + ((from as isize) << 2);
  let left = to - from;
  if (left < 0) return;
  for (; left >= 4; left -= 4, at += 16) v128.store(at, f32x4.pmax(v128.load(at), value));
  const part = v128.and(value, i32x4.ge_s(i32x4.splat(left), i32x4(0, 1, 2, 3)));
  v128.store(at, f32x4.pmax(v128.load(at), part));
}

/** Diameters from squared radii, in place. */
export function diameters(slab: usize, count: usize): void {
  for (let at = slab; at < slab + (count << 2); at += 16) {
    const root = f32x4.sqrt(v128.load(at));
    v128.store(at, f32x4.add(root, root));
  }
}
