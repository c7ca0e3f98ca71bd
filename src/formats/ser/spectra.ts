/** The spectra of a SER file: one, some along a line, or one for each point of a scan, channels fastest. */
import { checkAborted } from '../../base/index.js';
import type { ByteSource } from '../../ports/index.js';
import { bytesPerVoxel } from '../../volume/index.js';
import type { Axis, Region, VolumeSource, VoxelArray } from '../../volume/index.js';
import type { FileSpacing } from '../calibration.js';
import { checkedSize, corrupt, MIB, unsupported } from '../limits.js';
import { checkRegion, indexTuples } from '../plane-source.js';
import type { SerDimension, SerHeader } from './header.js';
import { serType } from './header.js';
import { sourceInfo } from '../source-info.js';
import { decodeStored } from '../stored.js';
import { viewOf } from '../data-view.js';

/** a calibration, the sample type and the number of channels */
const HEAD_BYTES = 26;
const CHUNK_BYTES = 4 * MIB;
/** steps beyond a millimetre are no lengths */
const MAX_STEP = 1e-3;

interface Grid {
  readonly axes: readonly Axis[];
  readonly spacing?: FileSpacing | undefined;
  readonly warnings: readonly string[];
}

function isLength({ step, unit }: SerDimension): boolean {
  return /^(?:m|met(?:er|re)s?)$/i.test(unit) && step > 0 && step < MAX_STEP;
}

function spacingOf(x: SerDimension, y: SerDimension): FileSpacing | undefined {
  return isLength(x) && isLength(y) ? { value: [x.step, y.step, x.step], unit: 'm', source: 'SER dimension' } : undefined;
}

/** How the spectra lie: x runs faster than y. */
function gridOf(count: number, dimensions: readonly SerDimension[]): Grid {
  if (count === 1) return { axes: [], warnings: [] };
  const [x, y] = dimensions;
  if (x !== undefined && y !== undefined && dimensions.length === 2) {
    const axes: Axis[] = [
      { name: 'y', size: y.size },
      { name: 'x', size: x.size },
    ];
    if (x.size * y.size === count) return { axes, spacing: spacingOf(x, y), warnings: [] };
    const warning = `The scan of ${x.size} x ${y.size} points holds ${count} spectra, which are given as one line.`;
    return { axes: [{ name: 'x', size: count }], warnings: [warning] };
  }
  const along = x !== undefined && isLength(x);
  return { axes: [{ name: along ? 'x' : 't', size: count }], spacing: along ? spacingOf(x, x) : undefined, warnings: [] };
}

export async function openSpectra(bytes: ByteSource, path: string, { offsets, dimensions }: SerHeader): Promise<VolumeSource> {
  const { name } = bytes;
  const first = offsets[0] ?? 0;
  if (first + HEAD_BYTES > bytes.size) throw corrupt(name, `its spectrum 1 at byte ${first} lies outside the file`);
  const head = viewOf(await bytes.read(first, HEAD_BYTES));
  const dataType = head.getUint16(20, true);
  const channels = head.getInt32(22, true);
  const stored = serType(dataType, name);
  const dataBytes = checkedSize(name, [channels, bytesPerVoxel(stored)]);
  const each = HEAD_BYTES + dataBytes;
  if (each > bytes.size) throw corrupt(name, `its ${bytes.size} bytes cannot hold a spectrum of ${channels} channels`);
  const grid = gridOf(offsets.length, dimensions);
  const axes: Axis[] = [...grid.axes, { name: 'c', size: channels }];
  const info = sourceInfo({ ...grid, format: 'ser', kind: 'spectrum', path, name, axes, stored, cost: 'per-chunk' });
  const widths = grid.axes.map((_, i) => grid.axes.slice(i + 1).reduce((product, axis) => product * axis.size, 1));

  /** spectra from `index` on that follow one another without a gap, in one read; gives how many */
  async function readChunk(indices: readonly number[], from: number, out: Uint8Array, signal?: AbortSignal): Promise<number> {
    const start = offsets[indices[from] ?? 0] ?? 0;
    const most = Math.max(1, Math.floor(CHUNK_BYTES / each));
    let count = 1;
    while (count < most && from + count < indices.length && offsets[indices[from + count] ?? 0] === start + count * each) count++;
    if (start + count * each > bytes.size) throw corrupt(name, `its spectrum at byte ${start} ends outside the file`);
    const part = await bytes.read(start, count * each, signal);
    const view = viewOf(part);
    for (let i = 0; i < count; i++) {
      if (view.getUint16(i * each + 20, true) !== dataType || view.getInt32(i * each + 22, true) !== channels)
        throw unsupported(
          name,
          `its spectrum ${(indices[from + i] ?? 0) + 1} has another size or type than the first; export them one by one.`,
        );
      out.set(part.subarray(i * each + HEAD_BYTES, (i + 1) * each), (from + i) * dataBytes);
    }
    return count;
  }

  async function read(region: Region, signal?: AbortSignal): Promise<VoxelArray> {
    checkRegion(info, region);
    const indices: number[] = [];
    const last = axes.length - 1;
    for (const index of indexTuples(region.start.slice(0, last), region.size.slice(0, last)))
      indices.push(index.reduce((sum, i, axis) => sum + i * (widths[axis] ?? 0), 0));
    const out = new Uint8Array(indices.length * dataBytes);
    for (let done = 0; done < indices.length;) {
      checkAborted(signal);
      done += await readChunk(indices, done, out, signal);
    }
    const data = decodeStored(out, stored, false, name);
    const [c0, kept] = [region.start[last] ?? 0, region.size[last] ?? channels];
    if (kept === channels) return data;
    const cut = data.slice(0, indices.length * kept);
    for (let i = 0; i < indices.length; i++) cut.set(data.subarray(i * channels + c0, i * channels + c0 + kept), i * kept);
    return cut;
  }
  return { info, read, close: () => bytes.close() };
}
