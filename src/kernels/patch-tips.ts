/** Crests of a height map: columns that none around them exceeds, and the plateaus that they form. Time: columns times reach. */
import type { Columns } from './patch-chords.js';

/** 1 where no column within a rectangle around is higher. */
export function crestMask(heights: Int32Array, rows: number, columns: number, reachRows: number, reachColumns: number): Uint8Array {
  const alongRows = slidingMax(heights, rows, columns, 1, reachColumns);
  const highest = slidingMax(alongRows, columns, rows, columns, reachRows);
  return Uint8Array.from(heights, (height, i) => (height === highest[i] ? 1 : 0));
}

/** Largest value within `reach` along lines of `length` values, `stride` apart. */
function slidingMax(values: Int32Array, lines: number, length: number, stride: number, reach: number): Int32Array {
  const out = new Int32Array(values.length);
  const next = stride === 1 ? length : 1;
  for (let line = 0; line < lines; line++)
    for (let k = 0; k < length; k++) {
      const start = line * next;
      let most = values[start + k * stride];
      const end = Math.min(length - 1, k + reach);
      for (let other = Math.max(0, k - reach); other <= end; other++) most = Math.max(most, values[start + other * stride]);
      out[start + k * stride] = most;
    }
  return out;
}

/** Plateaus of 8-connected columns in a patch. */
export function countPlateaus(crests: Uint8Array, width: number, [r0, r1, c0, c1]: Columns): number {
  const seen = new Uint8Array(crests.length);
  const stack: number[] = [];
  let plateaus = 0;
  for (let row = r0; row < r1; row++)
    for (let k = c0; k < c1; k++) {
      const start = row * width + k;
      if (crests[start] === 0 || seen[start] === 1) continue;
      plateaus++;
      seen[start] = 1;
      stack.push(start);
      for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
        const y = Math.floor(at / width);
        const x = at - y * width;
        for (let b = Math.max(r0, y - 1); b <= Math.min(r1 - 1, y + 1); b++)
          for (let a = Math.max(c0, x - 1); a <= Math.min(c1 - 1, x + 1); a++) {
            const other = b * width + a;
            if (crests[other] === 0 || seen[other] === 1) continue;
            seen[other] = 1;
            stack.push(other);
          }
      }
    }
  return plateaus;
}
