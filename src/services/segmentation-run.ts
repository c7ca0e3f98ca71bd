/** One image through one model, labels gathered in memory; what the study and the file command share. */
import { InvalidInputError } from '../base/index.js';
import type { CellKind, JobProgress } from '../contract/index.js';
import { folderTiles, segmentVolume, tileLimits } from '../segmentation/index.js';
import type { DepthCurve, ModelPackage, SegmentResult } from '../segmentation/index.js';
import { spatialShape, voxelCount } from '../volume/index.js';
import type { Calibration, Face, VolumeSource } from '../volume/index.js';
import { jobProgress } from './job-progress.js';
import { withModel } from './models.js';
import type { ServiceHost } from './service-host.js';

export interface SegmentationRun {
  readonly source: VolumeSource;
  readonly calibration: Calibration;
  readonly model: ModelPackage;
  /** folder in which finished tiles are kept */
  readonly tiles: string;
  readonly collectors: readonly Face[];
  readonly cell: CellKind | undefined;
  readonly depth?: readonly DepthCurve[] | undefined;
  readonly ensemble?: boolean | undefined;
  readonly mapping: Readonly<Record<string, number>> | undefined;
  readonly inputSha256: string;
  readonly visibleSlice?: number | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

export interface Segmented {
  readonly labels: Uint8Array;
  readonly result: SegmentResult;
}

/** `use` gets labels and probabilities while the tiles are certainly there. */
export function runSegmentation<T>(host: ServiceHost, run: SegmentationRun, use: (segmented: Segmented) => Promise<T>): Promise<T> {
  const { source, model, collectors, cell, mapping, signal } = run;
  const shape = spatialShape(source.info);
  const plane = shape[1] * shape[2];
  if (voxelCount(shape) > host.options.memoryBytes / 2)
    throw new InvalidInputError(
      `${source.info.path} has ${voxelCount(shape)} voxels, and their labels need more than half of the memory budget of ${host.options.memoryBytes} bytes; crop or downsample it, or raise the budget.`,
      { code: 'over-memory-budget', subject: source.info.path },
    );
  const labels = new Uint8Array(voxelCount(shape));
  return withModel(host, model, async (session) => {
    const result = await segmentVolume({
      source,
      calibration: run.calibration,
      model,
      session,
      tiles: folderTiles(host.ports.files, run.tiles),
      codecs: host.ports.codecs,
      clock: host.ports.clock,
      collectors,
      cell,
      depth: run.depth,
      ensemble: run.ensemble,
      limits: tileLimits(host.options.memoryBytes, host.ports.inference.threads),
      concurrency: 2 * host.ports.inference.threads,
      mapping,
      inputSha256: run.inputSha256,
      visibleSlice: run.visibleSlice,
      writeLabels: (z0, planes) => {
        labels.set(planes, z0 * plane);
        return Promise.resolve();
      },
      signal,
      onProgress: (progress) => run.onProgress(jobProgress(progress)),
    });
    return use({ labels, result });
  });
}
