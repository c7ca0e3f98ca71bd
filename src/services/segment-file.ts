/** A stack to a label file by a model, without a study. Finished tiles of a stopped run are picked up by the next one. */
import type { RunOptions } from '../base/index.js';
import type { CellKind, JobProgress, SegmentDocument, VoxelSizeInput } from '../contract/index.js';
import type { Files } from '../ports/index.js';
import { chooseVariant, depthCurves, parseDepthPrior } from '../segmentation/index.js';
import type { Quality } from '../segmentation/index.js';
import { choiceKey, labelVolume } from '../volume/index.js';
import type { Face } from '../volume/index.js';
import { findModel } from './models.js';
import type { ModelChoice } from './models.js';
import { runSegmentation } from './segmentation-run.js';
import type { ServiceHost } from './service-host.js';
import { openStack } from './volumes/open-stack.js';
import type { StackChoice } from './volumes/open-stack.js';
import { writeProbabilityZarr } from './volumes/label-zarr.js';
import { probabilitiesOf } from './volumes/probabilities.js';
import { refuseNonVolume } from './volumes/refuse-kind.js';
import { calibrationOf, shownSpacing } from './volumes/shown-spacing.js';
import { checkLabelOutputs, writeLabels } from './volumes/write-labels.js';

export interface SegmentFile extends ModelChoice, StackChoice {
  readonly paths: readonly string[];
  readonly output: string;
  readonly probabilities?: string | undefined;
  readonly voxel?: VoxelSizeInput | undefined;
  readonly collector?: readonly Face[] | undefined;
  readonly cell?: CellKind | undefined;
  readonly mapping?: Readonly<Record<string, number>> | undefined;
  readonly quality?: Quality | undefined;
  /** path of a JSON file with depth curves */
  readonly prior?: string | undefined;
}

async function readText(files: Files, path: string): Promise<string> {
  return new TextDecoder().decode(await files.readBytes(path, 2 ** 20));
}

export async function segmentFile(
  host: ServiceHost,
  asked: SegmentFile,
  options: RunOptions & { readonly signal: AbortSignal; readonly onProgress: (progress: JobProgress) => void },
): Promise<SegmentDocument> {
  await checkLabelOutputs(host, asked.paths, asked.output, asked.probabilities);
  const { files } = host.ports;
  const started = host.ports.clock.monotonic();
  const stack = await openStack(host, asked.paths, asked, options.signal);
  const { source, sidecar } = stack;
  try {
    refuseNonVolume(source, 'segmenting');
    const { model, ensemble, weights } = chooseVariant(await findModel(host, asked), asked.quality);
    const prior = asked.prior === undefined ? null : parseDepthPrior(await readText(files, asked.prior), asked.prior);
    const collectors = asked.collector ?? sidecar?.collector ?? [];
    const sha256 = await source.hash(options);
    const own = source.info.calibration;
    const calibration =
      asked.voxel !== undefined
        ? calibrationOf(asked.voxel)
        : sidecar?.voxel !== undefined
          ? calibrationOf({ ...sidecar.voxel, source: 'sidecar file' })
          : own;
    const tiles = files.join(host.options.dataFolder, 'tiles');
    return await runSegmentation(
      host,
      {
        source,
        calibration,
        model,
        tiles,
        collectors,
        cell: asked.cell ?? sidecar?.cell,
        depth: depthCurves(prior),
        ensemble,
        mapping: asked.mapping,
        inputSha256: sha256 + choiceKey(stack.chosen),
        ...options,
      },
      async ({ labels, result }) => {
        await writeLabels(host, asked.output, labelVolume(labels, result.shape, calibration, asked.paths[0] ?? ''));
        if (asked.probabilities !== undefined)
          await writeProbabilityZarr(host, asked.probabilities, { shape: result.shape, calibration }, probabilitiesOf(result));
        for (const runKey of result.runKeys) await files.remove(files.join(tiles, runKey));
        return {
          output: asked.output,
          input: {
            path: asked.paths[0] ?? '',
            sha256,
            shape: [...result.shape],
            spacing: shownSpacing(calibration),
          },
          model: { id: model.id, version: model.version, sha256: model.sha256 },
          classToPhase: { ...result.classToPhase },
          phases: { ...result.phases },
          seconds: (host.ports.clock.monotonic() - started) / 1000,
          inferenceSeconds: result.inferenceSeconds,
          voxelsPerSecond: result.voxelsPerSecond,
          tiles: { ...result.tiles },
          provider: host.ports.inference.provider,
          threads: host.ports.inference.threads,
          weights,
          runs: result.runs,
          outOfRange: { ...result.outOfRange, reasons: [...result.outOfRange.reasons], measures: { ...result.outOfRange.measures } },
          warnings: [
            ...source.info.warnings,
            ...result.warnings,
            ...(asked.quality === 'fast' && weights !== 'int8' ? [`${model.id} has no int8 weights; the full ones ran`] : []),
            ...(prior !== null && collectors.length === 0 ? ['no collector is marked, so the depth prior was not used'] : []),
          ],
        };
      },
    );
  } finally {
    await source.close();
  }
}
