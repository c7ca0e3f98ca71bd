import { describe, expect, it } from 'vitest';
import type { Frame } from '../../src/contract/define.js';
import { bridgeTransport, type Bridge } from '../../src/rpc/index.js';

function recordingBridge() {
  const started: string[] = [];
  const cancelled: string[] = [];
  let listener: ((id: string, frame: Frame) => void) | undefined;
  const bridge: Bridge = {
    start: (id) => void started.push(id),
    cancel: (id) => void cancelled.push(id),
    onFrame(next) {
      listener = next;
      return () => undefined;
    },
    pathFor: () => Promise.resolve(''),
  };
  return { bridge, started, cancelled, say: (id: string, frame: Frame) => listener?.(id, frame) };
}

describe('the bridge transport', () => {
  it('ignores frames of calls that it does not know, such as those of the page before a reload', async () => {
    const host = recordingBridge();
    const stream = bridgeTransport(host.bridge).open('a.b', {}, new AbortController().signal)[Symbol.asyncIterator]();
    const first = stream.next();
    for (const id of ['r0', '0', 'x-0']) host.say(id, { type: 'ok', value: 'stale' });
    host.say(host.started[0]!, { type: 'ok', value: 'fresh' });
    expect((await first).value).toEqual({ type: 'ok', value: 'fresh' });
    expect((await stream.next()).done).toBe(true);
    expect(host.cancelled).toEqual([]);
  });

  it('cancels once, by abort or because the reader stopped', async () => {
    const host = recordingBridge();
    const stop = new AbortController();
    const aborted = bridgeTransport(host.bridge).open('a.b', {}, stop.signal)[Symbol.asyncIterator]();
    const first = aborted.next();
    stop.abort();
    host.say(host.started[0]!, { type: 'err', error: { tag: 'aborted', code: 'cancelled', message: '' } });
    await first;
    await aborted.return?.();
    expect(host.cancelled).toEqual([host.started[0]]);

    const left = bridgeTransport(host.bridge).open('a.b', {}, new AbortController().signal)[Symbol.asyncIterator]();
    const progressed = left.next();
    host.say(host.started[1]!, { type: 'progress', value: 1 });
    expect((await progressed).value).toEqual({ type: 'progress', value: 1 });
    await left.return?.();
    expect(host.cancelled).toHaveLength(2);
  });
});
