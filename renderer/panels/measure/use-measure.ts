/** Connects the measure panel with the host. */
import { useEffect, useMemo, useState } from 'react';
import type { MeasureResult } from '../../../src/contract/index.js';
import type { Vec3 } from '../../../src/volume/index.js';
import { useApp, useJobs, useStudy } from '../../app/app.js';
import { failedJob, runningJob } from '../../app/jobs.js';
import { stageState } from '../../app/stages.js';
import { useResult } from '../../ui/use-result.js';
import { moveCursor } from '../../viewer/view-store.js';
import { groupResults, metricInfos, type MetricInfo } from './measure-model.js';

export function useMeasure() {
  const app = useApp();
  const { api } = app.host;
  const study = useStudy();
  const jobs = useJobs();
  const [infos, setInfos] = useState<ReadonlyMap<string, MetricInfo>>(new Map());
  const result = useResult<MeasureResult>('measure', study?.results.measure ?? false, (id) => api['measure.get']({ study: id }));
  const groups = useMemo(() => (result.value ? groupResults(result.value, infos) : []), [result.value, infos]);

  useEffect(() => {
    api['catalog.list']({ what: 'metrics' }).then(
      ({ items }) => setInfos(metricInfos(items)),
      (error: unknown) => app.session.report(error),
    );
  }, [api, app]);

  async function run(): Promise<void> {
    if (!study) return;
    const done = await app.jobs.run('Measure', 'measure', (control) => api['measure.run']({ study: study.id }, control));
    if (!done) return;
    result.set(done);
    await app.session.refresh();
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
    groups,
    run,
    jump,
    job,
    state: stageState('measure', study, jobs),
    failure: failedJob(jobs, 'measure')?.error ?? null,
  };
}
