/** Connects the load panel with the host. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { errorData } from '../../../src/base/index.js';
import type { FolderEntry } from '../../../src/contract/index.js';
import { useApp, useJobs, useSession } from '../../app/app.js';
import { failedJob, runningJob } from '../../app/jobs.js';
import { candidatesOf, firstChoice, refsFor } from './data-sets.js';
import { droppedFiles, looseSeries, type DroppedFiles } from './drop-files.js';
import {
  EMPTY_FORM,
  formFor,
  givenVoxel,
  type Chosen,
  type FailedEntry,
  type LoadForm,
  type LoadState,
  type ReadEntry,
} from './load-model.js';
import { rawEntry, rememberLayout, type RawDraft } from './raw-model.js';

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
  const [formats, setFormats] = useState<readonly { readonly id: string }[]>([]);
  const work = useRef<AbortController | null>(null);

  useEffect(() => {
    let live = true;
    api['catalog.list']({ what: 'formats' }).then(
      ({ items }) => live && setFormats(items),
      (error: unknown) => app.session.report(error),
    );
    return () => {
      live = false;
    };
  }, [api, app]);

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
        const { items } = candidatesOf(info);
        const pick = firstChoice(items);
        setForm(formFor(chosen, items[pick], pick));
        setState({ at: 'read', chosen, info });
      } catch (error) {
        setState({ at: 'failed', error: errorData(error) });
      }
    },
    [api],
  );

  async function take(dropped: DroppedFiles): Promise<void> {
    const isBrowser = app.host.kind === 'browser';
    const folder = dropped.folder ?? (isBrowser ? looseSeries(dropped.files) : null);
    const files = folder ? folder.files.map(({ file }) => file) : dropped.files;
    if (files.length === 0) return;
    work.current?.abort();
    const mine = new AbortController();
    work.current = mine;
    const names = folder ? [folder.name] : files.map((file) => file.name);
    const totalBytes = files.reduce((sum, file) => sum + file.size, 0);
    const limit = hello?.capabilities.uploadLimitBytes ?? Infinity;
    if (isBrowser && totalBytes > limit) {
      const message = `These files hold ${(totalBytes / 1e9).toFixed(1)} GB, an upload may hold ${(limit / 1e9).toFixed(1)} GB; copy them to the workstation and open them there.`;
      setState({ at: 'failed', error: { tag: 'invalid-input', code: 'upload-too-large', message } });
      return;
    }
    setState({ at: 'uploading', names, doneBytes: 0, totalBytes });
    try {
      const onProgress = (progress: { doneBytes: number; totalBytes: number }): void => setState({ at: 'uploading', names, ...progress });
      const refs = folder
        ? [await app.host.folderRefOf(folder.files, onProgress, mine.signal)]
        : await app.host.refsOf(files, onProgress, mine.signal);
      await read({ refs, names });
    } catch (error) {
      if (mine.signal.aborted) setState({ at: 'idle' });
      else setState({ at: 'failed', error: errorData(error) });
    }
  }

  async function drop(transfer: DataTransfer): Promise<void> {
    try {
      const dropped = await droppedFiles(transfer, app.host.kind === 'browser');
      const [only] = dropped.skippedFolders;
      if (dropped.files.length === 0 && only !== undefined)
        throw new Error(`The folder holds only other folders (such as "${only}"); open it in the tab "On this workstation".`);
      await take(dropped);
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
    const { items, isJoined } = candidatesOf(state.info);
    const entry = items[form.pick];
    if (!entry) return;
    // the first data set needs no name, so that a study of it is found again when the file gets more of them
    const dataset = items.length > 1 || entry.format === 'raw' ? entry.dataset : undefined;
    await app.session.create({
      files: [...refsFor(state.chosen, entry, isJoined)],
      name: form.name.trim(),
      voxel: givenVoxel(form, entry),
      collector: [...form.collector],
      cell: form.cell,
      ...(dataset ? { dataset } : {}),
      ...(form.time > 0 ? { time: form.time } : {}),
      ...(form.channel > 0 ? { channel: form.channel } : {}),
    });
  }

  /** a layout given by a person takes the place of the refusal */
  function openRaw(failed: FailedEntry, draft: RawDraft): void {
    if (state.at !== 'read') return;
    rememberLayout(failed.path, draft, window.localStorage);
    const entry = rawEntry(failed.path, draft);
    const info = { volumes: state.info.volumes.map((one) => (one === failed ? entry : one)) };
    const { items } = candidatesOf(info);
    const pick = Math.max(0, items.indexOf(entry));
    setForm(formFor(state.chosen, items[pick], pick));
    setState({ ...state, info });
  }

  function refOf(entry: ReadEntry): string {
    return (state.at === 'read' && refsFor(state.chosen, entry, false)[0]) || '';
  }

  return {
    state,
    form,
    setForm,
    recent,
    formats,
    hello,
    isDesktop: app.host.kind === 'desktop',
    job: runningJob(jobs, 'load'),
    failure: failedJob(jobs, 'load')?.error ?? null,
    drop,
    take,
    pick,
    create,
    openRaw,
    refOf,
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
