/**
 * Turns finished tiles into the label volume, slab by slab: class to phase, and the dense class is the current
 * collector only where it hangs together with the collector's face (elsewhere: other). Counts voxels and
 * measures contrast on the way.
 */
import { checkAborted } from '../base/index.js';
import { PHASE, type Face, type Shape3, type VolumeSource, type VoxelArray } from '../volume/index.js';
import type { ContrastMeter } from './contrast.js';
import { FaceComponents } from './face-components.js';
import type { ClassReader } from './mean-reader.js';
import { volumeSlabs } from './slab.js';

export interface LabelJob {
  readonly source: VolumeSource;
  readonly reader: ClassReader;
  readonly shape: Shape3;
  /** phase of class plane values 0 (no value), 1, 2, ... */
  readonly phases: Uint8Array;
  readonly collectors: readonly Face[];
  readonly slabBytes: number;
  readonly contrast: ContrastMeter;
  readonly write: (z0: number, labels: Uint8Array) => Promise<void>;
  readonly signal: AbortSignal | undefined;
  readonly onSlice: (done: number, total: number) => void;
}

/** Voxels per phase id. */
export async function writeLabels(job: LabelJob): Promise<Float64Array> {
  const { shape } = job;
  const counts = new Float64Array(8);
  const plane = shape[1] * shape[2];
  const dense = await denseComponents(job);
  for await (const { z0, z1, data } of volumeSlabs(job.source, shape, job.slabBytes, job.signal)) {
    const classes = await job.reader.read(0, z0, z1);
    const labels = looked(classes, job.phases);
    for (let z = z0; z < z1; z++) {
      const slice = labels.subarray((z - z0) * plane, (z - z0 + 1) * plane);
      if (dense !== null) splitDense(dense, slice);
      for (let i = 0; i < slice.length; i++) counts[slice[i] as number] = (counts[slice[i] as number] as number) + 1;
      job.contrast.add(planeOf(data, z - z0, plane), slice, z);
    }
    await job.write(z0, labels);
    job.onSlice(z1, shape[0]);
  }
  return counts;
}

const IS_COLLECTOR = Uint8Array.from({ length: 256 }, (_, phase) => (phase === PHASE.collector ? 1 : 0));

/** Each value replaced by what the table says. */
function looked(values: Uint8Array, table: Uint8Array): Uint8Array {
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = table[values[i] as number] as number;
  return out;
}

function planeOf(data: VoxelArray, index: number, length: number): VoxelArray {
  return data.subarray(index * length, (index + 1) * length);
}

/** The first pass over the dense class; null when no class is dense. */
async function denseComponents(job: LabelJob): Promise<FaceComponents | null> {
  if (!job.phases.includes(PHASE.collector)) return null;
  const { shape } = job;
  const plane = shape[1] * shape[2];
  const components = new FaceComponents(shape, job.collectors);
  const isDense = Uint8Array.from(job.phases, (phase) => (phase === PHASE.collector ? 1 : 0));
  const depth = Math.max(1, Math.floor(job.slabBytes / plane));
  for (let z0 = 0; z0 < shape[0]; z0 += depth) {
    checkAborted(job.signal);
    const classes = await job.reader.read(0, z0, Math.min(shape[0], z0 + depth));
    for (let at = 0; at < classes.length; at += plane) components.add(looked(classes.subarray(at, at + plane), isDense), z0 + at / plane);
  }
  components.freeze();
  return components;
}

function splitDense(components: FaceComponents, labels: Uint8Array): void {
  const touching = components.touching(looked(labels, IS_COLLECTOR));
  for (let i = 0; i < labels.length; i++) if (labels[i] === PHASE.collector && touching[i] === 0) labels[i] = PHASE.other;
}
