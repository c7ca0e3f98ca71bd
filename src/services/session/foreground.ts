/** What a person waits for goes first: background work of a study pauses while slices are being read. */
import { checkAborted } from '../../base/index.js';
import type { VolumeSource } from '../../volume/index.js';

export interface Foreground {
  /** runs something that a person waits for */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** settles when nobody has waited for a moment; other events are handled in between */
  idle(signal: AbortSignal): Promise<void>;
}

const PAUSE_MS = 4;
/** scrolling asks for the next slice within this time */
const QUIET_MS = 40;

export function createForeground(monotonic: () => number): Foreground {
  let waiting = 0;
  let lastAsked = -Infinity;
  return {
    async run(work) {
      waiting++;
      try {
        return await work();
      } finally {
        waiting--;
        lastAsked = monotonic();
      }
    },
    async idle(signal) {
      do {
        checkAborted(signal);
        await new Promise<void>((resolve) => {
          setTimeout(resolve, waiting > 0 ? PAUSE_MS : 0);
        });
      } while (waiting > 0 || monotonic() - lastAsked < QUIET_MS);
      checkAborted(signal);
    },
  };
}

/** The same source for background work: every reading lets people go first. */
export function politeSource<S extends VolumeSource>(source: S, foreground: Foreground, signal: AbortSignal): S {
  return {
    ...source,
    async read(region, own) {
      await foreground.idle(signal);
      return source.read(region, own);
    },
  };
}
