/** Labels of a study: from a model, or from a file. New labels begin a new journal; the old ones are removed last. */
import { InvalidInputError } from '../base/index.js';
import type { JobProgress } from '../contract/index.js';
import { addStep, imageKey, originsOf } from '../study/index.js';
import type { StudyDocument, StudyLabels } from '../study/index.js';
import { labelVolume } from '../volume/index.js';
import type { Calibration, Shape3 } from '../volume/index.js';
import { chooseVariant } from '../segmentation/index.js';
import type { Quality } from '../segmentation/index.js';
import { findModel } from './models.js';
import type { ModelChoice } from './models.js';
import { currentCalibration, refreshLater } from './review.js';
import { runSegmentation } from './segmentation-run.js';
import { stepOrigin } from './service-host.js';
import type { ServiceHost } from './service-host.js';
import { requireVolume } from './session/begin.js';
import { loadLabels, nextLabelsKey } from './session/labels.js';
import { asStage } from './session/session.js';
import type { Session } from './session/session.js';
import { studyRun } from './study-run.js';
import { hashBytes } from './volumes/hash-bytes.js';
import { DISAGREEMENT, writeLabelZarr } from './volumes/label-zarr.js';
import type { PhaseProbability } from './volumes/label-zarr.js';
import { probabilitiesOf } from './volumes/probabilities.js';
import { readLabelFile } from './volumes/label-file.js';
import type { StackChoice } from './volumes/open-stack.js';

interface NewLabels {
  readonly data: Uint8Array;
  readonly shape: Shape3;
  readonly calibration: Calibration;
  readonly probabilities: readonly PhaseProbability[];
  readonly disagreement?: ((z0: number, z1: number) => Promise<Uint8Array>) | null;
  readonly segmentation: StudyLabels['segmentation'];
  /** the image that was segmented, should it have changed meanwhile */
  readonly imageKey: string;
}

/** Writes the labels, names them in the document, and puts them in the place of the old ones. */
export async function replaceLabels(
  host: ServiceHost,
  session: Session,
  key: string,
  made: NewLabels,
  step: (document: StudyDocument) => Parameters<typeof addStep>[2],
  signal: AbortSignal,
): Promise<void> {
  const { folder } = session;
  const before = folder.document.labels;
  const place = `labels/${key}.zarr`;
  const planes: PhaseProbability[] = [
    ...made.probabilities,
    ...(made.disagreement ? [{ phase: DISAGREEMENT, read: made.disagreement }] : []),
  ];
  await writeLabelZarr(host, folder.inside(place), labelVolume(made.data, made.shape, made.calibration, key), planes, signal);
  const labels: StudyLabels = {
    key,
    folder: place,
    shape: [...made.shape],
    sha256: hashBytes(host, made.data),
    imageKey: made.imageKey,
    probabilities: Object.fromEntries(made.probabilities.map(({ phase }, channel) => [String(phase), channel])),
    ...(made.disagreement ? { disagreement: made.probabilities.length } : {}),
    segmentation: made.segmentation,
  };
  const loaded = await loadLabels(host, folder, labels);
  await session.editQueue;
  await folder.save((document) => addStep({ ...document, labels }, stepOrigin(host), step(document)));
  session.labels = loaded;
  session.derived = null;
  // the journal of the old labels stays in `edits/`: it is provenance; their voxels can be made again
  if (before !== null) await host.ports.files.remove(folder.inside(before.folder));
  refreshLater(host, session);
}

export interface SegmentStudy extends ModelChoice {
  readonly mapping?: Readonly<Record<string, number>> | undefined;
  readonly visibleSlice?: number | undefined;
  readonly quality?: Quality | undefined;
}

export async function segmentStudy(
  host: ServiceHost,
  session: Session,
  asked: SegmentStudy,
  options: { readonly signal: AbortSignal; readonly onProgress: (progress: JobProgress) => void },
): Promise<void> {
  requireVolume(session, 'segmenting');
  if (session.running.has('segment'))
    throw new InvalidInputError('This study is being segmented already; wait until it is done, or cancel it.', { code: 'busy' });
  await asStage(session, 'segment', async () => {
    const { model, ensemble, weights } = chooseVariant(await findModel(host, asked), asked.quality);
    const { document } = session.folder;
    const image = imageKey(document, document.prepare);
    const run = await studyRun(session, model, asked.mapping, options);
    const key = nextLabelsKey(session.folder);
    await runSegmentation(host, { ...run, ensemble, visibleSlice: asked.visibleSlice, ...options }, async ({ result, labels }) => {
      const identity = { id: model.id, version: model.version, sha256: model.sha256 };
      const { seconds, voxelsPerSecond, tiles, phases } = result;
      const { level, reasons, score } = result.outOfRange;
      const outOfRange = { level, reasons: [...reasons], score };
      await replaceLabels(
        host,
        session,
        key,
        {
          data: labels,
          shape: result.shape,
          calibration: currentCalibration(session),
          probabilities: probabilitiesOf(result),
          disagreement: result.readDisagreement,
          segmentation: {
            model: { ...identity, title: model.name },
            seconds,
            voxelsPerSecond,
            tiles: { ...tiles },
            outOfRange,
            phases: { ...phases },
            ...(model.deadShare === null ? {} : { deadShare: { ...model.deadShare } }),
          },
          imageKey: image,
        },
        (now) => ({
          kind: 'segment',
          seconds,
          parameters: {
            model: model.id,
            mapping: result.classToPhase,
            cell: document.setup.cell,
            depth: document.setup.depth ?? null,
            quality: asked.quality ?? null,
            weights,
            runs: result.runs,
            collector: document.setup.collector,
            outOfRange,
            warnings: result.warnings,
          },
          model: identity,
          from: originsOf(now, 'prepare', 'setup'),
          made: [key],
        }),
        options.signal,
      );
    });
  });
}

/** Labels from a file, in the shape of the prepared image, mapped to phases. */
export async function importLabels(
  host: ServiceHost,
  session: Session,
  asked: StackChoice & { readonly path: string; readonly map?: string | undefined },
  options: { readonly signal: AbortSignal },
): Promise<void> {
  requireVolume(session, 'labelling in three dimensions');
  await asStage(session, 'segment', async () => {
    const { map, dataset, time, channel } = asked;
    const file = await readLabelFile(host, asked.path, { map, dataset, time, channel, signal: options.signal });
    const shape = session.image.reader.shape;
    if (file.labels.shape.some((n, axis) => n !== shape[axis]))
      throw new InvalidInputError(
        `${asked.path} has ${file.labels.shape.join(' x ')} voxels and the image ${shape.join(' x ')} (z x y x x); give labels of the same shape.`,
        { code: 'shape-mismatch', subject: asked.path },
      );
    const { document } = session.folder;
    const key = nextLabelsKey(session.folder);
    await replaceLabels(
      host,
      session,
      key,
      {
        data: file.labels.data,
        shape,
        calibration: currentCalibration(session),
        probabilities: [],
        segmentation: null,
        imageKey: imageKey(document, document.prepare),
      },
      (now) => ({
        kind: 'import',
        parameters: { path: asked.path, map: asked.map ?? null, sha256: file.sha256 },
        from: originsOf(now, 'create'),
        made: [key],
      }),
      options.signal,
    );
  });
}
