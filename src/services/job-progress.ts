/** The progress of tiles as the contract says it. */
import type { JobProgress } from '../contract/index.js';
import type { SegmentProgress } from '../segmentation/index.js';

export function jobProgress({ done, total, what, voxelsPerSecond, etaSeconds, reused }: SegmentProgress): JobProgress {
  return {
    done,
    total,
    what,
    ...(voxelsPerSecond === undefined ? {} : { voxelsPerSecond }),
    ...(etaSeconds === undefined ? {} : { etaSeconds: [...etaSeconds] }),
    ...(reused === undefined ? {} : { reused }),
  };
}
