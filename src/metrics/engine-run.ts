/**
 * Where the labels of a run are: all in memory, or on disk. From disk, metrics that stream are measured whole; the others on a
 * box around the centre that fits into the memory budget, and their note says which.
 */
import type { LengthUnit } from '../base/index.js';
import { cropBox } from '../kernels/index.js';
import { faceGeometry, labelVolume, stackOf, voxelCount } from '../volume/index.js';
import type { Calibration, Face, LabelStack, LabelVolume, Shape3 } from '../volume/index.js';
import type { MeasureInput, MeasurePorts, StackInput } from './engine-types.js';
import type { Metric, MetricContext, Params } from './metric.js';

/** What a metric that does not stream takes in all, labels included, if it says nothing else: with less memory a stack is measured from disk. */
export const RESIDENT_BYTES_PER_VOXEL = 20;

/** What a metric measures on. */
export interface Sample {
  readonly labels: LabelVolume;
  readonly stack: LabelStack;
  readonly shared: MetricContext['shared'];
  readonly probabilities: MeasureInput['probabilities'];
  /** what must be said when it is not all */
  readonly note?: string;
}

export interface Run {
  readonly shape: Shape3;
  readonly calibration: Calibration;
  readonly stack: LabelStack;
  readonly collector: readonly Face[];
  readonly ports: MeasurePorts;
  readonly shared: MetricContext['shared'];
  readonly unit: LengthUnit;
  /** null: not even a part of the stack fits into the budget */
  sampleFor(metric: Metric, params: Params): Promise<Sample | null>;
}

export function startRun(input: MeasureInput | StackInput, ports: MeasurePorts): Run {
  const cache = new Map<string, Promise<unknown>>();
  function shared<T>(key: string, compute: () => Promise<T>): Promise<T> {
    let found = cache.get(key) as Promise<T> | undefined;
    if (found === undefined) cache.set(key, (found = compute()));
    return found;
  }
  const { probabilities, collectorFaces: collector = [] } = input;
  const { stack, labels } = 'stack' in input ? { stack: input.stack, labels: withoutVoxels(input.stack) } : inMemory(input, ports);
  const { shape, calibration } = stack;
  const voxels = voxelCount(shape);

  async function sampleFor(metric: Metric, params: Params): Promise<Sample | null> {
    const wanted = voxels * (metric.bytesPerVoxel ?? RESIDENT_BYTES_PER_VOXEL);
    const fits = streams(metric, params) || input.memoryBytes === undefined || wanted <= input.memoryBytes;
    if (fits) return { labels, stack, shared, probabilities };
    const box = centralBox(shape, collector, (voxels * input.memoryBytes) / wanted);
    return box === null ? null : sampleOfBox(box, { stack, shared, probabilities }, ports);
  }
  return {
    shape,
    calibration,
    stack,
    collector,
    ports,
    shared,
    unit: calibration.unit ?? 'um',
    sampleFor,
  };
}

function inMemory({ labels: given }: MeasureInput, { workers }: MeasurePorts): { stack: LabelStack; labels: LabelVolume } {
  const labels = { ...given, data: workers.share(given.data) };
  return { labels, stack: stackOf(labels) };
}

/** A part of the stack in memory; what is computed on it is kept apart from what is computed on the whole. */
async function sampleOfBox(
  box: Box,
  { stack, shared, probabilities }: Pick<Sample, 'stack' | 'shared' | 'probabilities'>,
  { workers, signal }: MeasurePorts,
): Promise<Sample> {
  const place = box.start.map((first, axis) => `${first}..${first + (box.size[axis] ?? 1) - 1}`).join(', ');
  const labels = await shared(`box ${place}`, async () =>
    labelVolume(workers.share(await readBox(stack, box, signal)), box.size, stack.calibration, 'a part of the stack'),
  );
  return {
    labels,
    stack: stackOf(labels),
    shared: (key, compute) => shared(`box ${place}: ${key}`, compute),
    probabilities:
      probabilities &&
      new Map([...probabilities].map(([label, map]) => [label, cropBox(map, stack.shape, box.start, box.size) as Uint8Array])),
    note: `measured on the ${box.size.join(' x ')} voxels z, y, x = ${place} of ${stack.shape.join(' x ')}: the whole needs more than the memory budget`,
  };
}

function streams(metric: Metric, params: Params): boolean {
  return typeof metric.streams === 'function' ? metric.streams(params) : metric.streams === true;
}

/** Shape and voxel size only: a metric that streams has no business with the voxels. */
function withoutVoxels({ shape, calibration }: LabelStack): LabelVolume {
  return {
    ...labelVolume(new Uint8Array(0), [0, 0, 0], calibration, 'stack'),
    shape,
    get data(): Uint8Array {
      throw new TypeError('a metric that streams read the labels as a whole');
    },
  };
}

export interface Box {
  readonly start: Shape3;
  readonly size: Shape3;
}

/** A box around the centre of at most so many voxels. It keeps its whole length along the axes of collector faces; null where that is too much. */
export function centralBox(shape: Shape3, faces: readonly Face[], voxels: number): Box | null {
  const kept = new Set<number>(faces.map((face) => faceGeometry(face).axis));
  const free = ([0, 1, 2] as const).filter((axis) => !kept.has(axis) && shape[axis] > 1);
  const share = Math.min(1, voxels / voxelCount(shape)) ** (1 / Math.max(1, free.length));
  const size = shape.map((n, axis) => (free.some((a) => a === axis) ? Math.floor(n * share) : n)) as unknown as Shape3;
  if (voxelCount(size) > voxels || size.includes(0)) return null;
  return { start: shape.map((n, axis) => Math.floor((n - (size[axis] ?? n)) / 2)) as unknown as Shape3, size };
}

/** The voxels of a box, plane by plane. */
async function readBox(stack: LabelStack, { start, size }: Box, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const out = new Uint8Array(voxelCount(size));
  const [, ny, nx] = stack.shape;
  for (let z = 0; z < size[0]; z++) {
    const plane = await stack.planes(start[0] + z, start[0] + z + 1, signal);
    out.set(cropBox(plane, [1, ny, nx], [0, start[1], start[2]], [1, size[1], size[2]]) as Uint8Array, z * size[1] * size[2]);
  }
  return out;
}
