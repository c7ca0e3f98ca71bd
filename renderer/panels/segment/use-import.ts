/** Connects the import of labels with the host: choose a file, say what its values mean, take it over. */
import { useEffect, useRef, useState } from 'react';
import { errorData, type ErrorData } from '../../../src/base/index.js';
import { useApp, useJobs, useSession, useStudy } from '../../app/app.js';
import { failedJob, runningJob } from '../../app/jobs.js';
import { isComplete, mapRows, mapText, withPhase, type MapRow } from './import-model.js';

type ImportState =
  | { readonly at: 'idle' }
  | { readonly at: 'copying'; readonly name: string; readonly percent: number }
  | { readonly at: 'reading'; readonly name: string }
  | { readonly at: 'mapping'; readonly name: string; readonly ref: string; readonly arePhases: boolean; readonly rows: readonly MapRow[] };

export function useImport() {
  const app = useApp();
  const { api } = app.host;
  const study = useStudy();
  const jobs = useJobs();
  const limit = useSession((session) => session.hello?.capabilities.uploadLimitBytes ?? Infinity);
  const [state, setState] = useState<ImportState>({ at: 'idle' });
  const [failure, setFailure] = useState<ErrorData | null>(null);
  const work = useRef<AbortController | null>(null);
  useEffect(() => () => work.current?.abort(), []);

  function begin(): AbortSignal {
    work.current?.abort();
    work.current = new AbortController();
    setFailure(null);
    return work.current.signal;
  }

  function fail(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    setState({ at: 'idle' });
    setFailure(errorData(error));
  }

  async function read(ref: string, name: string, signal = begin()): Promise<void> {
    setState({ at: 'reading', name });
    try {
      const found = await api['segment.labelValues']({ labels: ref }, { signal });
      setState({ at: 'mapping', name, ref, arePhases: found.arePhases, rows: mapRows(found) });
    } catch (error) {
      fail(error, signal);
    }
  }

  async function take(file: File): Promise<void> {
    const signal = begin();
    if (app.host.kind === 'browser' && file.size > limit) {
      const message = `${file.name} holds ${(file.size / 1e9).toFixed(1)} GB, an upload may hold ${(limit / 1e9).toFixed(1)} GB; copy it to the workstation and choose it there.`;
      setFailure({ tag: 'invalid-input', code: 'upload-too-large', message });
      return;
    }
    setState({ at: 'copying', name: file.name, percent: 0 });
    try {
      const [ref] = await app.host.refsOf(
        [file],
        ({ doneBytes, totalBytes }) => setState({ at: 'copying', name: file.name, percent: (100 * doneBytes) / Math.max(1, totalBytes) }),
        signal,
      );
      if (ref !== undefined) await read(ref, file.name, signal);
    } catch (error) {
      fail(error, signal);
    }
  }

  /** the operating system's dialog, in the desktop window */
  async function pick(): Promise<void> {
    const signal = begin();
    try {
      const [first] = (await api['host.pick']({ what: 'labels' })).files;
      if (first) await read(first.ref, first.name, signal);
    } catch (error) {
      fail(error, signal);
    }
  }

  async function importLabels(): Promise<void> {
    if (!study || state.at !== 'mapping' || !isComplete(state.rows)) return;
    const { ref, name, rows } = state;
    const map = mapText(rows);
    const next = await app.jobs.run(`Labels from ${name}`, 'segment', (control) =>
      api['segment.import']({ study: study.id, labels: ref, ...(map === undefined ? {} : { map }) }, control),
    );
    if (!next) return;
    setState({ at: 'idle' });
    app.session.adopt(next);
    if (app.session.store.get().stage === 'segment') app.session.show('review');
  }

  return {
    state,
    failure: failure ?? failedJob(jobs, 'segment')?.error ?? null,
    isDesktop: app.host.kind === 'desktop',
    job: runningJob(jobs, 'segment'),
    read: (ref: string, name: string) => void read(ref, name),
    take: (file: File) => void take(file),
    pick: () => void pick(),
    takeOver: () => void importLabels(),
    setPhase: (value: number, phase: number | null) =>
      setState((now) => (now.at === 'mapping' ? { ...now, rows: withPhase(now.rows, value, phase) } : now)),
    reset: () => {
      work.current?.abort();
      setState({ at: 'idle' });
    },
  };
}

export type ImportWiring = ReturnType<typeof useImport>;
