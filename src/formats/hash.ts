/** SHA-256 of the stored values of a source in the order of its axes, read slab by slab. */
import type { RunOptions } from '../base/index.js';
import { checkAborted } from '../base/index.js';
import { bytesPerVoxel } from '../volume/index.js';
import type { Region, SourceInfo, VolumeSource } from '../volume/index.js';
import type { FormatHost } from './format.js';
import { MIB } from './limits.js';
import { encodeStored } from './stored.js';

const SLAB_BYTES = 32 * MIB;

/**
 * Regions that follow one another in C order and are at most `maxBytes` large: whole runs along one axis,
 * every faster axis complete. Where `align` gives a chunk length along that axis, runs are multiples of it.
 */
function* consecutiveRegions(info: SourceInfo, maxBytes: number): Generator<Region> {
  const sizes = info.axes.map((axis) => axis.size);
  let inner = bytesPerVoxel(info.dtype);
  let axis = sizes.length - 1;
  while (axis > 0 && inner * (sizes[axis] ?? 1) <= maxBytes) {
    inner *= sizes[axis] ?? 1;
    axis--;
  }
  const step = Math.max(1, Math.min(sizes[axis] ?? 1, Math.floor(maxBytes / inner)));
  const start = sizes.map(() => 0);
  for (;;) {
    const size = sizes.map((full, i) => (i < axis ? 1 : i > axis ? full : Math.min(step, full - (start[axis] ?? 0))));
    yield { start: [...start], size };
    start[axis] = (start[axis] ?? 0) + step;
    for (let i = axis; i >= 0 && (start[i] ?? 0) >= (sizes[i] ?? 1); i--) {
      start[i] = 0;
      if (i === 0) return;
      start[i - 1] = (start[i - 1] ?? 0) + 1;
    }
  }
}

export async function hashSource(host: FormatHost, source: VolumeSource, options: RunOptions = {}): Promise<string> {
  const { info } = source;
  const hasher = host.codecs.sha256();
  let done = 0;
  const total = info.axes.reduce((count, axis) => count * axis.size, 1);
  for (const region of consecutiveRegions(info, SLAB_BYTES)) {
    checkAborted(options.signal);
    const data = await source.read(region, options.signal);
    hasher.update(encodeStored(data, info.storedDtype));
    done += data.length;
    options.onProgress?.({ done, total, what: 'voxels' });
  }
  return hasher.hex();
}
