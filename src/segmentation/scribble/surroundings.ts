/** Everything that features need to know about the whole volume: grey-value scale and the small grid of box means. */
import { checkAborted } from '../../base/index.js';
import { BoxMeanBuilder, coarseLevels, type CoarseLevel, type FeatureBlock, FINE_HALO } from '../../kernels/index.js';
import type { Workers } from '../../ports/index.js';
import type { VolumeSource, VoxelArray } from '../../volume/index.js';
import { percentileLinear, type Distribution } from '../distribution.js';
import { readSlab, slabDepth, type Slab } from '../slab.js';
import { reflectIndex } from '../tiling.js';
import type { View } from '../view.js';

/** asinh((grey - middle) * gain): linear near the median, and no outlier or saturated collector stretches it. */
export interface GreyScale {
  readonly middle: number;
  readonly gain: number;
}

export interface Surroundings {
  readonly scale: GreyScale;
  readonly levels: readonly CoarseLevel[];
}

export function greyScale(volume: Distribution): GreyScale {
  const spread = (percentileLinear(volume, 84) - percentileLinear(volume, 16)) / 2;
  // an image that is flat but for its tails still has a scale: its range
  return { middle: percentileLinear(volume, 50), gain: 1 / (spread > 0 ? spread : (volume.max - volume.min) / 4) };
}

export async function readSurroundings(
  source: VolumeSource,
  view: View,
  volume: Distribution,
  workers: Workers,
  slabBytes: number,
  signal: AbortSignal | undefined,
): Promise<Surroundings> {
  const scale = greyScale(volume);
  const means = new BoxMeanBuilder(view.shape);
  const [nz, ny, nx] = view.shape;
  const depth = slabDepth(source.info, view.shape, slabBytes);
  const plane = new Float32Array(ny * nx);
  for (let z0 = 0; z0 < nz; z0 += depth) {
    checkAborted(signal);
    const slab = await readSlab(source, view, z0, Math.min(nz, z0 + depth), signal);
    for (let z = slab.start; z < slab.end; z++) {
      copyBox(slab, view, scale, [z, 0, 0], [1, ny, nx], plane);
      means.addPlane(z, plane);
    }
  }
  const levels = coarseLevels(means.finish()).map((level) => ({ ...level, data: shared(workers, level.data) }));
  return { scale, levels };
}

/** Normalised grey values; what is no number counts as the median. */
export function greyValues(data: VoxelArray, { middle, gain }: GreyScale): Float32Array {
  return Float32Array.from(data, (value) => (Number.isFinite(value) ? Math.asinh((value - middle) * gain) : 0));
}

/** The same numbers where every worker sees them without a copy. */
export function shared<T extends Float32Array | Uint8Array | Uint16Array | Int32Array>(workers: Workers, data: T): T {
  const bytes = workers.share(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (bytes.buffer === data.buffer) return data;
  return new (data.constructor as new (buffer: ArrayBufferLike, offset: number, length: number) => T)(
    bytes.buffer,
    bytes.byteOffset,
    data.length,
  );
}

/** Normalised grey values of a box of the view and the halo around it, mirrored at the faces of the volume. */
export function featureBlock(
  slab: Slab,
  view: View,
  scale: GreyScale,
  start: readonly [number, number, number],
  size: readonly [number, number, number],
): FeatureBlock {
  const halo = [view.shape[0] === 1 ? 0 : FINE_HALO, FINE_HALO, FINE_HALO] as const;
  const wide = [size[0] + 2 * halo[0], size[1] + 2 * halo[1], size[2] + 2 * halo[2]] as const;
  const data = new Float32Array(wide[0] * wide[1] * wide[2]);
  copyBox(slab, view, scale, [start[0] - halo[0], start[1] - halo[1], start[2] - halo[2]], wide, data);
  return { data, shape: wide, halo };
}

/** Planes of the view that a box with its halo reads. */
export function planesAround(view: View, z0: number, z1: number): { start: number; end: number } {
  const halo = view.shape[0] === 1 ? 0 : FINE_HALO;
  const planes = Array.from({ length: z1 - z0 + 2 * halo }, (_, i) => reflectIndex(z0 - halo + i, view.shape[0]));
  return { start: Math.min(...planes), end: Math.max(...planes) + 1 };
}

function copyBox(
  slab: Slab,
  view: View,
  { middle, gain }: GreyScale,
  start: readonly [number, number, number],
  size: readonly [number, number, number],
  out: Float32Array,
): void {
  const look = (axis: 0 | 1 | 2): Int32Array =>
    Int32Array.from({ length: size[axis] }, (_, i) => reflectIndex(start[axis] + i, view.shape[axis]) * slab.step[axis]);
  const [planes, rows, columns] = [look(0), look(1), look(2)];
  const { data, base } = slab;
  let i = 0;
  for (const plane of planes)
    for (const row of rows) {
      const from = base + plane + row;
      for (let x = 0; x < columns.length; x++) {
        const value = data[from + (columns[x] as number)] as number;
        // NaN has no grey value: it counts as the median
        out[i++] = Number.isFinite(value) ? Math.asinh((value - middle) * gain) : 0;
      }
    }
}
