/** Connects the exports with the host: written into the study, or a folder of the desktop; fetched in the browser. */
import { useState } from 'react';
import type { ErrorData } from '../../../src/base/index.js';
import { useApp, useJobs, useStudy } from '../../app/app.js';
import type { JobEntry } from '../../app/jobs.js';
import { saveAs } from '../../ui/save-as.js';
import { fileNames, FIRST_EXPORT, isMesh, type ExportDraft } from './export-model.js';

interface Done {
  readonly study: string;
  readonly output: string;
  readonly files: readonly string[];
  readonly warnings: readonly string[];
  /** a folder (OME-Zarr) cannot be handed to a browser as one file */
  readonly canDownload: boolean;
}

const TITLE = 'Export';

export function useExport() {
  const app = useApp();
  const { api } = app.host;
  const study = useStudy();
  const jobs = useJobs();
  const [draft, setDraft] = useState<ExportDraft>(FIRST_EXPORT);
  const [done, setDone] = useState<Done | null>(null);
  const isDesktop = app.host.kind === 'desktop';
  const mine = (job: JobEntry): boolean => job.title === TITLE;
  const failure: ErrorData | null = jobs.find((job) => mine(job) && job.status === 'failed')?.error ?? null;

  async function run(): Promise<void> {
    if (!study) return;
    setDone(null);
    let output: string | undefined;
    if (isDesktop) {
      const { folder } = await api['host.pickFolderToSave']({ name: 'exports' });
      if (!folder) return;
      output = folder.ref;
    }
    const place = { study: study.id, ...(output === undefined ? {} : { output }) };
    const { what, stackFormat, surfaceFormat, coarsen } = draft;
    const result = await app.jobs.run(TITLE, null, async (control) => {
      if (!isMesh(what)) {
        const made = await api['export.stack']({ ...place, what, format: stackFormat }, control);
        return { output: made.output, files: fileNames([made.output]), warnings: made.warnings };
      }
      const format = what === 'elements' ? 'vtu' : surfaceFormat;
      const made = await api['export.mesh']({ ...place, format, coarsen }, control);
      return { output: made.output, files: fileNames(made.files.map(({ path }) => path)), warnings: made.warnings };
    });
    if (result)
      setDone({
        ...result,
        study: study.id,
        canDownload: !isDesktop && !(what === 'image' || what === 'labels' ? stackFormat === 'zarr' : false),
      });
  }

  async function download(name: string): Promise<void> {
    if (!study) return;
    try {
      const response = await app.host.read(`/export/${study.id}/${encodeURIComponent(name)}`);
      saveAs(name, await response.blob());
    } catch (error) {
      app.session.report(error);
    }
  }

  return {
    study,
    draft,
    setDraft,
    isDesktop,
    done: done && done.study === study?.id ? done : null,
    job: jobs.find((job) => mine(job) && (job.status === 'running' || job.status === 'cancelling')),
    failure,
    run: () => void run().catch((error: unknown) => app.session.report(error)),
    download: (name: string) => void download(name),
  };
}
