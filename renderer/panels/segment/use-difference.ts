/** Connects the comparison of two results with the host. */
import { useState } from 'react';
import type { DifferenceDocument, StudyState } from '../../../src/contract/index.js';
import { useApp, useJobs } from '../../app/app.js';

/** a model, or the labels before the first edit */
export type OtherResult = 'first' | { readonly model: string; readonly modelFile?: string; readonly mapping?: Record<string, number> };

const TITLE = 'Compare two results';

export function useDifference(study: StudyState) {
  const app = useApp();
  const jobs = useJobs();
  const [found, setFound] = useState<{ readonly of: string; readonly document: DifferenceDocument } | null>(null);
  const job = jobs.find((item) => item.title === TITLE);
  const isLive = job?.status === 'running' || job?.status === 'cancelling';
  const version = study.layers.labels?.version ?? '';

  async function compare(other: OtherResult): Promise<void> {
    const request = other === 'first' ? ({ kind: 'first' } as const) : ({ kind: 'model', ...other } as const);
    const done = await app.jobs.run(TITLE, null, (control) =>
      app.host.api['segment.difference']({ study: study.id, other: request }, control),
    );
    if (!done) return;
    await app.session.refresh();
    setFound({ of: version, document: done });
    app.view.set({ shown: 'difference', overlay: true });
  }

  return {
    document: found?.document ?? null,
    /** labels were edited since */
    isStale: found !== null && found.of !== version,
    job: isLive ? job : undefined,
    failure: job?.status === 'failed' ? job.error : null,
    compare: (other: OtherResult) => void compare(other),
    cancel: () => job && app.jobs.cancel(job.id),
  };
}
