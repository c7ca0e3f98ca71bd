/** Connects the segment panel with the host. */
import { useEffect, useState } from 'react';
import type { ModelCheck } from '../../../src/contract/index.js';
import { useApp, useJobs, useStudy } from '../../app/app.js';
import { failedJob, runningJob } from '../../app/jobs.js';
import { modelCard, type ModelCard } from './segment-model.js';

export function useSegment() {
  const app = useApp();
  const { api } = app.host;
  const study = useStudy();
  const jobs = useJobs();
  const [models, setModels] = useState<readonly ModelCard[] | null>(null);
  const [chosen, setChosen] = useState<string | null>(study?.segmentation?.model.id ?? null);
  const [checks, setChecks] = useState<Readonly<Record<string, ModelCheck>>>({});

  useEffect(() => {
    let live = true;
    api['catalog.list']({ what: 'models' }).then(
      ({ items }) => live && setModels(items.map(modelCard)),
      (error: unknown) => {
        if (live) setModels([]);
        app.session.report(error);
      },
    );
    return () => {
      live = false;
    };
  }, [api, app]);

  const usable = models?.filter((model) => model.error === null) ?? [];
  const selected = usable.find((model) => model.id === chosen) ?? usable[0] ?? null;

  async function run(): Promise<void> {
    if (!study || !selected) return;
    const visibleSlice = app.view.get().cursor[0];
    const state = await app.jobs.run(`Segment with ${selected.title}`, 'segment', (control) =>
      api['segment.run']({ study: study.id, model: selected.id, visibleSlice }, control),
    );
    if (!state) return;
    app.session.adopt(state);
    // the numbers that need connectivity follow the labels
    if (app.session.store.get().stage === 'segment') app.session.show('review');
  }

  async function check(model: ModelCard): Promise<void> {
    const result = await app.jobs.run(`Check ${model.title}`, null, (control) => api['segment.check']({ model: model.id }, control));
    if (result) setChecks((now) => ({ ...now, [model.id]: result }));
  }

  const job = runningJob(jobs, 'segment');
  return {
    study,
    models,
    selected,
    choose: setChosen,
    checks,
    check,
    run,
    job,
    cancel: () => job && app.jobs.cancel(job.id),
    failure: failedJob(jobs, 'segment')?.error ?? null,
    cancelled: jobs.some((item) => item.stage === 'segment' && item.status === 'cancelled') && !job,
    goOn: () => app.session.show('review'),
  };
}

export type SegmentWiring = ReturnType<typeof useSegment>;
