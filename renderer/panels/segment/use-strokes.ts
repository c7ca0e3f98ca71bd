/** Connects the strokes of a classifier with the host. */
import { useEffect, useRef } from 'react';
import type { StudyState } from '../../../src/contract/index.js';
import { useApp, useJobs } from '../../app/app.js';
import { failedJob, runningJob } from '../../app/jobs.js';
import { useStore } from '../../app/store.js';
import { saveAs } from '../../ui/save-as.js';
import type { SegmentWiring } from './use-segment.js';

const CLASSIFIER = 'scribble-classifier.json';

export function useStrokes(study: StudyState, segment: SegmentWiring) {
  const app = useApp();
  const { api } = app.host;
  const jobs = useJobs();
  const store = useStore(app.scribbler.store, (state) => state);
  const work = useRef<AbortController | null>(null);
  const studyId = study.id;

  // while this is in sight, the brush belongs to the strokes
  useEffect(() => {
    app.view.set({ strokes: true, tool: 'brush', overlay: true });
    app.scribbler.open();
    return () => {
      app.view.set({ strokes: false, tool: 'navigate' });
      app.scribbler.close();
      work.current?.abort();
    };
  }, [app, studyId]);

  // the suggested network until somebody chooses
  const suggested = segment.models === null ? undefined : (segment.suggestion?.model ?? null);
  const ready = segment.models !== null && segment.suggestion !== null;
  useEffect(() => {
    if (ready && store.model === undefined && store.study === studyId) app.scribbler.choose(suggested ?? null);
  }, [app, ready, suggested, store.model, store.study, studyId]);

  const modelOf = (): { model?: string } => (store.model ? { model: store.model } : {});

  async function apply(): Promise<void> {
    // the slice in sight comes first in the whole stack too: no need to label it twice
    app.scribbler.close();
    const visibleSlice = app.view.get().cursor[0];
    const state = await app.jobs.run('Apply the strokes', 'segment', (control) =>
      api['scribble.apply']({ study: studyId, visibleSlice, ...modelOf() }, control),
    );
    if (!state) return;
    app.session.adopt(state);
    if (app.session.store.get().stage === 'segment') app.session.show('review');
  }

  async function save(): Promise<void> {
    try {
      if (store.state?.classifier?.stale) app.scribbler.adopt(await api['scribble.train']({ study: studyId, ...modelOf() }));
      const response = await app.host.read(`/report/${studyId}/${CLASSIFIER}`);
      saveAs(`${study.name}-classifier.json`, await response.blob());
    } catch (error) {
      app.session.report(error);
    }
  }

  async function take(file: File): Promise<void> {
    work.current?.abort();
    const mine = new AbortController();
    work.current = mine;
    try {
      const [classifier] = await app.host.refsOf([file], () => undefined, mine.signal);
      if (classifier !== undefined) app.scribbler.adopt(await api['scribble.import']({ study: studyId, classifier }));
    } catch (error) {
      if (!mine.signal.aborted) app.session.report(error);
    }
  }

  const job = runningJob(jobs, 'segment');
  return {
    store,
    job,
    failure: failedJob(jobs, 'segment')?.error ?? store.failure,
    apply: () => void apply(),
    cancel: () => job && app.jobs.cancel(job.id),
    choose: (model: string | null) => app.scribbler.choose(model),
    clear: () => app.scribbler.clear(),
    save: () => void save(),
    take: (file: File) => void take(file),
  };
}

export type StrokesWiring = ReturnType<typeof useStrokes>;
