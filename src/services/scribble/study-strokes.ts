/** The strokes of a study: a layer of its own beside the labels, journalled and undone in the same way. */
import { ConflictError } from '../../base/index.js';
import type { ScribbleStroke } from '../../contract/index.js';
import {
  applyStroke,
  changedVoxels,
  createDiffBuilder,
  decodeJournal,
  encodeRecord,
  journalHeader,
  replayJournal,
  strokeTitle,
  writeDiff,
} from '../../review/index.js';
import type { EditDiff, EditHistory, Stroke } from '../../review/index.js';
import { openEditJournal } from '../../study/index.js';
import type { EditJournal } from '../../study/index.js';
import { voxelCount, type Shape3 } from '../../volume/index.js';
import { stepOrigin } from '../service-host.js';
import type { ServiceHost } from '../service-host.js';
import type { Session } from '../session/session.js';

export interface StudyStrokes {
  /** the image they were painted on */
  readonly imageKey: string;
  readonly shape: Shape3;
  readonly data: Uint8Array;
  readonly history: EditHistory;
  readonly journal: EditJournal;
  readonly restored: number;
  savedMs: number | null;
  queue: Promise<unknown>;
}

/** Strokes go with the session, and with the state of its image: a crop makes other voxels of it. */
const kept = new WeakMap<Session, Promise<StudyStrokes>>();

export async function strokesOf(host: ServiceHost, session: Session): Promise<StudyStrokes> {
  const before = await kept.get(session);
  if (before?.imageKey === session.image.key) return before;
  const loading = loadStrokes(host, session);
  kept.set(session, loading);
  loading.catch(() => kept.delete(session));
  return loading;
}

async function loadStrokes(host: ServiceHost, session: Session): Promise<StudyStrokes> {
  const { key, reader } = session.image;
  const journal = openEditJournal(host.ports.files, session.folder.inside('edits', `scribbles-${key}.bin`), journalHeader());
  const content = decodeJournal(await journal.read());
  if (content.torn) await journal.cut(content.validBytes);
  const data = new Uint8Array(voxelCount(reader.shape));
  const history = await replayJournal(data, content.records);
  return {
    imageKey: key,
    shape: reader.shape,
    data,
    history,
    journal,
    restored: content.records.filter((record) => record.kind === 'stroke').length,
    savedMs: content.records.at(-1)?.atMs ?? null,
    queue: Promise.resolve(),
  };
}

/** Names the strokes as they are now. */
export function strokesVersion({ imageKey, history }: StudyStrokes): string {
  return `${imageKey}-${history.position}-${history.undoCount}`;
}

/** One stroke after the other; each is on disk before it is answered. */
function inOrder(strokes: StudyStrokes, work: () => Promise<void>): Promise<void> {
  const run = strokes.queue.then(work);
  strokes.queue = run.catch(() => undefined);
  return run;
}

async function accept(host: ServiceHost, strokes: StudyStrokes, stroke: Stroke, diff: EditDiff): Promise<void> {
  if (changedVoxels(diff) === 0) return;
  const { atMs, reviewer } = stepOrigin(host);
  const id = strokes.history.nextId;
  try {
    await strokes.journal.append(encodeRecord({ kind: 'stroke', id, atMs, reviewer, stroke, diff }));
  } catch (error) {
    // not on disk, so not accepted
    writeDiff(strokes.data, diff, 'before');
    throw error;
  }
  strokes.history.push(id, strokeTitle(stroke), diff);
  strokes.savedMs = atMs;
}

export function paintStroke(host: ServiceHost, strokes: StudyStrokes, asked: ScribbleStroke): Promise<void> {
  return inOrder(strokes, () => {
    const stroke: Stroke = { kind: 'brush', ...asked, erase: asked.phase === 0 };
    return accept(host, strokes, stroke, applyStroke(strokes.data, strokes.shape, stroke));
  });
}

export function clearStrokes(host: ServiceHost, strokes: StudyStrokes): Promise<void> {
  return inOrder(strokes, () => {
    const diff = createDiffBuilder();
    strokes.data.forEach((phase, i) => {
      if (phase !== 0) diff.add(i, phase, 0);
    });
    strokes.data.fill(0);
    return accept(host, strokes, { kind: 'brush', axis: 'z', slice: 0, points: [[0, 0]], radius: 0, phase: 0, erase: true }, diff.build());
  });
}

export function stepStrokes(host: ServiceHost, strokes: StudyStrokes, kind: 'undo' | 'redo'): Promise<void> {
  return inOrder(strokes, async () => {
    const { history, journal } = strokes;
    const fromJournal = async (id: number): Promise<EditDiff> => {
      const record = decodeJournal(await journal.read()).records.find((one) => one.kind === 'stroke' && one.id === id);
      if (record?.kind !== 'stroke')
        throw new ConflictError(`Stroke ${id} is not in the journal any more, so it cannot be taken back.`, { code: 'edit-lost' });
      return record.diff;
    };
    const diff = kind === 'undo' ? await history.peekUndo(fromJournal) : await history.peekRedo(fromJournal);
    if (diff === undefined) return;
    const { atMs, reviewer } = stepOrigin(host);
    await journal.append(encodeRecord({ kind, atMs, reviewer }));
    if (kind === 'undo') history.undo(strokes.data, diff);
    else history.redo(strokes.data, diff);
    strokes.savedMs = atMs;
  });
}
