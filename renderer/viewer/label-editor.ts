/**
 * Painting: drawn at once into the slices that are here, sent as one stroke when the pointer lifts, and replaced by
 * the host's answer. Strokes, undo and redo go one after the other, so that the host sees them in order.
 */
import type { BrushStroke, EditResult, StudyState } from '../../src/contract/index.js';
import { rasterStroke, type StrokeMask } from '../../src/review/index.js';
import type { Session } from '../app/session.js';
import { createStore, type Store } from '../app/store.js';
import type { Host } from '../host.js';
import { planeShape } from './planes.js';
import type { Scene } from './scene.js';
import type { Painter } from './scribbler.js';
import type { ViewState } from './view-store.js';

interface EditorState {
  /** strokes and undo steps that the host has not answered */
  readonly waiting: number;
  /** the headline numbers are older than the labels */
  readonly refreshing: boolean;
}

export interface LabelEditor extends Painter {
  readonly store: Store<EditorState>;
  /** isolation and headline numbers of labels that came without a stroke */
  refresh(): void;
}

const REFRESH_DELAY_MS = 300;
const MAX_POINTS = 9000;

export function createLabelEditor(host: Host, session: Session, view: Store<ViewState>, scene: Scene): LabelEditor {
  const store = createStore<EditorState>({ waiting: 0, refreshing: false });
  let stroke: BrushStroke | null = null;
  let queue = Promise.resolve();
  let timer: number | undefined;
  let refreshing: AbortController | null = null;

  function paint(from: readonly [number, number], to: readonly [number, number]): void {
    const study = session.store.get().study;
    if (!stroke || !study) return;
    const [rows, columns] = planeShape(study.layers.image.shape, stroke.axis);
    const mask: StrokeMask = rasterStroke([from, to], stroke.radius, rows, columns);
    if (stroke.erase) scene.wantFirst(stroke.axis, stroke.slice);
    scene.paint(stroke.axis, stroke.slice, mask, stroke.erase ? null : stroke.phase);
  }

  /** numbers of labels that are about to change would be thrown away; the processor is free for the edit */
  function stopRefresh(): void {
    clearTimeout(timer);
    refreshing?.abort();
  }

  function enqueue(call: (study: StudyState) => Promise<EditResult>): void {
    stopRefresh();
    store.set(({ waiting }) => ({ waiting: waiting + 1 }));
    scene.holdLabels(true);
    queue = queue.then(async () => {
      const study = session.store.get().study;
      let failed = false;
      if (study) {
        try {
          settle(study, await call(study));
        } catch (error) {
          failed = true;
          session.report(error);
        }
      }
      store.set(({ waiting }) => ({ waiting: waiting - 1 }));
      if (store.get().waiting > 0) return;
      scene.holdLabels(false);
      // a refused stroke was drawn here: show what the host has
      if (failed) scene.cache.clear();
      scene.forgetFailures();
      timer = window.setTimeout(() => void refresh(), REFRESH_DELAY_MS);
    });
  }

  /** takes over the version and the history; what lies outside of the changed box stays */
  function settle(asked: StudyState, result: EditResult): void {
    const study = session.store.get().study;
    if (study?.id !== asked.id || !study.layers.labels) return;
    scene.advanceLabels(study.layers.labels.version, result.version, result.box);
    if (store.get().waiting === 1 && !stroke) scene.fetchLabels(result.version);
    session.adopt({
      ...study,
      layers: { ...study.layers, labels: { ...study.layers.labels, version: result.version } },
      edits: result.edits,
    });
  }

  async function refresh(): Promise<void> {
    const study = session.store.get().study;
    if (!study?.layers.labels) return;
    refreshing?.abort();
    const mine = new AbortController();
    refreshing = mine;
    store.set({ refreshing: true });
    try {
      const answer = await host.api['review.refresh']({ study: study.id }, { signal: mine.signal });
      // painting went on meanwhile: the next refresh will do
      if (mine.signal.aborted || store.get().waiting > 0 || stroke) return;
      const state = await host.api['study.state']({ study: study.id });
      const now = session.store.get().study;
      if (now?.id === study.id && store.get().waiting === 0 && state.layers.labels?.version === answer.version)
        session.adopt({ ...state, headline: answer.headline });
    } catch (error) {
      if (!mine.signal.aborted) session.report(error);
    } finally {
      if (refreshing === mine) {
        refreshing = null;
        store.set({ refreshing: false });
      }
    }
  }

  function send(finished: BrushStroke): void {
    enqueue((study) => host.api['edit.stroke']({ study: study.id, stroke: finished }));
  }

  return {
    store,
    isPainting: () => stroke !== null,
    begin(axis, slice, erase, row, column) {
      if (!session.store.get().study?.layers.labels) return;
      stopRefresh();
      const { radius, phase } = view.get();
      stroke = { kind: 'brush', axis, slice, points: [[row, column]], radius, phase, erase };
      scene.holdLabels(true);
      paint([row, column], [row, column]);
    },
    extend(row, column) {
      if (!stroke) return;
      const last = stroke.points.at(-1) ?? [row, column];
      if (last[0] === row && last[1] === column) return;
      paint(last, [row, column]);
      stroke.points.push([row, column]);
      if (stroke.points.length < MAX_POINTS) return;
      // a very long stroke becomes two that share a point
      send(stroke);
      stroke = { ...stroke, points: [[row, column]] };
    },
    end() {
      if (!stroke) return;
      const finished = stroke;
      stroke = null;
      send(finished);
    },
    undo: () => enqueue((study) => host.api['edit.undo']({ study: study.id })),
    redo: () => enqueue((study) => host.api['edit.redo']({ study: study.id })),
    refresh: () => void refresh(),
  };
}
