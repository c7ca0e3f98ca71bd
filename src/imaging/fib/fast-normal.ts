/**
 * Normal numbers by the million: drawn from a fixed table of 65536 of them, two per uniform number. Mean 0 and variance 1 over
 * the table are exact; nothing lies beyond about 4.3 standard deviations.
 */
import { createRng } from '../../base/index.js';
import type { Rng } from '../../base/index.js';

const SIZE = 65536;
let table: Float32Array | undefined;

function normalTable(): Float32Array {
  if (table !== undefined) return table;
  const rng = createRng(20_177);
  const half = Float64Array.from({ length: SIZE / 2 }, () => rng.normal());
  const deviation = Math.sqrt(half.reduce((sum, v) => sum + v * v, 0) / half.length);
  table = Float32Array.from({ length: SIZE }, (_, i) => ((i % 2 === 0 ? 1 : -1) * (half[i >> 1] ?? 0)) / deviation);
  return table;
}

export function fillNormal(out: Float32Array, rng: Rng): void {
  const normals = normalTable();
  for (let i = 0; i < out.length; i += 2) {
    const u = rng.next() * SIZE;
    const first = Math.floor(u);
    out[i] = normals[first] ?? 0;
    if (i + 1 < out.length) out[i + 1] = normals[Math.floor((u - first) * SIZE)] ?? 0;
  }
}
