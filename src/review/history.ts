/**
 * Undo and redo over diffs. The history is limited by bytes, not by steps: when the budget is passed, the oldest
 * diffs leave memory. They are still in the journal, and `undo` asks for them there, so undo has no end.
 */
import { diffBytes, writeDiff } from './edit-diff.js';
import type { EditDiff } from './edit-diff.js';

interface Entry {
  readonly id: number;
  readonly title: string;
  diff: EditDiff | undefined;
}

/** Finds the diff of a stroke that has left memory. */
type LoadDiff = (id: number) => Promise<EditDiff>;

export interface EditHistory {
  readonly undoCount: number;
  readonly redoCount: number;
  readonly undoTitle: string | null;
  readonly redoTitle: string | null;
  /** id of the last edit in force, 0 for none: two equal ids mean equal labels */
  readonly position: number;
  /** the id for the next edit */
  readonly nextId: number;
  readonly bytes: number;
  /** an edit that was just applied; what had been undone is forgotten */
  push(id: number, title: string, diff: EditDiff): void;
  /** the diff that an undo would write back, or undefined when there is none */
  peekUndo(load: LoadDiff): Promise<EditDiff | undefined>;
  peekRedo(load: LoadDiff): Promise<EditDiff | undefined>;
  /** takes the last edit back */
  undo(labels: Uint8Array, diff: EditDiff): void;
  redo(labels: Uint8Array, diff: EditDiff): void;
}

export function createHistory(budgetBytes = 128 * 1024 * 1024): EditHistory {
  const done: Entry[] = [];
  const undone: Entry[] = [];
  let bytes = 0;
  let highestId = 0;

  function forget(entry: Entry): void {
    if (entry.diff === undefined) return;
    bytes -= diffBytes(entry.diff);
    entry.diff = undefined;
  }

  function keepWithinBudget(): void {
    // oldest first; the two edits nearest to now stay, so that one undo and one redo are always at hand
    for (const entry of [...done.slice(0, -1), ...undone.slice(0, -1)]) {
      if (bytes <= budgetBytes) return;
      forget(entry);
    }
  }

  async function peek(stack: Entry[], load: LoadDiff): Promise<EditDiff | undefined> {
    const entry = stack.at(-1);
    if (entry === undefined) return undefined;
    if (entry.diff === undefined) {
      entry.diff = await load(entry.id);
      bytes += diffBytes(entry.diff);
    }
    return entry.diff;
  }

  function move(from: Entry[], to: Entry[]): void {
    const entry = from.pop();
    if (entry !== undefined) to.push(entry);
    keepWithinBudget();
  }

  return {
    get undoCount() {
      return done.length;
    },
    get redoCount() {
      return undone.length;
    },
    get undoTitle() {
      return done.at(-1)?.title ?? null;
    },
    get redoTitle() {
      return undone.at(-1)?.title ?? null;
    },
    get position() {
      return done.at(-1)?.id ?? 0;
    },
    get nextId() {
      return highestId + 1;
    },
    get bytes() {
      return bytes;
    },
    push(id, title, diff) {
      for (const entry of undone) forget(entry);
      undone.length = 0;
      done.push({ id, title, diff });
      highestId = Math.max(highestId, id);
      bytes += diffBytes(diff);
      keepWithinBudget();
    },
    peekUndo: (load) => peek(done, load),
    peekRedo: (load) => peek(undone, load),
    undo(labels, diff) {
      writeDiff(labels, diff, 'before');
      move(done, undone);
    },
    redo(labels, diff) {
      writeDiff(labels, diff, 'after');
      move(undone, done);
    },
  };
}
