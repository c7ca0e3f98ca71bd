/** In one process. Both directions are cloned, so that what could not cross a real border fails here too. */
import type { Dispatcher } from './dispatcher.js';
import type { Transport } from './client.js';
import { createFrameQueue } from './frame-queue.js';

export function memoryTransport(dispatcher: Dispatcher): Transport {
  return {
    open(method, params, signal) {
      const queue = createFrameQueue();
      const emit = (frame: unknown): void => queue.push(structuredClone(frame) as Parameters<typeof queue.push>[0]);
      void dispatcher
        .dispatch(method, structuredClone(params), signal, emit)
        .catch((error: unknown) => queue.push({ type: 'err', error: { tag: 'internal', code: 'internal-error', message: String(error) } }))
        .finally(() => queue.end());
      return queue;
    },
  };
}
