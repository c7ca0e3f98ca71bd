/** A study that is open: its folder under lock, its image, the labels in memory, and what was derived from them. */
import type { NamedQuantity } from '../../contract/index.js';
import type { OpenSource } from '../../ports/index.js';
import type { EditHistory } from '../../review/index.js';
import type { EditJournal, StageId, StudyFolder } from '../../study/index.js';
import type { Shape3 } from '../../volume/index.js';
import type { BoxReader } from '../image/box-reader.js';
import type { PlaneStore } from '../image/plane-store.js';
import type { SectionCache } from '../image/sections.js';
import type { ImageWindow } from '../image/statistics.js';
import type { Foreground } from './foreground.js';

/** The image after the prepare steps. */
interface SessionImage {
  readonly key: string;
  readonly reader: BoxReader;
  /** absent where sections are read directly */
  readonly sections: SectionCache | undefined;
}

export interface SessionLabels {
  readonly key: string;
  readonly shape: Shape3;
  /** as they are now, edits applied */
  readonly data: Uint8Array;
  /** as segmented or imported; loaded when an eraser first needs it */
  readonly original: () => Promise<Uint8Array>;
  readonly history: EditHistory;
  readonly journal: EditJournal;
  savedMs: number | null;
  /** edits that were found in the journal when the study was opened */
  readonly restored: number;
}

/** A second result for the same image, to be compared with the labels. */
export interface OtherLabels {
  readonly key: string;
  /** for people */
  readonly title: string;
  readonly data: Uint8Array;
}

/** Made by the last refresh; holds for one version of labels and setup. */
export interface Derived {
  readonly labelsVersion: string;
  readonly setupKey: string;
  readonly isolation: Uint8Array | null;
  readonly headline: readonly NamedQuantity[];
}

export interface Session {
  readonly id: string;
  readonly folder: StudyFolder;
  readonly source: OpenSource;
  /** the same file with all its time points and channels, to be looked at; closed with `source` */
  readonly whole: OpenSource;
  /** where the voxel size was read, before anybody gave one */
  original: BoxReader;
  image: SessionImage;
  window: ImageWindow;
  labels: SessionLabels | null;
  derived: Derived | null;
  other?: OtherLabels;
  readonly planes: PlaneStore;
  readonly foreground: Foreground;
  readonly running: Set<StageId>;
  readonly warnings: { code: string; message: string }[];
  /** stops background work of this study */
  readonly stop: AbortController;
  /** background work that has to end before the study is closed */
  readonly background: Set<Promise<unknown>>;
  /** labels are changed by one edit after the other */
  editQueue: Promise<unknown>;
  /** the refresh that runs now; a newer one stops it */
  refresh: AbortController | null;
}

/** Names the labels as they are now: equal texts mean equal labels. */
export function labelsVersion(labels: SessionLabels): string {
  return `${labels.key}-${labels.history.position}`;
}

/** Runs something in the background; its failure is kept as a warning, never thrown away silently. */
export function inBackground(session: Session, code: string, work: () => Promise<void>): void {
  const run = work()
    .catch((error: unknown) => {
      if (session.stop.signal.aborted) return;
      session.warnings.push({ code, message: error instanceof Error ? error.message : String(error) });
    })
    .finally(() => session.background.delete(run));
  session.background.add(run);
}

/** Marks a stage as running while `work` goes on. */
export async function asStage<T>(session: Session, stage: StageId, work: () => Promise<T>): Promise<T> {
  session.running.add(stage);
  try {
    return await work();
  } finally {
    session.running.delete(stage);
  }
}
