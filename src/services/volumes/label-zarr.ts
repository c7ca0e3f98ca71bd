/** Labels of a study and the probabilities they came from, as one OME-Zarr that other programs open too. */
import { AbortedError, errorData, FormatError } from '../../base/index.js';
import { planesOfArray, writeOmeZarr } from '../../formats/index.js';
import type { Planes } from '../../formats/index.js';
import { PHASES, slabRegion, spatialShape } from '../../volume/index.js';
import type { LabelVolume, Shape3 } from '../../volume/index.js';
import type { ServiceHost } from '../service-host.js';

/** stands for no phase: how far averaged runs disagree */
export const DISAGREEMENT = 255;

/** Probabilities 0..255 of one phase, plane by plane. */
export interface PhaseProbability {
  readonly phase: number;
  read(z0: number, z1: number): Promise<Uint8Array>;
}

function probabilityPlanes(probabilities: readonly PhaseProbability[], shape: Shape3): { classes: string[]; planes: Planes[] } {
  return {
    classes: probabilities.map(({ phase }) =>
      phase === DISAGREEMENT ? 'disagreement' : (PHASES.find((one) => one.id === phase)?.name ?? String(phase)),
    ),
    planes: probabilities.map((one) => ({ shape, dtype: 'uint8' as const, read: (z0: number, z1: number) => one.read(z0, z1) })),
  };
}

/** Written beside and moved into place when complete. Channels of the probabilities are named after their phases. */
export async function writeLabelZarr(
  host: ServiceHost,
  folder: string,
  labels: LabelVolume,
  probabilities: readonly PhaseProbability[] = [],
  signal?: AbortSignal,
): Promise<void> {
  await writeOmeZarr(
    host.formats,
    folder,
    {
      labels: planesOfArray(labels.data, labels.shape),
      ...(probabilities.length === 0 ? {} : { probabilities: probabilityPlanes(probabilities, labels.shape) }),
    },
    { calibration: labels.calibration, name: host.ports.files.basename(folder), signal },
  );
}

/** Probabilities alone, for the file command. */
export async function writeProbabilityZarr(
  host: ServiceHost,
  folder: string,
  labels: Pick<LabelVolume, 'shape' | 'calibration'>,
  probabilities: readonly PhaseProbability[],
): Promise<void> {
  const content = { probabilities: probabilityPlanes(probabilities, labels.shape) };
  await writeOmeZarr(host.formats, folder, content, { calibration: labels.calibration, name: host.ports.files.basename(folder) });
}

/** The labels of a study as they were written, without edits. */
export async function readLabelZarr(host: ServiceHost, folder: string, shape: Shape3, signal?: AbortSignal): Promise<Uint8Array> {
  try {
    return await readPhases(host, folder, shape, signal);
  } catch (cause) {
    if (cause instanceof AbortedError || (cause instanceof FormatError && cause.code === 'bad-study')) throw cause;
    throw new FormatError(
      `The labels ${folder} of the study cannot be read (${errorData(cause).message}); restore them from a copy, or segment the stack in a new study.`,
      { code: 'bad-study', subject: folder, cause },
    );
  }
}

async function readPhases(host: ServiceHost, folder: string, shape: Shape3, signal: AbortSignal | undefined): Promise<Uint8Array> {
  const source = await host.sources.open(folder, 'labels/phases', signal);
  try {
    const found = spatialShape(source.info);
    if (found.some((n, axis) => n !== shape[axis]))
      throw new FormatError(`${folder} has ${found.join(' x ')} voxels and the study says ${shape.join(' x ')}; restore it from a copy.`, {
        code: 'bad-study',
        subject: folder,
      });
    const data = await source.read(slabRegion(source.info, 0, shape[0]), signal);
    return data instanceof Uint8Array ? data : Uint8Array.from(data);
  } finally {
    await source.close();
  }
}
