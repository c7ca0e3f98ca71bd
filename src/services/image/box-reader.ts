/** An image as boxes: the one form that slices, filters, segmentation and the cache read. */
import { InvalidInputError } from '../../base/index.js';
import { bytesPerVoxel, spatialShape } from '../../volume/index.js';
import type { AxisName, DType, Shape3, Vec3, VolumeSource, VoxelArray } from '../../volume/index.js';

export interface BoxReader {
  readonly shape: Shape3;
  readonly dtype: DType;
  /** metres; null when unknown */
  readonly spacing: Vec3 | null;
  /** C-ordered values of the box of `size` at `start` (z, y, x) */
  read(start: Shape3, size: Shape3, signal?: AbortSignal): Promise<VoxelArray>;
}

/** The axis that is paged through: z of a volume, else the frames of a series or of projections. */
function planeAxis(source: VolumeSource): AxisName | undefined {
  const names = source.info.axes.map((axis) => axis.name);
  if (names.includes('z')) return 'z';
  return names.includes('t') ? 't' : undefined;
}

/** Shape as it is viewed: the frames of a series count as planes. */
export function viewedShape(source: VolumeSource): Shape3 {
  const [nz, ny, nx] = spatialShape(source.info);
  const planes = planeAxis(source);
  const frames = source.info.axes.find((axis) => axis.name === planes)?.size ?? nz;
  return [frames, ny, nx];
}

/** Reads a source's first channel (and first time point, when it has planes of its own). */
export function readerOf(source: VolumeSource, spacing: Vec3 | null): BoxReader {
  const planes = planeAxis(source);
  const { axes, dtype } = source.info;
  const shape = viewedShape(source);
  return {
    shape,
    dtype,
    spacing,
    read(start, size, signal) {
      const at = (name: AxisName): number => (name === planes ? start[0] : name === 'y' ? start[1] : name === 'x' ? start[2] : 0);
      const length = (name: AxisName): number => (name === planes ? size[0] : name === 'y' ? size[1] : name === 'x' ? size[2] : 1);
      return source.read({ start: axes.map((axis) => at(axis.name)), size: axes.map((axis) => length(axis.name)) }, signal);
    },
  };
}

/** The part of a reader inside a half-open box. */
export function croppedReader(reader: BoxReader, start: Shape3, end: Shape3): BoxReader {
  const [nz, ny, nx] = reader.shape;
  const fits = start.every((v, a) => Number.isInteger(v) && v >= 0 && v < (end[a] ?? 0)) && end[0] <= nz && end[1] <= ny && end[2] <= nx;
  if (!fits || !end.every(Number.isInteger))
    throw new InvalidInputError(
      `The crop box ${start.join(',')} to ${end.join(',')} does not lie inside the image of ${reader.shape.join(' x ')} voxels; change the box.`,
      { code: 'bad-crop', subject: 'crop' },
    );
  return {
    ...reader,
    shape: [end[0] - start[0], end[1] - start[1], end[2] - start[2]],
    read: (from, size, signal) => reader.read([from[0] + start[0], from[1] + start[1], from[2] + start[2]], size, signal),
  };
}

/** A reader as a source of its own: plain z, y, x, one channel. */
export function sourceOf(reader: BoxReader, base: VolumeSource): VolumeSource {
  const [nz, ny, nx] = reader.shape;
  const { valueScale: _scaled, channels: _channels, unitlessSpacing: _numbers, ...info } = base.info;
  return {
    info: {
      ...info,
      axes: [
        { name: 'z', size: nz },
        { name: 'y', size: ny },
        { name: 'x', size: nx },
      ],
      dtype: reader.dtype,
      storedDtype: reader.dtype,
      calibration: { ...info.calibration, spacing: reader.spacing },
      bytes: nz * ny * nx * bytesPerVoxel(reader.dtype),
    },
    read: ({ start, size }, signal) => reader.read(triple(start), triple(size), signal),
    close: () => Promise.resolve(),
  };
}

function triple(values: readonly number[]): Shape3 {
  return [values[0] ?? 0, values[1] ?? 0, values[2] ?? 0];
}
