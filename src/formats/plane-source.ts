/**
 * A `VolumeSource` over planes. Almost every format is a list of planes (y, x and perhaps interleaved
 * samples) that can be cut by rows and columns; this file turns "give me a block of plane k" into regions.
 */
import { checkAborted, InvalidInputError } from '../base/index.js';
import { allocateVoxels, bytesPerVoxel } from '../volume/index.js';
import type { Region, SourceInfo, VolumeSource, VoxelArray } from '../volume/index.js';
import { byteText, MAX_READ_BYTES } from './limits.js';

/** planes decoded side by side: decompression runs outside this thread */
const AT_ONCE = 4;

/** Rows [y0, y1) and columns [x0, x1) of a plane. */
export interface Block {
  readonly y0: number;
  readonly y1: number;
  readonly x0: number;
  readonly x1: number;
}

export interface PlaneAccess {
  /** plane number of the leading indices (axes before y), in `info.axes` order */
  planeOf(leading: readonly number[]): number;
  /** a block of a plane, all samples of each pixel, C order */
  readBlock(plane: number, block: Block, signal?: AbortSignal): Promise<VoxelArray>;
  /** several consecutive whole planes at once, where that is cheaper */
  readRun?(first: number, count: number, signal?: AbortSignal): Promise<VoxelArray>;
  /** the same block of several planes, one behind the other in `into`, where that is cheaper than one by one */
  readPlanes?(planes: readonly number[], block: Block, into: VoxelArray, signal?: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** Refuses regions outside the axes, and reads too large to hold. Gives the number of voxels. */
export function checkRegion(info: SourceInfo, region: Region): number {
  const text = `[${region.start.join(',')}] + [${region.size.join(',')}]`;
  const bad = (why: string): InvalidInputError =>
    new InvalidInputError(`The region ${text} of ${info.path} ${why}.`, { code: 'bad-region', subject: info.path });
  if (region.start.length !== info.axes.length || region.size.length !== info.axes.length)
    throw bad(`does not have one entry for each of its ${info.axes.length} axes`);
  let count = 1;
  for (let i = 0; i < info.axes.length; i++) {
    const start = region.start[i] ?? -1;
    const size = region.size[i] ?? -1;
    const length = info.axes[i]?.size ?? 0;
    if (!Number.isInteger(start) || !Number.isInteger(size) || start < 0 || size < 1 || start + size > length)
      throw bad(`lies outside its axis ${info.axes[i]?.name ?? i} of length ${length}`);
    count *= size;
  }
  const bytes = count * bytesPerVoxel(info.dtype);
  if (bytes > MAX_READ_BYTES)
    throw new InvalidInputError(
      `The region ${text} of ${info.path} needs ${byteText(bytes)}; read it in parts of at most ${byteText(MAX_READ_BYTES)}.`,
      { code: 'too-large', subject: info.path },
    );
  return count;
}

/** Columns [x0, x1) of whole rows of `width` values. */
export function cropColumns(rows: VoxelArray, width: number, x0: number, x1: number): VoxelArray {
  if (x0 === 0 && x1 === width) return rows;
  const count = rows.length / width;
  const out = rows.slice(0, count * (x1 - x0));
  for (let y = 0; y < count; y++) out.set(rows.subarray(y * width + x0, y * width + x1), y * (x1 - x0));
  return out;
}

/** Keeps samples [c0, c0 + kept) of `samples` interleaved ones. */
function cropSamples(data: VoxelArray, samples: number, c0: number, kept: number): VoxelArray {
  const pixels = data.length / samples;
  const out = data.slice(0, pixels * kept);
  for (let p = 0, o = 0; p < pixels; p++) for (let c = 0; c < kept; c++) out[o++] = data[p * samples + c0 + c] as number;
  return out;
}

/** Counts through all index tuples of `size`, slowest first. */
export function* indexTuples(start: readonly number[], size: readonly number[]): Generator<readonly number[]> {
  const index = [...start];
  for (;;) {
    yield index;
    let axis = index.length - 1;
    while (axis >= 0) {
      const next = (index[axis] ?? 0) + 1;
      if (next < (start[axis] ?? 0) + (size[axis] ?? 1)) {
        index[axis] = next;
        break;
      }
      index[axis] = start[axis] ?? 0;
      axis--;
    }
    if (axis < 0) return;
  }
}

export function planeSource(info: SourceInfo, access: PlaneAccess): VolumeSource {
  const yAxis = info.axes.findIndex((axis) => axis.name === 'y');
  const samplesAxis = info.axes[yAxis + 2];
  const samples = samplesAxis?.size ?? 1;

  async function read(region: Region, signal?: AbortSignal): Promise<VoxelArray> {
    const count = checkRegion(info, region);
    const at = (axis: number): number => region.start[axis] ?? 0;
    const length = (axis: number): number => region.size[axis] ?? 1;
    const block = { y0: at(yAxis), y1: at(yAxis) + length(yAxis), x0: at(yAxis + 1), x1: at(yAxis + 1) + length(yAxis + 1) };
    const kept = samplesAxis === undefined ? 1 : length(yAxis + 2);
    const crop = (data: VoxelArray): VoxelArray => (kept === samples ? data : cropSamples(data, samples, at(yAxis + 2), kept));

    const planes: number[] = [];
    for (const index of indexTuples(region.start.slice(0, yAxis), region.size.slice(0, yAxis))) planes.push(access.planeOf(index));
    const first = planes[0] ?? 0;
    checkAborted(signal);
    if (access.readPlanes !== undefined && kept === samples) {
      const out = allocateVoxels(info.dtype, count);
      await access.readPlanes(planes, block, out, signal);
      return out;
    }
    if (planes.length === 1) return crop(await access.readBlock(first, block, signal));

    const whole = length(yAxis) === info.axes[yAxis]?.size && length(yAxis + 1) === info.axes[yAxis + 1]?.size;
    if (whole && access.readRun !== undefined && planes.every((plane, i) => plane === first + i))
      return crop(await access.readRun(first, planes.length, signal));

    const out = allocateVoxels(info.dtype, count);
    const each = count / planes.length;
    for (let i = 0; i < planes.length; i += AT_ONCE) {
      checkAborted(signal);
      const batch = planes
        .slice(i, i + AT_ONCE)
        .map(async (plane, k) => out.set(crop(await access.readBlock(plane, block, signal)), (i + k) * each));
      await Promise.all(batch);
    }
    return out;
  }
  return { info, read, close: () => access.close() };
}
