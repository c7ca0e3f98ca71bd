/** The labels again, from what was segmented and the journal. */
import { PHASES } from '../volume/index.js';
import { writeDiff } from './edit-diff.js';
import type { EditDiff } from './edit-diff.js';
import { createHistory } from './history.js';
import type { EditHistory } from './history.js';
import type { JournalRecord } from './journal.js';
import type { Stroke } from './stroke.js';

/** What a person reads beside Undo. */
export function strokeTitle(stroke: Stroke): string {
  const phase = PHASES.find((one) => one.id === stroke.phase);
  return stroke.erase ? 'Erase' : `Paint ${phase?.title ?? stroke.phase}`;
}

/** Applies all records to `labels` in place and returns the history that stands after them. */
export async function replayJournal(labels: Uint8Array, records: readonly JournalRecord[], budgetBytes?: number): Promise<EditHistory> {
  const diffs = new Map<number, EditDiff>();
  for (const record of records) if (record.kind === 'stroke') diffs.set(record.id, record.diff);
  const load = (id: number): Promise<EditDiff> => {
    const diff = diffs.get(id);
    return diff === undefined ? Promise.reject(new RangeError(`edit ${id} is not in the journal`)) : Promise.resolve(diff);
  };
  const history = createHistory(budgetBytes);
  for (const record of records) {
    if (record.kind === 'stroke') {
      writeDiff(labels, record.diff, 'after');
      history.push(record.id, strokeTitle(record.stroke), record.diff);
    } else if (record.kind === 'undo') {
      const diff = await history.peekUndo(load);
      if (diff !== undefined) history.undo(labels, diff);
    } else {
      const diff = await history.peekRedo(load);
      if (diff !== undefined) history.redo(labels, diff);
    }
  }
  return history;
}
