/** The order of DICOM frames in space: along the normal of their planes, with the distances between them. */
import type { DicomImage, Vector } from './image.js';

/** One frame of one file. */
export interface Frame {
  readonly image: DicomImage;
  readonly index: number;
}

export interface Stack {
  /** slowest first: times, then slices */
  readonly frames: readonly Frame[];
  readonly slices: number;
  readonly times: number;
  /** whether the slices follow one another in space */
  readonly isVolume: boolean;
  /** between neighbours, in millimetres; undefined where the files do not say */
  readonly distance: number | undefined;
  readonly distanceSource: string;
  readonly warnings: readonly string[];
}

/** distances that differ by less are equal: positions are written with few digits */
const TOLERANCE = 0.01;

function normalOf(orientation: readonly number[]): Vector | undefined {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = orientation;
  const normal: Vector = [b * f - c * e, c * d - a * f, a * e - b * d];
  const length = Math.hypot(...normal);
  return length > 0.5 ? [normal[0] / length, normal[1] / length, normal[2] / length] : undefined;
}

/** How far a frame lies along the normal of its plane, in millimetres. */
function depthOf({ image, index }: Frame): number | undefined {
  const position = image.frames[index]?.position;
  const normal = image.orientation === undefined ? undefined : normalOf(image.orientation);
  if (position !== undefined && normal !== undefined) return position[0] * normal[0] + position[1] * normal[1] + position[2] * normal[2];
  return image.frames.length === 1 ? image.sliceLocation : undefined;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Frames in the given order, which is that of their numbers or of one file. */
function unplaced(frames: readonly Frame[]): Stack {
  const [first] = frames;
  const distance = first?.image.sliceDistance;
  const known = distance !== undefined && distance > 0;
  const isVolume = frames.length > 1 && (known || (first?.image.isSection ?? false));
  return {
    frames,
    slices: isVolume ? frames.length : 1,
    times: isVolume ? 1 : frames.length,
    isVolume,
    distance: known ? distance : undefined,
    distanceSource: 'SpacingBetweenSlices',
    warnings:
      isVolume && !known ? ['The slices have no positions; they are in the order of their numbers, and their distance is unknown.'] : [],
  };
}

/** Groups of frames at one depth; undefined unless every depth has equally many. */
function byDepth(frames: readonly Frame[], depths: readonly number[], step: number): Frame[][] | undefined {
  const order = frames.map((_, i) => i).toSorted((a, b) => (depths[a] ?? 0) - (depths[b] ?? 0) || a - b);
  const groups: Frame[][] = [];
  let last = -Infinity;
  for (const i of order) {
    const frame = frames[i];
    const depth = depths[i] ?? 0;
    if (frame === undefined) continue;
    if (depth - last > step * TOLERANCE) {
      groups.push([]);
      last = depth;
    }
    groups.at(-1)?.push(frame);
  }
  return groups.every((group) => group.length === groups[0]?.length) ? groups : undefined;
}

function unevenWarning(gaps: readonly number[], distance: number): string[] {
  const odd = gaps.filter((gap) => Math.abs(gap - distance) > distance * TOLERANCE);
  if (odd.length === 0) return [];
  const missing = odd.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / distance) - 1), 0);
  const millimetres = (value: number): string => `${Number(value.toPrecision(4))} mm`;
  const least = millimetres(odd.reduce((a, b) => Math.min(a, b)));
  const most = millimetres(odd.reduce((a, b) => Math.max(a, b)));
  const told = `The slices are not evenly spaced: ${odd.length} of ${gaps.length} distances ${odd.length === 1 ? 'is' : 'are'} ${least === most ? least : `${least} to ${most}`} instead of ${millimetres(distance)}`;
  return [missing > 0 ? `${told}, as if ${missing === 1 ? 'one slice were' : `${missing} slices were`} missing.` : `${told}.`];
}

/** Puts the frames of a series in order. They come sorted by number. */
export function stackFrames(frames: readonly Frame[]): Stack {
  const depths = frames.map(depthOf);
  const known = depths.filter((depth) => depth !== undefined);
  if (frames.length < 2 || known.length < frames.length) return unplaced(frames);
  const range =
    known.reduce((most, depth) => Math.max(most, depth), -Infinity) - known.reduce((least, depth) => Math.min(least, depth), Infinity);
  if (!(range > 1e-6)) return unplaced(frames);
  const groups = byDepth(frames, known, range / frames.length);
  if (groups === undefined)
    return {
      ...unplaced(frames),
      isVolume: false,
      slices: 1,
      times: frames.length,
      warnings: ['Some slices lie at the same place, others do not, so the files do not form a volume.'],
    };
  const [times = []] = groups;
  const at = groups.map((group) => (group[0] === undefined ? 0 : (depthOf(group[0]) ?? 0)));
  const gaps = at.slice(1).map((depth, i) => depth - (at[i] ?? 0));
  const distance = median(gaps);
  return {
    frames: times.flatMap((_, t) => groups.flatMap((group) => group[t] ?? [])),
    slices: groups.length,
    times: times.length,
    isVolume: true,
    distance,
    distanceSource: 'slice positions',
    warnings: unevenWarning(gaps, distance),
  };
}
