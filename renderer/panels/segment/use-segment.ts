/** Connects the segment panel with the host. */
import { useEffect, useState } from 'react';
import type { ModelCheck, ModelSuggestion } from '../../../src/contract/index.js';
import { useApp, useJobs, useStudy } from '../../app/app.js';
import { failedJob, runningJob } from '../../app/jobs.js';
import { modelCard, suggestedFirst, type ModelCard } from './segment-model.js';
import { isMapped, useOwnModels } from './use-own-models.js';

/** `once`: full weights, each voxel looked at once */
export type RunQuality = 'fast' | 'once' | 'best';

export function useSegment() {
  const app = useApp();
  const { api } = app.host;
  const study = useStudy();
  const jobs = useJobs();
  const [models, setModels] = useState<readonly ModelCard[] | null>(null);
  const [suggestion, setSuggestion] = useState<ModelSuggestion | null>(null);
  // the cards wait for the suggestion: it moves one to the top, and nobody wants to hit the wrong one while they move
  const [settled, setSettled] = useState(false);
  const [chosen, setChosen] = useState<string | null>(study?.segmentation?.model.id ?? null);
  const [quality, setQuality] = useState<RunQuality>('once');
  const [checks, setChecks] = useState<Readonly<Record<string, ModelCheck>>>({});

  useEffect(() => {
    let live = true;
    api['catalog.list']({ what: 'models' }).then(
      ({ items }) => live && setModels(items.map((item) => modelCard(item))),
      (error: unknown) => {
        if (live) setModels([]);
        app.session.report(error);
      },
    );
    return () => {
      live = false;
    };
  }, [api, app]);

  const studyId = study?.id;
  const facts = JSON.stringify([study?.setup.voxel, study?.layers.image.shape]);
  useEffect(() => {
    if (studyId === undefined) return undefined;
    let live = true;
    api['models.suggest']({ study: studyId }).then(
      (found) => {
        if (!live) return;
        setSuggestion(found);
        setSettled(true);
      },
      (error: unknown) => {
        if (!live) return;
        setSettled(true);
        app.session.report(error);
      },
    );
    return () => {
      live = false;
    };
    // another voxel size or another crop may suit another model
  }, [api, app, studyId, facts]);

  const own = useOwnModels();
  const brought = own.models.map(({ card, ref }) => modelCard(card, ref));
  const sorted = models && settled ? [...suggestedFirst(models, suggestion?.model ?? null), ...brought] : null;
  const usable = sorted?.filter((model) => model.error === null) ?? [];
  const selected = usable.find((model) => model.id === chosen) ?? usable[0] ?? null;

  const mapping = selected?.ref ? own.mapOf(selected.id) : null;
  const canRun = selected !== null && (mapping === null || isMapped(selected.classes, mapping));

  async function run(): Promise<void> {
    if (!study || !selected || !canRun) return;
    const visibleSlice = app.view.get().cursor[0];
    const state = await app.jobs.run(`Segment with ${selected.title}`, 'segment', (control) =>
      api['segment.run'](
        {
          study: study.id,
          model: selected.id,
          visibleSlice,
          ...(quality === 'once' ? {} : { quality }),
          ...fileOf(selected),
          ...(mapping ? { mapping } : {}),
        },
        control,
      ),
    );
    if (!state) return;
    app.session.adopt(state);
    // the numbers that need connectivity follow the labels
    if (app.session.store.get().stage === 'segment') app.session.show('review');
  }

  async function check(model: ModelCard): Promise<void> {
    const result = await app.jobs.run(`Check ${model.title}`, null, (control) =>
      api['segment.check']({ model: model.id, ...fileOf(model) }, control),
    );
    if (result) setChecks((now) => ({ ...now, [model.id]: result }));
  }

  async function takeIn(added: Promise<string | null>): Promise<void> {
    const id = await added;
    if (id !== null) setChosen(id);
  }

  const job = runningJob(jobs, 'segment');
  return {
    study,
    models: sorted,
    suggestion,
    selected,
    choose: setChosen,
    canRun,
    own,
    addModel: (file: File) => void takeIn(own.addFile(file)),
    pickModel: () => void takeIn(own.pick()),
    quality,
    setQuality,
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

/** an installed model goes by its id, one of the study by its handle */
export function fileOf({ ref }: ModelCard): { modelFile?: string } {
  return ref === null ? {} : { modelFile: ref };
}

export type SegmentWiring = ReturnType<typeof useSegment>;
