/** Connects the load panel with the host. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { errorData } from '../../../src/base/index.js';
import type { FolderEntry } from '../../../src/contract/index.js';
import { useApp, useJobs, useSession } from '../../app/app.js';
import { failedJob, runningJob } from '../../app/jobs.js';
import { droppedFiles } from './drop-files.js';
import { EMPTY_FORM, formFor, givenVoxel, splitEntries, type Chosen, type LoadForm, type LoadState } from './load-model.js';

export interface RecentStudy {
  readonly ref: string;
  readonly name: string;
  readonly folder: string;
  readonly openedMs: number;
}

interface Recent {
  readonly studies: readonly RecentStudy[];
  readonly askedMs: number;
}

export function useLoad() {
  const app = useApp();
  const { api } = app.host;
  const jobs = useJobs();
  const hello = useSession((session) => session.hello);
  const [state, setState] = useState<LoadState>({ at: 'idle' });
  const [form, setForm] = useState<LoadForm>(EMPTY_FORM);
  const [recent, setRecent] = useState<Recent>({ studies: [], askedMs: 0 });
  const work = useRef<AbortController | null>(null);

  useEffect(() => {
    let live = true;
    api['study.recent']({}).then(
      ({ studies }) => live && setRecent({ studies, askedMs: Date.now() }),
      (error: unknown) => app.session.report(error),
    );
    return () => {
      live = false;
    };
  }, [api, app]);

  // leaving the page stops an upload that nobody waits for
  useEffect(() => () => work.current?.abort(), []);

  const read = useCallback(
    async (chosen: Chosen) => {
      setState({ at: 'reading', chosen });
      try {
        const info = await api['stack.info']({ files: [...chosen.refs], hash: false });
        setForm(formFor(chosen, splitEntries(info).opened[0]));
        setState({ at: 'read', chosen, info });
      } catch (error) {
        setState({ at: 'failed', error: errorData(error) });
      }
    },
    [api],
  );

  async function take(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    work.current?.abort();
    const mine = new AbortController();
    work.current = mine;
    const names = files.map((file) => file.name);
    const totalBytes = files.reduce((sum, file) => sum + file.size, 0);
    const limit = hello?.capabilities.uploadLimitBytes ?? Infinity;
    if (app.host.kind === 'browser' && totalBytes > limit) {
      const message = `These files hold ${(totalBytes / 1e9).toFixed(1)} GB, an upload may hold ${(limit / 1e9).toFixed(1)} GB; copy them to the workstation and open them there.`;
      setState({ at: 'failed', error: { tag: 'invalid-input', code: 'upload-too-large', message } });
      return;
    }
    setState({ at: 'uploading', names, doneBytes: 0, totalBytes });
    try {
      const refs = await app.host.refsOf(files, (progress) => setState({ at: 'uploading', names, ...progress }), mine.signal);
      await read({ refs, names });
    } catch (error) {
      if (mine.signal.aborted) setState({ at: 'idle' });
      else setState({ at: 'failed', error: errorData(error) });
    }
  }

  async function drop(transfer: DataTransfer): Promise<void> {
    try {
      const { files, skippedFolders } = await droppedFiles(transfer, app.host.kind === 'browser');
      const [only] = skippedFolders;
      if (files.length === 0 && only !== undefined)
        throw new Error(`The folder holds only other folders (such as "${only}"); open it in the tab "On this workstation".`);
      await take(files);
    } catch (error) {
      setState({ at: 'failed', error: { ...errorData(error), code: 'unreadable-drop' } });
    }
  }

  async function pick(what: 'stack' | 'folder' | 'study'): Promise<void> {
    try {
      const { files } = await api['host.pick']({ what });
      const [first] = files;
      if (!first) return;
      if (what === 'study') await app.session.openStudy(first.ref, first.name);
      else await read({ refs: files.map((file) => file.ref), names: files.map((file) => file.name) });
    } catch (error) {
      setState({ at: 'failed', error: errorData(error) });
    }
  }

  async function create(): Promise<void> {
    if (state.at !== 'read') return;
    const [entry] = splitEntries(state.info).opened;
    await app.session.create({
      files: [...state.chosen.refs],
      name: form.name.trim(),
      voxel: givenVoxel(form, entry),
      collector: [...form.collector],
      cell: form.cell,
    });
  }

  return {
    state,
    form,
    setForm,
    recent,
    hello,
    isDesktop: app.host.kind === 'desktop',
    job: runningJob(jobs, 'load'),
    failure: failedJob(jobs, 'load')?.error ?? null,
    drop,
    take,
    pick,
    create,
    cancelUpload: () => work.current?.abort(),
    reset: () => setState({ at: 'idle' }),
    openSample: () => void app.session.openSample(),
    openRecent: (study: RecentStudy) => void app.session.openStudy(study.ref, study.name),
    chooseOnHost: (entries: readonly FolderEntry[]) => {
      const [first] = entries;
      if (first && first.kind === 'folder' && first.name.endsWith('.lithoscope')) void app.session.openStudy(first.ref, first.name);
      else void read({ refs: entries.map((entry) => entry.ref), names: entries.map((entry) => entry.name) });
    },
  };
}

export type LoadWiring = ReturnType<typeof useLoad>;

interface Listing {
  readonly path: string;
  readonly ref: string | null;
  readonly parent: string | null;
  readonly entries: readonly FolderEntry[];
}

/** The server-side browser of granted folders. */
export function useFolders() {
  const app = useApp();
  const { api } = app.host;
  const [listing, setListing] = useState<Listing | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const showRoots = useCallback(async () => {
    try {
      const { roots } = await api['files.roots']({});
      setListing({ path: '', ref: null, parent: null, entries: roots });
      setProblem(null);
    } catch (error) {
      setProblem(errorData(error).message);
    }
  }, [api]);

  const open = useCallback(
    async (ref: string) => {
      try {
        const { path, parent, entries } = await api['files.list']({ ref });
        setListing({ path, ref, parent, entries });
        setProblem(null);
      } catch (error) {
        setProblem(errorData(error).message);
      }
    },
    [api],
  );

  useEffect(() => {
    let live = true;
    api['files.roots']({}).then(
      ({ roots }) => live && setListing({ path: '', ref: null, parent: null, entries: roots }),
      (error: unknown) => live && setProblem(errorData(error).message),
    );
    return () => {
      live = false;
    };
  }, [api]);
  return { listing, problem, open, showRoots };
}
