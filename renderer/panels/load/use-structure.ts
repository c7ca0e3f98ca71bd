/** Connects the card of a structure with the host: described, made into voxels, opened with its labels. */
import { useEffect, useState } from 'react';
import { errorData, type ErrorData } from '../../../src/base/index.js';
import type { StructureDescription, VoxelizedDocument } from '../../../src/contract/index.js';
import { useApp, useJobs } from '../../app/app.js';
import { failedJob, runningJob } from '../../app/jobs.js';
import { choiceOf, firstDraft, missingOf, type StructureDraft } from './structure-model.js';

interface Described {
  readonly file: string;
  readonly found: StructureDescription | null;
  readonly problem: ErrorData | null;
}

export function useStructure(file: string) {
  const app = useApp();
  const { api } = app.host;
  const jobs = useJobs();
  const [described, setDescribed] = useState<Described | null>(null);
  const [draft, setDraft] = useState<StructureDraft | null>(null);

  useEffect(() => {
    let live = true;
    api['structure.describe']({ file }).then(
      (found) => {
        if (!live) return;
        setDescribed({ file, found, problem: null });
        setDraft(firstDraft(found));
      },
      (error: unknown) => live && setDescribed({ file, found: null, problem: errorData(error) }),
    );
    return () => {
      live = false;
    };
  }, [api, file]);

  const here = described?.file === file ? described : null;
  const found = here?.found ?? null;

  /** voxels in a file of their own; null when that failed or was cancelled */
  async function make(): Promise<VoxelizedDocument | null> {
    if (!found || !draft || missingOf(found, draft) !== null) return null;
    return app.jobs.run('Make the volume', 'load', (control) => api['structure.voxelize'](choiceOf(file, found, draft), control));
  }

  /** the result is its own truth: the image of the labels, with the labels over it */
  async function open(name: string): Promise<void> {
    const made = await make();
    if (!made) return;
    if (!(await app.session.create({ files: [made.ref], name }))) return;
    const study = app.session.store.get().study;
    if (!study) return;
    const labelled = await app.jobs.run('Labels of the structure', 'segment', (control) =>
      api['segment.import']({ study: study.id, labels: made.ref }, control),
    );
    if (!labelled) return;
    app.session.adopt(labelled);
    app.session.show('review');
  }

  return {
    found,
    problem: here?.problem ?? null,
    draft,
    setDraft,
    missing: found && draft ? missingOf(found, draft) : null,
    job: runningJob(jobs, 'load'),
    failure: failedJob(jobs, 'load')?.error ?? null,
    make,
    open: (name: string) => void open(name),
  };
}

export type StructureWiring = ReturnType<typeof useStructure>;
