/**
 * Windows: a structure is a distribution of windows, not one number. The lateral plane is tiled without overlap;
 * every window keeps the full height, so that each is a small deposit on its own piece of collector.
 */
import type { LabelVolume, Shape3 } from '../volume/index.js';
import { cropLabels } from './frame.js';

/** fewer windows give no noise floor */
export const LEAST_WINDOWS = 8;
/** more cost time and get smaller */
const MOST_WINDOWS = 16;
/** voxels along a side below which a window is no structure any more */
const LEAST_SIDE = 12;

export interface Tiling {
  /** voxels of a window along y and x */
  readonly size: readonly [number, number];
  readonly count: readonly [number, number];
}

/** The squarest tiling with 8 to 16 windows, or null when the plane is too small. */
export function tilePlane(ny: number, nx: number): Tiling | null {
  let best: Tiling | null = null;
  let bestScore = Number.POSITIVE_INFINITY;
  const least = (n: number): number => (n === 1 ? 1 : LEAST_SIDE);
  for (let cy = 1; cy <= MOST_WINDOWS; cy++)
    for (let cx = 1; cx * cy <= MOST_WINDOWS; cx++) {
      if (cy * cx < LEAST_WINDOWS) continue;
      const size = [Math.floor(ny / cy), Math.floor(nx / cx)] as const;
      if (size[0] < least(ny) || size[1] < least(nx)) continue;
      // square first, then few large windows
      const score = Math.abs(Math.log(size[0] / size[1])) + 0.05 * cy * cx;
      if (score < bestScore) {
        bestScore = score;
        best = { size, count: [cy, cx] };
      }
    }
  return best;
}

export function cutWindows(labels: LabelVolume, { size, count }: Tiling): LabelVolume[] {
  const windows: LabelVolume[] = [];
  const [nz, ny, nx] = labels.shape;
  for (let j = 0; j < count[0]; j++)
    for (let i = 0; i < count[1]; i++) {
      const start: Shape3 = [0, j * size[0], i * size[1]];
      const end: Shape3 = [nz, start[1] + size[0], start[2] + size[1]];
      if (end[1] <= ny && end[2] <= nx) windows.push(cropLabels(labels, start, end));
    }
  return windows;
}
