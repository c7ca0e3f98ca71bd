/** Over the four functions that the desktop's preload exposes. */
import type { Frame } from '../contract/define.js';
import type { Transport } from './client.js';
import { createFrameQueue, type FrameQueue } from './frame-queue.js';

/** What the preload puts on `window`. Plain data only; no Electron object crosses. */
export interface Bridge {
  start(id: string, method: string, params: unknown): void;
  cancel(id: string): void;
  /** one listener for all frames; returns the function that removes it */
  onFrame(listener: (id: string, frame: Frame) => void): () => void;
  /** grants a dropped file and returns its handle */
  pathFor(file: unknown): Promise<string>;
}

export function bridgeTransport(bridge: Bridge): Transport {
  const open = new Map<string, FrameQueue>();
  let next = 0;
  // the host outlives a reload of the page: frames of the old page's calls must not meet the new page's
  const page = Date.now().toString(36);
  bridge.onFrame((id, frame) => open.get(id)?.push(frame));
  return {
    async *open(method, params, signal) {
      const id = `${page}-${next++}`;
      const queue = createFrameQueue();
      open.set(id, queue);
      const cancel = (): void => bridge.cancel(id);
      signal.addEventListener('abort', cancel, { once: true });
      let finished = false;
      try {
        bridge.start(id, method, params);
        for await (const frame of queue) {
          finished = frame.type !== 'progress';
          yield frame;
        }
      } finally {
        signal.removeEventListener('abort', cancel);
        open.delete(id);
        // the reader went away before the end
        if (!finished && !signal.aborted) cancel();
      }
    },
  };
}
