/**
 * How much of each voxel lies inside the union of balls (or of discs, in one plane): every voxel is looked at in 64 places, 4 x 4 x 4 or
 * 8 x 8, whose bits are set by each ball that holds them, so that overlaps count once.
 *
 * Bias: none on average; the midpoint rule over- and underestimates alike. Volume of one ball: within 1 % at a radius of 2 voxels, 0.1 %
 * at 5. Memory 8 bytes per voxel of the grid and 4 for the result.
 */
import { checkAborted } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { SamplingGrid } from './sampling-grid.js';

const CHECK_EVERY = 65_536;

/** Places per edge of a voxel. */
function placesPerEdge(flat: boolean): readonly [number, number, number] {
  return flat ? [1, 8, 8] : [4, 4, 4];
}

function bitCount(word: number): number {
  let n = word - ((word >>> 1) & 0x55555555);
  n = (n & 0x33333333) + ((n >>> 2) & 0x33333333);
  return (((n + (n >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
}

/**
 * @param centres [balls, 3] x, y, z in the unit of the grid
 * @param radii one for each ball
 * @returns covered share of each voxel, 0 to 1, z y x
 */
export function sphereCoverage(
  centres: Float64Array,
  radii: Float64Array,
  { shape, origin, step }: SamplingGrid,
  { signal, onProgress }: RunOptions = {},
): Float32Array {
  const [nz, ny, nx] = shape;
  const [z0, y0, x0] = origin;
  const [dz, dy, dx] = step;
  const flat = nz === 1;
  const [pz, py, px] = placesPerEdge(flat);
  const low = new Uint32Array(nz * ny * nx);
  const high = new Uint32Array(nz * ny * nx);
  const balls = radii.length;
  for (let b = 0; b < balls; b++) {
    if (b % CHECK_EVERY === 0) {
      checkAborted(signal);
      onProgress?.({ done: b, total: balls, what: 'particles' });
    }
    const r = radii[b];
    const cx = (centres[3 * b] - x0) / dx;
    const cy = (centres[3 * b + 1] - y0) / dy;
    // in one plane the ball is a disc about its own centre, wherever it lies in depth
    const cz = flat ? 0 : (centres[3 * b + 2] - z0) / dz;
    const kLow = flat ? 0 : Math.max(0, Math.ceil(cz - r / dz - 0.5));
    const kHigh = flat ? 0 : Math.min(nz - 1, Math.floor(cz + r / dz + 0.5));
    const jLow = Math.max(0, Math.ceil(cy - r / dy - 0.5));
    const jHigh = Math.min(ny - 1, Math.floor(cy + r / dy + 0.5));
    const iLow = Math.max(0, Math.ceil(cx - r / dx - 0.5));
    const iHigh = Math.min(nx - 1, Math.floor(cx + r / dx + 0.5));
    for (let k = kLow; k <= kHigh; k++)
      for (let j = jLow; j <= jHigh; j++)
        for (let i = iLow; i <= iHigh; i++) {
          const at = (k * ny + j) * nx + i;
          const ez = flat ? 0 : Math.abs(k - cz) * dz;
          const ey = Math.abs(j - cy) * dy;
          const ex = Math.abs(i - cx) * dx;
          // the farthest corner inside: the whole voxel is
          const fz = flat ? 0 : ez + dz / 2;
          const far = fz * fz + (ey + dy / 2) ** 2 + (ex + dx / 2) ** 2;
          if (far <= r * r) {
            low[at] = 0xffffffff;
            high[at] = 0xffffffff;
            continue;
          }
          let bit = 0;
          for (let sz = 0; sz < pz; sz++) {
            const tz = flat ? 0 : (k - cz + (sz + 0.5) / pz - 0.5) * dz;
            for (let sy = 0; sy < py; sy++) {
              const ty = (j - cy + (sy + 0.5) / py - 0.5) * dy;
              const rest = r * r - tz * tz - ty * ty;
              for (let sx = 0; sx < px; sx++, bit++) {
                const tx = (i - cx + (sx + 0.5) / px - 0.5) * dx;
                if (tx * tx > rest) continue;
                if (bit < 32) low[at] |= 1 << bit;
                else high[at] |= 1 << (bit - 32);
              }
            }
          }
        }
  }
  const share = new Float32Array(low.length);
  for (let i = 0; i < share.length; i++) share[i] = (bitCount(low[i]) + bitCount(high[i])) / 64;
  return share;
}
