/** Everything that lives outside React, made once. Components reach it through `useApp`. */
import { createContext, useContext } from 'react';
import type { StudyState } from '../../src/contract/index.js';
import type { Host } from '../host.js';
import { channelViews } from '../viewer/channels.js';
import { createLabelEditor, type LabelEditor } from '../viewer/label-editor.js';
import { createScene, type Scene } from '../viewer/scene.js';
import { createScribbler, createStrokeStore, type Painter, type Scribbler } from '../viewer/scribbler.js';
import { createViewStore, lookAt, type ViewState } from '../viewer/view-store.js';
import { createJobs, type Jobs, type JobState } from './jobs.js';
import { createSession, type Session, type SessionState } from './session.js';
import { createStore, useStore, type Store } from './store.js';

/** What is open over the page. */
interface OverlayState {
  readonly palette: boolean;
  readonly keys: boolean;
  readonly voxelEditor: boolean;
}

export interface App {
  readonly host: Host;
  readonly jobs: Jobs;
  readonly session: Session;
  readonly view: Store<ViewState>;
  readonly scene: Scene;
  readonly editor: LabelEditor;
  readonly scribbler: Scribbler;
  /** whom the brush belongs to now: the labels, or the strokes of a classifier */
  painter(): Painter;
  canPaint(): boolean;
  readonly overlays: Store<OverlayState>;
}

export function createApp(host: Host): App {
  const jobs = createJobs(createStore<JobState>({ jobs: [] }));
  const session = createSession(host, jobs);
  const view = createViewStore();
  const strokes = createStrokeStore();
  const scene = createScene(host, session, view, strokes);
  const editor = createLabelEditor(host, session, view, scene);
  const scribbler = createScribbler(host, session, view, scene, strokes);
  const overlays = createStore<OverlayState>({ palette: false, keys: false, voxelEditor: false });
  let seen: { id: string; shape: string } | null = null;
  session.store.subscribe(() => {
    const { study } = session.store.get();
    if (!study) return;
    const now = { id: study.id, shape: study.layers.image.shape.join('x') };
    // another study or another crop: the old position means nothing
    if (seen?.id !== now.id || seen.shape !== now.shape) lookAt(view, study);
    if (seen?.id !== now.id) void lookForPlanes(study.id);
    seen = now;
    refreshOnce(study);
  });

  /** channels and time points of another study; an image without them is shown as it is */
  async function lookForPlanes(id: string): Promise<void> {
    view.set({ channels: [], planes: null, time: null, composite: true });
    try {
      const planes = await host.api['study.planes']({ study: id });
      if (session.store.get().study?.id === id) view.set({ planes, channels: channelViews(planes) });
    } catch (error) {
      session.report(error);
    }
  }

  /** new labels, or another collector: their numbers are asked for once, not again when they cannot be had */
  let asked = '';
  function refreshOnce(study: StudyState): void {
    const { labels, isolation } = study.layers;
    const wanted = `${study.id}/${labels?.version ?? ''}/${study.setup.collector?.join() ?? ''}`;
    const isMissing = study.headline.length === 0 || (isolation === null && Boolean(study.setup.collector?.length));
    if (!labels || !isMissing || asked === wanted || editor.store.get().waiting > 0) return;
    asked = wanted;
    editor.refresh();
  }

  const painter = (): Painter => (view.get().strokes ? scribbler : editor);
  // on another time point than the analysed one nobody would see what is painted
  const canPaint = (): boolean => view.get().time === null && (view.get().strokes || Boolean(session.store.get().study?.layers.labels));

  return { host, jobs, session, view, scene, editor, scribbler, painter, canPaint, overlays };
}

export const AppContext = createContext<App | null>(null);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('useApp outside of the application');
  return app;
}

export function useSession<S>(select: (state: SessionState) => S): S {
  return useStore(useApp().session.store, select);
}

export function useView<S>(select: (state: ViewState) => S): S {
  return useStore(useApp().view, select);
}

export function useJobs(): JobState['jobs'] {
  return useStore(useApp().jobs.store, (state) => state.jobs);
}

/** The open study; panels that need one are not shown without. */
export function useStudy(): StudyState | null {
  return useSession((state) => state.study);
}
