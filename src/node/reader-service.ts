/** The program of a thread of readers, without the thread: requests in, answers out. Sources stay here, by number. */
import { AbortedError, errorData, LithoscopeError } from '../base/index.js';
import type { Progress, RunOptions } from '../base/index.js';
import type { OpenSource, Sources } from '../ports/index.js';
import type { GeometrySource } from '../volume/index.js';
import type { LifeSigns } from './reader-life.js';
import type { FromReader, Opened, ReaderAsk, ToReader } from './reader-messages.js';

/** copying less than this costs nothing */
const SMALL_BYTES = 4 * 1024 * 1024;

interface Answer {
  readonly value: unknown;
  readonly moved?: readonly ArrayBuffer[];
}

/** An array as its own buffer, which can be moved. What a reader may have kept for itself is copied. */
function movable<T extends ArrayBufferView & { slice(): T }>(data: T, kept: boolean): Answer {
  const whole = data.buffer instanceof ArrayBuffer && data.byteLength === data.buffer.byteLength;
  const own = whole && !kept && data.byteLength > SMALL_BYTES ? data : data.slice();
  return { value: own, moved: own.buffer instanceof ArrayBuffer ? [own.buffer] : [] };
}

export interface ReaderServiceOptions {
  readonly sources: Sources;
  readonly life: Pick<LifeSigns, 'run'>;
  readonly say: (message: FromReader, moved?: readonly ArrayBuffer[]) => void;
}

export function createReaderService({ sources, life, say }: ReaderServiceOptions): (message: ToReader) => void {
  const volumes = new Map<number, OpenSource>();
  const geometries = new Map<number, GeometrySource>();
  const running = new Map<number, AbortController>();
  let numbers = 0;

  function held<T>(table: ReadonlyMap<number, T>, number: number): T {
    const source = table.get(number);
    if (source === undefined)
      throw new LithoscopeError('internal', 'source-closed', 'The file was closed while it was being read; open it again.');
    return source;
  }

  /** A request that was given up while the file was being opened leaves nothing open. */
  async function keep<T extends OpenSource | GeometrySource>(table: Map<number, T>, source: T, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) {
      await source.close();
      throw new AbortedError();
    }
    const number = ++numbers;
    table.set(number, source);
    return { value: { source: number, info: source.info } satisfies Opened };
  }

  async function answer(ask: ReaderAsk, options: RunOptions & { readonly signal: AbortSignal }): Promise<Answer> {
    const { signal } = options;
    switch (ask.kind) {
      case 'inspect':
        return { value: await sources.inspect(ask.path, options) };
      case 'glance':
        return { value: await sources.glance(one(ask.paths), signal) };
      case 'list':
        return { value: await sources.list(ask.paths[0] ?? '', signal) };
      case 'open':
        return keep(volumes, await sources.open(one(ask.paths), ask.dataset, signal), signal);
      case 'open-geometry':
        return keep(geometries, await sources.openGeometry(ask.paths[0] ?? '', signal), signal);
      case 'read': {
        const source = held(volumes, ask.source);
        // what was decoded as a whole is kept by its reader, and a reading may be just that
        return movable(await source.read(ask.region, signal), source.info.cost === 'whole-file');
      }
      case 'hash':
        return { value: await held(volumes, ask.source).hash(options) };
      case 'frame':
        return { value: await held(geometries, ask.source).frame(ask.index, signal) };
      case 'stored':
        return movable(await held(geometries, ask.source).storedCoordinates(), true);
    }
  }

  async function serve(ticket: number, ask: ReaderAsk): Promise<void> {
    const stop = new AbortController();
    running.set(ticket, stop);
    try {
      const options = { signal: stop.signal, onProgress: (progress: Progress) => say({ ticket, progress }) };
      const { value, moved } = await life.run(
        () => say({ ticket, alive: true }),
        () => answer(ask, options),
      );
      say({ ticket, value }, moved);
    } catch (error) {
      say({ ticket, error: errorData(error) });
    } finally {
      running.delete(ticket);
    }
  }

  return (message) => {
    if ('ask' in message) void serve(message.ticket, message.ask);
    else if ('cancel' in message) running.get(message.cancel)?.abort();
    else {
      const source = volumes.get(message.close) ?? geometries.get(message.close);
      volumes.delete(message.close);
      geometries.delete(message.close);
      source?.close().catch(() => undefined); // nobody is left to be told
    }
  };
}

function one(paths: readonly string[]): string | readonly string[] {
  const [only] = paths;
  return paths.length === 1 && only !== undefined ? only : paths;
}
