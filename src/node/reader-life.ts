/** Signs of life of a reader: every piece of a file that arrives or is unpacked counts for the request that asked for it. */
import { AsyncLocalStorage } from 'node:async_hooks';
import type { FormatHost } from '../formats/index.js';

/** one sign in this time is enough */
const PAUSE_MS = 1000;
/** rare formats are decoded in a thread of their own that has its own limit */
const WAITING_MS = 5000;

export interface LifeSigns {
  /** runs a request; `tell` is called when something of it moves, at most once a second */
  run<T>(tell: () => void, work: () => Promise<T>): Promise<T>;
  /** the same host, watched */
  watch(host: FormatHost): FormatHost;
}

type Call = (...args: readonly unknown[]) => unknown;

/** An opened file, as against a result: it can be read from. */
function isHandle(value: unknown): value is object {
  return typeof value === 'object' && value !== null && 'read' in value && typeof value.read === 'function';
}

export function createLifeSigns(): LifeSigns {
  const current = new AsyncLocalStorage<() => void>();
  const sign = (): void => current.getStore()?.();

  function watched<T extends object>(port: T): T {
    return new Proxy(port, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key);
        if (typeof value !== 'function') return value;
        return (...args: readonly unknown[]): unknown => {
          const result = (value as Call).call(target, ...args);
          if (!(result instanceof Promise)) return result;
          return result.then((found: unknown) => {
            sign();
            return isHandle(found) ? watched(found) : found;
          });
        };
      },
    });
  }

  async function whileWaiting<T>(work: Promise<T>): Promise<T> {
    const timer = setInterval(sign, WAITING_MS);
    try {
      return await work;
    } finally {
      clearInterval(timer);
    }
  }

  return {
    run(tell, work) {
      let last = 0;
      const seldom = (): void => {
        const now = performance.now();
        if (now - last < PAUSE_MS) return;
        last = now;
        tell();
      };
      return current.run(seldom, work);
    },
    watch({ files, codecs, images, longTail, hdf5 }) {
      return {
        files: watched(files),
        codecs: watched(codecs),
        images: watched(images),
        ...(hdf5 === undefined ? {} : { hdf5: watched(hdf5) }),
        ...(longTail === undefined
          ? {}
          : { longTail: { decode: (path, maxBytes, signal) => whileWaiting(longTail.decode(path, maxBytes, signal)) } }),
      };
    },
  };
}
