/**
 * A volume of bits, 64 voxels in a word, rows one after another: closing of gaps, dilation, painting. Bits past the end of a row
 * are zero before and after.
 */

let nx: u32 = 0;
let ny: u32 = 0;
let nz: u32 = 0;
let words: u32 = 0;
let rowBytes: usize = 0;
let planeBytes: usize = 0;

export function setup(planes: u32, rows: u32, width: u32): void {
  nz = planes;
  ny = rows;
  nx = width;
  words = (width + 63) >> 6;
  rowBytes = (<usize>words) << 3;
  planeBytes = rowBytes * ny;
}

/** Sets the bits [from, end) of a row. */
export function paint(row: usize, from: u32, end: u32): void {
  for (let w = from >> 6; w << 6 < end; w++) {
    const first = max<i32>(<i32>from - <i32>(w << 6), 0);
    const last = min<i32>(<i32>end - <i32>(w << 6), 64);
    const mask = ((<u64>~0) >> (<u64>(64 - (last - first)))) << (<u64>first);
    const at = row + ((<usize>w) << 3);
    store<u64>(at, load<u64>(at) | mask);
  }
}

/**
 * On every line along each axis, fills stretches of up to `gap` zeros between two ones. Lines are judged on `source`; `target` gets
 * the source and what was filled.
 */
export function close(source: usize, target: usize, gap: u32): void {
  memory.copy(target, source, planeBytes * nz);
  for (let row: u32 = 0; row < nz * ny; row++) closeRow(source + rowBytes * row, target + rowBytes * row, gap);
  for (let z: u32 = 0; z < nz; z++)
    for (let y: u32 = 0; y < ny; y++) {
      const offset = planeBytes * z + rowBytes * y;
      closeStep(source + offset, target + offset, rowBytes, min<u32>(ny - 1 - y, gap + 1));
      closeStep(source + offset, target + offset, planeBytes, min<u32>(nz - 1 - z, gap + 1));
    }
}

function closeRow(source: usize, target: usize, gap: u32): void {
  let last: u32 = <u32>-1; // one past the last one
  for (let w: u32 = 0; w < words; w++) {
    let word = load<u64>(source + ((<usize>w) << 3));
    while (word !== 0) {
      const from = (w << 6) + <u32>ctz<u64>(word);
      const length = <u32>ctz<u64>(~(word >> (<u64>(from & 63))));
      word &= word + (word & (0 - word));
      if (last !== <u32>-1 && from > last && from - last <= gap) paint(target, last, from);
      last = from + length;
    }
  }
}

/** For every one of a row, looks for the next one along a line of rows, at most `steps` away, and fills what is between. */
function closeStep(source: usize, target: usize, stride: usize, steps: u32): void {
  for (let o: usize = 0; o < rowBytes; o += 8) {
    let open = load<u64>(source + o);
    for (let d: u32 = 1; d <= steps && open !== 0; d++) {
      const met = open & load<u64>(source + stride * d + o);
      open &= ~met;
      if (met === 0) continue;
      for (let k: u32 = 1; k < d; k++) {
        const at = target + stride * k + o;
        store<u64>(at, load<u64>(at) | met);
      }
    }
  }
}

/** `target` gets every voxel of `source` and its 6, 18 or 26 neighbours. */
export function dilate(source: usize, target: usize, neighbours: u32): void {
  const face: bool = neighbours !== 6;
  const edge: bool = neighbours === 26;
  const last: u64 = (nx & 63) === 0 ? ~0 : ((<u64>1) << (nx & 63)) - 1;
  for (let z: u32 = 0; z < nz; z++)
    for (let y: u32 = 0; y < ny; y++) {
      const row = source + planeBytes * z + rowBytes * y;
      const out = target + planeBytes * z + rowBytes * y;
      for (let o: usize = 0; o < rowBytes; o += 8) store<u64>(out + o, 0);
      spread(row, out, true);
      for (let dz = z > 0 ? -1 : 0; dz <= (z + 1 < nz ? 1 : 0); dz++)
        for (let dy = y > 0 ? -1 : 0; dy <= (y + 1 < ny ? 1 : 0); dy++) {
          if (dz === 0 && dy === 0) continue;
          const diagonal = dz !== 0 && dy !== 0;
          if (diagonal && !face) continue;
          spread(row + planeBytes * dz + rowBytes * dy, out, diagonal ? edge : face);
        }
      const end = out + rowBytes - 8;
      store<u64>(end, load<u64>(end) & last);
    }
}

/** Adds a row to another, with the neighbours along x if `wide`. */
function spread(row: usize, out: usize, wide: bool): void {
  let carry: u64 = 0;
  for (let o: usize = 0; o < rowBytes; o += 8) {
    const word = load<u64>(row + o);
    let all = word;
    if (wide) {
      const next = o + 8 < rowBytes ? load<u64>(row + o + 8) : 0;
      all |= (word << 1) | carry | (word >> 1) | (next << 63);
      carry = word >> 63;
    }
    store<u64>(out + o, load<u64>(out + o) | all);
  }
}
