/** The scribble classifier of an open study: set up once per image and network, trained when strokes changed, kept on disk. */
import { AbortedError, InvalidInputError } from '../../base/index.js';
import type { JobProgress, ScribbleState } from '../../contract/index.js';
import { collectStrokes, prepareScribbles, trainScribbles, withSignal } from '../../segmentation/index.js';
import type { SampleCache, ScribbleClassifier, ScribbleSetup, SliceTables } from '../../segmentation/index.js';
import { labelCounts } from './counts.js';
import { sourceOf } from '../image/box-reader.js';
import { findModel, type ModelChoice } from '../models.js';
import type { ServiceHost } from '../service-host.js';
import { originalHash, requireVolume } from '../session/begin.js';
import type { Session } from '../session/session.js';
import { readClassifier, writeClassifier } from './classifier-file.js';
import { strokesOf, strokesVersion, type StudyStrokes } from './study-strokes.js';
import { summaryOf } from './summary.js';

export interface Learnt {
  readonly classifier: ScribbleClassifier;
  readonly trainSeconds: number;
  /** strokes that it was learnt from; null: from a file */
  readonly strokes: string | null;
}

interface Prepared {
  readonly key: string;
  readonly setup: ScribbleSetup;
  /** features of painted voxels, by voxel */
  readonly samples: SampleCache;
  /** features of the slices that were looked at last */
  readonly tables: SliceTables;
}

interface Held {
  prepared: Promise<Prepared> | null;
  key: string;
  learnt: Learnt | null;
  /** the classifier on disk was looked for */
  looked: boolean;
}

const held = new WeakMap<Session, Held>();

function holdOf(session: Session): Held {
  const before = held.get(session);
  if (before !== undefined) return before;
  const fresh: Held = { prepared: null, key: '', learnt: null, looked: false };
  held.set(session, fresh);
  return fresh;
}

export interface RunControl {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: JobProgress) => void;
}

/** Grey scale, surroundings and network of the image as it is now; made anew when image, collector or network change. */
export async function preparedOf(host: ServiceHost, session: Session, choice: ModelChoice | undefined, run: RunControl): Promise<Prepared> {
  requireVolume(session, 'segmenting');
  const hold = holdOf(session);
  const model = choice === undefined ? null : await findModel(host, choice);
  const collectors = session.folder.document.setup.collector ?? [];
  const key = JSON.stringify([session.image.key, collectors, model?.sha256 ?? null, model?.descriptionSha256 ?? null]);
  if (hold.prepared === null || hold.key !== key) {
    hold.key = key;
    // others wait for it too: it is not given up with the call that began it
    const preparing = prepare(host, session, model, key, { ...run, signal: session.stop.signal });
    hold.prepared = preparing;
    preparing.catch(() => {
      if (hold.prepared === preparing) hold.prepared = null;
    });
  }
  const prepared = await hold.prepared;
  if (run.signal.aborted) throw new AbortedError();
  return { ...prepared, setup: withSignal(prepared.setup, run.signal) };
}

async function prepare(
  host: ServiceHost,
  session: Session,
  model: Awaited<ReturnType<typeof findModel>> | null,
  key: string,
  { signal, onProgress }: RunControl,
): Promise<Prepared> {
  const { workers, codecs, inference } = host.ports;
  const inputSha256 = `${await originalHash(session, { signal })}-${session.image.key}`;
  const setup = await prepareScribbles({
    source: sourceOf(session.image.reader, session.source),
    network: model === null ? null : { model, session: await inference.open(model.weightsPath) },
    collectors: session.folder.document.setup.collector ?? [],
    workers, codecs, inputSha256, signal,
    onSlice: (done, total) => onProgress({ done, total, what: 'slices read' }),
  }); // prettier-ignore
  return { key, setup, samples: new Map(), tables: new Map() };
}

function classifierPath(session: Session): string {
  return session.folder.inside('edits', 'scribble-classifier.json');
}

/** What was learnt last in this study, in this session or an earlier one. */
export async function learntOf(host: ServiceHost, session: Session): Promise<Learnt | null> {
  const hold = holdOf(session);
  if (hold.learnt !== null || hold.looked) return hold.learnt;
  hold.looked = true;
  const path = classifierPath(session);
  if (await host.ports.files.exists(path)) hold.learnt ??= { classifier: await readClassifier(host, path), trainSeconds: 0, strokes: null };
  return hold.learnt;
}

export async function setLearnt(host: ServiceHost, session: Session, learnt: Learnt): Promise<void> {
  await writeClassifier(host, classifierPath(session), learnt.classifier);
  holdOf(session).learnt = learnt;
}

/** Strokes of at least two phases: something can be learnt. */
export function canLearn(strokes: StudyStrokes): boolean {
  return Object.keys(labelCounts(strokes.data)).length >= 2;
}

/** Learns from the strokes as they are; nothing is done when they were learnt from already, with this network. */
export async function learn(host: ServiceHost, session: Session, choice: ModelChoice | undefined, run: RunControl): Promise<Learnt> {
  const strokes = await strokesOf(host, session);
  const version = strokesVersion(strokes);
  const { setup, samples } = await preparedOf(host, session, choice, run);
  const before = holdOf(session).learnt;
  const sameNetwork = before?.classifier.model?.sha256 === setup.image.network?.model.sha256;
  if (before !== null && before.strokes === version && sameNetwork) return before;
  const { clock } = host.ports;
  const started = clock.monotonic();
  const collected = collectStrokes(strokes.data, strokes.shape, setup.shape);
  const classifier = await trainScribbles(setup, collected, { cache: samples, onProgress: run.onProgress });
  if (run.signal.aborted) throw new AbortedError();
  const learnt = { classifier, trainSeconds: (clock.monotonic() - started) / 1000, strokes: version };
  await setLearnt(host, session, learnt);
  return learnt;
}

/** Learns where there are strokes to learn from; else what was learnt before, or taken from a file, counts. */
export async function learntNow(host: ServiceHost, session: Session, choice: ModelChoice | undefined, run: RunControl): Promise<Learnt> {
  const strokes = await strokesOf(host, session);
  const before = await learntOf(host, session);
  if (before !== null && before.strokes === null && strokes.history.undoCount === 0) return before;
  if (!canLearn(strokes) && before === null)
    throw new InvalidInputError('Nothing can be learnt yet: paint strokes of at least two phases.', {
      code: 'one-class',
      subject: 'scribbles',
    });
  return learn(host, session, choice, run);
}

export async function scribbleStateOf(host: ServiceHost, session: Session): Promise<ScribbleState> {
  const strokes = await strokesOf(host, session);
  const learnt = await learntOf(host, session);
  const version = strokesVersion(strokes);
  const { undoCount, redoCount, undoTitle, redoTitle } = strokes.history;
  return {
    version,
    voxels: labelCounts(strokes.data),
    edits: { undo: undoCount, redo: redoCount, undoTitle, redoTitle, savedMs: strokes.savedMs, restored: strokes.restored },
    classifier:
      learnt === null
        ? null
        : {
            ...summaryOf(learnt.classifier, learnt.trainSeconds),
            version: learnt.strokes ?? 'file',
            stale: learnt.strokes === null ? undoCount > 0 : learnt.strokes !== version,
          },
  };
}
