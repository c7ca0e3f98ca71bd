/** Probabilities read again: one channel of a study for pictures, all channels of a file for an evaluation. */
import { InvalidInputError } from '../../base/index.js';
import type { SegmentResult } from '../../segmentation/index.js';
import { bytesPerVoxel, findPhase, spatialShape, voxelCount } from '../../volume/index.js';
import type { Shape3, VolumeSource } from '../../volume/index.js';
import type { BoxReader } from '../image/box-reader.js';
import type { ServiceHost } from '../service-host.js';
import type { PhaseProbability } from './label-zarr.js';

/** Two classes of one phase, like two kinds of SEI, count together. */
export function probabilitiesOf(result: SegmentResult): PhaseProbability[] {
  const classes = new Map<number, number[]>();
  result.classes.forEach((name, index) => {
    const phase = result.classToPhase[name];
    if (phase !== undefined && phase !== 0) classes.set(phase, [...(classes.get(phase) ?? []), index]);
  });
  return [...classes].map(([phase, indices]) => ({
    phase,
    async read(z0, z1) {
      const [first, ...others] = await Promise.all(indices.map((index) => result.readProbability(index, z0, z1)));
      if (first === undefined) return new Uint8Array(0);
      return others.length === 0
        ? first
        : first.map((value, i) =>
            Math.min(
              255,
              others.reduce((sum, one) => sum + (one[i] ?? 0), value),
            ),
          );
    },
  }));
}

/** The folder in which the probabilities lie: inside an OME-Zarr, or that itself. */
async function openProbabilities(host: ServiceHost, path: string, signal?: AbortSignal): Promise<VolumeSource> {
  const { files } = host.ports;
  const inside = await files.exists(files.join(path, 'probabilities'));
  return host.sources.open(path, inside ? 'probabilities' : undefined, signal);
}

/** Boxes of one channel; a source is opened for each reading, which costs one small file. */
export function probabilityReader(host: ServiceHost, path: string, channel: number, shape: Shape3): BoxReader {
  return {
    shape,
    dtype: 'uint8',
    spacing: null,
    async read(start, size, signal) {
      const source = await openProbabilities(host, path, signal);
      try {
        return await source.read({ start: [channel, ...start], size: [1, ...size] }, signal);
      } finally {
        await source.close();
      }
    },
  };
}

/** Channels of a probability file by phase: those of `only`, else all. */
export async function readProbabilityFile(
  host: ServiceHost,
  path: string,
  signal?: AbortSignal,
  only?: readonly number[],
): Promise<ReadonlyMap<number, Uint8Array>> {
  const source = await openProbabilities(host, path, signal);
  try {
    const { axes, channels = [], dtype } = source.info;
    const shape = spatialShape(source.info);
    if (axes[0]?.name !== 'c' || bytesPerVoxel(dtype) !== 1)
      throw new InvalidInputError(`${path} does not hold class probabilities; give the file that "segment --probabilities" wrote.`, {
        code: 'not-probabilities',
        subject: path,
      });
    if (voxelCount(shape) * (only ?? channels).length > host.options.memoryBytes / 2)
      throw new InvalidInputError(`${path} is too large for the memory budget of ${host.options.memoryBytes} bytes; raise the budget.`, {
        code: 'over-memory-budget',
        subject: path,
      });
    const maps = new Map<number, Uint8Array>();
    for (const [index, channel] of channels.entries()) {
      const phase = findPhase(channel.name)?.id;
      if (phase === undefined || phase === 0 || only?.includes(phase) === false) continue;
      const data = await source.read({ start: [index, 0, 0, 0], size: [1, ...shape] }, signal);
      maps.set(phase, data instanceof Uint8Array ? data : Uint8Array.from(data));
    }
    return maps;
  } finally {
    await source.close();
  }
}
