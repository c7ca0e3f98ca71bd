/** The classifier over the whole stack of a study: a segmentation like that of a network, probabilities kept. */
import { InvalidInputError } from '../../base/index.js';
import { applyScribbles, folderTiles } from '../../segmentation/index.js';
import { originsOf } from '../../study/index.js';
import { voxelCount } from '../../volume/index.js';
import type { ModelChoice } from '../models.js';
import { currentCalibration } from '../review.js';
import { replaceLabels } from '../segment-study.js';
import type { ServiceHost } from '../service-host.js';
import { nextLabelsKey } from '../session/labels.js';
import { asStage } from '../session/session.js';
import type { Session } from '../session/session.js';
import { classifierHash, readClassifier, writeClassifier } from './classifier-file.js';
import { learntNow, learntOf, preparedOf, setLearnt, type RunControl } from './study-classifier.js';
import { jobProgress } from '../job-progress.js';

export async function applyToStudy(
  host: ServiceHost,
  session: Session,
  asked: { readonly choice: ModelChoice | undefined; readonly visibleSlice: number | undefined },
  run: RunControl,
): Promise<void> {
  if (session.running.has('segment'))
    throw new InvalidInputError('This study is being segmented already; wait until it is done, or cancel it.', { code: 'busy' });
  await asStage(session, 'segment', async () => {
    const { clock, files } = host.ports;
    const started = clock.monotonic();
    const { classifier } = await learntNow(host, session, asked.choice, run);
    const { setup } = await preparedOf(host, session, asked.choice, run);
    const { shape } = setup;
    if (voxelCount(shape) > host.options.memoryBytes / 2)
      throw new InvalidInputError(
        `The image has ${voxelCount(shape)} voxels, and its labels need more than half of the memory budget of ${host.options.memoryBytes} bytes; crop or downsample it, or raise the budget.`,
        { code: 'over-memory-budget', subject: 'labels' },
      );
    const image = session.image.key;
    const labels = new Uint8Array(voxelCount(shape));
    const result = await applyScribbles(setup, {
      classifier,
      clock,
      tiles: folderTiles(files, session.folder.inside('cache', 'tiles')),
      visibleSlice: asked.visibleSlice,
      writeLabels: (z0, planes) => Promise.resolve(labels.set(planes, z0 * shape[1] * shape[2])),
      onProgress: (progress) => run.onProgress(jobProgress(progress)),
    });
    const key = nextLabelsKey(session.folder);
    const sha256 = classifierHash(host, classifier);
    // the classifier of these labels stays with the study, whatever is learnt later
    const file = `edits/${key}-classifier.json`;
    await writeClassifier(host, session.folder.inside('edits', `${key}-classifier.json`), classifier);
    const identity = { id: 'scribbles', version: '1', sha256 };
    const seconds = (clock.monotonic() - started) / 1000;
    const outOfRange = { level: 'ok' as const, reasons: [] };
    await replaceLabels(
      host,
      session,
      key,
      {
        data: labels,
        shape,
        calibration: currentCalibration(session),
        probabilities: result.phaseIds.map((phase, c) => ({ phase, read: (z0: number, z1: number) => result.readProbability(c, z0, z1) })),
        segmentation: {
          model: { ...identity, title: classifier.model === null ? 'Scribbles' : `Scribbles on ${classifier.model.id}` },
          seconds,
          voxelsPerSecond: result.voxelsPerSecond,
          tiles: { ...result.tiles },
          outOfRange,
          phases: { ...result.phases },
        },
        imageKey: image,
      },
      (now) => ({
        kind: 'segment',
        seconds,
        parameters: {
          model: 'scribbles',
          network: classifier.model,
          classifier: { file, sha256, trees: classifier.forest.roots.length - 1, features: classifier.features },
          trained: classifier.trained,
          collector: now.setup.collector,
        },
        model: identity,
        from: originsOf(now, 'prepare', 'setup'),
        made: [key],
      }),
      run.signal,
    );
  });
}

export async function exportClassifier(host: ServiceHost, session: Session, output: string): Promise<void> {
  const learnt = await learntOf(host, session);
  if (learnt === null)
    throw new InvalidInputError('Nothing was learnt in this study yet; paint strokes of at least two phases and train.', {
      code: 'no-classifier',
    });
  await writeClassifier(host, output, learnt.classifier);
}

export async function importClassifier(host: ServiceHost, session: Session, path: string): Promise<void> {
  await setLearnt(host, session, { classifier: await readClassifier(host, path), trainSeconds: 0, strokes: null });
}
