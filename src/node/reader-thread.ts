/**
 * One thread of readers, seen from the program: requests by ticket, and a watchdog. A request that shows no sign of life
 * for too long ends the thread, for a reader that hangs cannot be stopped in any other way.
 */
import { Worker } from 'node:worker_threads';
import { AbortedError, errorData, LithoscopeError, reviveError } from '../base/index.js';
import type { RunOptions } from '../base/index.js';
import type { FromReader, Opened, ReaderAsk, ToReader } from './reader-messages.js';

/** A thread, or what stands for one. */
export interface ReaderChannel {
  post(message: ToReader): void;
  listen(onMessage: (message: FromReader) => void, onEnd: (why: string) => void): void;
  /** whether it keeps the program alive */
  hold(busy: boolean): void;
  end(): Promise<unknown>;
}

/** The request was not to blame for the end of its thread, and may be asked again elsewhere. */
export class ThreadLost extends LithoscopeError {
  constructor(message: string) {
    super('internal', 'reader-failed', message);
  }
}

export interface ReaderThread {
  readonly dead: boolean;
  /** requests that wait for an answer */
  readonly pending: number;
  /** sources that are open in it */
  open: number;
  /** `path` is for messages */
  request(ask: ReaderAsk, path: string, options?: RunOptions): Promise<unknown>;
  close(source: number): void;
  end(): Promise<void>;
}

interface Pending {
  readonly path: string;
  /** what shares its life: all requests of one source wait for the same reader */
  readonly source: number | undefined;
  readonly options: RunOptions;
  readonly settle: (error: Error | null, value?: unknown) => void;
  lastSign: number;
}

/** JavaScript memory of one thread; voxels lie outside of it */
const HEAP_MEGABYTES = 2048;

export function startReaderChannel(entry: URL): ReaderChannel {
  const worker = new Worker(entry, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES } });
  worker.unref();
  return {
    post: (message) => worker.postMessage(message),
    listen(onMessage, onEnd) {
      worker.on('message', onMessage);
      worker.on('error', (error) => onEnd(error instanceof Error ? error.message : String(error)));
      worker.on('exit', (code) => onEnd(`it ended with status ${code}`));
    },
    hold: (busy) => (busy ? worker.ref() : worker.unref()),
    end: () => worker.terminate(),
  };
}

function seconds(milliseconds: number): string {
  return `${Number((milliseconds / 1000).toPrecision(3))} s`;
}

function baseName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

function stalled(path: string, silenceMs: number): LithoscopeError {
  return new LithoscopeError(
    'internal',
    'reader-stalled',
    `Reading ${baseName(path)} made no progress for ${seconds(silenceMs)} and was stopped; check the disk or network that it lies on, or copy or export it again.`,
    { subject: path },
  );
}

export function createReaderThread(channel: ReaderChannel, silenceMs: number): ReaderThread {
  const waiting = new Map<number, Pending>();
  let tickets = 0;
  let dead = false;
  let watch: ReturnType<typeof setInterval> | undefined;

  function busy(): void {
    channel.hold(waiting.size > 0);
    if (waiting.size > 0 && watch === undefined) {
      watch = setInterval(look, Math.max(10, silenceMs / 8));
      watch.unref();
    }
    if (waiting.size === 0) {
      clearInterval(watch);
      watch = undefined;
    }
  }

  /** Whoever was silent for too long is told so; the others lose their thread with it. */
  function look(): void {
    const now = performance.now();
    const silent = [...waiting.values()].filter(({ lastSign }) => now - lastSign > silenceMs);
    if (silent.length === 0) return;
    for (const one of silent) one.settle(stalled(one.path, silenceMs));
    void channel.end();
    lose('another file had to be given up', true);
  }

  function lose(why: string, innocent = false): void {
    if (dead) return;
    dead = true;
    const left = [...waiting.values()];
    for (const one of left) {
      const message = `Reading ${baseName(one.path)} failed because the thread of its reader stopped (${why}); try again, or export the file in another format.`;
      // alone, it is to blame itself
      one.settle(
        innocent || left.length > 1
          ? new ThreadLost(message)
          : new LithoscopeError('internal', 'reader-failed', message, { subject: one.path }),
      );
    }
  }

  function sign({ source }: Pending, ticket: number): void {
    const now = performance.now();
    for (const [key, one] of waiting) if (key === ticket || (source !== undefined && one.source === source)) one.lastSign = now;
  }

  channel.listen(
    (message) => {
      const one = waiting.get(message.ticket);
      if (one === undefined) {
        // given up meanwhile: what it opened is closed again
        if ('value' in message && isOpened(message.value)) channel.post({ close: message.value.source });
        return;
      }
      sign(one, message.ticket);
      if ('progress' in message) one.options.onProgress?.(message.progress);
      else if ('error' in message) one.settle(reviveError(message.error));
      else if ('value' in message) one.settle(null, message.value);
    },
    (why) => lose(why),
  );

  function request(ask: ReaderAsk, path: string, options: RunOptions = {}): Promise<unknown> {
    const { signal } = options;
    if (signal?.aborted === true) return Promise.reject(new AbortedError());
    if (dead) return Promise.reject(new ThreadLost('The thread of the reader has stopped.'));
    return new Promise((resolve, reject) => {
      const ticket = ++tickets;
      const stop = (): void => {
        channel.post({ cancel: ticket });
        settle(new AbortedError());
      };
      const settle: Pending['settle'] = (error, value) => {
        waiting.delete(ticket);
        signal?.removeEventListener('abort', stop);
        busy();
        if (error === null) resolve(value);
        else reject(error);
      };
      waiting.set(ticket, { path, source: 'source' in ask ? ask.source : undefined, options, settle, lastSign: performance.now() });
      signal?.addEventListener('abort', stop, { once: true });
      busy();
      try {
        channel.post({ ticket, ask });
      } catch (error) {
        settle(reviveError(errorData(error)));
      }
    });
  }

  return {
    open: 0,
    get dead() {
      return dead;
    },
    get pending() {
      return waiting.size;
    },
    request,
    close(source) {
      if (!dead) channel.post({ close: source });
    },
    async end() {
      dead = true;
      for (const one of waiting.values()) one.settle(new AbortedError());
      await channel.end();
    },
  };
}

function isOpened(value: unknown): value is Opened {
  return typeof value === 'object' && value !== null && 'source' in value && 'info' in value;
}
