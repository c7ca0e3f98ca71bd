/** Painting, undo and redo. An edit is answered when it is in the journal on disk, never before. */
import { ConflictError, InvalidInputError } from '../base/index.js';
import type { BrushStroke, EditResult } from '../contract/index.js';
import { applyStroke, changedVoxels, decodeJournal, diffBox, encodeRecord, strokeTitle, writeDiff } from '../review/index.js';
import type { EditDiff } from '../review/index.js';
import { stepOrigin } from './service-host.js';
import type { ServiceHost } from './service-host.js';
import { labelsVersion } from './session/session.js';
import type { Session, SessionLabels } from './session/session.js';
import { editState } from './session/state.js';

function labelsOf(session: Session): SessionLabels {
  if (session.running.has('segment'))
    throw new ConflictError('The stack is being segmented; wait until it is done, or cancel it, before you edit labels.', { code: 'busy' });
  if (session.labels === null)
    throw new InvalidInputError('There are no labels to edit; segment the stack or import labels first.', { code: 'no-labels' });
  return session.labels;
}

/** One edit after the other, in the order of arrival. */
function inOrder<T>(session: Session, work: () => Promise<T>): Promise<T> {
  const run = session.editQueue.then(work);
  session.editQueue = run.catch(() => undefined);
  return run;
}

function resultOf(session: Session, labels: SessionLabels, diff: EditDiff | undefined): EditResult {
  const box = diff === undefined ? null : diffBox(diff, labels.shape);
  return {
    version: labelsVersion(labels),
    changedVoxels: diff === undefined ? 0 : changedVoxels(diff),
    box: box === null ? null : { start: [...box.start], end: [...box.end] },
    edits: editState(session),
  };
}

export function stroke(host: ServiceHost, session: Session, asked: BrushStroke): Promise<EditResult> {
  return inOrder(session, async () => {
    const labels = labelsOf(session);
    const original = asked.erase ? await labels.original() : undefined;
    const diff = applyStroke(labels.data, labels.shape, asked, original);
    if (changedVoxels(diff) === 0) return resultOf(session, labels, undefined);
    const { atMs, reviewer } = stepOrigin(host);
    const id = labels.history.nextId;
    try {
      await labels.journal.append(encodeRecord({ kind: 'stroke', id, atMs, reviewer, stroke: asked, diff }));
    } catch (error) {
      // not on disk, so not accepted
      writeDiff(labels.data, diff, 'before');
      throw error;
    }
    labels.history.push(id, strokeTitle(asked), diff);
    labels.savedMs = atMs;
    return resultOf(session, labels, diff);
  });
}

/** Undo or redo of the last edit; nothing happens when there is none. */
export function step(host: ServiceHost, session: Session, kind: 'undo' | 'redo'): Promise<EditResult> {
  return inOrder(session, async () => {
    const labels = labelsOf(session);
    const { history, journal } = labels;
    const fromJournal = async (id: number): Promise<EditDiff> => {
      const record = decodeJournal(await journal.read()).records.find((one) => one.kind === 'stroke' && one.id === id);
      if (record?.kind !== 'stroke')
        throw new ConflictError(`Edit ${id} is not in the journal any more, so it cannot be taken back.`, { code: 'edit-lost' });
      return record.diff;
    };
    const diff = kind === 'undo' ? await history.peekUndo(fromJournal) : await history.peekRedo(fromJournal);
    if (diff === undefined) return resultOf(session, labels, undefined);
    const { atMs, reviewer } = stepOrigin(host);
    await journal.append(encodeRecord({ kind, atMs, reviewer }));
    if (kind === 'undo') history.undo(labels.data, diff);
    else history.redo(labels.data, diff);
    labels.savedMs = atMs;
    return resultOf(session, labels, diff);
  });
}
