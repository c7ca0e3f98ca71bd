/**
 * Files read in threads of their own: the program stays free while they are decoded, and a reader that hangs or runs out
 * of memory takes nothing with it. Threads start when they are needed; a source whose thread has ended is opened again
 * in another one by its next reading.
 */
import { ConflictError, LithoscopeError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { DatasetInfo, InspectedEntry, OpenSource, Sources } from '../ports/index.js';
import type { Geometry, GeometryInfo, GeometrySource, SourceInfo, VoxelArray } from '../volume/index.js';
import type { Opened, ReaderAsk } from './reader-messages.js';
import { createReaderThread, startReaderChannel, ThreadLost } from './reader-thread.js';
import type { ReaderChannel, ReaderThread } from './reader-thread.js';

export interface ThreadSourcesOptions {
  /** starts a thread: the bundled entry, or a function that gives a channel */
  readonly start: URL | (() => ReaderChannel);
  /** default 2 */
  readonly threads?: number;
  /** a request without a sign of life for this long ends its thread; default one minute */
  readonly silenceMs?: number;
}

export interface ThreadSources extends Sources {
  /** ends every thread */
  close(): Promise<void>;
}

const SILENCE_MS = 60_000;

/** A source in whichever thread it is open now. */
interface Place {
  readonly thread: ReaderThread;
  readonly source: number;
}

export function createThreadSources({ start, threads = 2, silenceMs = SILENCE_MS }: ThreadSourcesOptions): ThreadSources {
  let pool: ReaderThread[] = [];
  let closed = false;
  const startOne = start instanceof URL ? () => startReaderChannel(start) : start;

  /** An idle thread, a new one, or the one with the least to do. */
  function pick(): ReaderThread {
    if (closed) throw new LithoscopeError('internal', 'readers-closed', 'The program is being closed; no file can be read any more.');
    pool = pool.filter(({ dead }) => !dead);
    const [best] = pool.toSorted((a, b) => a.pending - b.pending || a.open - b.open);
    if (best !== undefined && (pool.length >= threads || (best.pending === 0 && best.open === 0))) return best;
    const thread = createReaderThread(startOne(), silenceMs);
    pool.push(thread);
    return thread;
  }

  /** Asks once more where the thread was lost through no fault of the request. */
  async function again<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ThreadLost) || closed) throw error;
      return work();
    }
  }

  const ask = (what: ReaderAsk, path: string, options?: RunOptions): Promise<unknown> => again(() => pick().request(what, path, options));

  /** Opens now, and again after the thread was lost. The file must not have become another one meanwhile. */
  async function place<Info extends SourceInfo | GeometryInfo>(
    what: Extract<ReaderAsk, { readonly kind: 'open' | 'open-geometry' }>,
    signal: AbortSignal | undefined,
  ): Promise<{
    readonly info: Info;
    readonly request: (how: (source: number) => ReaderAsk, options: RunOptions) => Promise<unknown>;
    readonly close: () => Promise<void>;
  }> {
    const [path = ''] = what.paths;
    let shut = false;
    const open = async (until?: AbortSignal): Promise<{ at: Place; info: Info }> => {
      const thread = pick();
      const { source, info } = (await thread.request(what, path, { signal: until })) as Opened;
      thread.open++;
      return { at: { thread, source }, info: info as Info };
    };
    const first = await again(() => open(signal));
    const { info } = first;
    let current: Promise<Place> = Promise.resolve(first.at);

    async function reopened(): Promise<Place> {
      const next = await open();
      if (sameFile(next.info, info)) return next.at;
      next.at.thread.close(next.at.source);
      throw new ConflictError(`${path} has changed since it was opened; open it again.`, { code: 'file-changed', subject: path });
    }

    async function here(): Promise<Place> {
      if (shut) throw new LithoscopeError('internal', 'source-closed', `${path} was closed; open it again.`, { subject: path });
      const waited = current;
      const known = await waited.catch(() => null);
      if (known !== null && !known.thread.dead) return known;
      if (current === waited) current = reopened();
      return current;
    }

    return {
      info,
      request: (how, options) =>
        again(async () => {
          const { thread, source } = await here();
          return thread.request(how(source), path, options);
        }),
      async close() {
        if (shut) return;
        shut = true;
        const at = await current.catch(() => null);
        if (at === null || at.thread.dead) return;
        at.thread.open--;
        at.thread.close(at.source);
      },
    };
  }

  return {
    inspect: (path, options) => ask({ kind: 'inspect', path }, path, options) as Promise<readonly InspectedEntry[]>,
    glance(path, signal) {
      const paths = typeof path === 'string' ? [path] : path;
      return ask({ kind: 'glance', paths }, paths[0] ?? '', { signal }) as Promise<readonly InspectedEntry[]>;
    },
    list: (path, signal) => ask({ kind: 'list', paths: [path] }, path, { signal }) as Promise<readonly DatasetInfo[]>,
    async open(path, dataset, signal): Promise<OpenSource> {
      const paths = typeof path === 'string' ? [path] : path;
      const { info, request, close } = await place<SourceInfo>({ kind: 'open', paths, dataset }, signal);
      return {
        info,
        read: (region, until) => request((source) => ({ kind: 'read', source, region }), { signal: until }) as Promise<VoxelArray>,
        hash: (options = {}) => request((source) => ({ kind: 'hash', source }), options) as Promise<string>,
        close,
      };
    },
    async openGeometry(path, signal): Promise<GeometrySource> {
      const { info, request, close } = await place<GeometryInfo>({ kind: 'open-geometry', paths: [path] }, signal);
      return {
        info,
        frame: (index, until) => request((source) => ({ kind: 'frame', source, index }), { signal: until }) as Promise<Geometry>,
        storedCoordinates: () => request((source) => ({ kind: 'stored', source }), {}) as Promise<Float64Array>,
        close,
      };
    },
    async close() {
      closed = true;
      await Promise.all(pool.map((thread) => thread.end()));
    },
  };
}

/** The same format, axes, type and points; voxels are not looked at. */
function sameFile(a: SourceInfo | GeometryInfo, b: SourceInfo | GeometryInfo): boolean {
  const facts = (info: SourceInfo | GeometryInfo): unknown =>
    'axes' in info ? [info.format, info.axes, info.storedDtype] : [info.format, info.points, info.frames];
  return JSON.stringify(facts(a)) === JSON.stringify(facts(b));
}
