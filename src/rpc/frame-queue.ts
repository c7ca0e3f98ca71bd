/** Frames pushed by callbacks, read as an async stream. */
import type { Frame } from '../contract/define.js';

export interface FrameQueue extends AsyncIterable<Frame> {
  push(frame: Frame): void;
  end(): void;
}

export function createFrameQueue(): FrameQueue {
  const waiting: Frame[] = [];
  let ended = false;
  let wake: (() => void) | undefined;
  const nudge = (): void => {
    wake?.();
    wake = undefined;
  };
  return {
    push(frame) {
      waiting.push(frame);
      nudge();
    },
    end() {
      ended = true;
      nudge();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        const frame = waiting.shift();
        if (frame) {
          yield frame;
          if (frame.type !== 'progress') return;
        } else if (ended) return;
        else await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
