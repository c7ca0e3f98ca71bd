/** Connects the measure panel with the host. */
import { useEffect, useMemo, useState } from 'react';
import type { MeasureResult } from '../../../src/contract/index.js';
import type { Vec3 } from '../../../src/volume/index.js';
import { useApp, useJobs, useStudy } from '../../app/app.js';
import { failedJob, runningJob } from '../../app/jobs.js';
import { stageState } from '../../app/stages.js';
import { useResult } from '../../ui/use-result.js';
import { moveCursor } from '../../viewer/view-store.js';
import { choosables, type Choosable, type Chosen } from './choose-model.js';
import { groupResults, metricInfos, type MetricInfo } from './measure-model.js';

interface Catalog {
  readonly infos: ReadonlyMap<string, MetricInfo>;
  readonly metrics: readonly Choosable[];
}

export function useMeasure() {
  const app = useApp();
  const { api } = app.host;
  const study = useStudy();
  const jobs = useJobs();
  const [{ infos, metrics }, setCatalog] = useState<Catalog>({ infos: new Map(), metrics: [] });
  const [edited, setEdited] = useState<{ readonly study: string; readonly chosen: readonly Chosen[] } | null>(null);
  const [errorBars, setErrorBars] = useState(true);
  const result = useResult<MeasureResult>('measure', study?.results.measure ?? false, (id) => api['measure.get']({ study: id }));
  const groups = useMemo(() => (result.value ? groupResults(result.value, infos) : []), [result.value, infos]);
  const measured = result.value?.chosen ?? NONE;
  const chosen = edited !== null && edited.study === study?.id ? edited.chosen : measured;

  useEffect(() => {
    api['catalog.list']({ what: 'metrics' }).then(
      ({ items }) => setCatalog({ infos: metricInfos(items), metrics: choosables(items) }),
      (error: unknown) => app.session.report(error),
    );
  }, [api, app]);

  /** `keep`: numbers that still hold are not measured again, only what they lack */
  async function run({ keep = false }: { readonly keep?: boolean } = {}): Promise<boolean> {
    if (!study) return false;
    const asked = { study: study.id, requests: [...chosen], keep, errorBars };
    const done = await app.jobs.run('Measure', 'measure', (control) => api['measure.run'](asked, control));
    if (!done) return false;
    result.set(done);
    setEdited(null);
    await app.session.refresh();
    return true;
  }

  function jump(voxel: Vec3): void {
    const now = app.session.store.get().study;
    if (!now) return;
    moveCursor(app.view, now, voxel);
    app.view.set({ maximised: null });
  }

  const job = runningJob(jobs, 'measure');
  return {
    study,
    result: result.value,
    infos,
    metrics,
    groups,
    chosen,
    choose: (next: readonly Chosen[]) => study && setEdited({ study: study.id, chosen: next }),
    /** the choice is not what was measured */
    isChanged: JSON.stringify(chosen) !== JSON.stringify(measured),
    errorBars,
    setErrorBars,
    run,
    jump,
    job,
    state: stageState('measure', study, jobs),
    failure: failedJob(jobs, 'measure')?.error ?? null,
  };
}

const NONE: readonly Chosen[] = [];
