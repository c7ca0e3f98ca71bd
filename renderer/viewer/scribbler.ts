/**
 * Strokes that a classifier learns from: drawn at once, kept by the host, and after each of them the slice in sight is
 * labelled anew. Answers of an older stroke are dropped; the planes that are not active follow while nothing is painted.
 */
import { errorData, type ErrorData } from '../../src/base/index.js';
import type { ScribbleState, StudyState } from '../../src/contract/index.js';
import type { Session } from '../app/session.js';
import { createStore, type Store } from '../app/store.js';
import type { Host } from '../host.js';
import { AXES, flatAxis, PLANES, type Axis } from './planes.js';
import type { Scene } from './scene.js';
import type { VoxelBox } from './slice-cache.js';
import { boxOf, lastPiece, MAX_POINTS, type StrokePath } from './stroke-path.js';
import type { StrokeView } from './stroke-view.js';
import type { ViewState } from './view-store.js';

export interface ScribblerState extends StrokeView {
  /** the study that all this is about */
  readonly study: string | null;
  readonly state: ScribbleState | null;
  /** whose features are looked at beside the filters; undefined: nobody chose yet, null: filters alone */
  readonly model: string | null | undefined;
  /** strokes and undo steps that the host has not answered */
  readonly waiting: number;
  /** the slice in sight is older than the strokes */
  readonly updating: boolean;
  /** of the last preview, as it took here */
  readonly seconds: number | null;
  readonly failure: ErrorData | null;
}

/** Anything that the brush of the panes can be lent to. */
export interface Painter {
  isPainting(): boolean;
  begin(axis: Axis, slice: number, erase: boolean, row: number, column: number): void;
  extend(row: number, column: number): void;
  end(): void;
  undo(): void;
  redo(): void;
}

export interface Scribbler extends Painter {
  readonly store: Store<ScribblerState>;
  /** asks for the strokes of the open study, and for what was learnt from them */
  open(): void;
  /** stops what is not needed any more */
  close(): void;
  choose(model: string | null): void;
  clear(): void;
  /** takes over a state that came from elsewhere, and looks at the slice anew */
  adopt(state: ScribbleState): void;
}

const NOTHING: Omit<ScribblerState, 'model' | 'study'> = {
  version: null,
  held: false,
  previews: {},
  state: null,
  waiting: 0,
  updating: false,
  seconds: null,
  failure: null,
};
const AFTER_STROKE_MS = 30;
const AFTER_SCROLL_MS = 250;
/** where one plane takes longer, the other two would be in the way */
const QUICK_SECONDS = 1.5;

export function createStrokeStore(): Store<ScribblerState> {
  return createStore<ScribblerState>({ ...NOTHING, study: null, model: undefined });
}

export function createScribbler(
  host: Host,
  session: Session,
  view: Store<ViewState>,
  scene: Scene,
  store: Store<ScribblerState>,
): Scribbler {
  let path: (StrokePath & { readonly phase: number }) | null = null;
  let queue = Promise.resolve();
  let timer: number | undefined;
  let previewing: AbortController | null = null;

  const isOn = (): boolean => view.get().strokes;

  function studyOf(): StudyState | null {
    const { study } = session.store.get();
    return study && store.get().study === study.id ? study : null;
  }

  function modelParam(): { model?: string } {
    const { model } = store.get();
    return model ? { model } : {};
  }

  /** slices without the change keep their values and take the new version */
  function adopt(state: ScribbleState, box?: VoxelBox | null): void {
    const before = store.get().version;
    if (before !== null && box !== undefined) scene.cache.advance('scribbles', before, state.version, box);
    store.set({ state, version: state.version });
  }

  function stopPreview(): void {
    window.clearTimeout(timer);
    previewing?.abort();
    previewing = null;
    store.set({ updating: false });
  }

  function preview(delayMs: number): void {
    stopPreview();
    if (!isOn() || path || store.get().waiting > 0 || !studyOf()) return;
    store.set({ updating: true });
    timer = window.setTimeout(() => void previewNow(), delayMs);
  }

  async function previewNow(): Promise<void> {
    const study = studyOf();
    if (!study) return;
    const mine = new AbortController();
    previewing = mine;
    store.set({ updating: true });
    try {
      const first = flatAxis(study.layers.image.shape) ?? view.get().activeAxis;
      const seconds = await previewPlane(study, first, mine.signal);
      store.set({ updating: false, failure: null });
      if (seconds === null || seconds > QUICK_SECONDS || flatAxis(study.layers.image.shape)) return;
      for (const axis of AXES) if (axis !== first) await previewPlane(study, axis, mine.signal);
    } catch (error) {
      if (mine.signal.aborted) return;
      const failure = errorData(error);
      // what the host had begun for an earlier wish was cancelled with it: this wish still stands
      if (failure.tag === 'aborted') preview(AFTER_SCROLL_MS);
      else store.set({ updating: false, failure, previews: {} });
    } finally {
      if (previewing === mine) {
        previewing = null;
        store.set({ updating: false });
      }
    }
  }

  /** seconds that it took; null: too little is painted */
  async function previewPlane(study: StudyState, axis: Axis, signal: AbortSignal): Promise<number | null> {
    const index = view.get().cursor[PLANES[axis].normal];
    const started = performance.now();
    const found = await host.api['scribble.preview']({ study: study.id, axis, index, ...modelParam() }, { signal });
    if (signal.aborted) return null;
    if (!found) {
      store.set({ previews: {} });
      return null;
    }
    adopt(found.state, null);
    const seconds = (performance.now() - started) / 1000;
    store.set(({ previews }) => ({ previews: { ...previews, [axis]: { index, version: found.version } } }));
    if (axis === view.get().activeAxis) store.set({ seconds });
    // the host keeps one preview: this one has to be here before the next is made
    await scene.fetchPreview(axis, index, found.version, signal);
    return seconds;
  }

  function enqueue(call: (study: StudyState) => Promise<ScribbleState>, box: VoxelBox | null | undefined): void {
    stopPreview();
    store.set(({ waiting }) => ({ waiting: waiting + 1, held: true, updating: true }));
    queue = queue.then(async () => {
      const study = studyOf();
      try {
        if (study) adopt(await call(study), box);
      } catch (error) {
        // a refused stroke was drawn here: show what the host has
        scene.cache.clear();
        session.report(error);
      }
      store.set(({ waiting }) => ({ waiting: waiting - 1 }));
      if (store.get().waiting > 0) return;
      store.set({ held: path !== null, updating: false });
      preview(AFTER_STROKE_MS);
    });
  }

  function draw(): void {
    const study = studyOf();
    if (path && study) scene.paintStrokes(path.axis, path.slice, lastPiece(path, study.layers.image.shape), path.phase || null);
  }

  function send(finished: StrokePath & { readonly phase: number }): void {
    const { axis, slice, radius, points, phase } = finished;
    enqueue((study) => host.api['scribble.stroke']({ study: study.id, stroke: { axis, slice, radius, points, phase } }), boxOf(finished));
  }

  async function open(): Promise<void> {
    const { study } = session.store.get();
    if (!study) return;
    if (store.get().study !== study.id) store.set({ ...NOTHING, study: study.id, model: undefined });
    try {
      const state = await host.api['scribble.state']({ study: study.id });
      if (store.get().study !== study.id) return;
      adopt(state);
      preview(AFTER_STROKE_MS);
    } catch (error) {
      store.set({ failure: errorData(error) });
    }
  }

  // another slice, plane or image: what is in sight is to be labelled
  let seen = view.get();
  view.subscribe(() => {
    const now = view.get();
    const before = seen;
    seen = now;
    if (!now.strokes || (before.cursor === now.cursor && before.activeAxis === now.activeAxis)) return;
    const { previews } = store.get();
    const at = now.cursor[PLANES[now.activeAxis].normal];
    if (previews[now.activeAxis]?.index !== at || before.activeAxis === now.activeAxis) preview(AFTER_SCROLL_MS);
  });
  let image = '';
  session.store.subscribe(() => {
    const { study } = session.store.get();
    const version = `${study?.id ?? ''}/${study?.layers.image.version ?? ''}`;
    const changed = version !== image;
    image = version;
    if (changed && isOn()) {
      store.set({ version: null, previews: {} });
      void open();
    }
  });

  return {
    store,
    open: () => void open(),
    close: stopPreview,
    adopt(state) {
      adopt(state);
      preview(AFTER_STROKE_MS);
    },
    choose(model) {
      if (store.get().model === model) return;
      store.set({ model });
      preview(AFTER_STROKE_MS);
    },
    isPainting: () => path !== null,
    begin(axis, slice, erase, row, column) {
      if (!studyOf() || store.get().version === null) return;
      stopPreview();
      const { radius, phase } = view.get();
      path = { axis, slice, radius, points: [[row, column]], phase: erase ? 0 : phase };
      store.set({ held: true });
      draw();
    },
    extend(row, column) {
      const last = path?.points.at(-1);
      if (!path || (last?.[0] === row && last[1] === column)) return;
      path.points.push([row, column]);
      draw();
      if (path.points.length < MAX_POINTS) return;
      send(path);
      path = { ...path, points: [[row, column]] };
    },
    end() {
      if (!path) return;
      const finished = path;
      path = null;
      send(finished);
    },
    // what an undo changes is not told: all slices of strokes are fetched anew
    undo: () => enqueue((study) => host.api['scribble.undo']({ study: study.id }), undefined),
    redo: () => enqueue((study) => host.api['scribble.redo']({ study: study.id }), undefined),
    clear: () => enqueue((study) => host.api['scribble.clear']({ study: study.id }), undefined),
  };
}
