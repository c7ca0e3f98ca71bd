/** The grid that a geometry is put on, within a budget. */
import { InvalidInputError } from '../base/index.js';
import { coverRange, pointBounds } from '../kernels/index.js';
import type { SamplingGrid } from '../kernels/index.js';
import type { Geometry, GeometryBox } from '../volume/index.js';

/** what the methods hold at once stays below this */
export const BYTES_PER_VOXEL = 24;
/** without a budget */
const MAX_VOXELS = 2 ** 28;

export interface Range3 {
  readonly min: readonly [x: number, y: number, z: number];
  readonly max: readonly [x: number, y: number, z: number];
}

export interface GridLimit {
  /** the file, for messages */
  readonly subject: string;
  readonly maxVoxels?: number | undefined;
}

/** Whether the edges of a box lie along x, y and z. */
export function isUpright({ edges }: GeometryBox): boolean {
  return edges.every((edge, a) => edge.every((length, b) => (a === b ? length >= 0 : length === 0)));
}

/** Box of the simulation where its edges are at right angles and it holds something, else the box of the points. */
export function extentOf(geometry: Geometry): Range3 {
  const points = pointBounds(geometry.points);
  const { box } = geometry;
  if (box === undefined) return points;
  const { origin, edges } = box;
  if (!isUpright(box)) return points;
  const far = (a: 0 | 1 | 2): number => origin[a] + edges[a][a];
  // bounds that were left at a guess are wider or narrower than the particles
  return { min: [origin[0], origin[1], origin[2]], max: [far(0), far(1), far(2)] };
}

/** Voxels of one edge over a range of space; one plane where it has no depth. */
export function gridOver({ min, max }: Range3, step: number, limit: GridLimit): SamplingGrid {
  const { subject } = limit;
  if (!(step > 0) || !Number.isFinite(step))
    throw new InvalidInputError(`The voxel edge ${step} is no length; give one above zero.`, { code: 'bad-voxel', subject });
  const [x, y, z] = [0, 1, 2].map((a) => coverRange(min[a] ?? 0, max[a] ?? 0, step)) as [Axis, Axis, Axis];
  const flat = max[2] - min[2] === 0;
  const shape = [flat ? 1 : z.count, y.count, x.count] as const;
  checkVoxels(shape, limit);
  return { shape, origin: [flat ? min[2] : z.first, y.first, x.first], step: [step, step, step] };
}

type Axis = ReturnType<typeof coverRange>;

/** The edge at which a range of space takes so many voxels. */
export function stepFor({ min, max }: Range3, voxels: number): number {
  const lengths = max.map((far, a) => far - (min[a] ?? 0)).filter((length) => length > 0);
  return lengths.length === 0 ? 0 : (lengths.reduce((product, length) => product * length, 1) / voxels) ** (1 / lengths.length);
}

export function checkVoxels(shape: readonly number[], { subject, maxVoxels = MAX_VOXELS }: GridLimit): void {
  const voxels = shape.reduce((product, n) => product * n, 1);
  if (voxels > maxVoxels)
    throw new InvalidInputError(
      `Voxels of this edge would be ${shape.join(' x ')}, more than the ${maxVoxels} that fit into memory; choose a longer edge.`,
      { code: 'too-large', subject },
    );
}
