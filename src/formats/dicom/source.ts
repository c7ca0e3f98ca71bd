/** Frames of one or many DICOM files as one source. */
import type { Axis, SourceInfo, VolumeSource, VoxelArray } from '../../volume/index.js';
import { missingSliceDistance } from '../calibration.js';
import type { FileSpacing } from '../calibration.js';
import type { FormatHost } from '../format.js';
import { cropPicture } from '../pictures/index.js';
import { planeSource } from '../plane-source.js';
import { sourceInfo } from '../source-info.js';
import type { DicomImage } from './image.js';
import { stackFrames } from './order.js';
import type { Stack } from './order.js';
import { checkDecodable, decodeCompressed, readFrame } from './pixels.js';

/** decoded files kept: neighbouring slices are asked for together */
const KEPT_FILES = 4;

function spacingOf(image: DicomImage, stack: Stack): { spacing?: FileSpacing; warnings: string[] } {
  const pixel = image.pixelSize;
  if (pixel === undefined) return { warnings: [] };
  const source = `${pixel.source}${stack.isVolume && stack.distance !== undefined ? ` and ${stack.distanceSource}` : ''}`;
  if (!stack.isVolume) return { spacing: { value: [pixel.x, pixel.y, pixel.x], unit: 'mm', source }, warnings: [] };
  if (stack.distance === undefined) return { warnings: [missingSliceDistance(pixel.y, pixel.x, 'mm')] };
  return { spacing: { value: [stack.distance, pixel.y, pixel.x], unit: 'mm', source }, warnings: [] };
}

/** The value scale that all frames share; a warning where they have none in common. */
function scaleOf(stack: Stack): { scale?: NonNullable<SourceInfo['valueScale']>; warnings: string[] } {
  const scales = stack.frames.map(({ image, index }) => image.frames[index] ?? { slope: 1, intercept: 0 });
  const [first = { slope: 1, intercept: 0 }] = scales;
  if (scales.some(({ slope, intercept }) => slope !== first.slope || intercept !== first.intercept))
    return { warnings: ['The slices have different rescale slopes, so their stored values are not on one scale.'] };
  if (first.slope === 0 || (first.slope === 1 && first.intercept === 0)) return { warnings: [] };
  return { scale: { slope: first.slope, intercept: first.intercept }, warnings: [] };
}

function axesOf(image: DicomImage, stack: Stack): Axis[] {
  const axes: Axis[] = [];
  if (stack.times > 1) axes.push({ name: 't', size: stack.times });
  if (stack.isVolume) axes.push({ name: 'z', size: stack.slices });
  axes.push({ name: 'y', size: image.rows }, { name: 'x', size: image.columns });
  if (image.samples > 1) axes.push({ name: 'c', size: image.samples });
  return axes;
}

/** Keeps the last few of what takes long to decode. */
function decoder(host: FormatHost): (image: DicomImage, signal: AbortSignal | undefined) => Promise<VoxelArray> {
  const kept = new Map<string, Promise<VoxelArray>>();
  return (image, signal) => {
    const known = kept.get(image.path);
    if (known !== undefined) return known;
    const decoded = decodeCompressed(host, image, signal);
    kept.set(image.path, decoded);
    decoded.catch(() => kept.delete(image.path));
    for (const oldest of kept.keys()) {
      if (kept.size <= KEPT_FILES) break;
      kept.delete(oldest);
    }
    return decoded;
  };
}

/** `path` is the file, or the folder of the series. */
export function dicomSource(
  host: FormatHost,
  path: string,
  images: readonly DicomImage[],
  warnings: readonly string[],
  dataset?: string,
): VolumeSource {
  const stack = stackFrames(images.flatMap((image) => image.frames.map((_, index) => ({ image, index }))));
  const [{ image }] = stack.frames as readonly [Stack['frames'][number]];
  for (const one of images) if (one.compressed !== undefined) checkDecodable(one);
  const { spacing, warnings: spacingWarnings } = spacingOf(image, stack);
  const { scale, warnings: scaleWarnings } = scaleOf(stack);
  const colourWarnings =
    image.colours.startsWith('YBR') && image.compressed === undefined ? [`The colours are stored as ${image.colours} and shown so.`] : [];
  const axes = axesOf(image, stack);
  const info = sourceInfo({
    format: 'dicom',
    kind: stack.isVolume ? 'volume' : stack.times > 1 ? 'series' : 'image',
    path,
    name: host.files.basename(path),
    axes,
    stored: image.stored,
    cost: images.length > 1 ? 'per-slice' : image.compressed === undefined && !image.inflated ? 'contiguous' : 'whole-file',
    spacing,
    valueScale: scale,
    dataset,
    warnings: [...warnings, ...stack.warnings, ...spacingWarnings, ...scaleWarnings, ...colourWarnings],
  });
  const decode = decoder(host);
  return planeSource(info, {
    planeOf(leading) {
      const sizes = axes.slice(0, leading.length).map((axis) => axis.size);
      return leading.reduce((at, i, axis) => at * (sizes[axis] ?? 1) + i, 0);
    },
    async readBlock(plane, block, signal) {
      const frame = stack.frames[plane];
      if (frame === undefined) throw new RangeError('no such plane');
      const { image: from, index } = frame;
      if (from.compressed === undefined) return readFrame(host, from, index, block);
      const data = await decode(from, signal);
      const length = from.rows * from.columns * from.samples;
      return cropPicture(data.subarray(index * length, (index + 1) * length), from.columns, from.samples, block);
    },
    close: () => Promise.resolve(),
  });
}
