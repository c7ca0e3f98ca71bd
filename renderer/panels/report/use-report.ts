/** Connects the report panel with the host. */
import { useEffect, useState } from 'react';
import type { ReportFiles } from '../../../src/contract/index.js';
import { useApp, useJobs, useStudy } from '../../app/app.js';
import { failedJob, runningJob } from '../../app/jobs.js';
import { stageState } from '../../app/stages.js';
import { saveAs } from '../../ui/save-as.js';
import { useResult } from '../../ui/use-result.js';

export function useReport() {
  const app = useApp();
  const { api } = app.host;
  const study = useStudy();
  const jobs = useJobs();
  const result = useResult<ReportFiles>('report', study?.results.report ?? false, (id) => api['report.get']({ study: id }));
  const [loaded, setLoaded] = useState<{ files: ReportFiles; page: string } | null>(null);
  const studyId = study?.id ?? null;
  const files = result.value;

  useEffect(() => {
    const name = files?.files.find((file) => file.name.endsWith('.html'))?.name;
    if (studyId === null || files === null || name === undefined) return undefined;
    const mine = new AbortController();
    app.host
      .read(reportAddress(studyId, name), mine.signal)
      .then((response) => response.text())
      .then(
        (page) => setLoaded({ files, page }),
        (error: unknown) => {
          if (!mine.signal.aborted) app.session.report(error);
        },
      );
    return () => mine.abort();
  }, [app, studyId, files]);

  async function build(): Promise<void> {
    if (!study) return;
    const done = await app.jobs.run('Write the report', 'report', (control) =>
      api['report.build']({ study: study.id, formats: ['html', 'csv', 'json'] }, control),
    );
    if (!done) return;
    result.set(done);
    await app.session.refresh();
  }

  async function download(name: string): Promise<void> {
    if (!study) return;
    try {
      const response = await app.host.read(reportAddress(study.id, name));
      saveAs(name, await response.blob());
    } catch (error) {
      app.session.report(error);
    }
  }

  return {
    study,
    files,
    page: loaded && loaded.files === files ? loaded.page : null,
    build,
    download,
    job: runningJob(jobs, 'report'),
    failure: failedJob(jobs, 'report')?.error ?? null,
    state: stageState('report', study, jobs),
  };
}

function reportAddress(study: string, name: string): string {
  return `/report/${study}/${name.split('/').map(encodeURIComponent).join('/')}`;
}
